"""Runs dbt inside this process and hands back what each node did.

Belongs here: dbt's command line, environment and results. Does not belong here: what the models
say (`dbt_project/`), and how results become Dagster events (`defs/`). dbt is imported on first
use, which takes more than a second. One call at a time: dbt keeps its flags, its adapter and
its environment variables for the whole process.
"""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.dbt.results import NodeResult, details_of, node_result, one_line
from pipelines.errors import DISK_REFUSES, FREE_SPACE, LedgerError
from pipelines.settings import DBT_DIR
from pipelines.storage import fingerprint
from pipelines.storage.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from dbt.contracts.graph.manifest import Manifest

    from pipelines.settings import Settings

_NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# The target of `profiles.yml` that writes nothing.
_READER = "reader"
_LOCK = threading.Lock()
_PARSING = threading.Lock()
# The parsed project by the digest of its files: parsed once a process.
_parsed: dict[str, Manifest] = {}

# No log files, no colours, no progress on the terminal, no telemetry, no look for new versions.
_QUIET = (
    "--quiet",
    "--log-level", "none",
    "--log-level-file", "none",
    "--no-use-colors",
    "--no-print",
    "--no-version-check",
    "--no-send-anonymous-usage-stats",
)  # fmt: skip


class DbtError(LedgerError):
    """dbt could not do what it was asked; names the models and tests that failed.

    `results` holds every node that ran or was skipped, empty if dbt came to none.
    """

    def __init__(self, message: str, results: tuple[NodeResult, ...] = ()) -> None:
        super().__init__(message)
        self.results = results


def manifest_path(settings: Settings) -> Path:
    """Where `parse_project` writes dbt's manifest as JSON."""
    return settings.dbt_target_dir / "manifest.json"


def parse_project(settings: Settings, *, write: bool = True) -> Manifest:
    """Parse the dbt project and write its manifest; needs no database.

    Raises:
        DbtError: the project does not parse; the message says where.
    """
    arguments = ["parse"] if write else ["parse", "--no-write-json"]
    manifest: Manifest = _invoke(settings, arguments, manifest=None, callbacks=[]).result
    return manifest


def ready_manifest(settings: Settings) -> Path:
    """dbt's manifest, parsed again only if the dbt project changed.

    Raises:
        DbtError: the project does not parse.
    """
    if not is_manifest_current(settings):
        parsed_project(settings)
    return manifest_path(settings)


def is_manifest_current(settings: Settings) -> bool:
    """Whether the manifest on disk is of the dbt project as it stands; dbt is not imported."""
    of_project, of_manifest = _digests(settings)
    return (
        of_project == fingerprint.of_dbt_project()
        and of_manifest is not None
        and of_manifest == _digest_of_manifest(settings)
    )


def is_manifest_damaged(settings: Settings) -> bool:
    """Whether the manifest on disk is not the one that was written there."""
    _, of_manifest = _digests(settings)
    return of_manifest is not None and of_manifest != _digest_of_manifest(settings)


def forget_manifest(settings: Settings) -> None:
    """Let the next `ready_manifest` parse the project, from its files alone.

    Raises:
        OSError: the files cannot be removed.
    """
    for path in (
        _digest_path(settings),
        manifest_path(settings),
        settings.dbt_target_dir / "partial_parse.msgpack",
    ):
        path.unlink(missing_ok=True)


def build(settings: Settings, select: str, exclude: str = "") -> tuple[NodeResult, ...]:
    """Build and test the selected models; dbt's unit tests are for `make test`.

    A test that reads a model which comes later, or is excluded, waits for it.

    Raises:
        DbtError: dbt failed; the message names each failed model and test and says why.
    """
    return _run_selected(settings, ["build", *_NO_UNIT_TESTS], select, exclude)


def run(settings: Settings, select: str, exclude: str = "") -> tuple[NodeResult, ...]:
    """Build the selected models and test nothing.

    Raises:
        DbtError: dbt failed; the message names each failed model and says why.
    """
    return _run_selected(settings, ["run"], select, exclude)


def test(settings: Settings, select: str, exclude: str = "") -> tuple[NodeResult, ...]:
    """Test the selected models, which are built; others may read the warehouse meanwhile.

    Raises:
        DbtError: dbt failed; the message names each failed test and says why.
    """
    return _run_selected(settings, ["test", *_NO_UNIT_TESTS, "--target", _READER], select, exclude)


def _run_selected(
    settings: Settings, arguments: list[str], select: str, exclude: str
) -> tuple[NodeResult, ...]:
    arguments = [*arguments, "--select", select]
    if exclude:
        arguments += ["--exclude", exclude]
    if arguments[0] != "run":
        arguments += ["--indirect-selection", "buildable"]
    return run_dbt(settings, arguments, parsed_project(settings))


