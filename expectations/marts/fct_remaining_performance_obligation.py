"""Remaining performance obligations, as they stand; what of their versions is in their suite."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run
from pipelines.contracts.normalized import METRIC_SCOPES

KEY = ("company_id", "fiscal_year", "fiscal_quarter")
READS = (METRIC_SCOPES.full_name,)

# The steepest so far is sevenfold within a year.
_MOST_GROWTH_PCT = 1000


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "concept", "scope"],
            second_table=METRIC_SCOPES.full_name,
            tables=str(run.tables),
            description="what a figure includes is what the registry says of its concept",
            meta={"check": "scopes_are_registered", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="yoy_pct",
            max_value=_MOST_GROWTH_PCT,
            severity="warning",
            description=f"no obligation grew by more than {_MOST_GROWTH_PCT} percent on the year",
            meta={"check": "growth_is_plausible"},
        ),
    ]
