"""The published versions of capex by fiscal year."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import (
    ExpectDifferencesToBeExact,
)
from expectations.shared import (
    DIM_FILINGS,
    IS_FILED_CAPEX,
    filings_are_known,
    versions_follow_each_other,
)
from expectations.suite import Run

_CELL = ["company_id", "basis", "fiscal_year"]
KEY = (*_CELL, "version")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        versions_follow_each_other(_CELL),
        filings_are_known(run, IS_FILED_CAPEX),
        ExpectDifferencesToBeExact(
            column="quarters_difference_usd",
            whole="value_usd",
            parts="quarters_sum_usd",
            description="quarters_difference_usd is value_usd less quarters_sum_usd, to the cent",
            meta={"check": "differences_are_exact", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="quarters_difference_cause",
            value_set=["unexplained"],
            severity="warning",
            description="four quarters add up to their year, or the rules can say why they do not",
            meta={"check": "differences_have_a_cause"},
        ),
    ]
