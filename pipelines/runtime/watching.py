"""What came of a run of Dagster, told from its events: steps, failures with reasons."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from pipelines.errors import DISK_REFUSES, FREE_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dagster_shared.error import SerializableErrorInfo

    from pipelines.runtime.stopping import Stop

# Dagster's events of a step, as who watches a run is told of them.
_STATES = {"STEP_START": "start", "STEP_SUCCESS": "done", "STEP_FAILURE": "failed"}

# By which it notes its plan before a run, one after the other.
_PLANS = ("ASSET_MATERIALIZATION_PLANNED", "ASSET_CHECK_EVALUATION_PLANNED")

_ON_LOGGING = "Exception while writing logger call to event log"


@dataclass
class Watched:
    """What came of Dagster's steps, gathered from its events as they come.

    Attributes:
        on_step: who is told of each step.
        stop: whether the run is to stop, which is looked at as it plans and at each step.
        failures: steps that failed, with the reason of each.
        steps: seconds of each step that did not.
    """

    on_step: Callable[[str, str], None] | None
    stop: Stop
    failures: list[str] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)

    def __call__(self, record: object) -> None:
        """Take note of an event of Dagster's log.

        Raises:
            KeyboardInterrupt: the run was asked to stop, and went on.
        """
        event = getattr(record, "dagster_event", None)
        if event is None:
            return
        details, step = event.event_specific_data, event.step_key
        # A graph has one step, and is called what other steps are.
        step = step and step.partition(".")[0]
        if event.is_failure:
            if step is not None:
                self.failures.append(f"{step}: {reason(details.error)}")
            elif details.error is not None and not self.failures:
                self.failures.append(reason(details.error))
        if event.event_type_value == "STEP_SUCCESS":
            self.steps[step] = details.duration_ms / 1000
        state = _STATES.get(event.event_type_value)
        if state and self.on_step:
            self.on_step(step, state)
        if event.event_type_value in _PLANS:
            self.stop.check()
        elif state == "start":
            self.stop.check_at_step()


class WithoutLoggersFailures(io.TextIOBase):
    """A stream without what Dagster writes when its history cannot be written.

    It raises the same error besides, of which a run makes one sentence.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Pass on whatever is not such a failure."""
        return len(text) if text.startswith(_ON_LOGGING) else self._stream.write(text)

    def flush(self) -> None:
        """Flush what was passed on."""
        self._stream.flush()

    def fileno(self) -> int:
        """The file beneath."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Whether the file beneath is a terminal."""
        return self._stream.isatty()


def reason(error: SerializableErrorInfo) -> str:
    """Why a step failed, on one line: what was raised in it, without Dagster's frames around."""
    while error.cause is not None and str(error.cls_name).startswith("Dagster"):
        error = error.cause
    # Errors of our own and failed checks are sentences; a class says nothing to a person.
    said = re.sub(r"^(pipelines|expectations|dagster)\.[\w.]+: ", "", one_line(error.message))
    if "free space" not in said and any(
        f"[Errno {no}]" in said or os.strerror(no) in said for no in DISK_REFUSES
    ):
        said += f": {FREE_SPACE}"
    return said


def one_line(text: str) -> str:
    """A message on one line."""
    return " ".join(text.split())
