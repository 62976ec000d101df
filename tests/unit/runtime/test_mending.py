"""Damage of each kind of file is found, told in a sentence, and cleared away for the next run."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl
import pytest

from expectations import append_results, read_results, results_directory
from pipelines.archive.store import Archive
from pipelines.contracts.normalized import SEGMENTS
from pipelines.contracts.published import FCT_CHANGES, QUALITY_RESULTS
from pipelines.dbt import source_views
from pipelines.publish import changes
from pipelines.runtime import mending
from pipelines.settings import Settings
from pipelines.storage import tables
from pipelines.storage.files import replace_parquet

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine

NOW = dt.datetime(2026, 1, 2)
BODY = b"figures " * 1000
KINDS = (
    "normalized/segments/segments.parquet",
    "changes/fct_changes.parquet",
    "quality/results/run-1.parquet",
    "quality/validations/marts.fct_capex.json",
    "warehouse.duckdb",
    "dagster/history/runs.db",
    "archive/index.sqlite",
    "archive/rate_limits/host.sqlite",
    "archive/objects/*/*.zst",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One sound file of each kind that is known without Dagster or dbt."""
    settings = Settings(data_dir=tmp_path / "[x] 50%?")
    words = dict.fromkeys(SEGMENTS.polars_schema, "optics")
    segment = pl.DataFrame([words | {"is_headline_tier": True}], schema=SEGMENTS.polars_schema)
    tables.write(SEGMENTS, segment, settings)
    replace_parquet(changes.path(settings), FCT_CHANGES.empty())
    append_results(settings.quality_dir, results("run-1", NOW))
    validation = settings.quality_dir / "validations" / "marts.fct_capex.json"
    validation.parent.mkdir()
    validation.write_text('{"success": true}')
    source_views.prepare_sources(settings)
    for path in ("dagster/history/runs.db", "archive/rate_limits/host.sqlite"):
        database = settings.data_dir / path
        database.parent.mkdir(parents=True)
        with sqlite3.connect(database) as connection:
            connection.execute("create table t as select 1 as x")
        connection.close()
    put(settings, BODY)
    mending.settle(settings)
    return settings


def put(settings: Settings, body: bytes, key: str = "key") -> str:
    archive = Archive(settings.archive_dir)
    return archive.put(
        "source", key, "https://x", body, etag=None, last_modified=None, fetched_at=NOW
    ).sha256


def results(run_id: str, at: dt.datetime, check: str = "holds") -> pl.DataFrame:
    row = dict.fromkeys(QUALITY_RESULTS.polars_schema) | {
        "run_id": run_id, "stage": "marts", "table_name": "marts.fct_capex", "check_name": check,
        "severity": "error", "scope": "structure", "passed": True,
        "is_acknowledged": False, "observed": "1",
        "expected": "1", "ran_at": at,
    }  # fmt: skip
    return pl.DataFrame([row], schema=QUALITY_RESULTS.polars_schema)


def the_file(settings: Settings, kind: str) -> Path:
    # The data directory's own name is full of what globs take for patterns.
    [path] = [path for path in settings.data_dir.rglob("*") if path.match(f"**/{kind}")] or [
        settings.warehouse_path
    ]
    return path


def halves(content: bytes) -> bytes:
    return content[: len(content) // 2]


def garbage(content: bytes) -> bytes:
    return bytes(255 - byte for byte in content[:4096]) + content[4096:]


def nothing(content: bytes) -> bytes:
    return content[:0]


def test_an_installation_that_is_sound_needs_nothing(settings: Settings) -> None:
    for is_thorough in (False, True):
        assert mending.mend(settings, is_thorough=is_thorough) == ()


def test_an_installation_that_is_not_there_yet_needs_nothing(tmp_path: Path) -> None:
    assert mending.mend(Settings(data_dir=tmp_path / "none")) == ()


@pytest.mark.parametrize("damage", [halves, garbage, nothing])
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_one_sentence_and_out_of_the_way(
    settings: Settings, kind: str, damage: object
) -> None:
    path = the_file(settings, kind)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    [found] = mending.damages(settings, is_thorough=True)
    assert found.path == path
    [sentence] = mending.mend(settings)
    assert sentence.startswith(f"{path} was damaged: ")
    assert "\n" not in sentence
    if "objects" in kind:
        # Until a whole run is over, an object that is still missing is asked for again.
        assert not path.exists()
        assert len(mending.mend(settings)) == 1
        put(settings, BODY)
    assert mending.mend(settings) == ()


def test_a_history_that_was_killed_while_its_log_moved_into_it_is_whole(
    settings: Settings,
) -> None:
    path = settings.dagster_dir / "history" / "runs" / "killed.db"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma wal_autocheckpoint=0")
        connection.execute("create table events (event text)")
        connection.executemany("insert into events values (?)", [("x" * 500,)] * 2000)
        connection.commit()
        log = path.with_name("killed.db-wal").read_bytes()
        connection.execute("pragma wal_checkpoint")
        moved = path.read_bytes()
    path.write_bytes(moved[: len(moved) // 8192 * 4096])
    path.with_name("killed.db-wal").write_bytes(log)
    assert mending.mend(settings, is_thorough=True) == ()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select count(*) from events").fetchone() == (2000,)


def test_a_body_that_no_source_has_any_more_is_sought_once(settings: Settings) -> None:
    path = the_file(settings, "archive/objects/*/*.zst")
    path.unlink()
    put(settings, b"another", key="another")
    assert len(mending.mend(settings)) == 1
    mending.accept_losses(settings)
    assert mending.mend(settings) == ()
    # If it comes all the same, it is kept as any other.
    put(settings, BODY)
    path.write_bytes(b"")
    assert len(mending.mend(settings)) == 1


def test_the_index_that_was_damaged_still_knows_what_came_before(settings: Settings) -> None:
    the_file(settings, "archive/index.sqlite").write_bytes(b"no database")
    mending.mend(settings)
    entry = Archive(settings.archive_dir).latest("source", "key")
    assert entry is not None
    assert Archive(settings.archive_dir).read(entry.sha256) == BODY
    assert (settings.archive_dir / "index.sqlite.damaged").exists()


def test_what_only_the_index_tells_of_is_looked_at_once_it_is_restored(settings: Settings) -> None:
    the_file(settings, "archive/objects/*/*.zst").write_bytes(b"")
    the_file(settings, "archive/index.sqlite").write_bytes(b"no database")
    index, body = mending.mend(settings)
    assert "index.sqlite was damaged" in index
    assert ".zst was damaged" in body


def test_an_object_overwritten_at_its_own_size_is_found(settings: Settings) -> None:
    path = the_file(settings, "archive/objects/*/*.zst")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert len(mending.mend(settings)) == 1


def test_results_that_no_published_mart_has_are_given_up(settings: Settings) -> None:
    [path] = results_directory(settings.quality_dir).glob("*.parquet")
    path.write_bytes(b"")
    mending.mend(settings)
    assert read_results(settings.quality_dir).is_empty()


def test_what_killed_runs_left_half_written_is_swept(settings: Settings) -> None:
    left = settings.normalized_dir / "segments" / ".segments.parquet.77.incoming"
    left.write_bytes(b"half")
    before = {path for path in settings.data_dir.rglob("*") if path != left}
    mending.sweep(settings)
    assert set(settings.data_dir.rglob("*")) == before
