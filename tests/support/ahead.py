"""The processes of a run, played by the test's own: what is begun there is done at once."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.quality import worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _AtOnce(Executor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def working_at_once() -> Iterator[None]:
    """As `working_apart`, without processes."""
    worker._active.update(dict.fromkeys(worker.Worker, _AtOnce()))
    try:
        yield
    finally:
        worker._active.clear()
        worker.forget_ahead()
