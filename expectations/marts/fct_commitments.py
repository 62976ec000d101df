"""What spenders have signed for, as it stands; what of its versions is in their suite."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run
from pipelines.contracts.normalized import METRIC_SCOPES

KEY = ("company_id", "commitment_kind", "fiscal_year", "fiscal_quarter")
READS = (METRIC_SCOPES.full_name,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "scope"],
            second_table=METRIC_SCOPES.full_name,
            tables=str(run.tables),
            description="what a figure includes is what the registry says of the company",
            meta={"check": "scopes_are_registered", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=0,
            description="nobody is bound to less than nothing",
            meta={"check": "commitments_are_not_negative", "scope": "company"},
        ),
    ]
