"""What the registry says that figures include."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.patterns import GIVEN
from expectations.suite import Run
from pipelines.contracts.normalized import METRIC_SCOPES

KEY = METRIC_SCOPES.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="metric_id",
            value_set=[each.metric_id for each in run.registry.metrics if each.scope],
            description="every metric whose figures companies draw differently is there",
            meta={"check": "registry_is_complete"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="scope",
            regex=GIVEN,
            description="every scope says what a figure includes",
            meta={"check": "scopes_are_given"},
        ),
    ]
