"""How large others say the market for compute is, as people entered it."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.entered import (
    confidence_is_given,
    documents_are_named,
    entered_after_it_was_said,
    rows_are_unique,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_MARKET_ESTIMATES
from pipelines.sources.market_estimates.rows import (
    AMBIGUOUS,
    BOUNDS,
    KINDS,
    LEAST_USD,
    MOST_USD,
    OVER,
    SPEAKERS,
)

KEY = RAW_MARKET_ESTIMATES.key


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        *(
            gxe.ExpectColumnValuesToBeInSet(
                column=column,
                value_set=list(values),
                description=f"{column} is one of {', '.join(values)}",
                meta={"check": f"{column}_is_known", "scope": "company"},
            )
            for column, values in (
                ("speaker", SPEAKERS),
                ("estimate_kind", KINDS),
                ("bound", BOUNDS),
            )
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="low_usd",
            min_value=LEAST_USD,
            max_value=MOST_USD,
            description="an estimate is above a million US dollars and below the world's output",
            meta={"check": "estimates_are_of_a_market", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="high_usd",
            column_B="low_usd",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="the upper end of an estimate is not below its lower",
            meta={"check": "ends_are_in_order", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="high_usd",
            row_condition=Column("bound") == OVER,
            description="an estimate of more than a figure has no upper end",
            meta={"check": "bounds_have_one_end", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_kind_said",
            value_set=[False],
            row_condition=Column("estimate_kind") == AMBIGUOUS,
            description="of an ambiguous estimate no document says the kind",
            meta={"check": "ambiguous_kinds_are_not_said", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="stated_from",
            end="stated_to",
            min_days=0,
            description="an estimate was said from a day on until no earlier one",
            meta={"check": "days_are_in_order", "scope": "company"},
        ),
        entered_after_it_was_said(
            "stated_from", "no row is entered before its estimate", scope="company"
        ),
        confidence_is_given(scope="company"),
        documents_are_named("every estimate names the document that states it", scope="company"),
        rows_are_unique(KEY, "an estimate of a day, definition and period is entered once"),
    ]
