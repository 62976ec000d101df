"""The cheapest listed price of a fixed capability."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("scale", "price_list", "tier", "list_date")
READS = ("marts.fct_token_prices",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["price_list", "list_date", "provider", "model"],
            second_table="marts.fct_token_prices",
            tables=str(run.tables),
            description="every cheapest offer stands in fct_token_prices",
            meta={"check": "offers_are_listed"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="score",
            column_B="least_score",
            or_equal=True,
            description="the cheapest offer reaches the score of its tier",
            meta={"check": "offers_qualify"},
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="model",
            regex=r":(batch|free)$",
            description="no batch or free tier makes the index",
            meta={"check": "offers_are_at_full_price"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="models_qualifying",
            min_value=1,
            description="every price counts a model or more that qualifies",
            meta={"check": "models_are_counted"},
        ),
    ]
