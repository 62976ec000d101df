"""The published restatements."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectPairsToDiffer
from expectations.shared import DIM_FILINGS, filings_are_known
from expectations.suite import Run

KEY = ("company_id", "metric_id", "period_kind", "period_end", "version")
READS = (DIM_FILINGS,)

# A figure that no filing states names none.
_IS_FILED = Column("old_accession").is_not_null() & Column("new_accession").is_not_null()
# A recast seldom moves a figure by more than a half; a filing that dates a comparative wrongly
# does (Intel's of August 2024 gives the half of 2023 as that of 2022).
_LARGEST_CHANGE_PCT = 50


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectPairsToDiffer(
            pairs=[["old_usd", "new_usd"], ["old_accession", "new_accession"]],
            description="a restatement says another figure, in another filing",
            meta={"check": "restatements_change_the_figure", "scope": "company"},
        ),
        filings_are_known(run, _IS_FILED, ["old_accession", "new_accession"]),
        gxe.ExpectColumnValuesToBeBetween(
            column="delta_pct",
            min_value=-_LARGEST_CHANGE_PCT,
            max_value=_LARGEST_CHANGE_PCT,
            row_condition=Column("metric_id").is_in(["capex_cash", "revenue"]),
            severity="warning",
            description=f"no capex or revenue changes by more than {_LARGEST_CHANGE_PCT} percent",
            meta={"check": "changes_are_plausible"},
        ),
    ]
