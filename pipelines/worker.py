"""A second process that runs dbt and the checks, started before the run needs either.

dbt and Great Expectations take five seconds of a core to import, and a changed dbt project three
more to parse; on the other core that is over when the first stage asks. One JSON line asks, one
answers. The process ends when its standard input does, so a killed run leaves none behind.
Without a worker (in Dagster's own processes) the same functions run where they are called.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from pipelines.errors import LedgerError
from pipelines.settings import PROJECT_DIR, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class WorkerFailed(LedgerError):
    """The worker ended or met a defect; says which."""


class Worker:
    """The process, asked one thing at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.model_dump(mode="json")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.worker"],
            cwd=PROJECT_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._say(self._settings)

    def ask(self, action: str, **arguments: Any) -> Any:
        """Do an action of `ACTIONS` there and return what it answers.

        Raises:
            WorkerFailed: the process ended, or the action raised.
            DbtError: dbt failed; with its results.
        """
        self._say({"action": action, "settings": self._settings, "arguments": arguments})
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            raise WorkerFailed(f"the process for {action} ended with status {status}: run again")
        answer = json.loads(line)
        if answer["error"] is None:
            return answer["result"]
        if answer["kind"] == "DbtError":
            from pipelines.dbt_runner import DbtError, NodeResult  # noqa: PLC0415

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


def _manifest(settings: Settings) -> str:
    from pipelines.dbt_runner import ready_manifest  # noqa: PLC0415

    return str(ready_manifest(settings))


def _build(settings: Settings, select: str) -> list[dict[str, Any]]:
    from pipelines.dbt_runner import build  # noqa: PLC0415

    return [asdict(node) for node in build(settings, select)]


def _check(settings: Settings, stage: str, names: list[str], run_id: str, ran_at: str) -> None:
    from pipelines.quality import check_here  # noqa: PLC0415

    check_here(stage, names, settings, run_id, dt.datetime.fromisoformat(ran_at))


def _docs(settings: Settings) -> str:
    from expectations import build_docs  # noqa: PLC0415

    return str(build_docs(settings.quality_dir))


ACTIONS: dict[str, Callable[..., Any]] = {
    "manifest": _manifest,
    "build": _build,
    "check": _check,
    "docs": _docs,
}


def _get_ready(settings: Settings) -> None:
    """What takes long and will be needed; what fails here fails again, and is told, when asked."""
    from pipelines.dbt_runner import DbtError, parsed_project  # noqa: PLC0415

    with suppress(DbtError):
        parsed_project(settings)
    import great_expectations  # noqa: F401, PLC0415


def serve(requests: IO[str], answers: IO[str]) -> None:
    """Prepare for the installation named in the first line, then answer until there is no more."""
    first = requests.readline()
    if not first:
        return
    installation = Settings.model_validate(json.loads(first))
    threading.Thread(target=_get_ready, args=[installation], daemon=True).start()
    for line in requests:
        request = json.loads(line)
        settings = Settings.model_validate(request["settings"])
        answer = _answer(ACTIONS[request["action"]], settings, request["arguments"])
        print(json.dumps(answer), file=answers, flush=True)


def _answer(
    action: Callable[..., Any], settings: Settings, arguments: dict[str, Any]
) -> dict[str, Any]:
    try:
        return {"result": action(settings, **arguments), "error": None}
    except Exception as error:  # the other process raises it again
        nodes = [asdict(node) for node in getattr(error, "results", ())]
        return {"result": nodes, "error": str(error), "kind": type(error).__name__}


if __name__ == "__main__":
    # Libraries that print must not answer in this process's name.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    sys.stdout = sys.stderr
    serve(sys.stdin, channel)
