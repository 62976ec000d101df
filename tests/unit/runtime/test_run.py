"""What a run says of itself before and after Dagster: refusals, reasons, what is unchanged."""

from __future__ import annotations

import errno
import io
import signal
import sqlite3
import sys
from contextlib import redirect_stderr
from typing import TYPE_CHECKING, Any

import pytest
from dagster_shared.error import SerializableErrorInfo
from filelock import FileLock

from pipelines.dbt.runner import DbtError
from pipelines.errors import Stopped
from pipelines.publish.building import Origin
from pipelines.registry import RegistryError
from pipelines.runtime import mending, run_lock, watching
from pipelines.runtime import run as running
from pipelines.runtime.dagster_home import prepare_dagster_home
from pipelines.runtime.run import Outcome, run_ledger
from pipelines.runtime.run_lock import RunRefused
from pipelines.runtime.watching import WithoutLoggersFailures
from pipelines.settings import Settings
from pipelines.storage import fingerprint
from tests.support.quarantined import quarantine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.engine


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome("r", False, True), 0),
        (Outcome("r", True, True), 0),
        (Outcome("r", False, False), 1),
        (Outcome("r", False, True, failures=("publish: no",)), 1),
        (Outcome("r", False, True, quarantined=("AMD: cut off",)), 1),
        (Outcome("r", False, True, withheld=("AMD: 2 figures withheld",)), 1),
        # What was refused in the run before is refused as long as nobody mends it.
        (Outcome("r", True, True, quarantined=("AMD: cut off",)), 1),
    ],
)
def test_the_exit_status_is_0_only_if_everything_was_used_and_published(
    outcome: Outcome, status: int
) -> None:
    assert outcome.exit_status == status


def raising(error: BaseException) -> Callable[..., Any]:
    def run(*_: object, **__: object) -> Any:
        raise error

    return run


def of_sqlalchemy() -> Exception:
    """An error of Dagster's history, as SQLAlchemy raises it from SQLite's."""
    try:
        try:
            raise sqlite3.OperationalError("database or disk is full")
        except sqlite3.OperationalError as error:
            raise RuntimeError("(sqlite3.OperationalError) in some SQL") from error
    except RuntimeError as error:
        return error


def of_dbt() -> DbtError:
    """An error of dbt, which writes files of its own."""
    try:
        raise DbtError("dbt parse failed") from OSError(errno.ENOSPC, "No space left on device")
    except DbtError as error:
        return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError(errno.EROFS, "Read-only file system"), "Read-only file system"),
        (of_sqlalchemy(), "database or disk is full"),
        (of_dbt(), "No space left on device"),
    ],
    ids=["full", "read-only", "history", "dbt"],
)
def test_a_disk_that_refuses_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    monkeypatch.setattr(running, "_run", raising(error))
    with pytest.raises(RunRefused) as caught:
        run_ledger(settings)
    sentence = str(caught.value)
    assert sentence.startswith(f"{settings.data_dir}: cannot be written ({reason}); ")
    assert "free space or make the folder writable" in sentence
    assert "\n" not in sentence


def test_what_dagster_says_of_a_history_that_it_cannot_write_is_not_said_twice() -> None:
    beneath = io.StringIO()
    with redirect_stderr(WithoutLoggersFailures(beneath)):
        print("a warning", file=sys.stderr)
        sys.stderr.write("Exception while writing logger call to event log: disk\n(more)\n")
        sys.stderr.flush()
        assert not sys.stderr.isatty()
    assert beneath.getvalue() == "a warning\n"


def test_a_defect_is_not_made_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_run", raising(ZeroDivisionError("a defect")))
    with pytest.raises(ZeroDivisionError):
        run_ledger(settings)


def test_a_data_directory_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunRefused, match="cannot be written"):
        run_ledger(Settings(data_dir=tmp_path / "file" / "data"))


