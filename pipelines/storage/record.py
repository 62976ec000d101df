"""Reads published tables that nobody can make anew, from whichever file still holds them.

Belongs here: in which order the files of publications are asked (`publishing.py` writes them). A
record that cannot be read is an error: it is never taken for an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from pipelines.storage.connections import (
    WarehouseError,
    configure,
    connect_published,
    identifier,
    one_line,
    query,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.settings import Settings

# The folder of publications, each with the database and its Parquet files.
GENERATIONS = ".published"

Rows = list[dict[str, Any]]


class RecordLost(WarehouseError):
    """What was published cannot be read, and a run would make another in its place."""


def published_record(
    settings: Settings, queries: Mapping[str, str], tables: Sequence[str]
) -> dict[str, Rows]:
    """Rows of queries on published tables; none where nothing is published, or none of them.

    The published database is asked first; where it is damaged or gone, the Parquet files beside
    it, then those of the publications before.

    Args:
        settings: where the published files lie.
        queries: by name, each on tables of the schema `marts`.
        tables: all that they read, the record itself first.

    Raises:
        RecordLost: the record was published, and no file that holds it can be read.
    """
    nothing: dict[str, Rows] = {name: [] for name in queries}
    why = None
    if settings.published_path.exists():
        try:
            with connect_published(settings) as connection:
                is_held = _holds(connection, tables[0])
                return _asked(connection, queries) if is_held else nothing
        except WarehouseError as error:
            why = str(error)
    folders = list(_parquet_folders(settings))
    holding = [folder for folder in folders if (folder / f"{tables[0]}.parquet").exists()]
    for folder in holding:
        try:
            with duckdb.connect(":memory:") as connection:
                _load(connection, folder, tables)
                return _asked(connection, queries)
        except (WarehouseError, duckdb.Error, pl.exceptions.PolarsError, OSError) as error:
            why = why or f"{folder}: {one_line(error)}"
    # Files of an earlier layout, whole but for the database, say that there was no record.
    if why is None or (folders and not holding):
        return nothing
    raise RecordLost(
        f"the published {tables[0]} cannot be read ({why.rstrip('.')}), and would be another one "
        f"if it were made anew: restore {settings.data_dir / GENERATIONS} from a backup, or begin "
        f"a new record by removing it with {settings.published_path}, then run `ledger run`"
    )


def _holds(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    _, found = query(
        connection, "select 1 from duckdb_tables() where table_name = $table", {"table": table}
    )
    return bool(found)


def _parquet_folders(settings: Settings) -> Iterator[Path]:
    """The folders of published Parquet files, the newest first."""
    newest = settings.parquet_dir.resolve()
    generations = (settings.data_dir / GENERATIONS).resolve().glob("[0-9]*")
    earlier = sorted(generations, key=lambda path: path.name, reverse=True)
    folders = dict.fromkeys([newest, *(path / settings.parquet_dir.name for path in earlier)])
    return (folder for folder in folders if any(folder.glob("*.parquet")))


def _load(connection: duckdb.DuckDBPyConnection, folder: Path, tables: Sequence[str]) -> None:
    configure(connection)
    connection.execute("create schema marts")
    for table in tables:
        # Not by DuckDB, to which a folder's name may be a pattern.
        content = pl.read_parquet(folder / f"{table}.parquet", glob=False)
        connection.register("content", content.to_arrow())
        connection.execute(f"create table marts.{identifier(table)} as from content")
        connection.unregister("content")


def _asked(connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str]) -> dict[str, Rows]:
    told = {}
    for name, sql in queries.items():
        columns, rows = query(connection, sql)
        told[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return told
