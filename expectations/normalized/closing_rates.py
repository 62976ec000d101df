"""The rates that convert stocks (rule 10)."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.bounds import BOUNDS_IN_WORDS
from expectations.custom import (
    ExpectDaysBetweenToBeBetween,
    ExpectNoMonthMissing,
    ExpectRatesToBePlausible,
)
from expectations.suite import Run
from pipelines.contracts.normalized import CLOSING_RATES

KEY = CLOSING_RATES.key

# The longest holidays close markets for less than this.
_MOST_DAYS_OLD = 10


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectDaysBetweenToBeBetween(
            start="rate_date",
            end="month_end",
            min_days=0,
            max_days=_MOST_DAYS_OLD,
            description=f"the quote is of the month end or at most {_MOST_DAYS_OLD} days older",
            meta={"check": "quotes_are_of_the_month_end"},
        ),
        ExpectRatesToBePlausible(
            column="usd_per_unit",
            base="currency",
            description=BOUNDS_IN_WORDS,
            meta={"check": "rates_are_plausible"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a currency and month end have one rate",
            meta={"check": "month_ends_are_unique"},
        ),
        ExpectNoMonthMissing(
            column="month_end",
            by="currency",
            row_condition=Column("currency") != "USD",
            severity="warning",
            description=(
                "there is a rate for every month end between a currency's first and newest"
            ),
            meta={"check": "no_month_is_missing"},
        ),
    ]
