"""What kind of period a fact speaks for, told from its dates alone.

The SEC's `fy` and `fp` describe the filing, not the fact (trap ET10), so nothing here reads
them. Not here: what the figures of two periods say about a third (`quarters.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


# Before the first day of any calendar.
BEFORE_ALL = dt.date(1, 1, 1)
# How far a typed day may lie from the day of the calendar that it means: less than the week by
# which a year of 53 weeks moves everything after it.
_NEAR_DAYS = 6
# Fiscal years of a calendar of weeks: filings tag periods from the nineties on.
_WEEK_YEARS = range(1990, 2051)
_TRANSITION = (
    "transition_months",
    "transition_to",
    "transition_from",
    "labelled_year",
    "following_year",
)
# Whether the quarters of a transition period can bear the number of the year that it cut short.
_KEEPS_LABELS = pl.col("following_year") > pl.col("labelled_year")


@dataclass(frozen=True)
class Calendars:
    """The fiscal calendars of companies.

    Attributes:
        spans: company_id, valid_from, year_end_month: the month for which fiscal years are named
            that begin on this day or later, until the next span; and of the transition period
            at the span's end, null if there is none: transition_from and transition_to,
            transition_months, labelled_year (the number of the fiscal year that it cut short) and
            following_year (that of the first one after it).
        quarters: of companies that count in weeks: company_id, fiscal_year, fiscal_quarter,
            quarter_start and quarter_end.
    """

    spans: pl.DataFrame
    quarters: pl.DataFrame

    @property
    def never(self) -> pl.DataFrame:
        """company_id, first and last of the quarters that no fiscal year has: year * 4 + quarter.

        They lie between the last quarter of a transition period and the first year after it.
        """
        first = pl.col("labelled_year") * 4 + pl.col("transition_months") // 3 + 1
        last = pl.col("following_year") * 4
        return self.spans.filter(first <= last).select("company_id", first=first, last=last)


def sharing_calendar_quarters(companies: Sequence[Company]) -> list[str]:
    """Companies that count in weeks, two of whose fiscal quarters lie in one calendar quarter.

    Of 12, 12, 12 and 16 weeks one may hold none of them: such a company is in no panel of
    calendar quarters, which would count it twice in one and miss it in the next.
    """
    label, _ = calendar_quarter(pl.col("quarter_start"), pl.col("quarter_end"))
    held = fiscal_calendars(companies).quarters.with_columns(label=label)
    return (
        held.filter(pl.struct("company_id", "label").is_duplicated())["company_id"]
        .unique(maintain_order=True)
        .to_list()
    )


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


def fiscal_calendars(companies: Sequence[Company]) -> Calendars:
    """The calendars of companies as the registry states them."""
    spans = [
        (company.company_id, *span) for company in companies for span in _registered_spans(company)
    ]
    quarters = [
        (company.company_id, *quarter)
        for company in companies
        if company.quarter_weeks is not None
        for quarter in _quarters_of_weeks(company)
    ]
    return calendars_of(
        pl.DataFrame(
            spans,
            schema={"company_id": pl.String, "year_end_month": pl.Int32, "valid_from": pl.Date},
            orient="row",
        ),
        pl.DataFrame(
            quarters,
            schema={
                "company_id": pl.String,
                "fiscal_year": pl.Int32,
                "fiscal_quarter": pl.Int32,
                "quarter_start": pl.Date,
                "quarter_end": pl.Date,
            },
            orient="row",
        ),
    )


def _registered_spans(company: Company) -> Iterator[tuple[int, dt.date]]:
    """Month of the year end, and the first day of the first fiscal year that ends by it."""
    earlier = sorted(company.earlier_fiscal_year_ends, key=lambda each: each.valid_to)
    rules = [*(each.fiscal_calendar for each in earlier), company.fiscal_calendar]
    yield rules[0].month, BEFORE_ALL
    for each, rule in zip(earlier, rules[1:], strict=True):
        ends = (rule.date_in(each.valid_to.year + more) for more in (0, 1))
        end = next(end for end in ends if end >= each.valid_to)
        yield rule.month, end + dt.timedelta(days=1)


def calendars_of(stated: pl.DataFrame, quarters: pl.DataFrame) -> Calendars:
    """Calendars from their first days, with the transition periods that lie between two.

    Args:
        stated: company_id, year_end_month, and valid_from: the first day of the first fiscal
            year that ends in that month, `BEFORE_ALL` for a company's first calendar.
        quarters: see `Calendars`.
    """
    following, month = pl.col("valid_from").shift(-1), pl.col("year_end_month")
    months = (month.shift(-1) - month) % 12
    # Month of the year's end before the transition, and of the first one after it.
    last_end = nominal_month(pl.col("transition_to"))
    spans = (
        stated.sort("company_id", "valid_from")
        .with_columns(
            following=following.over("company_id"), transition_months=months.over("company_id")
        )
        .with_columns(
            transition_to=pl.when(pl.col("transition_months") > 0).then(
                pl.col("following").dt.offset_by("-1d")
            )
        )
        .with_columns(
            transition_from=pl.col("following").dt.offset_by(
                pl.format("-{}mo", pl.col("transition_months").fill_null(0))
            ),
            labelled_year=(last_end - pl.col("transition_months")) // 12 + 1,
            following_year=(last_end + 12) // 12,
        )
    )
    return Calendars(spans.drop("following"), quarters)


def _quarters_of_weeks(company: Company) -> Iterator[tuple[int, int, dt.date, dt.date]]:
    """Fiscal year, quarter, first and last day of each quarter of a calendar of weeks."""
    assert company.quarter_weeks is not None
    rule = company.fiscal_calendar
    for year in _WEEK_YEARS:
        start, end = rule.date_in(year - 1) + dt.timedelta(days=1), rule.date_in(year)
        weeks = accumulate(company.quarter_weeks[:-1])
        ends = [*(start + dt.timedelta(weeks=each, days=-1) for each in weeks), end]
        for number, last in enumerate(ends, start=1):
            yield year, number, start, last
            start = last + dt.timedelta(days=1)


def with_periods(facts: pl.DataFrame, calendars: Calendars) -> pl.DataFrame:
    """Adds `duration_kind`, `fiscal_year`, `fiscal_quarter` and `is_in_weeks` to facts.

    Args:
        facts: has company_id, period_start (null for an instant) and period_end.
        calendars: of the companies.

    A twelve-month duration is a `year` only if it ends on the company's fiscal year end, and
    is `trailing_twelve_months` elsewhere (trap A1). `duration_kind` is null where the
    duration lies in no band or ends on none of the calendar's quarter ends.

    A transition period goes on with the quarters of the calendar that it ends. Where the first
    year after it would bear the same number as they, they have none: `fiscal_quarter` is null.
    `is_in_weeks`: the company counts its quarters in weeks, which decide instead of the bands.
    """
    end = pl.col("period_end")
    rows = facts.with_row_index("row")
    placed = _with_spans(rows, calendars.spans)
    year, quarter = fiscal_position(end, pl.col("year_end_month"))
    is_unnumbered = pl.col("is_in_transition") & ~_KEEPS_LABELS
    placed = placed.with_columns(
        fiscal_year=year,
        fiscal_quarter=pl.when(~is_unnumbered.fill_null(value=False)).then(quarter),
        duration_kind=duration_kind(pl.col("period_start"), end),
        is_in_weeks=pl.lit(value=False),
    ).drop("year_end_month", "is_in_transition", *_TRANSITION)
    if not calendars.quarters.is_empty():
        placed = _by_weeks(placed, calendars.quarters)
    kind, number = pl.col("duration_kind"), pl.col("fiscal_quarter")
    return (
        placed.sort("row")
        .drop("row")
        .with_columns(
            duration_kind=pl.when(number.is_null() & (kind != INSTANT))
            .then(None)
            .when((kind == YEAR) & (number != QUARTERS_IN[YEAR]))
            .then(pl.lit(TRAILING_TWELVE_MONTHS))
            .otherwise(kind)
        )
    )


def in_transition(placed: pl.DataFrame, calendars: Calendars) -> pl.DataFrame:
    """The facts of a transition period that neither a quarter nor a year can show.

    Args:
        placed: facts from `with_periods`.
        calendars: the same.

    Returns:
        those that cover a whole transition period which is no quarter, and all of one whose
        quarters have no number; with transition_from and transition_to.
    """
    moving = calendars.spans.filter(pl.col("transition_to").is_not_null())
    if moving.is_empty():
        return placed.clear().with_columns(
            transition_from=pl.lit(None, dtype=pl.Date), transition_to=pl.lit(None, dtype=pl.Date)
        )
    of_movers = placed.join(moving, on="company_id", how="semi", maintain_order="left")
    spans = _with_spans(of_movers, calendars.spans).filter("is_in_transition")
    covers_it = (pl.col("period_end") == pl.col("transition_to")) & (
        (pl.col("period_start") - pl.col("transition_from")).dt.total_days().abs() <= _NEAR_DAYS
    )
    starts_in_it = pl.col("period_start").is_null() | (
        (pl.col("period_start") - pl.col("transition_from")).dt.total_days() >= -_NEAR_DAYS
    )
    is_quarter = (pl.col("duration_kind") == QUARTER).fill_null(value=False)
    return spans.filter(
        pl.when(_KEEPS_LABELS).then(covers_it & ~is_quarter).otherwise(starts_in_it)
    ).select(*placed.columns, "transition_from", "transition_to")


def _with_spans(facts: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Facts with the calendar that was in force when each ended, in order of that day."""
    placed = facts.sort("period_end").join_asof(
        spans.sort("valid_from"),
        left_on="period_end",
        right_on="valid_from",
        by="company_id",
        strategy="backward",
        check_sortedness=False,
    )
    # The last year of the old calendar may end some days before or after its month.
    begins = pl.col("transition_from") + pl.duration(days=_DAYS_BACK_INTO_MONTH)
    return placed.with_columns(
        is_in_transition=pl.col("period_end")
        .is_between(begins, pl.col("transition_to"))
        .fill_null(value=False)
    ).drop("valid_from", strict=False)


