"""A run that is asked to stop stops, also where the exception of the signal is lost."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from pipelines.errors import Stopped
from pipelines.runtime import run as running
from pipelines.runtime.run import run_ledger
from pipelines.runtime.stopping import Stop, stoppable
from pipelines.runtime.watching import Watched
from pipelines.settings import Settings
from tests.support.signals import (
    come_as_another_error,
    come_in_a_callback,
    come_in_a_finalizer,
    come_where_all_is_suppressed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import dagster as dg

pytestmark = pytest.mark.engine

both = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])


lost = pytest.mark.parametrize(
    "come", [come_in_a_callback, come_in_a_finalizer, come_where_all_is_suppressed]
)


@both
@lost
def test_what_is_dropped_stops_at_the_end_at_the_latest_and_is_not_printed(
    come: Callable[[signal.Signals], None],
    number: signal.Signals,
    capfd: pytest.CaptureFixture[str],
) -> None:
    passed = []
    with pytest.raises(KeyboardInterrupt), stoppable():
        come(number)
        passed.append("the signal")
    assert passed == ["the signal"]
    assert capfd.readouterr().err == ""


@both
@lost
def test_what_is_dropped_stops_where_the_run_looks(
    come: Callable[[signal.Signals], None], number: signal.Signals
) -> None:
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        come(number)
        stop.check()
        pytest.fail("it went on")


@both
def test_what_comes_elsewhere_stops_there(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(number)
        pytest.fail("it went on")


@both
def test_an_error_that_comes_of_a_signal_is_no_error(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stoppable():
        come_as_another_error(number)


@both
def test_further_signals_do_not_break_the_end_that_the_first_one_makes(
    number: signal.Signals,
) -> None:
    ended = []
    with pytest.raises(KeyboardInterrupt), stoppable():
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(number)
            ended.append("the first")
            signal.raise_signal(number)
            ended.append("the second")
    assert ended == ["the first", "the second"]


@both
def test_further_signals_do_not_break_the_end_that_a_look_makes(number: signal.Signals) -> None:
    ended = []
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        come_where_all_is_suppressed(number)
        try:
            stop.check()
        finally:
            signal.raise_signal(number)
            ended.append("all")
    assert ended == ["all"]


def test_without_a_signal_nothing_stops_and_other_errors_are_told() -> None:
    told: list[type[BaseException]] = []
    before = sys.unraisablehook
    sys.unraisablehook = lambda dropped: told.append(dropped.exc_type)

    class Ending:
        def __del__(self) -> None:
            raise ZeroDivisionError

    try:
        with stoppable() as stop:
            Ending()
            stop.check()
            stop.check_at_step()
            stop.check_at_step()
            assert not stop.is_asked()
    finally:
        sys.unraisablehook = before
    assert told == [ZeroDivisionError]
    with pytest.raises(ZeroDivisionError), stoppable():
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("error", "is_written"),
    [(KeyboardInterrupt, False), (ZeroDivisionError, True), (None, True)],
)
def test_what_a_library_logs_of_a_signal_is_not_written(
    error: type[BaseException] | None, is_written: bool
) -> None:
    # As SQLAlchemy does where closing a connection is interrupted; where nobody handles its logs.
    written = logging.lastResort
    assert written is not None
    record = logging.makeLogRecord(
        {"msg": "Exception closing connection", "exc_info": error and (error, error(), None)}
    )
    with stoppable():
        assert bool(written.filter(record)) == is_written
    assert written.filter(record)


def test_what_was_there_before_is_there_again() -> None:
    def state() -> list[object]:
        descriptor = signal.set_wakeup_fd(-1)
        return [
            *map(signal.getsignal, (signal.SIGINT, signal.SIGTERM)),
            descriptor,
            sys.unraisablehook,
        ]

    before = state()
    with suppress(KeyboardInterrupt), stoppable():
        # As Dagster leaves it where a signal comes while it changes the handlers.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.raise_signal(signal.SIGINT)
    assert state() == before


def test_a_thread_beside_has_no_signals() -> None:
    before = signal.getsignal(signal.SIGTERM)
    found = []

    def look() -> None:
        with stoppable() as stop:
            stop.check()
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [before]


@both
@pytest.mark.parametrize("come", [come_in_a_callback, come_as_another_error])
def test_a_run_that_lost_the_exception_is_stopped_in_a_sentence(
    come: Callable[[signal.Signals], None],
    number: signal.Signals,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "_run", lambda *_: come(number))
    with pytest.raises(Stopped, match="the last published marts stand; run again"):
        run_ledger(Settings(data_dir=tmp_path / "data"))


@both
def test_a_signal_after_the_last_job_does_not_break_what_ends_the_processes(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []

    @contextmanager
    def working_apart(_: Settings) -> Iterator[None]:
        yield
        signal.raise_signal(number)
        ended.append("processes")

    monkeypatch.setattr(running, "working_apart", working_apart)
    monkeypatch.setattr(running, "_execute", lambda *_, **__: False)
    with pytest.raises(Stopped):
        run_ledger(Settings(data_dir=tmp_path / "data"), force=True)
    assert ended == ["processes"]


class Job:
    """Three assets, one after the other, as a run has them; in each something can happen."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.happens: dict[str, Callable[[], None]] = {}
        self.told: list[str] = []
        self.states: list[tuple[str, str]] = []

    def on_event(self, record: object) -> None:
        """What is told of Dagster's events before the run is."""
        event = getattr(record, "dagster_event", None)
        kind = event.event_type_value if event is not None else ""
        self.told.append(kind)
        if kind in self.happens and self.told.count(kind) == 1:
            self.happens[kind]()

    def execute(self, stop: Stop) -> str:
        """Execute it as `_execute` does; its status in Dagster's history, if Dagster ends it."""
        import dagster as dg

        def asset(name: str, *after: dg.AssetsDefinition) -> dg.AssetsDefinition:
            @dg.asset(name=name, deps=after)
            def made() -> None:
                self.made.append(name)
                self.happens.get(name, lambda: None)()

            return made

        one = asset("one")
        two = asset("two", one)
        three = asset("three", two)
        definitions = dg.Definitions([one, two, three], jobs=[dg.define_asset_job("all_of_it")])
        job = definitions.resolve_job_def("all_of_it")
        watched = Watched(lambda step, state: self.states.append((step, state)), stop)
        run_id = "00000000-0000-0000-0000-000000000000"
        with dg.DagsterInstance.ephemeral() as instance:
            instance.add_event_listener(run_id, self.on_event)
            instance.add_event_listener(run_id, watched)
            job.execute_in_process(
                instance=instance,
                run_id=run_id,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                raise_on_error=False,
            )
            run = instance.get_run_by_id(run_id)
        assert run is not None
        return run.status.value


