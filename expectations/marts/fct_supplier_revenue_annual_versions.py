"""The published versions of supplier revenue by fiscal year."""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    FILED_SOURCES,
)
from expectations.shared import (
    DIM_FILINGS,
    dollars_are_sound,
    filings_are_known,
    versions_follow_each_other,
)
from expectations.suite import Run

_CELL = ["company_id", "revenue_line_id", "fiscal_year"]
KEY = (*_CELL, "version")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        versions_follow_each_other(_CELL),
        filings_are_known(run, Column("source").is_in(FILED_SOURCES)),
        *dollars_are_sound(),
    ]
