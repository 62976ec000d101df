"""What is claimed of the filings in the SEC's submissions."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import newest_bodies_state_all
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.columns import ACCESSION_PATTERN
from pipelines.contracts.raw import RAW_SEC_FILINGS

_TABLE = RAW_SEC_FILINGS.full_name

# EDGAR dates a filing accepted after 17:30 in New York by the next business day, and one may
# be dated back when EDGAR was at fault; a longest weekend lies within both bounds.
_DAYS_BEFORE = 7
_DAYS_AFTER = 5

# EDGAR takes filings from 6:00 to 22:00 in New York (EDGAR Filer Manual, volume II); what came
# just before ten is through within the half hour. A time on the wrong clock falls outside.
_EDGAR_ZONE = "America/New_York"
_OPEN_MINUTES = (6 * 60, 22 * 60 + 30)

_FILING = name_of("company_id", "form", "accession")


def _unregistered_ciks(frames: Frames) -> pl.DataFrame:
    pairs = frames[_TABLE].select("company_id", "cik").unique().sort("company_id", "cik")
    registered = pl.DataFrame(
        [(c.company_id, cik) for c in frames.registry.companies for cik in c.ciks],
        schema={"company_id": pl.String, "cik": pl.Int64},
        orient="row",
    )
    return missing(pairs, registered, ["company_id", "cik"], name_of("company_id", "cik"))


def _far_from_filed_date(frames: Frames) -> pl.DataFrame:
    filed = pl.col("filed_date").cast(pl.Datetime("us"))
    near = pl.col("accepted_at").is_between(
        filed - pl.duration(days=_DAYS_BEFORE), filed + pl.duration(days=_DAYS_AFTER)
    )
    return counted(frames[_TABLE], ~near, _FILING)


def _outside_opening_hours(frames: Frames) -> pl.DataFrame:
    in_new_york = (
        pl.col("accepted_at").dt.replace_time_zone("UTC").dt.convert_time_zone(_EDGAR_ZONE)
    )
    of_day = in_new_york.dt.hour().cast(pl.Int32) * 60 + in_new_york.dt.minute()
    return counted(frames[_TABLE], ~of_day.is_between(*_OPEN_MINUTES), _FILING)


SUITE = Suite(
    claims=(
        Claim(
            name="cik_is_registered",
            severity="error",
            scope="company",
            expected="the body's CIK is one under which the registry says the company files",
            prepare=_unregistered_ciks,
        ),
        Claim(
            name="accession_is_well_formed",
            severity="error",
            scope="company",
            expected="accession numbers read 0000000000-00-000000",
            prepare=lambda frames: counted(
                frames[_TABLE], ~pl.col("accession").str.contains(ACCESSION_PATTERN), _FILING
            ),
        ),
        Claim(
            name="accepted_near_filing_date",
            severity="error",
            scope="company",
            expected=(
                f"filings are accepted from {_DAYS_BEFORE} days before to {_DAYS_AFTER} days "
                "after their filing date"
            ),
            prepare=_far_from_filed_date,
        ),
        Claim(
            name="accepted_in_opening_hours",
            severity="warning",
            expected="filings are accepted while EDGAR is open, 6:00 to 22:30 in New York",
            prepare=_outside_opening_hours,
        ),
        Claim(
            name="accepted_in_the_past",
            severity="error",
            scope="company",
            expected="no filing is accepted after the moment of the run",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("accepted_at") > frames.ran_at, _FILING
            ),
        ),
        Claim(
            name="form_is_given",
            severity="error",
            scope="company",
            expected="every filing names its form",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("form").str.strip_chars() == "", _FILING
            ),
        ),
        Claim(
            name="filings_are_unique",
            severity="error",
            expected="each filing of a company stands once",
            prepare=lambda frames: doubled(frames[_TABLE], RAW_SEC_FILINGS.key, by="company_id"),
        ),
        newest_bodies_state_all(_TABLE, ["company_id", "form", "accession"]),
    )
)
