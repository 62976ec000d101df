"""Two more processes of a run: one for the sources and dbt's models, one for checks and statistics.

dbt and Great Expectations take five seconds of a core to import, and a changed dbt project three
more to parse; on the other core that is over when the first stage asks. The one that is asked first
imports first, so that the run itself, which imports as much, has a core of its own. The sources are
refreshed while Dagster writes down what the run is to make; the models of a stage are built while
the tables they read are checked, those of the marts that read no statistics while these are made,
and all of it while Dagster writes down what was made.
Without them (in Dagster's own processes) the same functions run where they are called.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from pipelines.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Worker(Enum):
    """What a process is for."""

    MODELS = "the sources and dbt's models"
    CHECKS = "the checks"


_active: dict[Worker, ProcessPoolExecutor] = {}
# New objects after which Python looks for garbage, in place of 700: what libraries make as they are
# imported stays, and to go through it again and again takes a tenth of a run.
_COLLECT_AFTER = 500_000
# What a step is to take up: by its kind and key, and the process that does it.
_ahead: dict[tuple[str, ...], tuple[Worker, Future[Any]]] = {}
# In a process: the signals by which it is to end, and the seconds after which another one comes.
_ending: list[int] = []
_END_AGAIN_AFTER = 1


class WorkerFailed(LedgerError):
    """A process of the run ended before it answered."""


@contextmanager
def working_apart(settings: Settings) -> Iterator[None]:
    """Let processes of their own run dbt and the checks of this block; they start to import now."""
    thresholds = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER)
    spawning = multiprocessing.get_context("spawn")
    pools = {worker: ProcessPoolExecutor(1, spawning, _start) for worker in Worker}
    pids = [pool.submit(os.getpid) for pool in pools.values()]
    _active.update(pools)

    def get_models_ready(_: Future[None]) -> None:
        # By then the block may be over, or a process; who asks it for something is told.
        with suppress(RuntimeError):
            pools[Worker.MODELS].submit(_work, partial(_get_models_ready, settings))

    try:
        pools[Worker.CHECKS].submit(_work, _get_checks_ready).add_done_callback(get_models_ready)
        yield
    finally:
        _active.clear()
        _ahead.clear()
        # They keep nothing that is not on disk, and Ctrl-C waits for nothing that they have begun.
        for pid in pids:
            with suppress(BrokenProcessPool, ProcessLookupError):
                os.kill(pid.result(), signal.SIGTERM)
        for pool in pools.values():
            pool.shutdown(cancel_futures=True)
        gc.set_threshold(*thresholds)


def is_apart() -> bool:
    """Whether processes of their own serve the block that is running."""
    return bool(_active)


def apart(worker: Worker, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns, or raises, in the process for it if there is one, else here.

    Raises:
        WorkerFailed: the process ended.
    """
    return begin_apart(worker, function, *args, **kwargs)()


def begin_apart(
    worker: Worker, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> Callable[[], T]:
    """Begin what `apart` does, and return what waits for it; without a process nothing begins.

    A process does one thing after the other, in the order in which they were begun.

    Raises:
        WorkerFailed: the process has ended; then or on waiting.
    """
    if not _active:
        return partial(function, *args, **kwargs)
    return partial(_answer, worker, _submit(worker, function, *args, **kwargs))


def begin_ahead(
    kind: str,
    key: tuple[str, ...],
    worker: Worker,
    function: Callable[P, T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Begin what a later step will `take_up`, if there is a process for it.

    Args:
        kind: what it is.
        key: which of its kind; the last part is the run, and what other runs began is forgotten.
        worker: the process.
        function: what it is to do, with these arguments.

    Raises:
        WorkerFailed: the process has ended.
    """
    for other in [each for each in _ahead if each[-1] != key[-1]]:
        del _ahead[other]
    if _active:
        _ahead[kind, *key] = worker, _submit(worker, function, *args, **kwargs)


def take_up(kind: str, *key: str) -> Callable[[], Any] | None:
    """What waits for what was begun ahead, once; None if that was not begun."""
    begun = _ahead.pop((kind, *key), None)
    return None if begun is None else partial(_answer, *begun)


def forget_ahead() -> None:
    """What is begun ahead is of figures that are made anew: nobody takes it up."""
    for _, future in _ahead.values():
        future.cancel()
    _ahead.clear()


def _submit(
    worker: Worker, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> Future[T]:
    try:
        return _active[worker].submit(_work, partial(function, *args, **kwargs))
    except BrokenProcessPool:
        raise _ended(worker) from None


def _answer(worker: Worker, future: Future[T]) -> T:
    try:
        return future.result()
    except BrokenProcessPool:
        raise _ended(worker) from None


def _ended(worker: Worker) -> WorkerFailed:
    return WorkerFailed(f"the process for {worker.value} ended before its time: run again")


def _start() -> None:
    """In the process: nothing reaches the terminal or outlives the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_COLLECT_AFTER)
    # Read when numpy is imported: on matrices as small as these its threads only wait in a loop.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _end)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    # What the libraries would do at their end takes half a second and keeps nothing.
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_the_run, daemon=True).start()


def _end(number: int, _: object) -> None:
    """In the process: end by an exception, which gives back dbt's locks; else Python complains.

    Again, where the exception is lost as those of the run are (`runtime/stopping.py`).
    """
    _ending.append(number)
    signal.setitimer(signal.ITIMER_REAL, _END_AGAIN_AFTER)
    sys.exit(number)


def _work(function: Callable[[], T]) -> T:
    """In the process: do what is asked of it, until it is to end.

    The pool takes the exception that ends one thing for its answer, and goes on to the next.
    """
    if _ending:
        sys.exit(_ending[0])
    try:
        return function()
    finally:
        if _ending:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _end_with_the_run() -> None:
    run = multiprocessing.parent_process()
    assert run is not None
    run.join()
    os._exit(1)


def _get_checks_ready() -> None:
    """What takes long and will be needed."""
    import great_expectations  # noqa: F401, PLC0415

    _keep_all()


def _get_models_ready(settings: Settings) -> None:
    """What takes long and will be needed; what fails here fails again, and is told, when asked."""
    from pipelines.dbt.runner import DbtError, parsed_project  # noqa: PLC0415

    with suppress(DbtError):
        parsed_project(settings)
    _keep_all()


def _keep_all() -> None:
    """It stays to the end: the collector of garbage need not go through it again and again."""
    gc.freeze()
