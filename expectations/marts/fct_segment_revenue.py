"""Revenue of the tiers of each segment: totals of one tier, growth of one panel (rule 9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectGrowthToFollow, ExpectTotalsToSum
from expectations.suite import Run

KEY = ("segment_id", "tier", "calendar_quarter")
READS = ("marts.fct_supplier_revenue",)

# As of `fct_capex_totals`: by then every large filer's report of the quarter is due.
_COMPLETE_AFTER_DAYS = 106


def _newest_quarter(day: dt.date) -> str:
    """The newest calendar quarter that had ended by then, such as 2026Q1."""
    quarter = (12 * day.year + day.month - 1) // 3 - 1
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    due = run.ran_at.date() - dt.timedelta(days=_COMPLETE_AFTER_DAYS)
    return [
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="segment_id",
            value_set=[each.segment_id for each in run.registry.segments],
            severity="warning",
            description="there is revenue of at least one company for every registered segment",
            meta={"check": "every_segment_reports"},
        ),
        ExpectTotalsToSum(
            group=list(KEY),
            column="value_usd",
            second_table="marts.fct_supplier_revenue",
            second_flag="in_segment_total",
            tables=str(run.tables),
            description="a total is that of the lines of its own tier: no total holds two",
            meta={"check": "no_total_holds_two_tiers"},
        ),
        ExpectGrowthToFollow(
            group=list(KEY),
            column="matched_yoy_pct",
            earlier="matched_earlier_usd",
            later="matched_usd",
            description="matched_yoy_pct is the change of what both quarters state (rule 9)",
            meta={"check": "growth_is_of_the_matched_panel"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="tickers_missing",
            row_condition=Column("calendar_quarter") == _newest_quarter(due),
            severity="warning",
            description=(
                "every expected company reports for the newest quarter that ended at least "
                f"{_COMPLETE_AFTER_DAYS} days before the run"
            ),
            meta={"check": "newest_complete_quarter_is_full", "about": "age"},
        ),
    ]
