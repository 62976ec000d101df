from __future__ import annotations

import gc
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from pipelines.quality.worker import (
    Worker,
    WorkerFailed,
    apart,
    begin_ahead,
    begin_apart,
    forget_ahead,
    is_apart,
    take_up,
    working_apart,
)
from pipelines.settings import Settings
from tests.support.ahead import working_at_once
from tests.support.signals import come_in_a_callback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def _processes(tmp_path: Path) -> Iterator[None]:
    with working_apart(Settings(data_dir=tmp_path)):
        assert is_apart()
        yield
    assert not is_apart()


def test_without_processes_everything_happens_here_when_asked_for() -> None:
    answer = begin_apart(Worker.MODELS, os.getpid)
    assert answer() == apart(Worker.CHECKS, os.getpid) == os.getpid()


@pytest.mark.slow
@pytest.mark.usefixtures("_processes")
def test_what_is_raised_there_is_raised_here_and_the_process_goes_on() -> None:
    there = apart(Worker.CHECKS, os.getpid)
    answer = begin_apart(Worker.CHECKS, os.stat, "nowhere")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        answer()
    assert apart(Worker.CHECKS, os.getpid) == there
    assert len({there, apart(Worker.MODELS, os.getpid), os.getpid()}) == 3


@pytest.mark.slow
def test_garbage_is_looked_for_seldom_for_the_length_of_the_run(tmp_path: Path) -> None:
    before, (new, *often) = gc.get_threshold(), gc.get_threshold()
    with working_apart(Settings(data_dir=tmp_path)):
        during = gc.get_threshold()
        assert apart(Worker.CHECKS, gc.get_threshold) == during
        assert apart(Worker.MODELS, gc.get_threshold) == during
    assert gc.get_threshold() == before
    assert during[0] >= 10 * new
    assert during[1:] == tuple(often)


@pytest.mark.slow
@pytest.mark.usefixtures("_processes")
def test_a_killed_process_is_a_sentence() -> None:
    there = apart(Worker.MODELS, os.getpid)
    answer = begin_apart(Worker.MODELS, time.sleep, 60)
    os.kill(there, signal.SIGKILL)
    with pytest.raises(WorkerFailed, match="and dbt's models ended before its time: run again"):
        answer()
    with pytest.raises(WorkerFailed, match="run again"):
        apart(Worker.MODELS, os.getpid)
    assert apart(Worker.CHECKS, os.getpid) != there


@pytest.mark.slow
@pytest.mark.usefixtures("_processes")
def test_a_process_that_is_to_end_begins_nothing_of_what_is_asked_of_it() -> None:
    # What it does when the signal comes, and what waits in the pipe to it.
    ended = begin_apart(Worker.CHECKS, signal.raise_signal, signal.SIGTERM)
    waiting = begin_apart(Worker.CHECKS, os.getpid)
    for answer in (ended, waiting):
        with pytest.raises(SystemExit):
            answer()


def lose_the_end() -> str:
    """Let the signal come where Python drops what is raised, and wait for the next."""
    come_in_a_callback(signal.SIGTERM)
    signal.pause()
    return "went on"


@pytest.mark.slow
@pytest.mark.usefixtures("_processes")
def test_a_process_that_lost_the_exception_of_its_end_ends() -> None:
    answer = begin_apart(Worker.CHECKS, lose_the_end)
    with pytest.raises(SystemExit):
        answer()


def test_what_is_begun_ahead_is_taken_up_once_by_its_run() -> None:
    with working_at_once():
        begin_ahead("checks", ("raw", "run"), Worker.CHECKS, os.getpid)
        assert take_up("checks", "raw", "another") is None
        assert take_up("models", "raw", "run") is None
        begun = take_up("checks", "raw", "run")
        assert begun is not None
        assert begun() == os.getpid()
        assert take_up("checks", "raw", "run") is None


def test_another_run_and_whoever_makes_anew_forget_what_is_begun_ahead() -> None:
    with working_at_once():
        begin_ahead("checks", ("raw", "run"), Worker.CHECKS, os.getpid)
        begin_ahead("checks", ("raw", "next"), Worker.CHECKS, os.getpid)
        assert take_up("checks", "raw", "run") is None
        forget_ahead()
        assert take_up("checks", "raw", "next") is None


def test_without_processes_nothing_is_begun_ahead() -> None:
    begin_ahead("checks", ("raw", "run"), Worker.CHECKS, os.getpid)
    assert take_up("checks", "raw", "run") is None
