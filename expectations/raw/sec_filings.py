"""The filings in the SEC's submissions."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectTimesWithinOpeningHours
from expectations.patterns import GIVEN
from expectations.shared import (
    accepted_near_filing_date,
    accession_is_well_formed,
    cik_is_registered,
    newest_bodies_state_all,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_SEC_FILINGS

KEY = RAW_SEC_FILINGS.key

# EDGAR takes filings from 6:00 to 22:00 in New York (EDGAR Filer Manual, volume II); what came
# just before ten is through within the half hour. A time on the wrong clock falls outside.
_OPENS_MINUTE, _CLOSES_MINUTE = 6 * 60, 22 * 60 + 30


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        cik_is_registered(run, "body"),
        accession_is_well_formed(),
        accepted_near_filing_date(),
        ExpectTimesWithinOpeningHours(
            column="accepted_at",
            time_zone="America/New_York",
            opens_minute=_OPENS_MINUTE,
            closes_minute=_CLOSES_MINUTE,
            severity="warning",
            description="filings are accepted while EDGAR is open, 6:00 to 22:30 in New York",
            meta={"check": "accepted_in_opening_hours"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="accepted_at",
            max_value=run.ran_at,
            description="no filing is accepted after the moment of the run",
            meta={"check": "accepted_in_the_past", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="form",
            regex=GIVEN,
            description="every filing names its form",
            meta={"check": "form_is_given", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="each filing of a company stands once",
            meta={"check": "filings_are_unique"},
        ),
        newest_bodies_state_all(),
    ]
