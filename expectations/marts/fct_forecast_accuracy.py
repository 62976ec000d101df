"""What every method said at every origin, and what came of it."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.suite import Run

KEY = ("series_id", "origin_quarter", "horizon", "method")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="log_error",
            column_B="naive_log_error",
            row_condition=(Column("method") == "seasonal_naive")
            & Column("log_error").is_not_null(),
            description="the seasonal naive method is held against itself",
            meta={"check": "naive_is_held_against_itself"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="actual_known_from",
            column_B="known_from",
            row_condition=Column("actual_known_from").is_not_null(),
            description="what came of a forecast was said after it",
            meta={"check": "outcomes_come_later"},
        ),
    ]
