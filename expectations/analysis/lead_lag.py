"""How growth of tiers goes together with that of capital expenditure."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run
from pipelines.contracts.analysis import LEAD_LAG

KEY = LEAD_LAG.key


def expectations(_: Run) -> list[Any]:
    """What is expected of the table; its ranges are held by the mart's contract."""
    return [
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="adjusted_p",
            column_B="p_value",
            or_equal=True,
            description="adjusting for many comparisons makes no p-value smaller",
            meta={"check": "adjusting_raises"},
        ),
    ]
