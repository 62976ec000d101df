"""What was guided against what was spent."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("company_id", "horizon", "basis", "issued_date")
READS = ("marts.fct_capex_guidance",)

# Nobody that is followed guides more than three times what it then spends.
_MOST_PCT = 200


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=list(KEY),
            second_table="marts.fct_capex_guidance",
            tables=str(run.tables),
            description="what is judged was guided",
            meta={"check": "what_is_judged_was_guided", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="actual_usd",
            row_condition=Column("basis") == "not_stated",
            description="nothing is compared with guidance whose basis is not stated (rule 5)",
            meta={"check": "bases_are_not_mixed"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="error_pct",
            min_value=-100,
            max_value=_MOST_PCT,
            severity="warning",
            description=f"a midpoint misses what was spent by at most {_MOST_PCT} percent",
            meta={"check": "errors_are_plausible"},
        ),
    ]
