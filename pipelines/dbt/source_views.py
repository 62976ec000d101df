"""Views in the warehouse, in the schemas `raw` and `normalized`, over the Parquet files.

They are what dbt's `source()` names, so dbt needs no path and its parsed manifest fits every
data directory. A table without a file (nothing was quarantined) is a view without rows; files of
a company that the registry does not name are not read, and what a failed check withholds of a raw
table of no company is no row of its view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.contracts.items import ITEM_OF_TABLE
from pipelines.contracts.normalized import WITHHELD
from pipelines.dbt.sources_file import SOURCE_SCHEMAS, source_tables
from pipelines.registry import load_registry
from pipelines.storage import tables
from pipelines.storage.connections import (
    WarehouseError,
    connect_warehouse,
    identifier,
    one_line,
    qualified,
    read_to_the_end,
    text_literal,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from pipelines.contracts.model import Table
    from pipelines.settings import Settings


# Before the blocks of a DuckDB file stand its three headers.
_HEADER_BYTES = 3 * 4096


def prepare_sources(settings: Settings, made_later: Collection[str] = ()) -> None:
    """Create or replace the view of every table that dbt reads; creates the warehouse.

    A warehouse that DuckDB cannot read any more is started anew: every table in it is rebuilt
    from the Parquet files.

    Args:
        settings: the installation.
        made_later: schemas whose tables the run has yet to write: views without rows, since what
            an earlier version of the ledger wrote need not have the columns of this one.

    Raises:
        WarehouseError: another process has the warehouse open, the data directory cannot be
            written, or a Parquet file does not hold its table's columns.
    """
    path = settings.warehouse_path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"{path.parent}: cannot be created: {error.strerror}") from None
    if is_warehouse_damaged(settings):
        path.unlink()
        path.with_name(path.name + ".wal").unlink(missing_ok=True)
    with connect_warehouse(settings, read_only=False) as connection:
        for schema in SOURCE_SCHEMAS:
            connection.execute(f"create schema if not exists {identifier(schema)}")
        followed = load_registry(settings.registry_dir).company_by_id
        withheld = tables.read(WITHHELD, settings).filter(pl.col("item").is_not_null())
        for table in source_tables():
            try:
                files = tables.files(table, settings, followed)
                left_out = _left_out(table, withheld)
                connection.execute(
                    _view(table, [] if table.schema in made_later else files, left_out)
                )
            except duckdb.Error as error:
                raise WarehouseError(
                    f"{table.directory(settings)} does not hold {table.full_name} as declared "
                    f"(materialise it again with `ledger run`): {one_line(error)}"
                ) from None


def is_warehouse_damaged(settings: Settings, *, is_thorough: bool = False) -> bool:
    """Whether there is a file that is readable as a file but not as a database.

    One that may have been cut off is told by the blocks that it says it has, and then read to its
    end, as each is if `is_thorough`: free blocks at its end DuckDB itself takes away.
    """
    path = settings.warehouse_path
    if not path.exists():
        return False
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            [(blocks, block_bytes)] = connection.execute(
                "select total_blocks, block_size from pragma_database_size() "
                "where database_name = current_database()"
            ).fetchall()
            if is_thorough or path.stat().st_size < _HEADER_BYTES + blocks * block_bytes:
                read_to_the_end(connection)
    except duckdb.Error as error:
        message = str(error).lower()
        return "lock" not in message and "permission" not in message and "space" not in message
    return False


def _left_out(table: Table, withheld: pl.DataFrame) -> list[str]:
    """What failed checks leave out of a raw table, a condition each: see `contracts/items.py`."""
    item = ITEM_OF_TABLE.get(table.full_name)
    if item is None or table.schema != "raw":
        return []
    told = {"period_end": item.day, "source_reference": "file"}
    conditions = []
    for row in withheld.iter_rows(named=True):
        named = row["item"].removeprefix(f"{item.kind} ")
        says = [name for name in told if row[name] is not None]
        if named == row["item"] or not {told[name] for name in says} <= set(table.polars_schema):
            continue
        pairs = [(item.column, named), *((told[name], str(row[name])) for name in says)]
        conditions.append(
            " and ".join(f"{identifier(name)} = {text_literal(value)}" for name, value in pairs)
        )
    return conditions


def _view(table: Table, files: list[Path], left_out: Sequence[str]) -> str:
    columns = ", ".join(
        f"cast({identifier(column.name)} as {column.type.duckdb}) as {identifier(column.name)}"
        for column in table.all_columns
    )
    if files:
        paths = ", ".join(text_literal(path) for path in files)
        source = f"read_parquet([{paths}], hive_partitioning = false)"
    else:
        empty = ", ".join(f"null as {identifier(column.name)}" for column in table.all_columns)
        source = f"(select {empty} limit 0)"
    return (
        f"create or replace view {qualified(table.full_name)} as "  # noqa: S608
        f"select {columns} from {source}"
        + "".join(
            f"{' and' if number else ' where'} not ({each})" for number, each in enumerate(left_out)
        )
    )
