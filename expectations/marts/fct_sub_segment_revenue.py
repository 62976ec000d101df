"""Revenue of the sub-segments: totals of one tier."""

from __future__ import annotations

from typing import Any

from expectations.custom import ExpectTotalsToSum
from expectations.suite import Run

KEY = ("segment_id", "sub_segment_id", "tier", "calendar_quarter")
READS = ("marts.fct_supplier_revenue",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectTotalsToSum(
            group=list(KEY),
            column="value_usd",
            second_table="marts.fct_supplier_revenue",
            second_flag="in_segment_total",
            tables=str(run.tables),
            description="a total is that of the lines of its own sub-segment and tier",
            meta={"check": "no_total_holds_two_tiers"},
        ),
    ]
