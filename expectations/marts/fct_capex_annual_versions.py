"""The published versions of capex by fiscal year."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectDifferencesToBeExact,
    ExpectRowsToBeFoundIn,
    ExpectVersionsToFollowEachOther,
)
from expectations.suite import Run

_CELL = ["company_id", "basis", "fiscal_year"]
KEY = (*_CELL, "version")
READS = ("marts.dim_filings",)


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
