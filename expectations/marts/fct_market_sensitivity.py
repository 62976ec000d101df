"""What each assumption about the size of the market does to the base case."""

from __future__ import annotations

from typing import Any

from expectations.custom import ExpectRowsToBeFoundIn, ExpectToHoldTheRowsOf
from expectations.suite import Run
from pipelines.contracts.normalized import ASSUMPTIONS

KEY = ("assumption_id",)
READS = (ASSUMPTIONS.full_name,)

_TAKEN = ["assumption_id", "base_value", "low_value", "high_value"]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectToHoldTheRowsOf(
            columns=list(KEY),
            second_table=ASSUMPTIONS.full_name,
            tables=str(run.tables),
            description="every assumption is published",
            meta={"check": "every_assumption_is_published"},
        ),
        ExpectRowsToBeFoundIn(
            columns=_TAKEN,
            second_table=ASSUMPTIONS.full_name,
            tables=str(run.tables),
            description="values and ranges are the registry's",
            meta={"check": "values_are_the_registrys"},
        ),
    ]
