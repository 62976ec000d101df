"""The monthly revenue that Taiwan's exchanges publish."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectComparativesToRepeatTheReport,
    ExpectMonthsToBeOver,
    ExpectMonthsToFitTheirReport,
    ExpectNoMonthMissing,
    ExpectRowsToBeFoundIn,
    ExpectStepsToBeSmall,
)
from expectations.registered import LISTINGS
from expectations.suite import Run
from pipelines.contracts.raw import RAW_TAIWAN_MONTHLY_REVENUE

KEY = RAW_TAIWAN_MONTHLY_REVENUE.key

_IS_OWN_MONTH = Column("statement") == "current"

# Server makers double from one month to the next when a product ramps, and halve after it; more
# is a figure in another unit or of another company.
_MOST_TIMES = 4

# A comparative repeats the month's own report, or recasts it: seldom by a half.
_MOST_RECAST_PCT = 50


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        # On either exchange: reports of before a company moved to the other are its own.
        ExpectRowsToBeFoundIn(
            columns=["company_id", "security_code"],
            second_table=LISTINGS,
            tables=str(run.tables),
            description="every row is of a security that the registry lists, market and code alike",
            meta={"check": "securities_are_registered", "scope": "company"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="company_id",
            value_set=[each.company_id for each in run.registry.companies if each.taiwan_listing],
            severity="warning",
            description="every registered listing in Taiwan has monthly reports",
            meta={"check": "listings_have_reports"},
        ),
        ExpectMonthsToFitTheirReport(
            description=(
                "a report's columns are its own month, the month before and the same month of "
                "the year before (trap F2)"
            ),
            meta={"check": "months_fit_their_report", "scope": "company"},
        ),
        ExpectMonthsToBeOver(
            month="report_month",
            said="report_date",
            description="a month is reported after its last day",
            meta={"check": "reported_after_the_month", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="report_date",
            max_value=run.ran_at.date(),
            description="no month is reported after the day of the run",
            meta={"check": "reported_by_the_day_of_the_run", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=0,
            description="revenue of a month is never negative",
            meta={"check": "revenue_is_not_negative", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="each column of a report stands once",
            meta={"check": "rows_are_unique"},
        ),
        ExpectNoMonthMissing(
            column="month",
            by="company_id",
            row_condition=_IS_OWN_MONTH,
            severity="warning",
            description="there is a report of every month between a company's first and newest",
            meta={"check": "no_month_is_missing"},
        ),
        ExpectStepsToBeSmall(
            column="value",
            order="month",
            by=["company_id"],
            most_times=_MOST_TIMES,
            row_condition=_IS_OWN_MONTH,
            severity="warning",
            description=f"no month is more than {_MOST_TIMES} times the month before, or less so",
            meta={"check": "months_follow_each_other"},
        ),
        ExpectComparativesToRepeatTheReport(
            most_pct=_MOST_RECAST_PCT,
            severity="warning",
            description=(
                f"no comparative differs from the month's own report by more than "
                f"{_MOST_RECAST_PCT} percent"
            ),
            meta={"check": "comparatives_repeat_the_report"},
        ),
    ]
