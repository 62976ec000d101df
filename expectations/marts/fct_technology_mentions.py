"""Which company names which technology in which document."""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectGroupsToShareAValue, ExpectRowsToBeFoundIn
from expectations.shared import DIM_FILINGS, addresses_are_of_the_filing, filings_are_known
from expectations.suite import Run

KEY = ("technology_id", "company_id", "source_reference", "exhibit")
READS = (DIM_FILINGS, "marts.dim_technologies")

_IS_FILED = Column("accession").is_not_null()


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        filings_are_known(run, _IS_FILED),
        addresses_are_of_the_filing(_IS_FILED),
        ExpectRowsToBeFoundIn(
            columns=["technology_id"],
            second_table="marts.dim_technologies",
            tables=str(run.tables),
            description="every technology is in dim_technologies",
            meta={"check": "technologies_are_known"},
        ),
        ExpectGroupsToShareAValue(
            group=["technology_id", "company_id"],
            column="first_mention_date",
            description="a company names a technology for the first time on one day",
            meta={"check": "first_mentions_are_one", "scope": "company"},
        ),
    ]
