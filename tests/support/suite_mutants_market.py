"""For each check on the size of the market, a corruption that it catches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.support.mutations import Mutant, changed, with_first_twice

ENTERED, ESTIMATES = "raw.market_estimates", "marts.fct_market_estimates"

IS_OVER = pl.col("bound") == "over"
IS_AMBIGUOUS = pl.col("estimate_kind") == "ambiguous"

RAW: dict[tuple[str, str], Mutant] = {
    (ENTERED, "speaker_is_known"): changed(ENTERED, speaker="hearsay"),
    (ENTERED, "estimate_kind_is_known"): changed(ENTERED, estimate_kind="total"),
    (ENTERED, "bound_is_known"): changed(ENTERED, bound="about"),
    (ENTERED, "estimates_are_of_a_market"): changed(ENTERED, low_usd=Decimal(94)),
    (ENTERED, "ends_are_in_order"): changed(ENTERED, high_usd=pl.col("low_usd") - 1),
    (ENTERED, "bounds_have_one_end"): changed(ENTERED, IS_OVER, high_usd=pl.col("low_usd")),
    (ENTERED, "ambiguous_kinds_are_not_said"): changed(ENTERED, IS_AMBIGUOUS, is_kind_said=True),
    (ENTERED, "days_are_in_order"): changed(ENTERED, stated_to=dt.date(2025, 1, 1)),
    (ENTERED, "entered_after_it_was_said"): changed(ENTERED, entered_date=dt.date(2024, 1, 1)),
    (ENTERED, "confidence_is_given"): changed(ENTERED, confidence="sure"),
    (ENTERED, "documents_are_named"): changed(ENTERED, document=""),
    (ENTERED, "key_is_unique"): with_first_twice(ENTERED),
}

MARTS: dict[tuple[str, str], Mutant] = {
    (ESTIMATES, "quarterly_estimates_have_a_quarter"): changed(
        ESTIMATES, pl.col("estimate_kind") == "quarterly", calendar_quarter=None
    ),
    (ESTIMATES, "annual_estimates_are_of_one_year"): changed(
        ESTIMATES, pl.col("estimate_kind") == "annual", last_year=2050
    ),
    (ESTIMATES, "bounds_have_one_end"): changed(ESTIMATES, IS_OVER, high_usd=pl.col("low_usd")),
}

MUTANTS = {**RAW, **MARTS}
