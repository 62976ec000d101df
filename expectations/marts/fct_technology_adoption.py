"""How many of the companies that filed name a technology."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("technology_id", "calendar_quarter")
READS = ("marts.dim_technologies",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["technology_id"],
            second_table="marts.dim_technologies",
            tables=str(run.tables),
            description="every technology is in dim_technologies",
            meta={"check": "technologies_are_known"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="companies_reporting",
            column_B="companies_mentioning",
            or_equal=True,
            description="who names a technology is one of those that filed",
            meta={"check": "mentioning_is_part_of_reporting"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="mentioning_pct",
            min_value=0,
            max_value=100,
            description="a share lies between 0 and 100 percent",
            meta={"check": "shares_are_percentages"},
        ),
    ]
