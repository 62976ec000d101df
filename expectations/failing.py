"""The failing rows of warnings and of errors of company scope, one Parquet file a run.

Those of errors say whose figures, and which, a check keeps back
(`pipelines/quality/withholding.py`), those of warnings which entries of `acknowledged_checks.yml`
still cover anything. A check that is run again within a run adds to them: what it found before
stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from filelock import FileLock

from expectations.rows import FAILING_SCHEMA, as_failing
from pipelines.storage.files import read_parquet, replace_parquet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

_FOLDER = "failing"
ERROR = "error"
# Which check found the row, in which run, and when, UTC without a zone.
FAILED_CHECK: dict[str, pl.DataType] = {
    "run_id": pl.String(),
    "stage": pl.String(),
    "table_name": pl.String(),
    "check_name": pl.String(),
    "severity": pl.String(),
    "ran_at": pl.Datetime("us"),
}
FAILING_ROWS: dict[str, pl.DataType] = {**FAILED_CHECK, **FAILING_SCHEMA}


def failing_of(
    stage: str,
    table: str,
    check: str,
    ran_at: dt.datetime,
    rows: pl.DataFrame,
    *,
    severity: str = ERROR,
) -> pl.DataFrame:
    """Failing rows (`rows.FAILING_SCHEMA`) with the check that they fail."""
    return rows.with_columns(
        stage=pl.lit(stage),
        table_name=pl.lit(table),
        check_name=pl.lit(check),
        severity=pl.lit(severity),
        ran_at=pl.lit(ran_at).cast(FAILED_CHECK["ran_at"]),
    )


def failing_directory(quality_dir: Path) -> Path:
    """Where the failing rows lie, a file a run."""
    return quality_dir / _FOLDER


def append_failing(quality_dir: Path, run_id: str, frames: Sequence[pl.DataFrame]) -> None:
    """Keep failing rows made by `failing_of`; without any, nothing is written.

    Raises:
        pipelines.storage.files.StorageError: the file cannot be written.
    """
    rows = [
        frame.with_columns(run_id=pl.lit(run_id))
        .select(*FAILING_ROWS)
        .cast(pl.Schema(FAILING_ROWS))
        for frame in frames
        if frame.height
    ]
    if not rows:
        return
    folder = failing_directory(quality_dir)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run_id}.parquet"
    with FileLock(folder / ".lock"):
        earlier = [_as_now(read_parquet(path))] if path.exists() else []
        replace_parquet(path, pl.concat([*earlier, *rows]))


def read_failing(quality_dir: Path, run_id: str | None = None) -> pl.DataFrame:
    """The failing rows of all runs, or of one, with the columns of `FAILING_ROWS`.

    Raises:
        pipelines.storage.files.StorageError: a file cannot be read; the message names it.
    """
    frames = [pl.DataFrame(schema=FAILING_ROWS)]
    for path in sorted(failing_directory(quality_dir).glob("*.parquet")):
        if run_id not in {None, path.stem}:
            continue
        frames.append(_as_now(read_parquet(path)))
    return pl.concat(frames)


def _as_now(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as they are written now.

    Of what earlier ones do not say nothing is known; they are of errors where they say no severity.
    """
    if "severity" not in rows.columns:
        rows = rows.with_columns(severity=pl.lit(ERROR))
    return as_failing(rows, FAILING_ROWS)
