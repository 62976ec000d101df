"""The published versions of capex."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectRowsToBeFoundIn,
    ExpectVersionsToFollowEachOther,
)
from expectations.suite import Run

_CELL = ["company_id", "basis", "fiscal_year", "fiscal_quarter"]
KEY = (*_CELL, "version")
READS = ("marts.dim_filings",)

# Half a quarter: a quarter that ends further off has most of its days in another one.
_MOST_OFFSET_DAYS = 46


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectVersionsToFollowEachOther(
            cell=_CELL,
            description=(
                "the versions of a period are numbered as they became known, none overlaps "
                "the next, and the last one stands"
            ),
            meta={"check": "versions_follow_each_other", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "accession"],
            second_table="marts.dim_filings",
            row_condition=(Column("basis") != "company_stated") & Column("accession").is_not_null(),
            tables=str(run.tables),
            description="the filing of every figure that is filed is in dim_filings",
            meta={"check": "filings_are_known", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="calendar_offset_days",
            min_value=-_MOST_OFFSET_DAYS,
            max_value=_MOST_OFFSET_DAYS,
            description="quarters end within 46 days of their calendar quarter's end (rule 8)",
            meta={"check": "calendar_offsets_are_small", "scope": "company"},
        ),
    ]
