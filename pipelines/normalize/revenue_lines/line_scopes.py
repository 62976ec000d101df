"""Figures with and without a qualifier: of one scope until a filing shows that they differ.

A qualifier such as OperatingSegmentsMember mostly only restates that a figure is a segment's
(trap S4). Where a filer's own totals with and without it differ, as by sales between segments, it
names another scope, and a line that is stated now with it and now without it is two series. What
a filing shows counts from the day on which it was public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.publication_time import with_known_from

if TYPE_CHECKING:
    from pipelines.normalize.revenue_lines.lines import LineFacts

_LINE = ("company_id", "metric_id")
_SPELLING = (*_LINE, "dimensions")
_CELL = (*_LINE, "concept", "unit", "period_start", "period_end", "value")

LINE_SCOPES: dict[str, pl.DataType] = {
    "company_id": pl.String(),
    "metric_id": pl.String(),
    "dimensions": pl.String(),
    "is_qualified": pl.Boolean(),
    "differ_from": pl.Datetime("us"),
    "total_differs_from": pl.Datetime("us"),
    "same_from": pl.Datetime("us"),
}


def line_scopes(lines: LineFacts, filings: pl.DataFrame) -> pl.DataFrame:
    """How each line is spelled, and since when filings show what its qualifier means.

    Args:
        lines: the facts of lines, and the cells that filings state both ways.
        filings: `raw.sec_filings`, for acceptance times.

    Returns:
        A row per company_id, metric_id and dimensions with is_qualified and three instants, each
        null if nothing shows it: differ_from and total_differs_from (a filing states the line, or
        the company's total, with and without the qualifier, and the two differ) and same_from
        (one figure was stated for one period both ways).
    """
    known = with_known_from(
        lines.facts.with_columns(is_qualified=pl.col("pairs") > pl.col("axes")), filings
    )
    both = with_known_from(lines.both_ways, filings)
    agreed = (
        known.filter(pl.col("value") != 0)
        .group_by(_CELL)
        .agg(
            with_it=pl.col("known_from").filter("is_qualified").min(),
            without_it=pl.col("known_from").filter(~pl.col("is_qualified")).min(),
        )
        .drop_nulls(["with_it", "without_it"])
        .group_by(_LINE)
        .agg(same_from=pl.max_horizontal("with_it", "without_it").min())
    )
    of_line = both.filter("differs").drop_nulls("metric_id")
    of_total = both.filter(pl.col("differs") & (pl.col("dimension_key") == ""))
    return (
        known.select(*_SPELLING, "is_qualified")
        .unique(maintain_order=True)
        .join(
            of_line.group_by(_LINE).agg(differ_from=pl.col("known_from").min()),
            on=list(_LINE), how="left", maintain_order="left",
        )
        .join(
            of_total.group_by("company_id").agg(total_differs_from=pl.col("known_from").min()),
            on="company_id", how="left", maintain_order="left",
        )
        .join(agreed, on=list(_LINE), how="left", maintain_order="left")
        .select(pl.col(name).cast(dtype) for name, dtype in LINE_SCOPES.items())
    )  # fmt: skip


def with_scope_of(frame: pl.DataFrame, scopes: pl.DataFrame, side: str) -> pl.DataFrame:
    """Adds `<side>_qualified`, null where the side is no line, and the three instants once."""
    told = scopes.rename({"dimensions": f"{side}_dimensions", "is_qualified": f"{side}_qualified"})
    instants = [name for name in LINE_SCOPES if name.endswith("_from")]
    return frame.join(
        told.drop(instants if set(instants) & set(frame.columns) else []),
        on=[*_LINE, f"{side}_dimensions"],
        how="left",
        maintain_order="left",
    )


def are_two_scopes(one: str, other: str) -> pl.Expr:
    """Whether two sides are spelled otherwise, and known on the row's day to differ by that."""
    seen = pl.col("known_from")
    differs = (pl.col("differ_from") <= seen).fill_null(value=False)
    total_differs = (pl.col("total_differs_from") <= seen).fill_null(value=False)
    is_same = (pl.col("same_from") <= seen).fill_null(value=False)
    spelled_otherwise = pl.col(f"{one}_qualified") != pl.col(f"{other}_qualified")
    return (spelled_otherwise & (differs | (total_differs & ~is_same))).fill_null(value=False)
