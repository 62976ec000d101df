"""The results of the checks, those of the stages before this one."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.discovery import STAGES
from expectations.suite import Run
from pipelines.contracts.published import QUALITY_RESULTS

KEY = QUALITY_RESULTS.key

# The marts' own results are made while this suite runs.
_EARLIER_STAGES = [stage for stage in STAGES if stage != "marts"]

_IS_ACKNOWLEDGED = Column("is_acknowledged") == True  # noqa: E712


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="stage",
            value_set=list(STAGES),
            description=f"results name one of the stages {', '.join(STAGES)}",
            meta={"check": "stages_are_known"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="severity",
            value_set=["error", "warning"],
            description="results are of severity error or warning",
            meta={"check": "severities_are_known"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="scope",
            value_set=["company", "structure"],
            description="results are of scope company or structure",
            meta={"check": "scopes_are_known"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="stage",
            value_set=_EARLIER_STAGES,
            severity="warning",
            description=f"there are results of the stages {', '.join(_EARLIER_STAGES)}",
            meta={"check": "earlier_stages_were_checked"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="severity",
            value_set=["warning"],
            row_condition=_IS_ACKNOWLEDGED,
            description="what is acknowledged is a warning, never an error",
            meta={"check": "only_warnings_are_acknowledged"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="passed",
            value_set=[False],
            row_condition=_IS_ACKNOWLEDGED,
            description="what is acknowledged has failed",
            meta={"check": "only_failures_are_acknowledged"},
        ),
    ]
