"""The quality results of every run, one Parquet file a run under `<quality_dir>/results/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from filelock import FileLock

from pipelines.contracts import QUALITY_RESULTS
from pipelines.files import read_parquet, replace_parquet

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "results"
_FILE_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


def append_results(quality_dir: Path, frame: pl.DataFrame) -> list[Path]:
    """Keep results (columns of `contracts.QUALITY_RESULTS`); a check run again is replaced.

    Each run's file is written beside and renamed over, so a reader never meets half a file.

    Returns:
        The files written, one for each run in the frame.

    Raises:
        ValueError: a run_id cannot name a file, or the frame breaks the contract.
    """
    folder = quality_dir / _FOLDER
    written = []
    conformed = QUALITY_RESULTS.conform(frame)
    for (run_id,), results in conformed.group_by("run_id", maintain_order=True):
        if not _FILE_NAME.match(str(run_id)):
            raise ValueError(
                f"run_id {run_id!r} cannot name a file: use letters, digits, '.', '_' and '-'"
            )
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{run_id}.parquet"
        with FileLock(folder / ".lock"):
            kept = results
            if path.exists():
                earlier = _with_scope(read_parquet(path)).join(
                    results, on=list(QUALITY_RESULTS.key), how="anti"
                )
                kept = QUALITY_RESULTS.conform(pl.concat([earlier, results]))
            replace_parquet(path, kept)
        written.append(path)
    return written


def read_results(quality_dir: Path, run_id: str | None = None) -> pl.DataFrame:
    """The results of all runs, or of one, with the columns of `contracts.QUALITY_RESULTS`.

    Raises:
        StorageError: a file cannot be read; the message names it.
    """
    frames = [QUALITY_RESULTS.empty()]
    for path in sorted((quality_dir / _FOLDER).glob("*.parquet")):
        if run_id not in {None, path.stem}:
            continue
        frames.append(_with_scope(read_parquet(path)))
    return QUALITY_RESULTS.conform(pl.concat(frames))


def _with_scope(results: pl.DataFrame) -> pl.DataFrame:
    """Results as they are written now; earlier ones say nothing of scope, and blocked all."""
    if "scope" in results.columns:
        return results
    return results.with_columns(scope=pl.lit("structure"))
