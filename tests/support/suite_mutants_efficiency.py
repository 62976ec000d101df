"""For each check on what compute costs, a corruption that it catches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.support.mutations import Mutant, changed, plus, with_first_twice

PRICED, SCORED = "raw.token_prices", "raw.capability_scores"
PRICES, INDEX = "marts.fct_token_prices", "marts.fct_token_price_index"
DECLINE = "marts.fct_token_price_decline"
CHIPS_RAW, CHIPS = "raw.hardware_prices", "marts.fct_hardware_price_performance"

HAS_RATE = pl.col("yearly_change_pct").is_not_null()

RAW: dict[tuple[str, str], Mutant] = {
    (PRICED, "lists_are_known"): changed(PRICED, price_list="hearsay"),
    (PRICED, "providers_are_followed"): changed(PRICED, provider="nobody"),
    (PRICED, "input_prices_are_plausible"): changed(PRICED, input_usd_per_million=Decimal(-1)),
    (PRICED, "output_prices_are_plausible"): changed(
        PRICED, output_usd_per_million=Decimal(3_000_000)
    ),
    (PRICED, "lists_are_of_the_past"): changed(PRICED, list_date=dt.date(2026, 8, 21)),
    (PRICED, "prices_are_unique"): with_first_twice(PRICED),
    (PRICED, "newest_bodies_state_all"): changed(PRICED, is_in_newest_body=False),
    (SCORED, "scales_are_known"): changed(SCORED, scale="hearsay"),
    (SCORED, "scores_are_on_their_scale"): changed(SCORED, score=Decimal(1000)),
    (SCORED, "documents_are_named"): changed(SCORED, document=""),
    (SCORED, "offers_are_at_full_price"): changed(SCORED, listed_as="openai:large:batch"),
    (SCORED, "entered_after_it_was_scored"): changed(SCORED, entered_date=dt.date(2024, 1, 1)),
    (SCORED, "confidence_is_given"): changed(SCORED, confidence="sure"),
    (SCORED, "scores_are_unique"): with_first_twice(SCORED),
    (CHIPS_RAW, "markets_are_known"): changed(CHIPS_RAW, market="hearsay"),
    (CHIPS_RAW, "precisions_are_known"): changed(CHIPS_RAW, precision="guess"),
    (CHIPS_RAW, "prices_are_of_a_chip"): changed(CHIPS_RAW, price_usd=Decimal(10)),
    (CHIPS_RAW, "speeds_are_of_a_chip"): changed(CHIPS_RAW, flops=Decimal(312)),
    (CHIPS_RAW, "releases_are_of_the_past"): changed(CHIPS_RAW, released_date=dt.date(2026, 8, 21)),
    (CHIPS_RAW, "documents_are_named"): changed(CHIPS_RAW, document=""),
    (CHIPS_RAW, "chips_are_unique"): with_first_twice(CHIPS_RAW),
}

MARTS: dict[tuple[str, str], Mutant] = {
    (PRICES, "reading_has_a_price"): changed(PRICES, input_usd_per_million=Decimal(0)),
    (PRICES, "writing_has_a_price"): changed(PRICES, output_usd_per_million=Decimal(0)),
    (PRICES, "prices_do_not_leap"): changed(
        PRICES,
        pl.col("list_date") == dt.date(2025, 5, 1),
        input_usd_per_million=pl.col("input_usd_per_million") * 1000,
    ),
    (PRICES, "prices_of_writing_do_not_leap"): changed(
        PRICES,
        pl.col("list_date") == dt.date(2025, 5, 1),
        output_usd_per_million=pl.col("output_usd_per_million") * 1000,
    ),
    (INDEX, "offers_are_listed"): changed(INDEX, model="nobody's"),
    (INDEX, "offers_qualify"): changed(INDEX, score=plus("score", Decimal(-100))),
    (INDEX, "offers_are_at_full_price"): changed(INDEX, model="large:batch"),
    (INDEX, "models_are_counted"): changed(INDEX, models_qualifying=0),
    (DECLINE, "tiers_are_priced"): changed(DECLINE, tier="eci_999"),
    (DECLINE, "rates_are_below_the_upper_end"): changed(DECLINE, HAS_RATE, upper_80_pct=-99.9),
    (DECLINE, "rates_are_above_the_lower_end"): changed(DECLINE, HAS_RATE, lower_80_pct=99.9),
    (CHIPS, "price_performance_is_plausible"): changed(CHIPS, flops_per_dollar=1.0),
    (CHIPS, "chips_have_a_price"): changed(CHIPS, price_usd=Decimal(0)),
}

MUTANTS = {**RAW, **MARTS}
