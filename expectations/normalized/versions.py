"""What is claimed of the versions of quarters, fiscal years and instants.

How years are reconciled with their quarters stands in `expectations/fiscal_years.py`.
"""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.fiscal_years import (
    gaps,
    odd_growth,
    quarters_above_year,
    unequal_years,
)
from expectations.measures import counted, name_of, not_one_open, numbered, overlapping
from pipelines.contracts import VERSIONS

_TABLE = VERSIONS.full_name
_CELL = ["company_id", "metric_id", "period_kind", "period_end"]
_VERSION = name_of(*_CELL, "version")

# Payments: the statement of cash flows shows them as outflows, and companyfacts unsigned.
_NEVER_NEGATIVE = ["capex_cash"]


def _negative_payments(frames: Frames) -> pl.DataFrame:
    payments = frames[_TABLE].filter(pl.col("metric_id").is_in(_NEVER_NEGATIVE))
    return counted(payments, pl.col("value") < 0, _VERSION)


def _unexplained_gaps(frames: Frames) -> pl.DataFrame:
    bad = pl.col("is_missing") & pl.col("is_refused").is_null()
    return counted(frames.derive(gaps), bad, pl.col("key"))


SUITE = Suite(
    claims=(
        Claim(
            name="versions_are_numbered",
            severity="error",
            expected="the versions of a period are numbered 1, 2, ... as they became known",
            prepare=lambda frames: numbered(frames[_TABLE], _CELL),
        ),
        Claim(
            name="versions_do_not_overlap",
            severity="error",
            expected="each version ends after it began, and by the time the next one begins",
            prepare=lambda frames: overlapping(frames[_TABLE], _CELL),
        ),
        Claim(
            name="one_version_stands",
            severity="error",
            expected="exactly one version of each period stands",
            prepare=lambda frames: not_one_open(frames[_TABLE], _CELL),
        ),
        Claim(
            name="nothing_known_too_early",
            severity="error",
            expected="no version is known before the newest of its operands",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("operands_known_from") > pl.col("known_from"), _VERSION
            ),
        ),
        Claim(
            name="quarters_sum_to_the_year",
            severity="error",
            expected=(
                "four standing quarters add up to the standing year exactly; within rounding "
                "where a quarter is tagged; a recast in progress is counted apart"
            ),
            prepare=lambda frames: unequal_years(frames, recast=False),
        ),
        Claim(
            name="no_recast_in_progress",
            severity="warning",
            expected="no year differs from its quarters because only some of them are recast",
            prepare=lambda frames: unequal_years(frames, recast=True),
        ),
        Claim(
            name="quarters_are_within_the_year",
            severity="warning",
            expected="no quarter exceeds its fiscal year (Q ≤ YTD)",
            prepare=quarters_above_year,
        ),
        Claim(
            name="gaps_are_refused",
            severity="error",
            expected="every quarter missing between a series' first and last is in refusals",
            prepare=_unexplained_gaps,
        ),
        Claim(
            name="no_gaps",
            severity="warning",
            expected="no quarter is missing between a series' first and last",
            prepare=lambda frames: counted(
                frames.derive(gaps), pl.col("is_missing"), pl.col("key")
            ),
        ),
        Claim(
            name="growth_is_within_history",
            severity="warning",
            expected=(
                "growth on the year of the newest four quarters lies within six robust standard "
                "deviations of the series' own median (twelve observations or more)"
            ),
            prepare=odd_growth,
        ),
        Claim(
            name="payments_are_not_negative",
            severity="error",
            expected=f"{', '.join(_NEVER_NEGATIVE)} is never negative",
            prepare=_negative_payments,
        ),
    )
)
