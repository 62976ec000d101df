"""By how much the price of a fixed capability changes in a year."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("scale", "price_list", "tier")
READS = ("marts.fct_token_price_index",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["scale", "price_list", "tier"],
            second_table="marts.fct_token_price_index",
            tables=str(run.tables),
            description="every rate is of a tier that is priced",
            meta={"check": "tiers_are_priced"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="upper_80_pct",
            column_B="yearly_change_pct",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="no rate is above its interval",
            meta={"check": "rates_are_below_the_upper_end"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="yearly_change_pct",
            column_B="lower_80_pct",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="no rate is below its interval",
            meta={"check": "rates_are_above_the_lower_end"},
        ),
    ]
