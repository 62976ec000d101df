"""One writer at a time, and the mark of one that did not end well."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipelines.runtime import run_lock
from pipelines.runtime.run_lock import RunRefused
from pipelines.settings import PROJECT_DIR, Settings

if TYPE_CHECKING:
    from pathlib import Path

OTHER = """
import sys
from pathlib import Path
from pipelines.runtime import run_lock
from pipelines.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]))
with run_lock.writing(settings), run_lock.marked(settings):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def test_who_holds_it_may_take_it_again(settings: Settings) -> None:
    with run_lock.writing(settings):
        with run_lock.writing(settings):
            pass
        assert not run_lock.is_held_elsewhere(settings)


@pytest.mark.engine
def test_another_process_is_refused_until_the_first_is_gone(settings: Settings) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OTHER, str(settings.data_dir)],
        cwd=PROJECT_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "holds\n"
        assert run_lock.is_held_elsewhere(settings)
        with (
            pytest.raises(RunRefused, match=r"another run is writing .*: wait until it ends"),
            run_lock.writing(settings),
        ):
            pass
        other.kill()
    # The lock ends with its process; the mark tells that it was killed.
    with run_lock.writing(settings):
        assert run_lock.is_marked(settings)
        with run_lock.marked(settings):
            pass
        assert not run_lock.is_marked(settings)


def test_the_mark_stays_of_a_writer_that_failed(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError), run_lock.marked(settings):
        raise ZeroDivisionError
    assert run_lock.is_marked(settings)


def test_of_two_blocks_the_outer_one_takes_the_mark_away(settings: Settings) -> None:
    """A run killed between its last step and its end in the history is told as killed."""
    with run_lock.marked(settings):
        with run_lock.marked(settings):
            pass
        assert run_lock.is_marked(settings)
    assert not run_lock.is_marked(settings)