def test_a_second_run_at_the_same_time_is_told_to_wait(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_run", raising(AssertionError("it began")))
    settings.data_dir.mkdir()
    with (
        FileLock(settings.data_dir / ".run.lock"),
        pytest.raises(RunRefused, match="another run is writing"),
    ):
        run_ledger(settings)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_run_that_is_stopped_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    # A shell that starts the tests beside it lets them ignore Ctrl-C.
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(running, "_run", lambda *_: signal.raise_signal(number))
    with pytest.raises(Stopped, match="the last published marts stand; run again"):
        run_ledger(settings)
    signal.signal(signal.SIGINT, interrupt)
    assert signal.getsignal(signal.SIGTERM) is before
    assert not run_lock.is_held_elsewhere(settings)


def test_a_company_that_is_not_registered_is_named_before_anything_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_run", raising(AssertionError("it began")))
    with pytest.raises(RegistryError, match="'NOPE'"):
        run_ledger(settings, ["META", "NOPE"])
    assert not settings.data_dir.exists()


def told(cls_name: str, message: str, cause: SerializableErrorInfo | None = None) -> Any:
    return SerializableErrorInfo(message, [], cls_name, cause)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            told(
                "DagsterExecutionStepExecutionError",
                "dagster._core.errors.DagsterExecutionStepExecutionError: Error in step",
                told(
                    "PublishError",
                    "pipelines.publish.building.PublishError: the last files stay\n",
                    told("IOException", "_duckdb.IOException: IO Error: no space\n"),
                ),
            ),
            "the last files stay",
        ),
        (
            told(
                "DagsterAssetCheckFailedError",
                "dagster._core.errors.DagsterAssetCheckFailedError: 1 check failed:\n raw/x: y\n",
            ),
            "1 check failed: raw/x: y",
        ),
        (
            told(
                "DagsterExecutionStepExecutionError",
                "dagster._core.errors.DagsterExecutionStepExecutionError: Error in step",
                told("OSError", "OSError: [Errno 28] No space left on device: '/x'\n"),
            ),
            "OSError: [Errno 28] No space left on device: '/x': free space or make the data "
            "directory writable, then run again",
        ),
        # A defect keeps the name of its class.
        (told("KeyError", "KeyError: 'capex'\n"), "KeyError: 'capex'"),
    ],
    ids=["sentence", "check", "disk", "defect"],
)
def test_the_reason_of_a_failed_step_is_what_was_raised_in_it(error: Any, reason: str) -> None:
    assert watching.reason(error) == reason


