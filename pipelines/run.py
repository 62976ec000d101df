"""One run of the pipeline: materialise, watch, and say what came of it.

The command and the tests call `run_ledger`; the schedule runs the same jobs through Dagster.
Not here: how results are shown (`show.py`).
"""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import uuid
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pipelines import fingerprint, tables
from pipelines.contracts import RAW_QUARANTINE, WITHHELD
from pipelines.errors import LedgerError
from pipelines.files import replace_file
from pipelines.plain_paths import plain
from pipelines.registry import load_registry
from pipelines.warehouse import published_fingerprint
from pipelines.withholding import sentences
from pipelines.worker import working_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo

    from pipelines.settings import Settings

_STATE_FILE = "run_state.json"
_LOCK_FILE = ".run.lock"

# No telemetry, no welcome.
_DAGSTER_YAML_BEFORE = "telemetry:\n  enabled: false\nnux:\n  enabled: false\n"
# The home may be moved, so no path stands in it.
_DAGSTER_YAML = f"""{_DAGSTER_YAML_BEFORE}\
storage:
  custom:
    module: pipelines.history
    class: OpenHistory
    config:
      base_dir:
        env: DAGSTER_HOME
"""

# Dagster keeps every event in its run history; the terminal is for the progress and the summary.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

_DISK_REFUSES = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM
)  # fmt: skip


class RunRefused(LedgerError):
    """The run did not start, or could not go on: says why and what to do."""


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
    """

    run_id: str
    is_unchanged: bool
    is_published: bool
    failures: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    steps: dict[str, float] = field(default_factory=dict)

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
        NothingSelected: `select` cannot be read, or no asset of the run matches it.
        pipelines.registry.RegistryError: the registry is invalid, or names no such company.
    """
    registry = load_registry(settings.registry_dir)
    chosen = [registry.company(name).company_id for name in companies]
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.data_dir / _LOCK_FILE, timeout=0)
        with lock:
            return _run(settings, chosen, select, force, on_step)
    except Timeout:
        raise RunRefused(
            f"another run is writing {settings.data_dir}: wait until it ends"
        ) from None
    except Exception as error:
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


def _run(
    settings: Settings,
    companies: list[str],
    select: str | None,
    force: bool,
    on_step: Callable[[str, str], None] | None,
) -> Outcome:
    is_whole = not companies and select is None
    request = fingerprint.of_request(settings)
    if is_whole and not force and not settings.live:
        unchanged = _unchanged(settings, request)
        if unchanged:
            return unchanged
    run_id = str(uuid.uuid4())
    with working_apart(settings):
        failures, steps = _execute(settings, run_id, companies, select, on_step)
    quarantined = _quarantined(settings)
    is_published = published_fingerprint(settings) == fingerprint.of_input(settings)
    if is_whole and not settings.live and is_published and not failures:
        _remember(settings, request, run_id)
    return Outcome(
        run_id, False, is_published, tuple(failures), quarantined, _withheld(settings), steps
    )


def _unchanged(settings: Settings, request: str) -> Outcome | None:
    """The outcome if the published file already shows what this run would publish."""
    path = settings.data_dir / _STATE_FILE
    if not path.exists():
        return None
    state = json.loads(path.read_text("utf-8"))
    if state["request"] != request:
        return None
    if published_fingerprint(settings) != fingerprint.of_input(settings):
        return None
    quarantined = _quarantined(settings)
    return Outcome(state["run_id"], True, True, (), quarantined, _withheld(settings))


def _quarantined(settings: Settings) -> tuple[str, ...]:
    followed = load_registry(settings.registry_dir).company_by_id
    items = tables.read(RAW_QUARANTINE, settings, followed).select("company_id", "reason")
    return tuple(f"{company_id}: {reason}" for company_id, reason in items.iter_rows())


def _withheld(settings: Settings) -> tuple[str, ...]:
    return sentences(tables.read(WITHHELD, settings))


def _remember(settings: Settings, request: str, run_id: str) -> None:
    state = json.dumps({"request": request, "run_id": run_id})
    replace_file(settings.data_dir / _STATE_FILE, state.encode())


