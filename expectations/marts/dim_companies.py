"""What is claimed of the published companies."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import key_is_unique, rows_are_kept
from expectations.measures import counted, name_of
from pipelines.contracts.normalized import COMPANIES

_TABLE = "marts.dim_companies"


def _nameless(frames: Frames) -> pl.DataFrame:
    bad = pl.any_horizontal(
        pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "")
        for name in ("ticker", "company_name")
    )
    return counted(frames[_TABLE], bad, name_of("company_id"), by=None)


SUITE = Suite(
    claims=(
        rows_are_kept(_TABLE, COMPANIES.full_name),
        key_is_unique(_TABLE, ["company_id"]),
        Claim(
            name="companies_have_names",
            severity="error",
            expected="every company has a ticker and a name",
            prepare=_nameless,
        ),
    )
)
