"""Published supplier revenue, quarter by quarter, as it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.bounds import FRESH_DAYS, LEAST_GROWTH_PCT, MOST_GROWTH_PCT, calendar_quarter_of
from expectations.custom import ExpectEachToBeFresh, ExpectRowsToBeFoundIn
from expectations.suite import Run

_TABLE = "marts.fct_supplier_revenue"
KEY = ("company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter")
READS = (_TABLE,)

_COUNTS = Column("in_segment_total") == True  # noqa: E712

# What is odd in older quarters was seen when it was new.
_NEWEST_DAYS = 400


def expectations(run: Run) -> list[Any]:
    """What is expected of the table; what of its versions is in their suite."""
    day = run.ran_at.date()
    newest = calendar_quarter_of(day - dt.timedelta(days=_NEWEST_DAYS))
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "fiscal_year", "fiscal_quarter", "currency"],
            second_table=_TABLE,
            second_where={"scope": "total_company"},
            row_condition=_COUNTS,
            tables=str(run.tables),
            severity="warning",
            description=(
                "the company's total is published for every quarter in which its lines count"
            ),
            meta={"check": "totals_stand_beside_lines"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="yoy_pct",
            min_value=LEAST_GROWTH_PCT,
            max_value=MOST_GROWTH_PCT,
            row_condition=Column("calendar_quarter") >= newest,
            severity="warning",
            description=(
                f"no line of the last {_NEWEST_DAYS} days grew by more than {MOST_GROWTH_PCT} "
                f"percent on the year, or fell by more than {-LEAST_GROWTH_PCT}"
            ),
            meta={"check": "growth_is_plausible"},
        ),
        ExpectEachToBeFresh(
            column="period_end",
            row_condition=_COUNTS,
            day=day,
            most_days=FRESH_DAYS,
            severity="warning",
            description=(
                f"the newest quarter of each company that counts in a segment ended within "
                f"{FRESH_DAYS} days of the run"
            ),
            meta={"check": "suppliers_are_fresh", "about": "age"},
        ),
    ]
