"""How growth of tiers goes together with that of capital expenditure, as published."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run

KEY = ("segment_id", "tier", "lag")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table; its ranges are held by the model's contract."""
    return [
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="upper",
            column_B="lower",
            or_equal=True,
            description="the upper end of an interval is not below its lower end",
            meta={"check": "intervals_are_in_order"},
        ),
    ]
