"""The published versions of monthly revenue."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    BOUNDS_IN_WORDS,
    ExpectDollarsToFollowTheRate,
    ExpectRatesToBePlausible,
    ExpectVersionsToFollowEachOther,
)
from expectations.suite import Run

_CELL = ["company_id", "month"]
KEY = (*_CELL, "version")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectVersionsToFollowEachOther(
            cell=_CELL,
            description=(
                "the versions of a period are numbered as they became known, none overlaps "
                "the next, and the last one stands"
            ),
            meta={"check": "versions_follow_each_other", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="value",
            column_B="value_usd",
            row_condition=Column("currency") == "USD",
            ignore_row_if="either_value_is_missing",
            description="an amount filed in USD is its own value_usd",
            meta={"check": "dollars_stay_dollars", "scope": "company"},
        ),
        ExpectDollarsToFollowTheRate(
            description="value_usd is value times fx_rate, to the cent",
            meta={"check": "dollars_follow_the_rate", "scope": "company"},
        ),
        ExpectRatesToBePlausible(
            column="fx_rate",
            base="currency",
            description=BOUNDS_IN_WORDS,
            meta={"check": "rates_are_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="value_usd",
            severity="warning",
            description="there is a rate for the currency and period of every amount",
            meta={"check": "every_amount_has_dollars"},
        ),
    ]
