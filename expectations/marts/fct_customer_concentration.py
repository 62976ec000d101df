"""What is claimed of major customers' published shares."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import filings_are_known
from expectations.measures import counted, name_of

_TABLE = "marts.fct_customer_concentration"
_CELL = ["company_id", "period_start", "period_end", "customer", "benchmark"]
_ITEM = name_of("company_id", "period_end", "customer")


def _mixed_filings(frames: Frames) -> pl.DataFrame:
    """Periods whose customers are named by two filings: their names mean different companies."""
    group = ["company_id", "period_start", "period_end", "benchmark"]
    filings = frames[_TABLE].group_by(group).agg(filings=pl.col("accession").n_unique()).sort(group)
    return counted(filings, pl.col("filings") > 1, name_of("company_id", "period_end", "benchmark"))


SUITE = Suite(
    claims=(
        filings_are_known(_TABLE, ["accession"]),
        Claim(
            name="shares_are_percentages",
            severity="error",
            scope="company",
            expected="a customer's share lies between 0 and 100 percent",
            prepare=lambda frames: counted(
                frames[_TABLE], ~pl.col("share_pct").is_between(0, 100), _ITEM
            ),
        ),
        Claim(
            name="one_filing_names_the_customers",
            severity="error",
            scope="company",
            expected="the customers of a period and benchmark are those of one filing",
            prepare=_mixed_filings,
        ),
    )
)
