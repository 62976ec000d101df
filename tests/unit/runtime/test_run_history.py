"""Dagster's history: what was killed is said to be, and old runs are forgotten."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import dagster as dg
import pytest

from expectations import append_results, read_results
from pipelines.runtime import run_history
from pipelines.runtime.dagster_home import prepare_dagster_home
from pipelines.runtime.run_history import BY_COMMAND, close_killed_runs, forget_old_runs
from pipelines.settings import Settings
from tests.unit.runtime.test_mending import results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine

NOW = dt.datetime(2026, 1, 2)


@dg.op
def nothing() -> None:
    """Does nothing."""


@dg.job
def job() -> None:
    """A job of one step."""
    nothing()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, keep_runs=3)


@pytest.fixture
def instance(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    for name, value in prepare_dagster_home(settings).items():
        monkeypatch.setenv(name, value)
    with dg.DagsterInstance.get() as instance:
        yield instance


def run(instance: dg.DagsterInstance, **tags: str) -> str:
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    return job.execute_in_process(instance=instance, run_config=quiet, tags=tags).run_id


def started(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    """A run whose process was killed after it had begun."""
    return instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags=tags).run_id


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run_id)
    assert found is not None
    return found.status


def test_a_killed_run_does_not_stay_under_way(instance: dg.DagsterInstance) -> None:
    done, killed, own = run(instance), started(instance, BY_COMMAND), started(instance, BY_COMMAND)
    assert close_killed_runs(instance, own) == [killed]
    assert status(instance, done) is dg.DagsterRunStatus.SUCCESS
    assert status(instance, killed) is dg.DagsterRunStatus.FAILURE
    assert status(instance, own) is dg.DagsterRunStatus.STARTED


def test_a_run_of_the_ui_may_be_about_to_ask_for_the_lock(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = started(instance, {})
    assert close_killed_runs(instance) == []
    monkeypatch.setattr(run_history, "_STARTING", dt.timedelta(seconds=-5))
    assert close_killed_runs(instance) == [other]


def test_old_runs_are_forgotten_with_their_files(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    runs = [run(instance) for _ in range(5)]
    own = started(instance, BY_COMMAND)
    shards = settings.dagster_dir / "history" / "runs"
    assert (shards / f"{runs[0]}.db").exists()
    assert sorted(forget_old_runs(instance, settings)) == sorted(runs[:3])
    assert {each.run_id for each in instance.get_runs()} == {*runs[3:], own}
    left = {path.name.partition(".")[0] for path in shards.glob("*-*.db*")}
    assert left <= {*runs[3:], own}
    assert instance.all_logs(runs[4])


def test_results_are_kept_of_the_newest_runs_and_where_no_newer_speaks(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    append_results(settings.quality_dir, results("alone", NOW, check="made_once"))
    for day in range(6):
        append_results(settings.quality_dir, results(f"r{day}", NOW + dt.timedelta(days=day)))
    forget_old_runs(instance, settings)
    assert set(read_results(settings.quality_dir)["run_id"]) == {"alone", "r3", "r4", "r5"}
