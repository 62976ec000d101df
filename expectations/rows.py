"""Failing rows: what tells which figures they are about, and how a person is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.items import ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# How many failing rows a result names.
MOST_EXAMPLES = 5

# The columns that say which figures a failing row is about, where its table has them: what a
# failed check of company scope withholds. Null, or no such column, stands for all.
FIGURE_COLUMNS: dict[str, pl.DataType] = {
    "company_id": pl.String(),
    "metric_id": pl.String(),
    "basis": pl.String(),
    "revenue_line_id": pl.String(),
    "concept": pl.String(),
    "fiscal_year": pl.Int32(),
    "period_end": pl.Date(),
    "month": pl.Date(),
    "accession": pl.String(),
    "source_reference": pl.String(),
    "file": pl.String(),
    "lineage_id": pl.String(),
    # Of what is no company: which thing, and the day that tells its rows apart.
    **{item.column: pl.String() for item in ITEMS},
    **{item.day: pl.Date() for item in ITEMS},
}
FAILING_ROW = "failing_row"
FAILING_SCHEMA: dict[str, pl.DataType] = {**FIGURE_COLUMNS, FAILING_ROW: pl.String()}


def name_of(*columns: str) -> pl.Expr:
    """The columns' values with spaces between them, nulls left out: a row's name."""
    return pl.concat_str(
        [pl.col(column).cast(pl.String) for column in columns], separator=" ", ignore_nulls=True
    )


def as_failing(
    rows: pl.DataFrame, schema: Mapping[str, pl.DataType] = FAILING_SCHEMA
) -> pl.DataFrame:
    """Rows with some of the columns of the schema as rows with all of them, in its types."""
    return rows.select(
        pl.col(name).cast(type_) if name in rows.columns else pl.lit(None, type_).alias(name)
        for name, type_ in schema.items()
    )


def told(failing: int, checked: int, names: Sequence[str]) -> str:
    """How many rows fail, and the first of them by name."""
    shown = names[:MOST_EXAMPLES]
    more = failing - len(shown)
    tail = f"; and {more:,} more" if more > 0 else ""
    return f"{failing:,} of {checked:,}: {'; '.join(shown)}{tail}"
