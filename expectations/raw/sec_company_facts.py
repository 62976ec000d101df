"""The facts as the SEC's companyfacts state them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe

from expectations.shared import (
    accession_is_well_formed,
    cik_is_registered,
    facts_are_unique,
    filed_after_period_ended,
    newest_bodies_state_all,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS

KEY = RAW_SEC_COMPANY_FACTS.key

# Electronic filing began in 1993, with comparatives of the years before.
_FIRST_YEAR = 1990


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    companies = run.registry.companies
    return [
        cik_is_registered(run, "body"),
        accession_is_well_formed(),
        filed_after_period_ended(),
        gxe.ExpectColumnValuesToBeBetween(
            column="period_end",
            min_value=dt.date(_FIRST_YEAR, 1, 1),
            max_value=run.ran_at.date(),
            description=f"periods end in {_FIRST_YEAR} or later, and not after the day of the run",
            meta={"check": "period_is_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="concept",
            value_set=sorted(run.registry.concepts),
            description="only concepts that the registry names for a metric are kept",
            meta={"check": "concept_is_registered"},
        ),
        facts_are_unique(KEY),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="company_id",
            value_set=[each.company_id for each in companies if each.is_spender],
            severity="warning",
            description="each spender has facts",
            meta={"check": "spenders_have_facts"},
        ),
        newest_bodies_state_all(),
    ]
