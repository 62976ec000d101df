"""What is claimed of the published restatements."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import (
    filings_are_known,
    restatements_are_exact,
)
from expectations.measures import counted, name_of

_TABLE = "marts.fct_restatements"
_ITEM = ["company_id", "metric_id", "period_kind", "period_end", "version"]

# A recast seldom moves a figure by more than a half; a filing that dates a comparative wrongly
# does (Intel's of August 2024 gives the half of 2023 as that of 2022).
_LARGEST_CHANGE_PCT = 50


def _large_changes(frames: Frames) -> pl.DataFrame:
    bad = (pl.col("old_usd") > 0) & (
        pl.col("delta_usd").abs() * 100 > pl.col("old_usd") * _LARGEST_CHANGE_PCT
    )
    return counted(
        frames[_TABLE].filter(pl.col("metric_id").is_in(["capex_cash", "revenue"])),
        bad,
        name_of(*_ITEM, "new_accession"),
    )


def _wrong_percentages(frames: Frames) -> pl.DataFrame:
    old, delta = (pl.col(name).cast(pl.Float64) for name in ("old_usd", "delta_usd"))
    has_base = pl.col("old_usd") > 0
    right = (pl.col("delta_pct") - 100 * delta / old).abs() < 1e-6
    bad = pl.when(has_base).then(~right).otherwise(pl.col("delta_pct").is_not_null())
    return counted(frames[_TABLE], bad, name_of(*_ITEM))


SUITE = Suite(
    claims=(
        *restatements_are_exact(_TABLE),
        filings_are_known(_TABLE, ["old_accession", "new_accession"]),
        Claim(
            name="percentages_follow",
            severity="error",
            scope="company",
            expected="delta_pct is the change in percent of a positive old figure, else absent",
            prepare=_wrong_percentages,
        ),
        Claim(
            name="changes_are_plausible",
            severity="warning",
            expected=f"no capex or revenue changes by more than {_LARGEST_CHANGE_PCT} percent",
            prepare=_large_changes,
        ),
    )
)
