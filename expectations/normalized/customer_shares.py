"""What is claimed of major customers' shares as filed."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.normalized import CUSTOMER_SHARES
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS

_TABLE = CUSTOMER_SHARES.full_name
_SHARE = name_of("company_id", "period_end", "customer", "accession")

_WHOLE = 100


def _oversold(frames: Frames) -> pl.DataFrame:
    """Filings whose customers' shares of one benchmark and period make more than the whole."""
    group = ["company_id", "accession", "period_start", "period_end", "benchmark"]
    sums = frames[_TABLE].group_by(group).agg(total=pl.col("share_pct").sum()).sort(group)
    return counted(
        sums,
        pl.col("total") > _WHOLE,
        name_of("company_id", "period_end", "benchmark", "accession"),
    )


SUITE = Suite(
    claims=(
        Claim(
            name="shares_are_percentages",
            severity="warning",
            expected="a customer's share lies above nought and at most at 100 percent",
            prepare=lambda frames: counted(
                frames[_TABLE],
                (pl.col("share_pct") <= 0) | (pl.col("share_pct") > _WHOLE),
                _SHARE,
            ),
        ),
        Claim(
            name="shares_are_part_of_the_whole",
            severity="warning",
            expected="the customers' shares of one benchmark in a filing make at most 100 percent",
            prepare=_oversold,
        ),
        Claim(
            name="filings_are_on_record",
            severity="error",
            scope="company",
            expected="every share comes from a filing whose facts are on record",
            prepare=lambda frames: missing(
                frames[_TABLE],
                frames[RAW_SEC_SEGMENT_FACTS.full_name],
                ["company_id", "accession"],
                _SHARE,
                by="company_id",
            ),
        ),
        Claim(
            name="nothing_known_before_it_ended",
            severity="error",
            scope="company",
            expected="no share is known before the last day of its period",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("known_from").dt.date() < pl.col("period_end"), _SHARE
            ),
        ),
        Claim(
            name="shares_are_unique",
            severity="error",
            expected="a filing states a customer's share of a benchmark once for a period",
            prepare=lambda frames: doubled(frames[_TABLE], CUSTOMER_SHARES.key, by="company_id"),
        ),
    )
)
