"""The versions of monthly revenue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from expectations.custom import (
    ExpectDaysBetweenToBeBetween,
    ExpectMonthsToBeKept,
    ExpectReportsToNameTheirPage,
    ExpectRowsToBeFoundIn,
)
from expectations.shared import versions_follow_each_other
from expectations.suite import Run
from pipelines.contracts.normalized import MONTHLY_REVENUE, WITHHELD
from pipelines.contracts.raw import RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.registry import ROC_EPOCH

KEY = MONTHLY_REVENUE.key
READS = (RAW_TAIWAN_MONTHLY_REVENUE.full_name, WITHHELD.full_name)

# The pages of before had other names.
_FIRST_PAGES = dt.date(2013, 1, 1)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        versions_follow_each_other(["company_id", "month"], "month"),
        ExpectMonthsToBeKept(
            second_table=RAW_TAIWAN_MONTHLY_REVENUE.full_name,
            withheld_table=WITHHELD.full_name,
            metric_id="monthly_revenue",
            tables=str(run.tables),
            description="every month that a report states has a version",
            meta={"check": "every_month_is_kept"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "month", "report_month", "statement", "value"],
            second_table=RAW_TAIWAN_MONTHLY_REVENUE.full_name,
            tables=str(run.tables),
            description="every version is the figure of the report and column that it names",
            meta={"check": "versions_are_reported", "scope": "company"},
        ),
        ExpectReportsToNameTheirPage(
            since=_FIRST_PAGES,
            epoch=ROC_EPOCH,
            description="every version names the page of the month of its report, since 2013",
            meta={"check": "reports_have_their_page"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="month_end",
            end="known_from",
            min_days=1,
            description="no month is known before its last day is over",
            meta={"check": "nothing_known_before_it_ended", "scope": "company"},
        ),
    ]
