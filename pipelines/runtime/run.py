"""One run of the pipeline: materialise, watch, and say what came of it.

The command and the tests call `run_ledger`; the schedule runs the same jobs through Dagster.
Not here: how results are shown (`show.py`).
"""

from __future__ import annotations

import os
import sqlite3
import sys
import uuid
import warnings
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.contracts.normalized import WITHHELD
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.errors import Stopped
from pipelines.publish.publishing import current_publication
from pipelines.quality.withholding import sentences
from pipelines.quality.worker import working_apart
from pipelines.registry import load_registry
from pipelines.runtime import mending, run_lock
from pipelines.runtime.dagster_home import prepare_dagster_home
from pipelines.runtime.open_history import kept_open
from pipelines.runtime.run_lock import RunRefused
from pipelines.runtime.stopping import stoppable
from pipelines.runtime.watching import Watched, WithoutLoggersFailures, one_line
from pipelines.sources.request_digest import request_digest
from pipelines.storage import fingerprint, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import dagster as dg

    from pipelines.settings import Settings

# By which a version before this one told whether anything had changed.
_STATE_FILE_BEFORE = "run_state.json"

# Dagster keeps every event in its run history; the terminal is for the progress and the summary.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class NothingSelected(RunRefused):
    """The selection cannot be read, or names no asset of the run."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        run_id: Dagster's id of the run; of the run before where nothing had changed.
        is_unchanged: the input is the one that is already published; nothing was run.
        is_published: the published file shows this run's input.
        failures: steps that failed, with the reason of each.
        quarantined: one sentence for each item that a source refused.
        withheld: one sentence for each company and check that withheld figures of it.
        mended: one sentence for each file that was damaged and is written anew.
    """

    run_id: str
    is_unchanged: bool
    is_published: bool
    failures: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    steps: dict[str, float] = field(default_factory=dict)
    mended: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 if everything is used and published, 1 otherwise."""
        is_whole = not (self.quarantined or self.withheld or self.failures)
        return 0 if self.is_published and is_whole else 1


def run_ledger(
    settings: Settings,
    companies: Sequence[str] = (),
    select: str | None = None,
    force: bool = False,
    on_step: Callable[[str, str], None] | None = None,
) -> Outcome:
    """Materialise everything, or the named companies' sources and what follows, and publish.

    Args:
        settings: the installation.
        companies: company ids whose sources to refresh; all if empty.
        select: a Dagster asset selection that narrows the run, such as `group:marts`.
        force: run although nothing changed.
        on_step: called with a step's name and `start`, `done` or `failed`.

    Raises:
        RunRefused: another run holds the data directory, or it cannot be written.
        Stopped: Ctrl-C or SIGTERM; what is published is whole.
        NothingSelected: `select` cannot be read, or no asset of the run matches it.
        pipelines.registry.RegistryError: the registry is invalid, names no such company, or
            acknowledges what is not a warning.
    """
    registry = load_registry(settings.registry_dir)
    chosen = [registry.company(name).company_id for name in companies]
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with stoppable() as stop, run_lock.writing(settings):
            return _run(settings, chosen, select, force, Watched(on_step, stop))
    except KeyboardInterrupt:
        raise Stopped(
            "stopped before the end: the last published marts stand; run again to go on"
        ) from None
    except Exception as error:
        if _is_damaged_history(error):
            run_lock.leave_mark(settings)
            raise RunRefused(
                f"{settings.dagster_dir}: the history of runs is damaged "
                f"({one_line(str(error))}); run again, which sets it aside: what is published is "
                "whole"
            ) from None
        reason = _storage_reason(error)
        if reason is None:
            raise
        raise RunRefused(
            f"{settings.data_dir}: cannot be written ({reason}); free space or make the folder "
            "writable, then run again: what is published is whole"
        ) from None


def _storage_reason(error: BaseException | None) -> str | None:
    """Why the disk refused, if that is what an error comes from; Dagster's history is SQLite."""
    while error is not None:
        if isinstance(error, OSError):
            return error.strerror or str(error)
        if isinstance(error, sqlite3.OperationalError):
            return str(error)
        error = error.__cause__
    return None


def _is_damaged_history(error: BaseException | None) -> bool:
    """Whether SQLite could not make sense of a file; what it cannot open or write is another."""
    while error is not None:
        if isinstance(error, sqlite3.DatabaseError):
            return type(error) is sqlite3.DatabaseError
        error = error.__cause__
    return False


def _run(
    settings: Settings,
    companies: list[str],
    select: str | None,
    force: bool,
    watched: Watched,
) -> Outcome:
    (settings.data_dir / _STATE_FILE_BEFORE).unlink(missing_ok=True)
    ended_well = not run_lock.is_marked(settings)
    mended = mending.mend(settings, is_thorough=not ended_well)
    if not ended_well:
        _close_killed_runs(settings)
    is_whole = not companies and select is None
    may_stand = is_whole and not force and not mended
    if may_stand and not settings.live:
        if _is_published(settings, request_digest(settings)):
            return _unchanged(settings)
        may_stand = False
    run_id = str(uuid.uuid4())
    with redirect_stderr(WithoutLoggersFailures(sys.stderr)), working_apart(settings):
        stands = _execute(settings, run_id, (companies, select), watched, may_stand=may_stand)
        # What follows gives back and tells, in less than a second: a signal waits for its end.
        watched.stop.leave_alone()
        if stands:
            return _unchanged(settings, watched.steps)
    if watched.failures:
        run_lock.leave_mark(settings)
    is_published = _is_published(settings)
    if is_whole and is_published and not watched.failures:
        mending.accept_losses(settings)
    return Outcome(
        run_id,
        False,
        is_published,
        tuple(watched.failures),
        _quarantined(settings),
        _withheld(settings),
        watched.steps,
        mended,
    )


