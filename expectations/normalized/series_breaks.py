"""The days on which a revenue line's definition changed."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import (
    ExpectRowsToBeFoundIn,
)
from expectations.patterns import GIVEN
from expectations.suite import Run
from pipelines.contracts.normalized import REVENUE_LINES, SERIES_BREAKS

KEY = SERIES_BREAKS.key
READS = (REVENUE_LINES.full_name,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["revenue_line_id"],
            second_table=REVENUE_LINES.full_name,
            tables=str(run.tables),
            description="every break is of a registered revenue line",
            meta={"check": "breaks_are_of_lines"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="reason",
            regex=GIVEN,
            description="every break says what changed",
            meta={"check": "breaks_have_reasons"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a line breaks once on a day",
            meta={"check": "breaks_are_unique"},
        ),
    ]
