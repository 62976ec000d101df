"""Major customers' published shares."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectGroupsToShareAValue
from expectations.shared import DIM_FILINGS, filings_are_known
from expectations.suite import Run

KEY = ("company_id", "period_start", "period_end", "customer", "benchmark")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        filings_are_known(run),
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
