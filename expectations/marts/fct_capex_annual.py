"""What is claimed of published capex by fiscal year."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import (
    IS_FILED_BASIS,
    filings_are_known,
    years_are_reconciled,
)
from expectations.measures import counted, name_of
from expectations.version_claims import cells_are_the_standing_versions

_TABLE = "marts.fct_capex_annual"
_VERSIONS = "marts.fct_capex_annual_versions"
_QUARTERS = "marts.fct_capex"
_CELL = ["company_id", "basis", "fiscal_year"]


def _unlike_trailing(frames: Frames) -> pl.DataFrame:
    """Years that the trailing sum at their fourth quarter misses without a stated cause."""
    trailing = (
        frames[_QUARTERS]
        .filter(
            (pl.col("fiscal_quarter") == 4) & pl.col("trailing_four_quarters_usd").is_not_null()
        )
        .select(*_CELL, "trailing_four_quarters_usd")
    )
    joined = frames[_TABLE].join(trailing, on=_CELL, how="inner", maintain_order="left")
    # Four quarters at their own rates are not a year at its own.
    bad = (
        (pl.col("currency") == "USD")
        & (pl.col("value_usd") != pl.col("trailing_four_quarters_usd"))
        & pl.col("quarters_difference_cause").is_null()
    )
    return counted(joined, bad, name_of(*_CELL))


SUITE = Suite(
    claims=(
        cells_are_the_standing_versions(_TABLE, _VERSIONS, _CELL, "value", "currency"),
        filings_are_known(_TABLE, ["accession"], IS_FILED_BASIS),
        *years_are_reconciled(_TABLE),
        Claim(
            name="years_equal_trailing_quarters",
            severity="error",
            scope="company",
            expected=(
                "a year equals the trailing four quarters at its fourth (trap M1), or says why not"
            ),
            prepare=_unlike_trailing,
        ),
    )
)
