"""Measures of the lines that count in a segment's total: no dollar counts twice (rule 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.measures import counted, name_of

if TYPE_CHECKING:
    from expectations.claims import Frames

REVENUE = "marts.fct_supplier_revenue"
_NESTED = "intermediate.int_revenue_lines__nested"
_STATEMENTS = "company_statements"
_TOTAL = "total_company"
_QUARTER = ["company_id", "fiscal_year", "fiscal_quarter"]

# Companies say their revenue in words to a tenth of a billion at the coarsest.
_STATED_TO = 100_000_000


def beside_totals(frames: Frames) -> pl.DataFrame:
    """Company, fiscal quarter and currency: the sum of the lines that count, and the total.

    Columns: the keys, counted_value, statements (how many of the lines rest on one),
    total_value (null where no total is published), total_source.
    """
    revenue = frames[REVENUE]
    sums = (
        revenue.filter("in_segment_total")
        .group_by(*_QUARTER, "currency")
        .agg(
            counted_value=pl.col("value").sum(),
            statements=(pl.col("source") == _STATEMENTS).sum().cast(pl.Int64),
        )
        .sort(_QUARTER)
    )
    totals = revenue.filter(pl.col("scope") == _TOTAL).select(
        *_QUARTER, "currency", total_value="value", total_source="source"
    )
    return sums.join(totals, on=[*_QUARTER, "currency"], how="left", maintain_order="left")


def above_totals(frames: Frames) -> pl.DataFrame:
    """Quarters whose counted lines make more than the company's total; counted.

    Filed figures are compared exactly; a statement may be off by its rounding.
    """
    rows = frames.derive(beside_totals).filter(pl.col("total_value").is_not_null())
    statements = pl.col("statements") + (pl.col("total_source") == _STATEMENTS).cast(pl.Int64)
    tolerance = (statements * _STATED_TO).cast(pl.Decimal(18, 2))
    bad = pl.col("counted_value") - pl.col("total_value") > tolerance
    return counted(rows, bad, name_of(*_QUARTER, "counted_value", "total_value"))


def without_totals(frames: Frames) -> pl.DataFrame:
    """Quarters with counted lines and no total of the company to hold them against; counted."""
    rows = frames.derive(beside_totals)
    return counted(rows, pl.col("total_value").is_null(), name_of(*_QUARTER))


def within_each_other(frames: Frames) -> pl.DataFrame:
    """Counted lines that lie in another line which counts for the same quarter; counted."""
    lines = frames[REVENUE].filter("in_segment_total").select(*_QUARTER, "revenue_line_id")
    wider = (
        lines.join(frames[_NESTED], on="revenue_line_id")
        .join(
            lines.rename({"revenue_line_id": "containing_line_id"}),
            on=[*_QUARTER, "containing_line_id"],
        )
        .select(*_QUARTER, "revenue_line_id", is_within=pl.lit(value=True))
        .unique()
    )
    joined = lines.join(wider, on=[*_QUARTER, "revenue_line_id"], how="left", maintain_order="left")
    return counted(joined, pl.col("is_within").is_not_null(), name_of("revenue_line_id", *_QUARTER))
