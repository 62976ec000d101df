"""The one lock of whatever writes a data directory, and the mark of a writer that did not end well.

A run of the command takes the lock for its whole length, and a run that Dagster's UI or its
schedule started takes it as a resource (`defs/lib/writing.py`). The lock is the system's, so it
ends with the process that holds it. The mark is a file: found under the lock, it says that the last
writer was killed or failed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.settings import Settings

_LOCK_FILE = ".run.lock"
_MARK_FILE = ".run.unfinished"
# The marks that blocks of this process will take away.
_marked_here: set[Path] = set()


class RunRefused(LedgerError):
    """The run did not start, or could not go on: says why and what to do."""


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold the data directory for the length of the block; again within it, where it is held.

    Raises:
        RunRefused: another process holds it.
        OSError: the data directory cannot be written.
    """
    lock = _lock(settings)
    try:
        lock.acquire()
    except Timeout:
        raise RunRefused(
            f"another run is writing {settings.data_dir}: wait until it ends"
        ) from None
    try:
        yield
    finally:
        lock.release()


def is_held_elsewhere(settings: Settings) -> bool:
    """Whether another process is writing at this moment."""
    try:
        with writing(settings):
            return False
    except RunRefused:
        return True
    except OSError:
        return False


def is_marked(settings: Settings) -> bool:
    """Whether the last writer was killed or failed; to be asked under the lock."""
    return _mark(settings).exists()


def leave_mark(settings: Settings) -> None:
    """Say that this writer failed."""
    _mark(settings).touch()


@contextmanager
def marked(settings: Settings) -> Iterator[bool]:
    """Leave a mark for the length of the block; it stays if the block is not left by its end.

    Within a block that has it already, the outer one decides: a run is over when the history says
    so, after the last step has let go of the data directory.

    Yields:
        Whether this is the outer one.
    """
    mark = _mark(settings)
    if mark in _marked_here:
        yield False
        return
    leave_mark(settings)
    _marked_here.add(mark)
    try:
        yield True
    finally:
        _marked_here.remove(mark)
    mark.unlink(missing_ok=True)


def _mark(settings: Settings) -> Path:
    return settings.data_dir / _MARK_FILE


def _lock(settings: Settings) -> FileLock:
    # One object a process and file: the steps of a run may take what the run already holds.
    return FileLock(
        settings.data_dir / _LOCK_FILE, timeout=0, is_singleton=True, thread_local=False
    )
