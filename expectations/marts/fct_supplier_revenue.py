"""What is claimed of published supplier revenue: quarter by quarter, as it stands.

How the lines that count are held against totals stands in `expectations/counted_lines.py`.
"""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import (
    FILED_SOURCES,
    calendar_offsets_are_small,
    filings_are_known,
    key_is_unique,
)
from expectations.counted_lines import above_totals, within_each_other, without_totals
from expectations.currency_claims import dollars_follow, growth_follows
from expectations.growth_claims import growth_names_its_basis
from expectations.measures import counted, name_of
from expectations.version_claims import cells_are_the_standing_versions
from pipelines.contracts.normalized import SERIES_BREAKS

_TABLE = "marts.fct_supplier_revenue"
_VERSIONS = "marts.fct_supplier_revenue_versions"
_CELL = ["company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter"]
_ITEM = name_of(*_CELL)

# As of `fct_capex`: what is older lacks a report.
_FRESH_DAYS = 200

# Of the newest year's quarters; NVIDIA's Data Center grew by 427 percent in 2024.
_LEAST_GROWTH_PCT, _MOST_GROWTH_PCT = -80, 500
_NEWEST_DAYS = 400


def _inconsistent_first(frames: Frames) -> pl.DataFrame:
    first = (
        frames[_VERSIONS].filter(pl.col("version") == 1).select(*_CELL, first_value=pl.col("value"))
    )
    joined = frames[_TABLE].join(first, on=_CELL, how="left", maintain_order="left")
    bad = (pl.col("first_reported_value") != pl.col("first_value")) | (
        pl.col("is_restated") & (pl.col("value") == pl.col("first_reported_value"))
    )
    return counted(joined, bad, _ITEM)


def _counted_against_rulings(frames: Frames) -> pl.DataFrame:
    bad = ~pl.col("is_confirmed") | pl.col("segment_id").is_null() | pl.col("counted_as").is_null()
    return counted(frames[_TABLE].filter("in_segment_total"), bad, _ITEM)


def _odd_growth(frames: Frames) -> pl.DataFrame:
    age = (pl.lit(frames.ran_at.date()) - pl.col("period_end")).dt.total_days()
    grown = frames[_TABLE].filter(pl.col("yoy_pct").is_not_null() & (age <= _NEWEST_DAYS))
    bad = ~pl.col("yoy_pct").is_between(_LEAST_GROWTH_PCT, _MOST_GROWTH_PCT)
    return counted(
        grown, bad, pl.format("{} {}%", _ITEM, pl.col("yoy_pct").round(0).cast(pl.Int64))
    )


def _age_of_companies(frames: Frames) -> pl.DataFrame:
    """item (company that counts in a segment, its newest quarter's end) and age_days."""
    newest = (
        frames[_TABLE]
        .filter(pl.col("in_segment_total"))
        .group_by("company_id")
        .agg(newest=pl.col("period_end").max())
        .sort("company_id")
    )
    return newest.select(
        item=pl.format("{} ends {}", "company_id", "newest"),
        age_days=(pl.lit(frames.ran_at.date()) - pl.col("newest")).dt.total_days(),
    )


def _growth_across_breaks(frames: Frames) -> pl.DataFrame:
    """Cells compared with a year-earlier one though their line was cut anew in between."""
    grown = frames[_TABLE].filter(pl.col("yoy_pct").is_not_null())
    breaks = frames[SERIES_BREAKS.full_name].select("revenue_line_id", "break_date").unique()
    crossed = grown.join(breaks, on="revenue_line_id").filter(
        pl.col("break_date").is_between(
            pl.col("period_start").dt.offset_by("-9mo"), pl.col("period_start")
        )
    )
    judged = grown.join(
        crossed.select(*_CELL, is_crossed=pl.lit(value=True)).unique(),
        on=_CELL,
        how="left",
        maintain_order="left",
    )
    return counted(judged, pl.col("is_crossed").fill_null(value=False), _ITEM)


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, _CELL),
        filings_are_known(_TABLE, ["accession"], pl.col("source").is_in(FILED_SOURCES)),
        calendar_offsets_are_small(_TABLE),
        *dollars_follow(_TABLE, _CELL),
        growth_follows(
            _TABLE, ["company_id", "revenue_line_id", "fiscal_quarter", "fiscal_year"], _CELL
        ),
        growth_names_its_basis(_TABLE, ["company_id", "revenue_line_id"]),
        Claim(
            name="growth_stops_at_breaks",
            severity="error",
            scope="company",
            expected="no growth is shown across a break of the line's series (trap S8)",
            prepare=_growth_across_breaks,
        ),
        cells_are_the_standing_versions(_TABLE, _VERSIONS, _CELL, "value", "currency"),
        Claim(
            name="first_reported_is_version_one",
            severity="error",
            scope="company",
            expected="first_reported_value is version 1, and a restated cell differs from it",
            prepare=_inconsistent_first,
        ),
        Claim(
            name="counted_lines_are_ruled",
            severity="error",
            expected="lines that count are confirmed, belong to a segment and say as what they do",
            prepare=_counted_against_rulings,
        ),
        Claim(
            name="counted_lines_are_within_the_total",
            severity="error",
            scope="company",
            expected=(
                "for each company and quarter the lines that count make at most its total, within "
                "the rounding of statements (rule 6)"
            ),
            prepare=above_totals,
        ),
        Claim(
            name="no_dollar_counts_twice",
            severity="error",
            scope="company",
            expected="no line counts beside a line that contains it (rule 6)",
            prepare=within_each_other,
        ),
        Claim(
            name="totals_stand_beside_lines",
            severity="warning",
            expected="the company's total is published for every quarter in which its lines count",
            prepare=without_totals,
        ),
        Claim(
            name="growth_is_plausible",
            severity="warning",
            expected=(
                f"no line of the last {_NEWEST_DAYS} days grew by more than {_MOST_GROWTH_PCT} "
                f"percent or fell by more than {-_LEAST_GROWTH_PCT}"
            ),
            prepare=_odd_growth,
        ),
        Claim(
            name="suppliers_are_fresh",
            severity="warning",
            is_about_age=True,
            expected=(
                f"the newest quarter of each company that counts in a segment ended within "
                f"{_FRESH_DAYS} days of the run"
            ),
            prepare=_age_of_companies,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="age_days", max_value=_FRESH_DAYS)
            ],
        ),
    )
)
