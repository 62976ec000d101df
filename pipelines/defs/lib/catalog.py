"""How a table appears in Dagster: its key, its columns, its rows. Defines no asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.contracts.model import Table


def key_of(full_name: str) -> dg.AssetKey:
    """The asset key of `schema.table`."""
    return dg.AssetKey(full_name.split("."))


def spec_of(table: Table, deps: Iterable[str] = (), **kwargs: object) -> dg.AssetSpec:
    """The asset of a table that Python writes, with the columns of its contract."""
    return dg.AssetSpec(
        key=key_of(table.full_name),
        deps=[key_of(name) for name in deps],
        description=table.description,
        group_name=table.schema,
        kinds={"polars", "parquet"},
        metadata={"dagster/column_schema": columns_of(table)},
        **kwargs,  # type: ignore[arg-type]
    )


def columns_of(table: Table) -> dg.TableSchema:
    """The columns of a contract as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type.duckdb,
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=column.nullable),
            )
            for column in table.all_columns
        ]
    )


def rows(count: int) -> dict[str, int]:
    """Metadata that Dagster plots as the table's row count."""
    return {"dagster/row_count": count}
