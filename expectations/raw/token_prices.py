"""Prices of tokens as listed."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.shared import newest_bodies_state_all
from expectations.suite import Run
from pipelines.contracts.raw import RAW_TOKEN_PRICES
from pipelines.sources.token_prices.lists import (
    MOST_USD_PER_MILLION,
    PROVIDERS,
)
from pipelines.sources.token_prices.replay import OPENROUTER, PRICE_LISTS

KEY = RAW_TOKEN_PRICES.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="price_list",
            value_set=list(PRICE_LISTS),
            description=f"a price list is {' or '.join(PRICE_LISTS)}",
            meta={"check": "lists_are_known", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="provider",
            value_set=sorted({*PROVIDERS, OPENROUTER}),
            description="every provider is one that is followed",
            meta={"check": "providers_are_followed", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="input_usd_per_million",
            min_value=0,
            max_value=float(MOST_USD_PER_MILLION),
            description=(f"a million tokens read cost {MOST_USD_PER_MILLION} dollars at the most"),
            meta={"check": "input_prices_are_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="output_usd_per_million",
            min_value=0,
            max_value=float(MOST_USD_PER_MILLION),
            description=(
                f"a million tokens written cost {MOST_USD_PER_MILLION} dollars at the most"
            ),
            meta={"check": "output_prices_are_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="list_date",
            max_value=run.ran_at.date(),
            description="no list is dated after the day of the run",
            meta={"check": "lists_are_of_the_past", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a list states a model of a provider once",
            meta={"check": "prices_are_unique"},
        ),
        newest_bodies_state_all(),
    ]
