"""What kind of period a fact speaks for, told from its dates alone.

The SEC's `fy` and `fp` describe the filing, not the fact (trap ET10), so nothing here reads
them. Not here: what the figures of two periods say about a third (`quarters.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.registry import Company

QUARTER = "quarter"
HALF = "half"
NINE_MONTHS = "nine_months"
YEAR = "year"
TRAILING_TWELVE_MONTHS = "trailing_twelve_months"
INSTANT = "instant"


class Band(NamedTuple):
    """Shortest and longest duration of a kind, in days, both included."""

    shortest: int
    longest: int


# Thirteen weeks are 91 days and fourteen are 98; calendar quarters have 90 to 92. The bands
# leave room for 52/53-week years and touch no neighbour, so a duration has one kind or none.
BANDS: dict[str, Band] = {
    QUARTER: Band(80, 100),
    HALF: Band(170, 195),
    NINE_MONTHS: Band(260, 290),
    YEAR: Band(350, 380),
}

# How many quarters a cumulative period holds, and so where on the calendar it may end.
QUARTERS_IN: dict[str, int] = {QUARTER: 1, HALF: 2, NINE_MONTHS: 3, YEAR: 4}

# A 52/53-week period ends up to six days before its month's end, or up to three days after
# it; two weeks back from either lies safely inside the month that the period is named for.
_DAYS_BACK_INTO_MONTH = 14


def days(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Length of a period in days, both ends included."""
    return (end - start).dt.total_days() + 1


def duration_kind(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """The kind of a period by its days: `quarter`, `half`, `nine_months`, `year`, `instant`.

    Null where the duration lies in no band. A `year` here is any twelve months: whether it is
    a fiscal year or a trailing-twelve-months column only the fiscal calendar can tell.
    """
    length = days(start, end)
    return pl.coalesce(
        pl.when(start.is_null()).then(pl.lit(INSTANT)),
        *(pl.when(length.is_between(*band)).then(pl.lit(name)) for name, band in BANDS.items()),
    )


def nominal_month(end: pl.Expr) -> pl.Expr:
    """Months since year 0 of the month that a period ending on `end` is named for."""
    inside = end.dt.offset_by(f"-{_DAYS_BACK_INTO_MONTH}d")
    return inside.dt.year().cast(pl.Int32) * 12 + inside.dt.month().cast(pl.Int32) - 1


def fiscal_position(end: pl.Expr, year_end_month: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Fiscal year and fiscal quarter (1 to 4) in which a period ends.

    Args:
        end: last day of the period.
        year_end_month: 1 to 12, the month for which the company's fiscal year end is named.

    The quarter is null where the period ends on none of the calendar's four quarter ends.
    """
    month = nominal_month(end)
    months_after_year_end = (month - year_end_month) % 12 + 1
    quarter = pl.when(months_after_year_end % 3 == 0).then(months_after_year_end // 3)
    fiscal_year = (month + 12 - months_after_year_end) // 12
    return fiscal_year.cast(pl.Int32), quarter.otherwise(None).cast(pl.Int32)


def calendar_quarter(start: pl.Expr, end: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The calendar quarter that holds most days of a quarter-long period, and its offset.

    Returns `2026Q2` and the days from that quarter's last day to `end`, negative if `end` is
    earlier. The period's middle day decides, which for a period no longer than two quarters is
    the same as counting days; where both quarters hold equally many, the earlier one wins.
    """
    middle = start + pl.duration(days=(end - start).dt.total_days() // 2)
    label = pl.format("{}Q{}", middle.dt.year(), middle.dt.quarter())
    last_day = middle.dt.truncate("1q").dt.offset_by("1q").dt.offset_by("-1d")
    return label, (end - last_day).dt.total_days().cast(pl.Int32)


def fiscal_calendars(companies: Sequence[Company]) -> pl.DataFrame:
    """`company_id` and `year_end_month`: what `fiscal_position` needs of each company."""
    return pl.DataFrame(
        {
            "company_id": [company.company_id for company in companies],
            "year_end_month": [company.fiscal_calendar.month for company in companies],
        },
        schema={"company_id": pl.String, "year_end_month": pl.Int32},
    )


def with_periods(facts: pl.DataFrame, calendars: pl.DataFrame) -> pl.DataFrame:
    """Adds `duration_kind`, `fiscal_year` and `fiscal_quarter` to facts.

    Args:
        facts: has company_id, period_start (null for an instant) and period_end.
        calendars: from `fiscal_calendars`.

    A twelve-month duration is a `year` only if it ends on the company's fiscal year end, and
    is `trailing_twelve_months` elsewhere (trap A1). `duration_kind` is null where the
    duration lies in no band or ends on none of the calendar's quarter ends.
    """
    start, end = pl.col("period_start"), pl.col("period_end")
    year, quarter = fiscal_position(end, pl.col("year_end_month"))
    placed = facts.join(calendars, on="company_id", how="left", maintain_order="left").with_columns(
        fiscal_year=year, fiscal_quarter=quarter, duration_kind=duration_kind(start, end)
    )
    kind, number = pl.col("duration_kind"), pl.col("fiscal_quarter")
    return placed.with_columns(
        duration_kind=pl.when(number.is_null() & (kind != INSTANT))
        .then(None)
        .when((kind == YEAR) & (number != QUARTERS_IN[YEAR]))
        .then(pl.lit(TRAILING_TWELVE_MONTHS))
        .otherwise(kind)
    ).drop("year_end_month")
