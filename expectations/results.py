"""The quality results of every run, one Parquet file a run under `<quality_dir>/results/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from filelock import FileLock

from expectations.failing import failing_directory
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.storage.files import read_parquet, replace_parquet

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "results"
_FILE_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


def results_directory(quality_dir: Path) -> Path:
    """Where the results lie, a file a run."""
    return quality_dir / _FOLDER


def append_results(quality_dir: Path, frame: pl.DataFrame) -> list[Path]:
    """Keep results (columns of `QUALITY_RESULTS`); a check run again is replaced.

    Each run's file is written beside and renamed over, so a reader never meets half a file.

    Returns:
        The files written, one for each run in the frame.

    Raises:
        ValueError: a run_id cannot name a file, or the frame breaks the contract.
    """
    folder = results_directory(quality_dir)
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
                earlier = _as_now(read_parquet(path)).join(
                    results, on=list(QUALITY_RESULTS.key), how="anti"
                )
                kept = QUALITY_RESULTS.conform(pl.concat([earlier, results]))
            replace_parquet(path, kept)
        written.append(path)
    return written


def read_results(quality_dir: Path, run_id: str | None = None) -> pl.DataFrame:
    """The results of all runs, or of one, with the columns of `QUALITY_RESULTS`.

    Raises:
        StorageError: a file cannot be read; the message names it.
    """
    frames = [QUALITY_RESULTS.empty()]
    for path in sorted(results_directory(quality_dir).glob("*.parquet")):
        if run_id not in {None, path.stem}:
            continue
        frames.append(_as_now(read_parquet(path)))
    return QUALITY_RESULTS.conform(pl.concat(frames))


def _as_now(results: pl.DataFrame) -> pl.DataFrame:
    """Results as they are written now.

    The earliest say nothing of scope, and blocked all; nothing was acknowledged before the list.
    """
    earlier = {"scope": pl.lit("structure"), "is_acknowledged": pl.lit(value=False)}
    return results.with_columns(
        **{name: value for name, value in earlier.items() if name not in results.columns}
    ).select(*QUALITY_RESULTS.polars_schema)


def forget_results(quality_dir: Path, keep_runs: int) -> None:
    """Delete the results of all but the newest runs, and the rows that failed in them.

    A result that is the newest of its check stays.
    """
    results = read_results(quality_dir).sort("ran_at")
    runs = results.group_by("run_id", maintain_order=True).agg(pl.col("ran_at").max())
    newest = results.unique(["stage", "table_name", "check_name"], keep="last")
    kept = {*runs.sort("ran_at")["run_id"].tail(keep_runs), *newest["run_id"]}
    for run_id in runs["run_id"]:
        if run_id not in kept:
            for folder in (results_directory(quality_dir), failing_directory(quality_dir)):
                (folder / f"{run_id}.parquet").unlink(missing_ok=True)
