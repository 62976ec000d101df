"""What is claimed of the published refusals."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.common_claims import reasons_are_sentences
from expectations.measures import missing, name_of
from pipelines.contracts.normalized import COMPANIES, REFUSALS

_TABLE = "marts.fct_refusals"
_KEY = ["table_name", "key", "rule", "accession"]

SUITE = Suite(
    claims=(
        reasons_are_sentences(_TABLE),
        reasons_are_sentences(_TABLE, "action"),
        Claim(
            name="every_refusal_is_published",
            severity="error",
            expected="what the rules refused is visible, all of it (rule 12)",
            prepare=lambda frames: missing(
                frames[REFUSALS.full_name], frames[_TABLE], _KEY, name_of("key", "rule")
            ),
        ),
        Claim(
            name="companies_are_known",
            severity="error",
            expected="every company that a refusal concerns is registered",
            prepare=lambda frames: missing(
                frames[_TABLE].filter(pl.col("company_id").is_not_null()),
                frames[COMPANIES.full_name],
                ["company_id"],
                name_of("company_id", "key"),
            ),
        ),
    )
)
