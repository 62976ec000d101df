"""What companies guide of their capital expenditure, as it stands."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.shared import DIM_FILINGS, filings_are_known, ranges_are_in_order
from expectations.suite import Run

KEY = ("company_id", "horizon", "basis", "issued_date")
READS = (DIM_FILINGS, "marts.fct_capex_guidance")

# A company of the registry spends less in any period, by a wide margin.
_MOST_USD = 2_000_000_000_000


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        filings_are_known(run, Column("source") == "sec_documents"),
        ranges_are_in_order(),
        gxe.ExpectColumnValuesToBeBetween(
            column="high_usd",
            min_value=1_000_000,
            max_value=_MOST_USD,
            description="an amount that is guided is of millions to two trillion dollars",
            meta={"check": "amounts_are_of_their_scale", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "horizon", "basis", "supersedes"],
            second_table="marts.fct_capex_guidance",
            second_columns=["company_id", "horizon", "basis", "issued_date"],
            row_condition=Column("supersedes").is_not_null(),
            tables=str(run.tables),
            description="what a statement replaces stands beside it",
            meta={"check": "what_is_replaced_is_known", "scope": "company"},
        ),
    ]
