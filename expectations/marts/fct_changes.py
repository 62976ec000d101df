"""The cells that a publication changes."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectValuesToFitTheirChange
from expectations.suite import Run
from pipelines.contracts.published import FCT_CHANGES
from pipelines.publish.changes import CAUSES

KEY = FCT_CHANGES.key


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description=f"no two rows share {', '.join(KEY)}",
            meta={"check": "key_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="cause",
            value_set=list(CAUSES),
            description="a change names one of the causes",
            meta={"check": "causes_are_known"},
        ),
        ExpectValuesToFitTheirChange(
            description=(
                "a new cell had no value, a withdrawn one has none, a changed one has another, "
                "and where it was known from another moment the value stands"
            ),
            meta={"check": "values_fit_their_change"},
        ),
    ]
