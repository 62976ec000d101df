"""What a run keeps open of Dagster's history."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pipelines.runtime.open_history import kept_open
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def write_once(path: Path) -> None:
    """Opens, writes and closes, as Dagster does for each event."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("create table if not exists events (id integer primary key)")
        connection.execute("insert into events default values")


def test_a_log_is_kept_from_the_first_event_to_the_end_of_the_run(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    runs = settings.dagster_dir / "history" / "runs"
    runs.mkdir(parents=True)
    path, log = runs / "one.db", runs / "one.db-wal"
    write_once(path)
    assert not log.exists(), "whoever closes last deletes it"
    with kept_open(settings) as listen:
        # Another run has no file yet, and what is no event names no run.
        for record in (SimpleNamespace(run_id="one"), SimpleNamespace(run_id="two"), object()):
            listen(record)
        write_once(path)
        assert log.exists()
    assert not log.exists()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select count(*) from events").fetchone() == (2,)


def synchronous_of(engine: sa.Engine) -> object:
    """How SQLite syncs what a new connection of the engine writes."""
    with engine.connect() as connection:
        return connection.exec_driver_sql("pragma synchronous").scalar()


def test_what_dagster_writes_is_synced_with_the_log_for_the_length_of_the_run(
    tmp_path: Path,
) -> None:
    full, normal = 2, 1
    engine = sa.create_engine(f"sqlite:///{tmp_path}/one.db", poolclass=sa.NullPool)
    with kept_open(Settings(data_dir=tmp_path)):
        assert synchronous_of(engine) == normal
    assert synchronous_of(engine) == full
