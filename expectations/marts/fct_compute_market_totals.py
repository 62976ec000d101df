"""The size of the market, all segments, from the spenders' side and the suppliers'."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("calendar_quarter", "market_case")
READS = ("marts.fct_compute_market",)

# A market that falls by more within a year, or grows fourfold, is a wrong input.
_LEAST_GROWTH, _MOST_GROWTH = -50, 300


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["calendar_quarter", "market_case", "method", "capex_usd"],
            second_table="marts.fct_compute_market",
            tables=str(run.tables),
            description="the spending is that of the segments",
            meta={"check": "spending_is_that_of_the_segments"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="yoy_pct",
            min_value=_LEAST_GROWTH,
            max_value=_MOST_GROWTH,
            severity="warning",
            description="a market neither halves nor grows fourfold within a year",
            meta={"check": "growth_is_plausible"},
        ),
    ]
