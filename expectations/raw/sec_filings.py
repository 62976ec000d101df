"""The filings in the SEC's submissions."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import (
    ExpectDaysBetweenToBeBetween,
    ExpectTimesWithinOpeningHours,
)
from expectations.patterns import GIVEN
from expectations.shared import accession_is_well_formed, cik_is_registered, newest_bodies_state_all
from expectations.suite import Run
from pipelines.contracts.raw import RAW_SEC_FILINGS

KEY = RAW_SEC_FILINGS.key

# EDGAR dates a filing accepted after 17:30 in New York by the next business day, and one may
# be dated back when EDGAR was at fault; a longest weekend lies within both bounds.
_DAYS_BEFORE = 7
_DAYS_AFTER = 5

# EDGAR takes filings from 6:00 to 22:00 in New York (EDGAR Filer Manual, volume II); what came
# just before ten is through within the half hour. A time on the wrong clock falls outside.
_OPENS_MINUTE, _CLOSES_MINUTE = 6 * 60, 22 * 60 + 30


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        cik_is_registered(run, "body"),
        accession_is_well_formed(),
        ExpectDaysBetweenToBeBetween(
            start="filed_date",
            end="accepted_at",
            min_days=-_DAYS_BEFORE,
            max_days=_DAYS_AFTER,
            description=(
                f"filings are accepted from {_DAYS_BEFORE} days before to {_DAYS_AFTER} days "
                "after their filing date"
            ),
            meta={"check": "accepted_near_filing_date", "scope": "company"},
        ),
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
