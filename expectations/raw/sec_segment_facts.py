"""The facts with their dimensions, as filings' XBRL states them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectEachGroupToContainValue,
)
from expectations.shared import (
    accession_is_well_formed,
    cik_is_registered,
    facts_are_unique,
    filed_after_period_ended,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS

KEY = RAW_SEC_SEGMENT_FACTS.key

# Inline XBRL began in 2009, with comparatives of the years before.
_FIRST_YEAR = 2000

# What a ruling can name: an axis and a member, both QNames, or an axis of dates and one of them;
# several joined by semicolons.
_PAIR = r"[^\s:=;]+:[^\s:=;]+=(?:[^\s:=;]+:[^\s:=;]+|\d{4}-\d{2}-\d{2})"


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        cik_is_registered(run, "filing"),
        accession_is_well_formed(),
        gxe.ExpectColumnValuesToBeBetween(
            column="period_end",
            min_value=dt.date(_FIRST_YEAR, 1, 1),
            description=f"periods end in {_FIRST_YEAR} or later",
            meta={"check": "period_is_plausible", "scope": "company"},
        ),
        filed_after_period_ended(),
        gxe.ExpectColumnValuesToMatchRegex(
            column="dimensions",
            regex=rf"^(?:{_PAIR}(?:;{_PAIR})*)?$",
            severity="warning",
            description=(
                "dimensions are an axis and a member each, both with their prefix, none typed but "
                "dates"
            ),
            meta={"check": "members_are_qualified"},
        ),
        facts_are_unique(KEY),
        ExpectEachGroupToContainValue(
            group=["company_id", "accession"],
            column="dimensions",
            value="",
            row_condition=Column("concept").is_in(
                sorted(run.registry.metric_by_id["revenue"].concepts)
            ),
            severity="warning",
            description="a filing that states revenue by member states the consolidated figure too",
            meta={"check": "revenue_is_consolidated_too"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="concept",
            value_set=sorted(run.registry.completing_concepts),
            severity="warning",
            description="every concept that a ruling puts beside an axis is stated in a filing",
            meta={"check": "completing_concepts_are_stated"},
        ),
    ]
