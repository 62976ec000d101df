"""The fourth quarter as the year less its three tagged quarters, where nobody states nine months.

Interim reports of revenue lines, and what companies say of them, often give quarters but no year
to date. The rules of a difference hold here too: one concept, one unit, one unbroken row of dates,
one vintage. So every figure must be the only one ever stated for its period by the day on which
the last of the four became public, and the year must be stated for the first time, not as the
comparative of a later one; a restated year or quarter makes no difference. And they must be of one
scope (`scopes.py`).
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.series import differences
from pipelines.normalize.series.periods import QUARTER, QUARTERS_IN, YEAR
from pipelines.normalize.series.quarters import CELL, SERIES, YEAR_MINUS_QUARTERS, with_runs
from pipelines.normalize.series.scopes import with_recasts

_YEAR = (*SERIES, "concept", "fiscal_year")
_LAST_QUARTER = QUARTERS_IN[YEAR]
# Annual reports of domestic filers are due 60 to 90 days after the year (Form 10-K, General
# Instruction A), with 15 more for a late notice (Rule 12b-25), and 20-F after four months:
# what first states a year later than this shows it as a comparative.
FIRST_REPORT_DAYS = 125
_SIDES = ("year", "q1", "q2", "q3")


def year_less_quarters(
    facts: pl.DataFrame, observed: pl.DataFrame, like: pl.DataFrame, scopes: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fourth quarters that follow from a year and its first three quarters.

    Args:
        facts: facts in series.
        observed: observations that say a quarter otherwise; a quarter that one of them said no
            later needs no difference.
        like: observations whose columns and types these get.
        scopes: from `line_scopes.line_scopes`.

    Returns:
        observations, and the operands of each (`differences.operands`), the year first.
    """
    quarters = (
        differences.quarter_differences(
            _complete_years(facts).with_columns(
                fiscal_quarter=pl.lit(_LAST_QUARTER, dtype=pl.Int32),
                period_start=pl.col("q3_period_end") + pl.duration(days=1),
                period_end=pl.col("year_period_end"),
            ),
            _SIDES,
            scopes,
        )
        .join(
            observed.group_by(CELL).agg(said_from=pl.col("known_from").min()),
            on=list(CELL),
            how="left",
            maintain_order="left",
        )
        .filter((pl.col("said_from") > pl.col("known_from")).fill_null(value=True))
    )
    return (
        differences.observations(quarters, "year", YEAR_MINUS_QUARTERS, like),
        differences.operands(quarters, _SIDES, YEAR_MINUS_QUARTERS),
    )


def first_figures(facts: pl.DataFrame) -> pl.DataFrame:
    """The first figure stated for each period, with `contested_from` and `recast`.

    `contested_from` is when a second figure for the period became public, null if none did;
    `recast` is what its filing recast the year before by (`scopes.with_recasts`).
    """
    period = [*_YEAR, "fiscal_quarter", "duration_kind"]
    runs = with_runs(with_recasts(facts))
    contested = (
        runs.filter(pl.col("different_until").is_not_null())
        .group_by(period)
        .agg(contested_from=pl.col("known_from").min())
    )
    return (
        runs.filter(pl.col("different_until").is_null())
        .sort("known_from", "source_reference")
        .unique(period, keep="first", maintain_order=True)
        .join(contested, on=period, how="left", maintain_order="left")
    )


def _complete_years(facts: pl.DataFrame) -> pl.DataFrame:
    """Years with three quarters before their last, as columns `year_*`, `q1_*` to `q3_*`."""
    first = first_figures(facts.filter(pl.col("duration_kind").is_in([QUARTER, YEAR])))
    about_year = ["form", "known_from_basis", "is_comparative", "is_in_weeks"]
    years = first.filter(pl.col("duration_kind") == YEAR).select(
        *_YEAR, *about_year, pl.col([*differences.CARRIED, "contested_from"]).name.prefix("year_")
    )
    for number in range(1, _LAST_QUARTER):
        quarter = first.filter(
            (pl.col("duration_kind") == QUARTER) & (pl.col("fiscal_quarter") == number)
        ).select(
            *_YEAR, pl.col([*differences.CARRIED, "contested_from"]).name.prefix(f"q{number}_")
        )
        years = years.join(quarter, on=list(_YEAR), maintain_order="left")
    known_from = pl.max_horizontal(f"{side}_known_from" for side in _SIDES)
    day = pl.duration(days=1)
    first_report = pl.col("year_period_end") + pl.duration(days=FIRST_REPORT_DAYS)
    return years.with_columns(known_from=known_from).filter(
        (pl.col("year_known_from").dt.date() <= first_report)
        & (pl.col("q1_period_start") == pl.col("year_period_start"))
        & (pl.col("q2_period_start") == pl.col("q1_period_end") + day)
        & (pl.col("q3_period_start") == pl.col("q2_period_end") + day)
        # A shell tags zero before it has a business (Eaton's new parent in 2012).
        & pl.all_horizontal(pl.col(f"{side}_value") != 0 for side in _SIDES)
        & pl.all_horizontal(
            (pl.col(f"{side}_contested_from") > pl.col("known_from")).fill_null(value=True)
            for side in _SIDES
        )
    )
