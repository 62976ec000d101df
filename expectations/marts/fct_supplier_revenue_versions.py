"""The published versions of supplier revenue."""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.row_conditions import Column

from expectations.custom import FILED_SOURCES
from expectations.shared import (
    DIM_FILINGS,
    calendar_offsets_are_small,
    dollars_are_sound,
    filings_are_known,
)
from expectations.suite import Run

KEY = ("company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter", "version")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        filings_are_known(run, Column("source").is_in(FILED_SOURCES)),
        calendar_offsets_are_small(),
        *dollars_are_sound(),
    ]
