"""What was forecast at each origin, and by which record."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("series_id", "origin_quarter", "horizon")
READS = ("marts.fct_forecast_accuracy",)

_SAID = [*KEY, "method", "value", "lower_80", "upper_80"]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=_SAID,
            second_table="marts.fct_forecast_accuracy",
            tables=str(run.tables),
            description="every forecast is what its method said",
            meta={"check": "methods_said_so"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="selection_score",
            max_value=1,
            strict_max=True,
            row_condition=Column("method") != "seasonal_naive",
            description="another method than the seasonal naive one has a record that beats it",
            meta={"check": "methods_beat_the_naive"},
        ),
    ]
