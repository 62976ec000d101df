"""The size of the market by segment, from the spenders' side and the suppliers'."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectGroupsToSumToAtMost, ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("segment_id", "calendar_quarter", "market_case")
READS = ("marts.fct_capex_totals", "marts.fct_market_sensitivity")

# Twice or half: what assumptions off by a power of ten would do is more.
_LEAST_DIFFERENCE, _MOST_DIFFERENCE = -50, 100


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["calendar_quarter", "capex_basis", "capex_known_usd"],
            second_table="marts.fct_capex_totals",
            second_columns=["calendar_quarter", "basis", "value_usd"],
            row_condition=Column("method") == "filed",
            tables=str(run.tables),
            description="what is filed is the total of fct_capex_totals on that basis",
            meta={"check": "capex_is_published"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["segment_id", "split_tier"],
            second_table="marts.fct_market_sensitivity",
            second_columns=["segment_id", "tier"],
            tables=str(run.tables),
            description="the tier that splits is one of which the share is assumed",
            meta={"check": "split_is_assumed"},
        ),
        ExpectGroupsToSumToAtMost(
            group=["calendar_quarter", "market_case"],
            column="segment_share_pct",
            # Shares are rounded to four digits.
            most=101,
            description="the segments' shares make no more than the whole",
            meta={"check": "shares_make_the_whole"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="suppliers_difference_pct",
            min_value=_LEAST_DIFFERENCE,
            max_value=_MOST_DIFFERENCE,
            row_condition=Column("market_case") == "base",
            severity="warning",
            description="the suppliers' side of the base case is half to twice the spenders'",
            meta={"check": "sides_agree_roughly"},
        ),
    ]
