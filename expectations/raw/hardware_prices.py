"""What chips cost at their release and how fast they compute, as people entered it."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.entered import documents_are_named, rows_are_unique
from expectations.suite import Run
from pipelines.contracts.raw import RAW_HARDWARE_PRICES
from pipelines.sources.hardware_prices.rows import (
    LEAST_FLOPS,
    LEAST_USD,
    MARKETS,
    MOST_FLOPS,
    MOST_USD,
    PRECISIONS,
)

KEY = RAW_HARDWARE_PRICES.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="market",
            value_set=list(MARKETS),
            description=f"a market is one of {', '.join(MARKETS)}",
            meta={"check": "markets_are_known", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="precision",
            value_set=list(PRECISIONS),
            description=f"a precision is one of {', '.join(PRECISIONS)}",
            meta={"check": "precisions_are_known", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="price_usd",
            min_value=float(LEAST_USD),
            max_value=float(MOST_USD),
            description=f"a chip costs from {LEAST_USD} to {MOST_USD} dollars",
            meta={"check": "prices_are_of_a_chip", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="flops",
            min_value=float(LEAST_FLOPS),
            max_value=float(MOST_FLOPS),
            description="a chip does 100 billion to 9,000 trillion operations a second",
            meta={"check": "speeds_are_of_a_chip", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="released_date",
            max_value=run.ran_at.date(),
            description="no chip is released after the day of the run",
            meta={"check": "releases_are_of_the_past", "scope": "company"},
        ),
        documents_are_named("every chip names the publication that states it", scope="company"),
        rows_are_unique(KEY, "a table states a chip once", "chips_are_unique"),
    ]
