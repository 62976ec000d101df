"""Normalises while the raw tables are checked, and begins the models on what that makes.

Not here: normalising (`normalize/store.py`). Where a check of the raw tables withholds figures the
tables are made anew without them; where one ends the run, what was made is of no publication, since
publishing asks for the results of all checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.normalize.store import normalize_all
from pipelines.publish import holding
from pipelines.quality.building import begin_models
from pipelines.quality.settling import withheld_at_first
from pipelines.quality.worker import Worker, begin_ahead, forget_ahead, is_apart, take_up
from pipelines.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from pipelines.settings import Settings

_NORMALIZED = "normalized"


def begin_normalizing(settings: Settings, run_id: str) -> None:
    """Let the process for the models, if there is one, begin to normalise, and to build on it.

    The raw tables are made, and may still be in checks. `normalize_tables` of the same run takes it
    up.

    Raises:
        WorkerFailed: the process broke off.
    """
    if is_apart():
        holding.release(settings)
        begin_ahead(_NORMALIZED, (run_id,), Worker.MODELS, _normalize, settings)
        begin_models(settings, run_id)


def normalize_tables(settings: Settings, run_id: str, *, is_whole: bool) -> dict[str, int]:
    """Write every normalised table without what checks of the raw tables withhold.

    Args:
        settings: the installation.
        run_id: the run, which may have begun it.
        is_whole: all that follows is made, too, and its models are begun.

    Returns:
        Rows by `schema.table`.

    Raises:
        pipelines.quality.withholding.TooManyFail: a check fails for most companies.
        pipelines.storage.files.StorageError: a raw table cannot be read, or nothing can be written.
        WorkerFailed: the process that normalises broke off.
    """
    begun: Callable[[], dict[str, int]] | None = take_up(_NORMALIZED, run_id)
    withheld = withheld_at_first(settings)
    if begun is not None:
        rows = begun()
        if withheld.is_empty():
            return rows
        forget_ahead()
    rows = _normalize(settings, withheld)
    if is_whole:
        begin_models(settings, run_id)
    return rows


def _normalize(settings: Settings, withheld: pl.DataFrame | None = None) -> dict[str, int]:
    return normalize_all(load_registry(settings.registry_dir), settings, withheld)
