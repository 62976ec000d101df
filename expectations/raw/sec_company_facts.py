"""The facts as the SEC's companyfacts state them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.registered import CIKS
from expectations.suite import Run
from pipelines.contracts.columns import ACCESSION_PATTERN
from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS

KEY = RAW_SEC_COMPANY_FACTS.key

# Electronic filing began in 1993, with comparatives of the years before.
_FIRST_YEAR = 1990


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    companies = run.registry.companies
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "cik"],
            second_table=CIKS,
            tables=str(run.tables),
            description="the body's CIK is one under which the registry says the company files",
            meta={"check": "cik_is_registered", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="accession",
            regex=ACCESSION_PATTERN,
            description="accession numbers read 0000000000-00-000000",
            meta={"check": "accession_is_well_formed", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="filed_date",
            column_B="period_end",
            or_equal=True,
            description="no fact is filed before the last day of its period",
            meta={"check": "filed_after_period_ended", "scope": "company"},
        ),
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
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="each fact of a filing stands once",
            meta={"check": "facts_are_unique"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="company_id",
            value_set=[each.company_id for each in companies if each.is_spender],
            severity="warning",
            description="each spender has facts",
            meta={"check": "spenders_have_facts"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_in_newest_body",
            value_set=[True],
            severity="warning",
            description="the newest body of each document still states what earlier ones stated",
            meta={"check": "newest_bodies_state_all"},
        ),
    ]