def _execute(
    settings: Settings,
    run_id: str,
    companies: list[str],
    select: str | None,
    on_step: Callable[[str, str], None] | None,
) -> tuple[list[str], dict[str, float]]:
    """Run the jobs in this process; the failures and the seconds of each step."""
    os.environ.update(prepare_dagster_home(settings))

    import dagster as dg  # noqa: PLC0415

    from pipelines.definitions import defs  # noqa: PLC0415
    from pipelines.defs.companies import companies_partitions  # noqa: PLC0415
    from pipelines.defs.jobs import all_companies  # noqa: PLC0415

    failures: list[str] = []
    steps: dict[str, float] = {}

    def run(job_name: str, identity: str, tags: dict[str, str]) -> bool:
        job = defs.resolve_job_def(job_name)
        selection = None
        if wanted is not None:
            selection = sorted(wanted.intersection(job.asset_layer.executable_asset_keys))
            if not selection:
                return True
        instance.add_event_listener(identity, watch)
        result = job.execute_in_process(
            instance=instance,
            run_id=identity,
            run_config=_QUIET,
            tags=tags,
            raise_on_error=False,
            asset_selection=selection,
        )
        return bool(result.success)

    def watch(record: object) -> None:
        event = getattr(record, "dagster_event", None)
        if event is None or event.step_key is None:
            return
        if event.event_type_value == "STEP_START" and on_step:
            on_step(event.step_key, "start")
        if event.event_type_value == "STEP_SUCCESS":
            steps[event.step_key] = event.event_specific_data.duration_ms / 1000
            if on_step:
                on_step(event.step_key, "done")
        if event.event_type_value == "STEP_FAILURE":
            failures.append(f"{event.step_key}: {_reason(event.event_specific_data.error)}")
            if on_step:
                on_step(event.step_key, "failed")

    wanted = None if select is None else _selected(defs, select)
    with dg.DagsterInstance.get() as instance:
        if not companies:
            run("everything", run_id, all_companies())
        else:
            partitions = set(companies_partitions.get_partition_keys())
            done = [
                # A company that no source is partitioned by is in the sources that are one table.
                run("raw", str(uuid.uuid4()), {"dagster/partition": company})
                if company in partitions
                else run("reports", str(uuid.uuid4()), {})
                for company in companies
            ]
            if all(done):
                run("downstream", run_id, {})
    return failures, steps


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
            f"{select!r} is no asset selection ({_one_line(str(error))}): write one such as "
            "'group:marts' or 'key:marts/fct_capex'"
        ) from None
    if not wanted:
        groups = ", ".join(sorted({node.group_name for node in graph.asset_nodes}))
        raise NothingSelected(f"{select!r} selects no asset; the groups are {groups}")
    return set(wanted)


def _reason(error: SerializableErrorInfo) -> str:
    """Why a step failed, on one line: what was raised in it, without Dagster's frames around."""
    while error.cause is not None and str(error.cls_name).startswith("Dagster"):
        error = error.cause
    # Errors of our own and failed checks are sentences; a class says nothing to a person.
    reason = re.sub(r"^(pipelines|expectations|dagster)\.[\w.]+: ", "", _one_line(error.message))
    if any(f"[Errno {no}]" in reason or os.strerror(no) in reason for no in _DISK_REFUSES):
        reason += ": free space or make the data directory writable, then run again"
    return reason


def _one_line(text: str) -> str:
    return " ".join(text.split())


def prepare_dagster_home(settings: Settings) -> dict[str, str]:
    """Make Dagster's home, without telemetry or a welcome, and return what names it."""
    settings.dagster_dir.mkdir(parents=True, exist_ok=True)
    path = settings.dagster_dir / "dagster.yaml"
    # What a person wrote stays; what an earlier version of this wrote is brought up to date.
    if not path.exists() or path.read_text("utf-8") == _DAGSTER_YAML_BEFORE:
        path.write_text(_DAGSTER_YAML, "utf-8")
    return {"DAGSTER_HOME": str(plain(settings.dagster_dir))}
