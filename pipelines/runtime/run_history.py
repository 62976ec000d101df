"""Dagster's history of runs, kept true and within bounds.

A killed run says nothing more, so Dagster would show it as under way for ever; and each run
leaves events, logs and check results behind. Both are put right under the lock of `run_lock.py`.
Imported only where Dagster is.
"""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import dagster as dg

from expectations import forget_results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.settings import Settings

# A run of the command holds the lock before it is in the history, and until it has ended.
BY_COMMAND = {"ledger/started_by": "command"}

# The digest of what it starts from, of one that reads its sources before its first step.
STARTED_FROM = "ledger/started_from"

# By which Dagster's pages tell that a run is one of a job of this project: its repository and the
# code location of `ledger ui`.
OF_THIS_CODE = {".dagster/repository": "__repository__@pipelines.definitions"}

# How long another run may take from being started to asking for the lock.
_STARTING = dt.timedelta(minutes=3)

_UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_FINISHED = [
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
]


def close_killed_runs(instance: dg.DagsterInstance, own: str | None = None) -> list[str]:
    """Mark as failed whatever run is shown as under way and cannot be; returns their ids.

    To be called under the lock: whoever writes holds it, so no other run is alive but one that
    is about to ask for it.

    Args:
        instance: the history.
        own: the run that holds the lock, if it is in the history already.
    """
    latest = dt.datetime.now(dt.UTC) - _STARTING
    closed = []
    for record in instance.get_run_records(filters=dg.RunsFilter(statuses=_UNFINISHED)):
        run = record.dagster_run
        by_command = BY_COMMAND.items() <= run.tags.items()
        if run.run_id == own or not (by_command or record.update_timestamp < latest):
            continue
        instance.report_run_failed(
            run, "the process of this run ended before the run did: it was killed; run again"
        )
        closed.append(run.run_id)
    return closed


def forget_old_runs(instance: dg.DagsterInstance, settings: Settings) -> list[str]:
    """Delete the history of all but the newest runs; `settings.keep_runs` stay, with this one.

    Their events, logs and check results go; what was published stays, and so does a result that
    is still the newest of its check. Returns the ids.
    """
    finished = instance.get_run_records(filters=dg.RunsFilter(statuses=_FINISHED))
    old = [record.dagster_run.run_id for record in finished[settings.keep_runs - 1 :]]
    for run_id in old:
        instance.delete_run(run_id)
    forget_results(settings.quality_dir, settings.keep_runs)
    # Dagster deletes the rows of a run and leaves its files.
    known = {record.dagster_run.run_id for record in instance.get_run_records()}
    for path, run_id in _files_of_runs(settings.dagster_dir):
        if run_id not in known:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    return old


def _files_of_runs(dagster_dir: Path) -> Iterator[tuple[Path, str]]:
    for path in (dagster_dir / "history" / "runs").glob("*-*.db*"):
        yield path, path.name.partition(".")[0]
    for path in (dagster_dir / "storage").glob("*-*"):
        yield path, path.name