def _by_weeks(placed: pl.DataFrame, quarters: pl.DataFrame) -> pl.DataFrame:
    """Facts of companies that count in weeks, placed by the quarters that their ends lie on."""
    is_counted = pl.col("company_id").is_in(quarters["company_id"].unique().implode())
    counted = placed.filter(is_counted)
    number = pl.col("fiscal_year") * QUARTERS_IN[YEAR] + pl.col("fiscal_quarter")
    by_weeks = counted.drop("fiscal_year", "fiscal_quarter", "duration_kind", "is_in_weeks")
    for side, quarter_side in (("period_start", "quarter_start"), ("period_end", "quarter_end")):
        by_weeks = (
            by_weeks.sort(side)
            .join_asof(
                quarters.select("company_id", quarter_side, number.alias(f"{side}_number")).sort(
                    quarter_side
                ),
                left_on=side,
                right_on=quarter_side,
                by="company_id",
                strategy="nearest",
                tolerance=f"{_NEAR_DAYS}d",
                check_sortedness=False,
            )
            .drop(quarter_side, strict=False)
        )
    last = pl.col("period_end_number") - 1
    long = pl.col("period_end_number") - pl.col("period_start_number") + 1
    kinds = [pl.when(long == count).then(pl.lit(kind)) for kind, count in QUARTERS_IN.items()]
    by_weeks = by_weeks.with_columns(
        fiscal_year=(last // QUARTERS_IN[YEAR]).cast(pl.Int32),
        fiscal_quarter=(last % QUARTERS_IN[YEAR] + 1).cast(pl.Int32),
        duration_kind=pl.coalesce(
            pl.when(pl.col("period_start").is_null()).then(pl.lit(INSTANT)), *kinds
        ),
        is_in_weeks=pl.lit(value=True),
    )
    return pl.concat([placed.filter(~is_counted), by_weeks.select(placed.columns)])
