"""Operations a second of a chip for a dollar of its release price."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run

KEY = ("hardware",)

# From a card of 2008 to many times the best of 2026.
_LEAST, _MOST = 1e8, 1e13


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="flops_per_dollar",
            min_value=_LEAST,
            max_value=_MOST,
            description="a dollar buys from 100 million to 10 trillion operations a second",
            meta={"check": "price_performance_is_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="price_usd",
            min_value=0,
            strict_min=True,
            description="no chip is free",
            meta={"check": "chips_have_a_price", "scope": "company"},
        ),
    ]
