"""Revenue of headline tiers against capital expenditure: ratios, never sums (rule 7)."""

from __future__ import annotations

from typing import Any

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("segment_id", "tier", "calendar_quarter", "basis")
READS = ("marts.fct_capex_totals", "marts.fct_segment_revenue")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["segment_id", "tier", "calendar_quarter", "segment_revenue_usd"],
            second_table="marts.fct_segment_revenue",
            second_columns=["segment_id", "tier", "calendar_quarter", "value_usd"],
            tables=str(run.tables),
            description="revenue is the published total of one tier of the segment (rule 7)",
            meta={"check": "revenue_is_that_of_one_tier"},
        ),
        ExpectRowsToBeFoundIn(
            columns=[
                "calendar_quarter",
                "basis",
                "spender_group",
                "capex_lineage_id",
                "capex_usd",
                "spenders_reporting",
            ],
            second_table="marts.fct_capex_totals",
            second_columns=[
                "calendar_quarter",
                "basis",
                "spender_group",
                "lineage_id",
                "value_usd",
                "companies_reporting",
            ],
            tables=str(run.tables),
            description="capex is the published total of the group, quarter and basis (rule 7)",
            meta={"check": "sides_are_the_published_totals"},
        ),
    ]
