"""The series that are to be forecast."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.suite import Run
from pipelines.analysis.series import FEWEST_QUARTERS
from pipelines.contracts.analysis import FORECAST_SERIES

KEY = FORECAST_SERIES.key


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeUnique(
            column="series_id",
            description="each series stands once",
            meta={"check": "series_are_unique"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="quarters",
            min_value=FEWEST_QUARTERS,
            row_condition=Column("reason").is_null(),
            description=f"a series of fewer than {FEWEST_QUARTERS} quarters says why",
            meta={"check": "short_series_say_so"},
        ),
    ]
