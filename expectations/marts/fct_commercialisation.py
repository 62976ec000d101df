"""The combined run rate beside what hyperscalers spend, earn and have contracted."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("calendar_quarter",)
READS = ("marts.fct_capital_ratio_totals",)

# Above it those who sell AI would earn what is spent on it.
_MOST_COVERED = 1
# A hundredfold: what a report in thousands or millions does to a figure in dollars is more.
_MOST_GROWTH = 9_900
# Of clouds and of what is contracted: a company among both years that is not would do more.
_MOST_GROWTH_OF_HYPERSCALERS = 400
_TOTALS = {
    "cloud": "revenue of hyperscalers' clouds",
    "remaining_performance_obligation": "what hyperscalers have contracted",
}


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["calendar_quarter", "trailing_capex_usd"],
            second_table="marts.fct_capital_ratio_totals",
            row_condition=Column("trailing_capex_usd").is_not_null(),
            tables=str(run.tables),
            description="capital expenditure is that of fct_capital_ratio_totals",
            meta={"check": "capex_is_published"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="coverage_ratio",
            min_value=0,
            max_value=_MOST_COVERED,
            severity="warning",
            description="run rates cover less than what hyperscalers spend",
            meta={"check": "coverage_is_plausible"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="matched_yoy_pct",
            min_value=-50,
            max_value=_MOST_GROWTH,
            severity="warning",
            description="a run rate neither halves nor grows a hundredfold within a year",
            meta={"check": "growth_is_plausible"},
        ),
        *(
            gxe.ExpectColumnValuesToBeBetween(
                column=f"{total}_matched_yoy_pct",
                min_value=-50,
                max_value=_MOST_GROWTH_OF_HYPERSCALERS,
                severity="warning",
                description=f"{words} neither halves nor grows fivefold within a year",
                meta={"check": f"{total}_growth_is_plausible"},
            )
            for total, words in _TOTALS.items()
        ),
    ]
