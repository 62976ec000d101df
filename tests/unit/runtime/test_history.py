from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage

from pipelines.runtime import history
from pipelines.runtime.dagster_home import prepare_dagster_home
from pipelines.runtime.history import OpenEventLog
from pipelines.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.asset
def thing() -> int:
    return 1


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(data_dir=tmp_path)
    prepare_dagster_home(settings)
    return settings.dagster_dir


@contextmanager
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with dg.DagsterInstance.get() as instance:
        yield instance


def materialised(instance: dg.DagsterInstance) -> str:
    return dg.materialize([thing], instance=instance, run_config=QUIET).run_id


def log_of(instance: dg.DagsterInstance) -> OpenEventLog:
    log = instance.event_log_storage
    assert isinstance(log, OpenEventLog)
    return log


def kinds(log: object, run_id: str) -> list[str]:
    events = log.get_logs_for_run(run_id)  # type: ignore[attr-defined]
    return [event.dagster_event.event_type_value for event in events if event.dagster_event]


def open_files(folder: Path) -> set[str]:
    links = Path("/proc/self/fd").iterdir()
    targets = {str(link.readlink()) for link in links if link.is_symlink()}
    return {target for target in targets if target.startswith(str(folder)) and ".db" in target}


def test_dagsters_own_storage_reads_what_was_written_while_it_is_open(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home, monkeypatch) as instance:
        run_id = materialised(instance)
        mine = kinds(log_of(instance), run_id)
        plain = DagsterSqliteStorage(str(home)).event_log_storage
        assert kinds(plain, run_id) == mine
        assert "ASSET_MATERIALIZATION" in mine
        assert mine[-1] == "PIPELINE_SUCCESS"
        assert plain.has_asset_key(thing.key)


def test_each_file_is_opened_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect, opens = sqlite3.dbapi2.connect, []

    def counted(path: str, **kwargs: object) -> sqlite3.Connection:
        opens.append(Path(path).name)
        return connect(path, **kwargs)  # type: ignore[call-overload, no-any-return]

    with opened(home, monkeypatch) as instance:
        materialised(instance)
        monkeypatch.setattr(sqlite3.dbapi2, "connect", counted)
        run_id = materialised(instance)
    assert opens.count(f"{run_id}.db") == 1
    # Dagster looks once which tables there are.
    assert opens.count("index.db") <= 1, opens


def test_the_file_that_the_ui_watches_holds_every_event_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with opened(home, monkeypatch) as instance:
        run_id = materialised(instance)
        log = log_of(instance)
        # Without the write-ahead log beside it, a copy shows what the file itself holds.
        copy = shutil.copy(log.path_for_shard(run_id), tmp_path / "copy.db")
        with sqlite3.connect(copy) as alone:
            (count,) = alone.execute("select count(*) from event_logs").fetchone()
        assert count == len(log.get_logs_for_run(run_id)) > 5


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's list of open files")
def test_few_files_stay_open_and_closed_ones_are_opened_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_MOST_OPEN", 3)
    with opened(home, monkeypatch) as instance:
        run_ids = [materialised(instance) for _ in range(6)]
        log = log_of(instance)
        counts = {len(kinds(log, run_id)) for run_id in run_ids}
        assert len(counts) == 1
        databases = {name for name in open_files(home) if name.endswith(".db")}
        runs = {Path(name).stem for name in databases} & set(run_ids)
        assert 0 < len(runs) <= 3
        events = Path(log.path_for_shard("index")).parent
    assert not open_files(events), "closed with the instance"


def test_wiping_forgets_what_was_open(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home, monkeypatch) as instance:
        before = materialised(instance)
        log = log_of(instance)
        log.wipe()
        assert kinds(log, before) == []
        after = materialised(instance)
        assert kinds(log, after)[-1] == "PIPELINE_SUCCESS"


def test_threads_write_one_after_the_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home, monkeypatch) as instance:
        run_id = materialised(instance)
        run = instance.get_run_by_id(run_id)
        before = len(kinds(log_of(instance), run_id))

        def work() -> None:
            for _ in range(10):
                instance.report_engine_event("met", run)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(kinds(log_of(instance), run_id)) == before + 40