@pytest.fixture
def remembered(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation that has published what the request asks for."""
    settings.data_dir.mkdir()
    monkeypatch.setattr(running, "request_digest", lambda _: "request")
    monkeypatch.setattr(fingerprint, "of_input", lambda _: "input")
    published = Origin("input", request="request", run_id="the run before")
    monkeypatch.setattr(running, "current_publication", lambda _: published)
    monkeypatch.setattr(running, "_execute", raising(AssertionError("it ran")))
    return settings


def test_an_unchanged_request_runs_nothing(remembered: Settings) -> None:
    outcome = run_ledger(remembered)
    assert outcome == Outcome("the run before", is_unchanged=True, is_published=True)
    assert outcome.exit_status == 0


def test_the_state_file_of_an_earlier_version_decides_nothing(remembered: Settings) -> None:
    state = remembered.data_dir / "run_state.json"
    state.write_text("cut o")
    assert run_ledger(remembered).is_unchanged
    assert not state.exists()


def test_an_unchanged_request_still_tells_what_is_quarantined(remembered: Settings) -> None:
    quarantine(remembered)
    outcome = run_ledger(remembered)
    assert outcome.is_unchanged
    [sentence] = outcome.quarantined
    assert "AMD" in sentence
    assert "the body is cut off" in sentence
    assert outcome.exit_status == 1


@pytest.mark.parametrize(
    "difference",
    ["request", "input", "published", "in part", "damage", "force", "live", "company", "select"],
)
def test_anything_that_differs_is_run(
    remembered: Settings, monkeypatch: pytest.MonkeyPatch, difference: str
) -> None:
    arguments: dict[str, Any] = {}
    settings = remembered
    if difference == "request":
        monkeypatch.setattr(running, "request_digest", lambda _: "another")
    elif difference == "input":
        monkeypatch.setattr(fingerprint, "of_input", lambda _: "another")
    elif difference == "published":
        monkeypatch.setattr(running, "current_publication", lambda _: None)
    elif difference == "in part":
        # What a run of one company published is of no request as a whole.
        monkeypatch.setattr(running, "current_publication", lambda _: Origin("input"))
    elif difference == "damage":
        monkeypatch.setattr(mending, "mend", lambda *_, **__: ("a file was damaged",))
    elif difference == "live":
        settings = Settings(data_dir=remembered.data_dir, live=True)
    else:
        of_difference: dict[str, dict[str, Any]] = {
            "force": {"force": True},
            "company": {"companies": ["META"]},
            "select": {"select": "group:marts"},
        }
        arguments = of_difference[difference]
    with pytest.raises(AssertionError, match="it ran"):
        run_ledger(settings, **arguments)


def test_dagsters_home_sends_nothing_out_and_keeps_a_persons_settings(settings: Settings) -> None:
    environment = prepare_dagster_home(settings)
    assert environment == {
        "DAGSTER_HOME": str(settings.dagster_dir),
        "DAGSTER_EMIT_PARTITION_SUBSET_IN_PLANNED_EVENTS": "true",
    }
    path = settings.dagster_dir / "dagster.yaml"
    assert "telemetry:\n  enabled: false\n" in path.read_text()
    written = path.read_text()
    path.write_text("# my own\n")
    prepare_dagster_home(settings)
    assert path.read_text() == "# my own\n"
    # What this project itself wrote before is no setting of a person.
    for earlier in ("", "telemetry:\n  enabled: false\nnux:\n  enabled: false\n"):
        path.write_text(earlier)
        prepare_dagster_home(settings)
        assert path.read_text() == written


STORAGE_OF_OURS = """storage:
  custom:
    module: {module}
    class: OpenHistory
    config:
      base_dir:
        env: DAGSTER_HOME
"""


@pytest.mark.parametrize("module", ["pipelines.history", "pipelines.runtime.history"])
def test_a_home_with_a_storage_of_ours_is_dagsters_again_and_keeps_its_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    import dagster as dg

    @dg.asset
    def thing() -> int:
        return 1

    monkeypatch.setenv("DAGSTER_HOME", prepare_dagster_home(settings)["DAGSTER_HOME"])
    path = settings.dagster_dir / "dagster.yaml"
    written = path.read_text()
    # Where that storage kept its files, in Dagster's own form. Nothing is executed: a step copies
    # its output by two processes, which a busy machine may not end within Dagster's 30 seconds.
    job = dg.Definitions([thing], jobs=[dg.define_asset_job("all_of_it")]).resolve_job_def(
        "all_of_it"
    )
    with dg.DagsterInstance.get() as instance:
        run_id = instance.create_run_for_job(job).run_id
        instance.report_runless_asset_event(dg.AssetMaterialization(thing.key))
    block = STORAGE_OF_OURS.format(module=module)
    whole = written.replace("concurrency:", f"{block}concurrency:")
    assert whole != written
    cut_off = [whole[:length] for length in (len(whole) // 2, len(whole) - 20)]
    for earlier in (whole, whole.partition("concurrency:")[0], *cut_off):
        path.write_text(earlier)
        prepare_dagster_home(settings)
        assert path.read_text() == written
    with dg.DagsterInstance.get() as instance:
        assert [run.run_id for run in instance.get_runs()] == [run_id]
        assert instance.get_latest_materialization_event(thing.key) is not None
    # What a person wrote around it stays.
    path.write_text(f"# my own\n{block}python_logs: {{}}\n")
    prepare_dagster_home(settings)
    assert path.read_text() == "# my own\npython_logs: {}\n"