@pytest.fixture
def job() -> Job:
    return Job()


def test_a_job_that_nobody_stops_is_executed(job: Job) -> None:
    with stoppable() as stop:
        assert job.execute(stop) == "SUCCESS"
    assert job.made == ["one", "two", "three"]


@both
@lost
def test_what_is_dropped_while_dagster_notes_its_plan_ends_that(
    job: Job, come: Callable[[signal.Signals], None], number: signal.Signals
) -> None:
    job.happens["ASSET_MATERIALIZATION_PLANNED"] = lambda: come(number)
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        job.execute(stop)
    assert job.told.count("ASSET_MATERIALIZATION_PLANNED") == 1
    assert job.made == []


@both
@pytest.mark.parametrize("come", [come_in_a_callback, come_in_a_finalizer])
def test_what_is_dropped_in_a_step_ends_the_job_before_the_next_one(
    job: Job, come: Callable[[signal.Signals], None], number: signal.Signals
) -> None:
    job.happens["one"] = lambda: come(number)
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        assert job.execute(stop) == "FAILURE"
        assert stop.is_asked()
    assert job.made == ["one"]
    assert job.states[-2:] == [("two", "start"), ("two", "failed")]


@both
def test_what_a_step_suppresses_ends_the_job_before_the_next_step_but_one(
    job: Job, number: signal.Signals
) -> None:
    job.happens["one"] = lambda: come_where_all_is_suppressed(number)
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        assert job.execute(stop) == "FAILURE"
    assert job.made == ["one", "two"]


@both
def test_what_comes_in_a_step_or_between_two_dagster_itself_notes(
    job: Job, number: signal.Signals
) -> None:
    job.happens["one"] = lambda: signal.raise_signal(number)
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        assert job.execute(stop) == "FAILURE"
    assert job.made == ["one"]
    assert job.states[-1] == ("one", "failed")
    between = Job()
    between.happens["STEP_SUCCESS"] = lambda: signal.raise_signal(number)
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        assert between.execute(stop) == "FAILURE"
    assert between.made == ["one"]
    assert between.states[-2:] == [("two", "start"), ("two", "failed")]


@both
def test_what_comes_after_the_last_step_is_not_forgotten_with_dagsters_handlers(
    job: Job, number: signal.Signals
) -> None:
    job.happens["RUN_SUCCESS"] = job.happens["PIPELINE_SUCCESS"] = lambda: signal.raise_signal(
        number
    )
    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        assert job.execute(stop) == "SUCCESS"
        stop.check()
        pytest.fail("it went on")
    assert job.made == ["one", "two", "three"]
