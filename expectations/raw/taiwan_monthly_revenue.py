"""What is claimed of the monthly revenue that Taiwan's exchanges publish."""

from __future__ import annotations

from typing import Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.raw import RAW_TAIWAN_MONTHLY_REVENUE

_TABLE = RAW_TAIWAN_MONTHLY_REVENUE.full_name

# Months between a row's month and its report, by the column that it stands in.
_MONTHS_BACK = {"current": 0, "prior_month": 1, "prior_year": 12}

# Server makers double from one month to the next when a product ramps, and halve after it; more
# is a figure in another unit or of another company.
_MOST_TIMES = 4

# A comparative repeats the month's own report, or recasts it: seldom by a half.
_MOST_RECAST_PCT = 50

_ROW = name_of("company_id", "month", "report_month", "statement")


def _unlisted(frames: Frames) -> pl.DataFrame:
    """Rows of securities that the registry lists under no such company.

    On either exchange: reports of before a company moved from one to the other are its own.
    """
    listed = pl.DataFrame(
        [
            (company.company_id, listing.code)
            for company in frames.registry.companies
            for listing in company.taiwan_listings
        ],
        schema={"company_id": pl.String, "security_code": pl.String},
        orient="row",
    )
    return missing(frames[_TABLE], listed, listed.columns, _ROW, by="company_id")


def _unreported(frames: Frames) -> pl.DataFrame:
    """Registered listings of which no report is on hand."""
    listed = pl.DataFrame(
        {"company_id": [c.company_id for c in frames.registry.companies if c.taiwan_listing]},
        schema={"company_id": pl.String},
    )
    return missing(listed, frames[_TABLE], ["company_id"], name_of("company_id"), by="company_id")


def _misplaced(frames: Frames) -> pl.DataFrame:
    months = pl.col("report_month")
    kind = pl.col("statement")
    back: Any = pl.when(kind == "current").then(months)
    for name, number in list(_MONTHS_BACK.items())[1:]:
        back = back.when(kind == name).then(months.dt.offset_by(f"-{number}mo"))
    bad = (pl.col("month") != back.otherwise(None)) | (pl.col("month").dt.day() != 1)
    return counted(frames[_TABLE], bad, _ROW)


def _reported_early(frames: Frames) -> pl.DataFrame:
    over = pl.col("report_month").dt.month_end()
    bad = (pl.col("report_date") <= over) | (pl.col("report_date") > frames.ran_at.date())
    return counted(frames[_TABLE], bad, _ROW)


def _current(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .filter(pl.col("statement") == "current")
        .sort("company_id", "month", "report_date")
        .unique(["company_id", "month"], keep="last", maintain_order=True)
    )


def _missing_months(frames: Frames) -> pl.DataFrame:
    current = frames.derive(_current)
    expected = (
        current.group_by("company_id")
        .agg(first=pl.col("month").min(), last=pl.col("month").max())
        .with_columns(month=pl.date_ranges("first", "last", interval="1mo"))
        .explode("month")
        .sort("company_id", "month")
    )
    return missing(
        expected, current, ["company_id", "month"], name_of("company_id", "month"), "company_id"
    )


def _jumps(frames: Frames) -> pl.DataFrame:
    """Months whose own figure and the one before it, as the same report gives both, are far off."""
    of_report = ["company_id", "report_month"]
    before = (
        frames[_TABLE]
        .filter(pl.col("statement") == "prior_month")
        .select(*of_report, before=pl.col("value"))
    )
    rows = (
        frames.derive(_current)
        .join(before, on=of_report, maintain_order="left")
        .filter((pl.col("value") > 0) & (pl.col("before") > 0))
    )
    low, high = pl.min_horizontal("value", "before"), pl.max_horizontal("value", "before")
    return counted(rows, high > low * _MOST_TIMES, name_of("company_id", "month"))


def _recasts(frames: Frames) -> pl.DataFrame:
    """Comparatives far from the month's own report."""
    own = frames.derive(_current).select("company_id", "month", own=pl.col("value"))
    rows = (
        frames[_TABLE]
        .filter(pl.col("statement") != "current")
        .join(own, on=["company_id", "month"], maintain_order="left")
    )
    change = (pl.col("value") - pl.col("own")).abs()
    return counted(rows, change * 100 > pl.col("own").abs() * _MOST_RECAST_PCT, _ROW)


SUITE = Suite(
    claims=(
        Claim(
            name="securities_are_registered",
            severity="error",
            scope="company",
            expected="every row is of a security that the registry lists, market and code alike",
            prepare=_unlisted,
        ),
        Claim(
            name="listings_have_reports",
            severity="warning",
            expected="every registered listing in Taiwan has monthly reports",
            prepare=_unreported,
        ),
        Claim(
            name="months_fit_their_report",
            severity="error",
            scope="company",
            expected=(
                "a report's columns are its own month, the month before and the same month of "
                "the year before (trap F2)"
            ),
            prepare=_misplaced,
        ),
        Claim(
            name="reported_after_the_month",
            severity="error",
            scope="company",
            expected="a month is reported after its last day, and not after the day of the run",
            prepare=_reported_early,
        ),
        Claim(
            name="revenue_is_not_negative",
            severity="error",
            scope="company",
            expected="revenue of a month is never negative",
            prepare=lambda frames: counted(frames[_TABLE], pl.col("value") < 0, _ROW),
        ),
        Claim(
            name="rows_are_unique",
            severity="error",
            expected="each column of a report stands once",
            prepare=lambda frames: doubled(
                frames[_TABLE], RAW_TAIWAN_MONTHLY_REVENUE.key, by="company_id"
            ),
        ),
        Claim(
            name="no_month_is_missing",
            severity="warning",
            is_about_age=True,
            expected="there is a report of every month between a company's first and newest",
            prepare=_missing_months,
        ),
        Claim(
            name="months_follow_each_other",
            severity="warning",
            expected=f"no month is more than {_MOST_TIMES} times the month before, or less so",
            prepare=_jumps,
        ),
        Claim(
            name="comparatives_repeat_the_report",
            severity="warning",
            expected=(
                f"no comparative differs from the month's own report by more than "
                f"{_MOST_RECAST_PCT} percent"
            ),
            prepare=_recasts,
        ),
    )
)
