"""What is claimed of the published filings."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.common_claims import filings_have_addresses, key_is_unique, rows_are_kept
from expectations.measures import counted, name_of
from pipelines.contracts.columns import ACCESSION_PATTERN

_TABLE = "marts.dim_filings"
_KEY = ["company_id", "accession"]

SUITE = Suite(
    claims=(
        rows_are_kept(_TABLE, "intermediate.int_filings__identified"),
        key_is_unique(_TABLE, _KEY),
        filings_have_addresses(_TABLE, _KEY),
        Claim(
            name="accession_is_well_formed",
            severity="error",
            expected="accession numbers read 0000000000-00-000000",
            prepare=lambda frames: counted(
                frames[_TABLE],
                ~pl.col("accession").str.contains(ACCESSION_PATTERN),
                name_of(*_KEY),
            ),
        ),
    )
)
