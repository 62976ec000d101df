"""Major customers' published shares."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import (
    ExpectGroupsToShareAValue,
    ExpectRowsToBeFoundIn,
)
from expectations.suite import Run

KEY = ("company_id", "period_start", "period_end", "customer", "benchmark")
READS = ("marts.dim_filings",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "accession"],
            second_table="marts.dim_filings",
            tables=str(run.tables),
            description="the filing of every share is in dim_filings",
            meta={"check": "filings_are_known", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="share_pct",
            min_value=0,
            max_value=100,
            description="a customer's share lies between 0 and 100 percent",
            meta={"check": "shares_are_percentages", "scope": "company"},
        ),
        ExpectGroupsToShareAValue(
            group=["company_id", "period_start", "period_end", "benchmark"],
            column="accession",
            description="the customers of a period and benchmark are those of one filing",
            meta={"check": "one_filing_names_the_customers", "scope": "company"},
        ),
    ]
