"""Ends a run that Ctrl-C or SIGTERM asks to stop, also where the exception of that is lost.

Python calls a signal's handler wherever the program is. What a handler raises in the callback of a
weak reference or in a finalizer is printed and dropped (docs.python.org: `sys.unraisablehook`), and
there the program often is in the two seconds in which Dagster notes its plan. A library may turn it
into an error of its own; and Dagster, which has its own handlers while a job runs, forgets what
comes after the last step. So the system notes each signal for us, whoever handles it
(`signal.set_wakeup_fd`), and the run looks there at Dagster's events, after each job and at its
end.
Not here: what a person is told of it (`run.py`).
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKING = (signal.SIGINT, signal.SIGTERM)

# What our handler raises, and Dagster's, which is not imported for its name.
_RAISED = ("KeyboardInterrupt", "DagsterExecutionInterruptedError")


class Stop:
    """Whether a run was asked to stop, and whether it has been told."""

    def __init__(self, noted: socket.socket) -> None:
        self._noted = noted
        self._is_asked = False
        self._is_told = False
        self._is_dropped = False
        self._was_asked = False

    def is_asked(self) -> bool:
        """Whether Ctrl-C or SIGTERM has come."""
        with suppress(BlockingIOError):
            numbers = self._noted.recv(4096)
            self._is_asked = self._is_asked or any(number in numbers for number in _ASKING)
        return self._is_asked

    def check(self) -> None:
        """Stop here if that was asked for; where Dagster's handlers are not in place.

        Raises:
            KeyboardInterrupt: it was.
        """
        if self.is_asked():
            self._is_told = True
            raise KeyboardInterrupt

    def check_at_step(self) -> None:
        """Stop at the begin of a step of Dagster if one before it was to be stopped and was not.

        What comes between two steps, Dagster itself raises in the later one.

        Raises:
            KeyboardInterrupt: what was raised in the step before is dropped, or what came before
                that step began has not ended it.
        """
        if self._is_dropped or self._was_asked:
            self.check()
        self._was_asked = self.is_asked()

    def handle(self, *_: object) -> None:
        """Handle a signal: the first one is raised, and no other breaks the end that it makes."""
        self._is_asked = True
        if not self._is_told:
            self._is_told = True
            raise KeyboardInterrupt

    def note_dropped(self, dropped: sys.UnraisableHookArgs) -> bool:
        """Take note that Python drops an exception; False if it is not of a signal."""
        is_of_signal = _is_of_signal(dropped.exc_type)
        self._is_dropped = self._is_dropped or is_of_signal
        return is_of_signal

    def leave_alone(self) -> None:
        """From here on raise nothing where a signal comes."""
        self._is_told = True


def _is_of_signal(kind: type[BaseException] | None) -> bool:
    return kind is not None and kind.__name__ in _RAISED


def _is_to_be_read(record: logging.LogRecord) -> bool:
    """Whether a library logs something else than that a signal interrupted it."""
    return record.exc_info is None or not _is_of_signal(record.exc_info[0])


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let Ctrl-C and SIGTERM end the block, at the latest where it ends; in the main thread alone.

    Raises:
        KeyboardInterrupt: one has come, whatever else came of it.
    """
    noted, noting = socket.socketpair()
    with noted, noting:
        noted.setblocking(False)
        noting.setblocking(False)
        stop = Stop(noted)
        if threading.current_thread() is not threading.main_thread():
            yield stop
            return
        tell = sys.unraisablehook
        sys.unraisablehook = lambda dropped: None if stop.note_dropped(dropped) else tell(dropped)
        if logging.lastResort is not None:
            logging.lastResort.addFilter(_is_to_be_read)
        descriptor = signal.set_wakeup_fd(noting.fileno(), warn_on_full_buffer=False)
        # Dagster handles SIGTERM as it finds SIGINT handled, which a shell may let us ignore.
        handlers = {number: signal.signal(number, stop.handle) for number in _ASKING}
        try:
            yield stop
        finally:
            stop.leave_alone()
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(descriptor)
            if logging.lastResort is not None:
                logging.lastResort.removeFilter(_is_to_be_read)
            sys.unraisablehook = tell
            stop.check()
