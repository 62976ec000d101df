"""The run's side of a second process that runs dbt and the checks (`worker_process.py`).

dbt and Great Expectations take five seconds of a core to import, and a changed dbt project three
more to parse; on the other core that is over when the first stage asks. Without a worker (in
Dagster's own processes) the same functions run where they are called.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from pipelines.errors import LedgerError
from pipelines.settings import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.settings import Settings


class WorkerFailed(LedgerError):
    """The worker ended or met a defect; says which."""


class Worker:
    """The process, asked one thing at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.model_dump(mode="json")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.quality.worker_process"],
            cwd=PROJECT_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # Ctrl-C is for the run, which ends this process in its own time.
            process_group=0,
        )
        self._say(self._settings)

    def ask(self, action: str, **arguments: Any) -> Any:
        """Do an action of `worker_process.ACTIONS` there and return what it answers.

        Raises:
            WorkerFailed: the process ended, or the action raised.
            DbtError: dbt failed; with its results.
        """
        return self.start(action, **arguments)()

    def start(self, action: str, **arguments: Any) -> Callable[[], Any]:
        """Begin what `ask` does, and return what waits for its answer; nothing else until then.

        Raises:
            WorkerFailed: the process ended.
        """
        self._say({"action": action, "settings": self._settings, "arguments": arguments})
        return partial(self._answer, action)

    def _answer(self, action: str) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            raise WorkerFailed(f"the process for {action} ended with status {status}: run again")
        answer = json.loads(line)
        if answer["error"] is None:
            return answer["result"]
        if answer["kind"] == "DbtError":
            from pipelines.dbt.runner import DbtError, NodeResult  # noqa: PLC0415

            nodes = tuple(NodeResult.from_dict(node) for node in answer["result"])
            raise DbtError(answer["error"], nodes)
        raise WorkerFailed(f"{action}: {answer['kind']}: {answer['error']}")

    def close(self) -> None:
        """End the process at once: it keeps nothing that is not on disk."""
        self._process.kill()
        self._process.communicate()

    def _say(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            print(json.dumps(message), file=self._process.stdin, flush=True)
        except OSError:
            raise WorkerFailed(
                f"the process for dbt and the checks ended with status {self._process.wait()}: "
                "run again"
            ) from None


_active: list[Worker] = []


@contextmanager
def working_apart(settings: Settings) -> Iterator[None]:
    """Let a worker run dbt and the checks of this block; it starts to import now."""
    worker = Worker(settings)
    _active.append(worker)
    try:
        yield
    finally:
        _active.remove(worker)
        worker.close()


def active() -> Worker | None:
    """The worker of the block that is running, if there is one."""
    return _active[-1] if _active else None
