"""How a table appears in Dagster: key, columns, rows, owner, and where to read on.

Defines no asset.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.settings import PROJECT_DIR, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.contracts.model import Table

# Who is asked when something of a schema fails: who brings the data, or who says what it means.
_BRINGING = ("raw", "staging", "published")
_SUITES = "expectations"
# What speaks of every table.
_PAGE = "ARCHITECTURE.md"
ROWS_OF_PARTITION = "dagster/partition_row_count"


def key_of(full_name: str) -> dg.AssetKey:
    """The asset key of `schema.table`."""
    return dg.AssetKey(full_name.split("."))


def owners_of(schema: str) -> list[str]:
    """Who is asked about a table of the schema."""
    return ["team:data-engineering" if schema in _BRINGING else "team:analysis"]


# Where the tables of a schema are declared, below `pipelines/contracts/`.
_CONTRACTS = {
    "raw": "raw.py",
    "normalized": "normalized/__init__.py",
    "analysis": "analysis.py",
    "marts": "published.py",
}


def spec_of(
    table: Table, deps: Iterable[str] = (), code: Iterable[str] = (), **kwargs: object
) -> dg.AssetSpec:
    """The asset of a table that Python writes, with the columns of its contract.

    Args:
        table: the table.
        deps: the tables that it is made of.
        code: the files of the project that say how, the most telling one first.
        kwargs: what else `AssetSpec` takes.
    """
    return dg.AssetSpec(
        key=key_of(table.full_name),
        deps=[key_of(name) for name in deps],
        description=table.description,
        group_name=table.schema,
        kinds={"polars", "parquet"},
        owners=owners_of(table.schema),
        metadata={
            "dagster/column_schema": columns_of(table),
            **where_to_read_on(
                table.full_name, [*code, f"pipelines/contracts/{_CONTRACTS[table.schema]}"]
            ),
        },
        **kwargs,  # type: ignore[arg-type]
    )


def where_to_read_on(
    full_name: str, code: Iterable[str], page: str = _PAGE
) -> Mapping[str, dg.MetadataValue[Any]]:
    """Metadata that leads to the code of a table, to its suite if it has one, and to the docs.

    Args:
        full_name: `schema.table`.
        code: paths from the project's root.
        page: of the docs that is about the table, from `docs/`.
    """
    suite = f"{_SUITES}/{full_name.replace('.', '/')}.py"
    files = [*code, *([suite] if (PROJECT_DIR / suite).is_file() else ())]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        references = dg.CodeReferencesMetadataValue(
            code_references=[
                dg.LocalFileCodeReference(file_path=str(PROJECT_DIR / path), label=path)
                for path in dict.fromkeys(files)
            ]
        )
    return {
        "dagster/code_references": references,
        "docs": dg.MetadataValue.path(str(PROJECT_DIR / "docs" / page)),
        "data_docs": dg.MetadataValue.path(
            str(load_settings().quality_dir / "site" / "index.html")
        ),
    }


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


def rows_of_partition(count: int) -> dict[str, int]:
    """Metadata that Dagster plots as the row count of one partition, and not of the table."""
    return {ROWS_OF_PARTITION: count}
