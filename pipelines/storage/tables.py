"""Reads and writes the Parquet files of the tables that Python writes.

A file is written beside its place and renamed over it, so that a reader or a killed run never
meets half a table. Same frame, same bytes. Not here: DuckDB (`warehouse/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import TABLES
from pipelines.storage.files import StorageError, read_parquet, replace_parquet

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pipelines.contracts.model import Table
    from pipelines.settings import Settings

# The one file of a table that is not partitioned by company.
_SINGLE = "{name}.parquet"

_TABLE_NAMES = frozenset(each.name for each in TABLES)

# What stands between the source and the company in the name of a file of refusals.
_OF = "__"


def held_directory(table: Table, settings: Settings) -> Path:
    """Where the files of a raw table lie that stand in for its own, see `holding.py`."""
    return settings.data_dir / "held" / table.name


def files(
    table: Table,
    settings: Settings,
    companies: Collection[str] | None = None,
    *,
    as_held: bool = True,
) -> list[Path]:
    """The Parquet files of a table, sorted.

    Args:
        table: the table.
        settings: the installation.
        companies: the companies whose files count, those of the registry; all if None. A company
            taken out of the registry keeps its raw files, and counts again when it is back.
        as_held: the files of companies that are held as they were last published stand in for
            what came since.
    """
    by_name = {path.name: path for path in table.directory(settings).glob("*.parquet")}
    if as_held and table.schema == "raw":
        held = held_directory(table, settings).glob("*.parquet")
        by_name |= {path.name: path for path in held}
    paths = [by_name[name] for name in sorted(by_name)]
    if companies is None or not table.partitioned:
        return paths
    return [path for path in paths if _company_of(path) in {*companies, None}]


def not_followed(settings: Settings, companies: Collection[str]) -> list[str]:
    """The companies that have raw files and are not among these."""
    paths = (path for table in TABLES if table.partitioned for path in files(table, settings))
    found = {_company_of(path) for path in paths}
    return sorted(company for company in found if company and company not in companies)


def _company_of(path: Path) -> str | None:
    """The company of a file of a partitioned table; None for what is about a whole table."""
    name = path.stem.rpartition(_OF)[2]
    return None if name in _TABLE_NAMES else name


def read(
    table: Table,
    settings: Settings,
    companies: Collection[str] | None = None,
    *,
    as_held: bool = True,
) -> pl.DataFrame:
    """All rows of a table, in the order of its key; empty if it was never written.

    Args:
        table: the table.
        settings: the installation.
        companies: the companies whose files are read, and
        as_held: whether as they are held, see `files`.

    Raises:
        StorageError: a file is there but is no Parquet of this table, or is damaged.
    """
    try:
        return read_files(table, files(table, settings, companies, as_held=as_held))
    except (OSError, pl.exceptions.PolarsError, ValueError) as error:
        raise StorageError(
            f"{table.full_name}: {table.directory(settings)} cannot be read ({error}): "
            "`ledger run` writes it anew"
        ) from error


def read_files(table: Table, paths: Collection[Path]) -> pl.DataFrame:
    """All rows of a table's files.

    Raises:
        OSError, pipelines.storage.files.StorageError: a file cannot be read.
        polars.exceptions.PolarsError, ValueError: a file is no Parquet of this table.
    """
    frames = [read_parquet(path) for path in paths]
    return table.united(pl.concat([table.united(table.empty()), *frames], how="diagonal"))


def write(table: Table, frame: pl.DataFrame, settings: Settings, part: str | None = None) -> Path:
    """Write a table's rows, or those of one company, and return the file's path.

    Raises:
        StorageError: the directory is read-only or the disk is full; nothing was replaced.
        ValueError: the frame is not of this table.
    """
    path = table.directory(settings) / _SINGLE.format(name=part or table.name)
    replace_parquet(path, table.united(frame))
    return path
