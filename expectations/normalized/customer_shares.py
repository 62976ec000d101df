"""Major customers' shares as filed."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import (
    ExpectDaysBetweenToBeBetween,
    ExpectGroupsToSumToAtMost,
    ExpectRowsToBeFoundIn,
)
from expectations.suite import Run
from pipelines.contracts.normalized import CUSTOMER_SHARES
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS

KEY = CUSTOMER_SHARES.key
READS = (RAW_SEC_SEGMENT_FACTS.full_name,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="share_pct",
            min_value=0,
            max_value=100,
            strict_min=True,
            severity="warning",
            description="a customer's share lies above nought and at most at 100 percent",
            meta={"check": "shares_are_percentages"},
        ),
        ExpectGroupsToSumToAtMost(
            group=["company_id", "period_end", "period_start", "benchmark", "accession"],
            column="share_pct",
            most=100,
            severity="warning",
            description=(
                "the customers' shares of one benchmark in a filing make at most 100 percent"
            ),
            meta={"check": "shares_are_part_of_the_whole"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "accession"],
            second_table=RAW_SEC_SEGMENT_FACTS.full_name,
            tables=str(run.tables),
            description="every share comes from a filing whose facts are on record",
            meta={"check": "filings_are_on_record", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="period_end",
            end="known_from",
            min_days=0,
            description="no share is known before the last day of its period",
            meta={"check": "nothing_known_before_it_ended", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a filing states a customer's share of a benchmark once for a period",
            meta={"check": "shares_are_unique"},
        ),
    ]
