"""What a run keeps open of Dagster's history."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from pipelines.runtime.open_history import kept_open
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

FULL, NORMAL = 2, 1


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path / "data")
    settings.dagster_dir.mkdir(parents=True)
    return settings


def engine_of(path: Path) -> sa.Engine:
    """An engine as Dagster makes one for each event: it keeps no connection."""
    return sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)


def write_once(path: Path) -> None:
    """Opens, writes and closes, as Dagster does for each event."""
    with engine_of(path).connect() as connection, connection.begin():
        connection.exec_driver_sql("pragma journal_mode=wal")
        connection.exec_driver_sql("create table if not exists events (id integer primary key)")
        connection.exec_driver_sql("insert into events default values")


def events_of(path: Path) -> object:
    with engine_of(path).connect() as connection:
        return connection.exec_driver_sql("select count(*) from events").scalar()


def asked(path: Path, question: str) -> object:
    """What a connection of a new engine answers."""
    with engine_of(path).connect() as connection:
        return connection.exec_driver_sql(question).scalar()


def driver_of(connection: sa.Connection) -> object:
    return connection.connection.driver_connection


def test_a_log_is_kept_from_the_first_event_to_the_end_of_the_run(settings: Settings) -> None:
    path, log = settings.dagster_dir / "one.db", settings.dagster_dir / "one.db-wal"
    write_once(path)
    assert not log.exists(), "whoever closes last deletes it"
    with kept_open(settings):
        write_once(path)
        assert log.exists()
    assert not log.exists()
    assert events_of(path) == 2


def test_a_connection_is_handed_out_again_and_never_to_two_at_once(settings: Settings) -> None:
    path = settings.dagster_dir / "one.db"
    with kept_open(settings):
        with engine_of(path).connect() as first, engine_of(path).connect() as second:
            both = {driver_of(first), driver_of(second)}
        with engine_of(path).connect() as third:
            again = driver_of(third)
    assert len(both) == 2
    assert again in both


def test_what_was_not_committed_is_gone_when_a_connection_is_given_back(
    settings: Settings,
) -> None:
    path = settings.dagster_dir / "one.db"
    with kept_open(settings):
        write_once(path)
        left = engine_of(path).raw_connection()
        left.driver_connection.execute("insert into events default values")  # type: ignore[union-attr]
        left.close()
        assert events_of(path) == 1
        write_once(path)
    assert events_of(path) == 2


def test_what_dagster_writes_is_synced_with_the_log_for_the_length_of_the_run(
    settings: Settings,
) -> None:
    path = settings.dagster_dir / "one.db"
    with kept_open(settings):
        assert asked(path, "pragma synchronous") == NORMAL
    assert asked(path, "pragma synchronous") == FULL


def compiled_for(path: Path) -> str:
    """Whether a new engine finds a statement compiled, by SQLAlchemy's name for it."""
    table = sa.table("events", sa.column("id"))
    with engine_of(path).connect() as connection:
        found = connection.execute(sa.select(table.c.id).where(table.c.id == 1))
        assert found.all() == [(1,)]
        return str(found.context.cache_hit.name)


def test_a_statement_is_compiled_once_for_the_engines_of_a_run(
    settings: Settings, tmp_path: Path
) -> None:
    here, beside = settings.dagster_dir / "one.db", settings.dagster_dir / "runs" / "two.db"
    beside.parent.mkdir()
    elsewhere = tmp_path / "three.db"
    for path in (here, beside, elsewhere):
        write_once(path)
    with kept_open(settings):
        assert compiled_for(here) == "CACHE_MISS"
        assert [compiled_for(path) for path in (here, beside)] == ["CACHE_HIT", "CACHE_HIT"]
        assert compiled_for(elsewhere) == "CACHE_MISS"
    assert compiled_for(here) == "CACHE_MISS"


def test_a_file_elsewhere_is_opened_and_closed_as_ever(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    with kept_open(settings):
        assert asked(path, "pragma synchronous") == FULL
        with engine_of(path).connect() as connection:
            own = driver_of(connection)
    assert isinstance(own, sqlite3.Connection)
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        own.execute("select 1")


def test_after_the_run_nothing_is_open_whatever_became_of_it(settings: Settings) -> None:
    path = settings.dagster_dir / "one.db"

    def fail() -> object:
        with kept_open(settings):
            with engine_of(path).connect() as connection:
                opened.append(driver_of(connection))
            raise OSError("disk full")

    opened: list[object] = []
    with pytest.raises(OSError, match="disk full"):
        fail()
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[0].execute("select 1")  # type: ignore[attr-defined]
