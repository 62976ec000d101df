"""A second process of a run, for dbt and the checks.

dbt and Great Expectations take five seconds of a core to import, and a changed dbt project three
more to parse; on the other core that is over when the first stage asks. Without it (in Dagster's
own processes) the same functions run where they are called.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from pipelines.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

_active: list[ProcessPoolExecutor] = []


class WorkerFailed(LedgerError):
    """The second process ended before it answered."""


@contextmanager
def working_apart(settings: Settings) -> Iterator[None]:
    """Let a second process run dbt and the checks of this block; it starts to import now."""
    pool = ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(settings,),
    )
    pid = pool.submit(os.getpid)
    _active.append(pool)
    try:
        yield
    finally:
        _active.remove(pool)
        # It keeps nothing that is not on disk, and Ctrl-C waits for nothing that it has begun.
        with suppress(BrokenProcessPool, ProcessLookupError):
            os.kill(pid.result(), signal.SIGTERM)
        pool.shutdown(cancel_futures=True)


def is_apart() -> bool:
    """Whether a second process serves the block that is running."""
    return bool(_active)


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns, or raises, in the second process if there is one, else here.

    Raises:
        WorkerFailed: the process ended.
    """
    return begin_apart(function, *args, **kwargs)()


def begin_apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
    """Begin what `apart` does, and return what waits for it; without a process nothing begins.

    Raises:
        WorkerFailed: the process has ended; then or on waiting.
    """
    if not _active:
        return partial(function, *args, **kwargs)
    try:
        return partial(_answer, _active[-1].submit(function, *args, **kwargs))
    except BrokenProcessPool:
        raise _ended() from None


def _answer(future: Future[T]) -> T:
    try:
        return future.result()
    except BrokenProcessPool:
        raise _ended() from None


def _ended() -> WorkerFailed:
    return WorkerFailed("the process for dbt and the checks ended before its time: run again")


def _start(settings: Settings) -> None:
    """In the second process: nothing reaches the terminal or outlives the run, and all is ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Ended by an exception it gives back the locks of dbt, of which Python else complains.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(number))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    # What the libraries would do at their end takes half a second and keeps nothing.
    atexit.register(os._exit, 0)
    for task in (_end_with_the_run, partial(_get_ready, settings)):
        threading.Thread(target=task, daemon=True).start()


def _end_with_the_run() -> None:
    run = multiprocessing.parent_process()
    assert run is not None
    run.join()
    os._exit(1)


def _get_ready(settings: Settings) -> None:
    """What takes long and will be needed; what fails here fails again, and is told, when asked."""
    from pipelines.dbt.runner import DbtError, parsed_project  # noqa: PLC0415

    with suppress(DbtError):
        parsed_project(settings)
    import great_expectations  # noqa: F401, PLC0415
