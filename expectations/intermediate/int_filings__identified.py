"""What is claimed of the filings that submissions or facts name."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.common_claims import FILED_SOURCES, filings_have_addresses, key_is_unique
from expectations.measures import missing, name_of
from pipelines.contracts.normalized import FACTS

_TABLE = "intermediate.int_filings__identified"
_FACTS = FACTS.full_name
_KEY = ["company_id", "accession"]

SUITE = Suite(
    claims=(
        filings_have_addresses(_TABLE, _KEY),
        key_is_unique(_TABLE, _KEY),
        Claim(
            name="filings_of_facts_are_identified",
            severity="error",
            scope="company",
            expected=f"every filing that a filed fact of {_FACTS} names is identified",
            prepare=lambda frames: missing(
                frames[_FACTS]
                .filter(pl.col("source").is_in(FILED_SOURCES))
                .select(_KEY)
                .unique(maintain_order=True),
                frames[_TABLE],
                _KEY,
                name_of(*_KEY),
                by="company_id",
            ),
        ),
    )
)
