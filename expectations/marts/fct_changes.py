"""The cells that a publication changes."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.suite import Run
from pipelines.contracts.published import FCT_CHANGES
from pipelines.publish.changes import CAUSES

KEY = FCT_CHANGES.key

_KINDS = ["new", "changed", "withdrawn", "known_from_moved"]
_CHANGE = Column("change")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description=f"no two rows share {', '.join(KEY)}",
            meta={"check": "key_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="change",
            value_set=_KINDS,
            description=f"a change is one of {', '.join(_KINDS)}",
            meta={"check": "changes_are_known"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="cause",
            value_set=list(CAUSES),
            description="a change names one of the causes",
            meta={"check": "causes_are_known"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="old_value",
            row_condition=_CHANGE == "new",
            description="a new cell has no old value",
            meta={"check": "new_cells_have_no_old_value"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="new_value",
            row_condition=_CHANGE == "withdrawn",
            description="a withdrawn cell has no new value",
            meta={"check": "withdrawn_cells_have_no_new_value"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="old_value",
            row_condition=_CHANGE != "new",
            description="what changes, moves or is withdrawn had a value",
            meta={"check": "other_cells_have_an_old_value"},
        ),
    ]