def _is_published(settings: Settings, request: str | None = None) -> bool:
    """Whether the published files are whole and of the tables of the sources as they lie.

    With `request`, whether besides they are all that follows from it, and from nothing else.
    """
    publication = current_publication(settings)
    return (
        publication is not None
        and request in (None, publication.request)
        and publication.fingerprint == fingerprint.of_input(settings)
    )


def _unchanged(settings: Settings, steps: dict[str, float] | None = None) -> Outcome:
    """The outcome of a run that found published what it would publish."""
    publication = current_publication(settings)
    run_id = publication.run_id if publication else None
    return Outcome(
        run_id or "", True, True, (), _quarantined(settings), _withheld(settings), steps or {}
    )


def _quarantined(settings: Settings) -> tuple[str, ...]:
    followed = load_registry(settings.registry_dir).company_by_id
    items = tables.read(RAW_QUARANTINE, settings, followed).select("company_id", "reason")
    return tuple(f"{company_id}: {reason}" for company_id, reason in items.iter_rows())


def _withheld(settings: Settings) -> tuple[str, ...]:
    return sentences(tables.read(WITHHELD, settings))


def _execute(
    settings: Settings,
    run_id: str,
    narrowed: tuple[list[str], str | None],
    watched: Watched,
    *,
    may_stand: bool,
) -> bool:
    """Run the jobs in this process; whether all that the sources said was published already.

    Args:
        settings: the installation.
        run_id: of the run that publishes.
        narrowed: companies and selection, as of `run_ledger`.
        watched: told of each event.
        may_stand: end once the sources have answered, if what is published is what they say.

    Raises:
        KeyboardInterrupt: Ctrl-C or SIGTERM; Dagster has noted it if it came within a job.
    """
    os.environ.update(prepare_dagster_home(settings))

    import dagster as dg  # noqa: PLC0415

    from pipelines.definitions import defs  # noqa: PLC0415
    from pipelines.defs import jobs  # noqa: PLC0415
    from pipelines.defs.lib.companies import ONE_COMPANY, companies_partitions  # noqa: PLC0415
    from pipelines.quality.refreshing import begin_refreshing  # noqa: PLC0415
    from pipelines.runtime.run_history import (  # noqa: PLC0415
        BY_COMMAND,
        OF_THIS_CODE,
        STARTED_FROM,
    )

    companies, select = narrowed

    def run(job_name: str, identity: str, tags: dict[str, str]) -> bool:
        watched.stop.check()
        job = defs.resolve_job_def(job_name)
        selection = None
        if wanted is not None:
            selection = sorted(wanted.intersection(job.asset_layer.executable_asset_keys))
            if not selection:
                return True
        if job_name in (jobs.EVERYTHING, jobs.SOURCES) and wanted is None:
            if not settings.live:
                tags = {**tags, STARTED_FROM: request_digest(settings)}
            begin_refreshing(settings, companies_partitions.get_partition_keys(), identity)
        instance.add_event_listener(identity, watched)
        result = job.execute_in_process(
            instance=instance,
            run_id=identity,
            run_config=_QUIET,
            tags={**BY_COMMAND, **OF_THIS_CODE, **tags},
            raise_on_error=False,
            asset_selection=selection,
        )
        watched.stop.check()
        return bool(result.success)

    wanted = None if select is None else _selected(defs, select)
    with (
        kept_open(settings),
        dg.DagsterInstance.get() as instance,
        run_lock.marked(settings),
    ):
        # Before anything is written: what another process of this run writes is swept by nobody.
        mending.sweep(settings)
        if may_stand:
            # Only the answers of the network tell whether anything changed.
            if not run(jobs.SOURCES, str(uuid.uuid4()), {}):
                return False
            if _is_published(settings):
                return True
            run(jobs.AFTER_SOURCES, run_id, {})
        elif not companies:
            run(jobs.EVERYTHING, run_id, {})
        else:
            partitions = set(companies_partitions.get_partition_keys())
            fetched = [
                # A company that no source is partitioned by is in the sources that are one table.
                run("raw", str(uuid.uuid4()), {ONE_COMPANY: company})
                if company in partitions
                else run("reports", str(uuid.uuid4()), {})
                for company in companies
            ]
            if all(fetched):
                run("downstream", run_id, {})
    return False


def _selected(defs: dg.Definitions, select: str) -> set[dg.AssetKey]:
    """The assets that a selection names.

    Raises:
        NothingSelected: it cannot be read, or names none.
    """
    import dagster as dg  # noqa: PLC0415

    graph = defs.resolve_asset_graph()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dg.BetaWarning)
            wanted = dg.AssetSelection.from_string(select).resolve(graph)
    except dg.DagsterError as error:
        raise NothingSelected(
            f"{select!r} is not an asset selection ({one_line(str(error))}): write one such as "
            "'group:marts' or 'key:marts/fct_capex'"
        ) from None
    if not wanted:
        groups = ", ".join(sorted({node.group_name for node in graph.asset_nodes}))
        raise NothingSelected(f"{select!r} selects no asset; the groups are {groups}")
    return set(wanted)


def _close_killed_runs(settings: Settings) -> None:
    """Say in Dagster's history that the run before was killed, whether or not this one is in it."""
    os.environ.update(prepare_dagster_home(settings))

    import dagster as dg  # noqa: PLC0415

    from pipelines.runtime.run_history import close_killed_runs  # noqa: PLC0415

    with run_lock.marked(settings), dg.DagsterInstance.get() as instance:
        close_killed_runs(instance)
