"""What is claimed of the filings that the statements cite."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import key_is_unique
from expectations.measures import missing, name_of
from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS

_TABLE = "staging.stg_company_statements__filings"
_KEY = ["company_id", "accession"]


def _not_kept(frames: Frames) -> pl.DataFrame:
    filers = [company.company_id for company in frames.registry.companies if company.ciks]
    cited = (
        frames[RAW_COMPANY_STATEMENTS.full_name]
        .filter(pl.col("company_id").is_in(filers))
        .select(_KEY)
        .drop_nulls()
        .unique(maintain_order=True)
    )
    return missing(cited, frames[_TABLE], _KEY, name_of(*_KEY), by="company_id")


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, _KEY),
        Claim(
            name="cited_filings_are_kept",
            severity="error",
            expected="every filing that a statement of a filer cites stands here",
            prepare=_not_kept,
        ),
    )
)