def parsed_project(settings: Settings) -> Manifest:
    """The parsed project, parsed once a process; what a killed parse half wrote has no digest.

    Raises:
        DbtError: the project does not parse.
    """
    with _PARSING:
        digest = fingerprint.of_dbt_project()
        if not is_manifest_current(settings):
            _digest_path(settings).unlink(missing_ok=True)
            _parsed[digest] = parse_project(settings)
            written = f"{digest}\n{_digest_of_manifest(settings)}\n"
            replace_file(_digest_path(settings), written.encode())
        elif digest not in _parsed:
            # Other processes may be reading what is on disk.
            _parsed[digest] = parse_project(settings, write=False)
        return _parsed[digest]


def _digest_path(settings: Settings) -> Path:
    return manifest_path(settings).with_name("project.sha256")


def _digests(settings: Settings) -> tuple[str | None, str | None]:
    """Of the project that was parsed, and of the manifest that was written; None if unknown."""
    try:
        of_project, of_manifest = _digest_path(settings).read_text("utf-8").split()
    except (FileNotFoundError, ValueError):
        return None, None
    return of_project, of_manifest


def _digest_of_manifest(settings: Settings) -> str:
    try:
        return hashlib.sha256(manifest_path(settings).read_bytes()).hexdigest()
    except FileNotFoundError:
        return "missing"


def run_dbt(
    settings: Settings,
    args: Sequence[str],
    manifest: Manifest | None = None,
    on_node: Callable[[NodeResult], None] | None = None,
) -> tuple[NodeResult, ...]:
    """Run a command such as `["build", "--exclude-resource-type", "unit_test"]`.

    The warehouse must hold the sources (`warehouse.prepare_sources`) and be closed. It is closed
    again when this returns, whatever happened. `manifest`, from `parse_project`, saves parsing
    it again; `on_node` is called in a thread of dbt's as each node ends.

    Raises:
        DbtError: dbt failed; the message names each failed model and test and says why.
    """
    parsed = manifest or parse_project(settings)
    callbacks = [] if on_node is None else [_node_listener(parsed, on_node)]
    arguments = [*args, "--no-write-json"]
    outcome = _invoke(settings, arguments, manifest=parsed, callbacks=callbacks)
    results = tuple(
        node_result(parsed, item.node.unique_id, details_of(item))
        for item in getattr(outcome.result, "results", ())
    )
    failed = [node for node in results if node.failed]
    if failed or not outcome.success:
        reasons = "; ".join(f"{node.name}: {node.message or node.status}" for node in failed)
        raise DbtError(f"dbt {args[0]} failed: {reasons or 'no reason given'}", results)
    return results


def _invoke(
    settings: Settings,
    args: Sequence[str],
    manifest: Manifest | None,
    callbacks: list[Callable[[Any], None]],
) -> Any:
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    settings.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    where = [
        "--project-dir", str(DBT_DIR),
        "--profiles-dir", str(DBT_DIR),
        "--target-path", str(settings.dbt_target_dir),
        "--log-path", str(settings.dbt_target_dir),
    ]  # fmt: skip
    with _LOCK, _environment(settings):
        try:
            outcome = dbtRunner(manifest=manifest, callbacks=callbacks).invoke(
                [*_QUIET, *args, *where]
            )
        finally:
            _close_warehouse()
    if outcome.exception is not None:
        said = one_line(str(outcome.exception))
        # Said here, since only the words of an error leave the process that builds the models.
        if isinstance(outcome.exception, OSError) and outcome.exception.errno in DISK_REFUSES:
            said += f": {FREE_SPACE}"
        raise DbtError(f"dbt {args[0]} failed: {said}") from outcome.exception
    return outcome


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """The variables that `profiles.yml` reads, put back as they were afterwards."""
    wanted = {
        "LEDGER_WAREHOUSE_PATH": str(settings.warehouse_path),
        "LEDGER_DBT_TARGET": str(settings.dbt_target_dir),
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _close_warehouse() -> None:
    """Close the database that dbt-duckdb would keep open for the rest of the process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

    # Forgotten by all, it is closed.
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _node_listener(
    manifest: Manifest, on_node: Callable[[NodeResult], None]
) -> Callable[[Any], None]:
    def listen(event: Any) -> None:
        if event.info.name != "NodeFinished":
            return
        result = event.data.run_result
        details = {
            "status": result.status,
            "message": result.message,
            "failures": result.num_failures,
            "seconds": result.execution_time,
        }
        on_node(node_result(manifest, event.data.node_info.unique_id, details))

    return listen
