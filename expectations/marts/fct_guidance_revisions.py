"""Steps of guidance."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("company_id", "horizon", "basis", "issued_date")
READS = ("marts.fct_capex_guidance",)

# From one statement to the next nobody that is followed more than trebled a plan, or dropped two
# thirds of it.
_LEAST_PCT, _MOST_PCT = -70, 200


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=list(KEY),
            second_table="marts.fct_capex_guidance",
            tables=str(run.tables),
            description="what is changed was guided",
            meta={"check": "what_is_changed_was_guided", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="change_pct",
            row_condition=Column("step") == "accounting_change",
            description="what an accounting change moves is shown as no step of what is spent",
            meta={"check": "accounting_is_no_cut"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="change_pct",
            min_value=_LEAST_PCT,
            max_value=_MOST_PCT,
            severity="warning",
            description=f"a step is of {_LEAST_PCT} to {_MOST_PCT} percent",
            meta={"check": "steps_are_plausible"},
        ),
    ]
