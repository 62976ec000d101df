from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.quality.worker import Worker, WorkerFailed, active, working_apart
from pipelines.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    with working_apart(Settings(data_dir=tmp_path)):
        found = active()
        assert found is not None
        yield found
    assert active() is None


def test_what_was_begun_is_answered_when_asked_for(worker: Worker) -> None:
    answer = worker.start("docs")
    with pytest.raises(WorkerFailed, match=r"docs: FileNotFoundError: .*run the checks of a stage"):
        answer()
    # The process goes on after an action that failed.
    with pytest.raises(WorkerFailed, match="FileNotFoundError"):
        worker.ask("docs")


def test_a_killed_process_is_named_with_what_it_did(worker: Worker) -> None:
    answer = worker.start("docs")
    worker._process.kill()
    with pytest.raises(WorkerFailed, match="the process for docs ended with status -9: run again"):
        answer()
    with pytest.raises(WorkerFailed, match="ended with status -9: run again"):
        worker.ask("docs")
