"""Writes a published table as Parquet that says what it holds.

Belongs here: the metadata of the file. A field has `description` and `unit`; the file has the
table's `description` and, for readers that show no metadata of fields (DuckDB, polars), the same
of all `columns` as JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipelines.contracts.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

# Said in each file, since it is where the reader stumbles.
_MONEY = (
    "Money is exact decimals. In pandas these are objects: cast them to float before arithmetic, "
    "frame.astype({'value_usd': float})."
)


def write_parquet(
    content: duckdb.DuckDBPyRelation,
    path: Path,
    description: str,
    column_descriptions: Mapping[str, str],
) -> None:
    """Write the rows in their order; the same rows and words give the same bytes.

    Raises:
        OSError: the file cannot be written.
        duckdb.Error: the rows cannot be read.
    """
    import pyarrow.parquet  # noqa: PLC0415

    told = {
        name: {
            "description": column_descriptions.get(name, ""),
            "unit": unit_of(name, str(type_), content.columns),
        }
        for name, type_ in zip(content.columns, content.types, strict=True)
    }
    rows = content.to_arrow_table()
    said = {"description": description, "note": _MONEY, "columns": json.dumps(told)}
    schema = pyarrow.schema(
        [field.with_metadata(told[field.name]) for field in rows.schema], metadata=said
    )
    pyarrow.parquet.write_table(
        rows.cast(schema), path, compression="zstd", store_decimal_as_integer=True
    )
