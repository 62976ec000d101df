"""What statistics are from."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run
from pipelines.contracts.analysis import ANALYSIS_OPERANDS

KEY = ANALYSIS_OPERANDS.key


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=[*KEY],
            description="the operands of a statistic are numbered",
            meta={"check": "operands_are_numbered"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="unit",
            value_set=["USD", "percent"],
            description="operands are US dollars or percent",
            meta={"check": "operands_have_a_unit"},
        ),
    ]
