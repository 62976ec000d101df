"""What is claimed of published supplier revenue by fiscal year."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import (
    FILED_SOURCES,
    filings_are_known,
    years_are_reconciled,
)
from expectations.currency_claims import dollars_follow
from expectations.measures import counted, name_of
from expectations.version_claims import cells_are_the_standing_versions

_TABLE = "marts.fct_supplier_revenue_annual"
_VERSIONS = "marts.fct_supplier_revenue_annual_versions"
_CELL = ["company_id", "revenue_line_id", "fiscal_year"]

# Figures in a release round to a million, in a call to a tenth of a billion.
_ROUNDED = 0.005


def _unlike_quarters(frames: Frames) -> pl.DataFrame:
    """Years that their four published quarters miss by more than rounding."""
    complete = frames[_TABLE].filter(pl.col("quarters_sum").is_not_null())
    off = (pl.col("value") - pl.col("quarters_sum")).cast(pl.Float64).abs()
    return counted(
        complete, off > pl.col("value").cast(pl.Float64).abs() * _ROUNDED, name_of(*_CELL)
    )


def _parts_above_total(frames: Frames) -> pl.DataFrame:
    """Years of a line that exceed the company's total of the same year."""
    years = frames[_TABLE]
    totals = years.filter(pl.col("scope") == "total_company").select(
        "company_id", "fiscal_year", "currency", total="value"
    )
    parts = years.filter(pl.col("scope") != "total_company").join(
        totals, on=["company_id", "fiscal_year", "currency"], maintain_order="left"
    )
    return counted(
        parts,
        pl.col("value").cast(pl.Float64) > pl.col("total").cast(pl.Float64) * (1 + _ROUNDED),
        name_of(*_CELL),
    )


SUITE = Suite(
    claims=(
        cells_are_the_standing_versions(_TABLE, _VERSIONS, _CELL, "value", "currency"),
        filings_are_known(_TABLE, ["accession"], pl.col("source").is_in(FILED_SOURCES)),
        *dollars_follow(_TABLE, _CELL),
        *years_are_reconciled(_TABLE, "revenue_line_id", suffix=""),
        Claim(
            name="years_equal_their_quarters",
            severity="warning",
            expected=(
                "a year equals its four quarters within half a percent; where it does not, a "
                "recast reached one of them and not the others"
            ),
            prepare=_unlike_quarters,
        ),
        Claim(
            name="lines_are_within_the_total",
            severity="error",
            scope="company",
            expected="no line of a company exceeds the company's total of the year",
            prepare=_parts_above_total,
        ),
    )
)
