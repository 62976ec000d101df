"""Reads and writes the Parquet files of the tables that Python writes.

A file is written beside its place and renamed over it, so that a reader or a killed run never
meets half a table. Same frame, same bytes. Not here: DuckDB (`warehouse/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.files import StorageError, replace_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.contracts import Table
    from pipelines.settings import Settings

# The one file of a table that is not partitioned by company.
_SINGLE = "{name}.parquet"


def read(table: Table, settings: Settings) -> pl.DataFrame:
    """All rows of a table, in the order of its key; empty if it was never written.

    Raises:
        StorageError: a file is there but is no Parquet of this table.
    """
    paths = sorted(table.directory(settings).glob("*.parquet"))
    try:
        frames = [pl.read_parquet(path) for path in paths]
        return table.conform(pl.concat([table.empty(), *frames]))
    except (OSError, pl.exceptions.PolarsError, ValueError) as error:
        raise StorageError(
            f"{table.full_name}: {table.directory(settings)} cannot be read ({error}); delete "
            "the folder and run again"
        ) from error


def write(table: Table, frame: pl.DataFrame, settings: Settings, part: str | None = None) -> Path:
    """Write a table's rows, or those of one company, and return the file's path.

    Raises:
        StorageError: the directory is read-only or the disk is full; nothing was replaced.
        ValueError: the frame is not of this table.
    """
    path = table.directory(settings) / _SINGLE.format(name=part or table.name)
    replace_parquet(path, table.conform(frame))
    return path
