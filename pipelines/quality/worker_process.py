"""The second process of a run: does what `worker.py` asks for, one JSON line an answer.

It gets ready as soon as it starts, and ends when its standard input does, so a killed run leaves
none behind. What it can do is in `ACTIONS`; how each is done is elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from pipelines.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


def _manifest(settings: Settings) -> str:
    from pipelines.dbt.runner import ready_manifest  # noqa: PLC0415

    return str(ready_manifest(settings))


def _build(settings: Settings, select: str) -> list[dict[str, Any]]:
    from pipelines.dbt.runner import build  # noqa: PLC0415

    return [asdict(node) for node in build(settings, select)]


def _check(
    settings: Settings, stage: str, names: list[str], run_id: str, ran_at: str, *, again: bool
) -> None:
    from pipelines.quality.checking import check_here  # noqa: PLC0415

    check_here(stage, names, settings, run_id, dt.datetime.fromisoformat(ran_at), again=again)


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
    from pipelines.dbt.runner import DbtError, parsed_project  # noqa: PLC0415

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
