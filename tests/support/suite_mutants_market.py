"""For each check on the size of the market, a corruption that it catches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.support.mutations import Mutant, changed, with_first_twice, without_last

ASSUMED, SENSITIVITY = "normalized.assumptions", "marts.fct_market_sensitivity"
AHEAD, MARKET = "marts.fct_capex_ahead", "marts.fct_compute_market"
TOTALS = "marts.fct_compute_market_totals"
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
    (ASSUMED, "assumptions_are_the_registrys"): without_last(ASSUMED),
    (ASSUMED, "parts_are_known"): changed(ASSUMED, part="hope"),
    (ASSUMED, "base_is_not_below_low"): changed(ASSUMED, base_value=Decimal("0.01")),
    (ASSUMED, "base_is_not_above_high"): changed(ASSUMED, base_value=Decimal(8)),
    (ASSUMED, "shares_are_at_most_one"): changed(
        ASSUMED, pl.col("part") == "share_on_segments", high_value=Decimal("1.1")
    ),
    (SENSITIVITY, "every_assumption_is_published"): without_last(SENSITIVITY),
    (SENSITIVITY, "values_are_the_registrys"): changed(SENSITIVITY, base_value=Decimal("0.45")),
    (AHEAD, "guidance_is_published"): changed(
        AHEAD, pl.col("method") == "guidance", horizon="FY1999"
    ),
    (AHEAD, "forecasts_are_published"): changed(
        AHEAD, pl.col("method") == "forecast", origin_quarter="1999Q1"
    ),
    (AHEAD, "something_is_to_come"): changed(AHEAD, value_usd=Decimal(0)),
    (MARKET, "capex_is_published"): changed(MARKET, capex_known_usd=Decimal(1)),
    (MARKET, "split_is_assumed"): changed(MARKET, split_tier="equipment"),
    (MARKET, "shares_make_the_whole"): changed(MARKET, segment_share_pct=110.0),
    (MARKET, "sides_agree_roughly"): changed(
        MARKET, pl.col("market_case") == "base", suppliers_difference_pct=-80.0
    ),
    (TOTALS, "spending_is_that_of_the_segments"): changed(TOTALS, capex_usd=Decimal(1)),
    (TOTALS, "growth_is_plausible"): changed(TOTALS, yoy_pct=900.0),
    (ESTIMATES, "bounds_have_one_end"): changed(ESTIMATES, IS_OVER, high_usd=pl.col("low_usd")),
}

MUTANTS = {**RAW, **MARTS}
