"""When the combined run rate passed landmarks, and what fits said of it before."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween, ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("landmark_usd", "calendar_quarter")
READS = ("marts.fct_commercialisation",)

_LANDMARKS = [25_000_000_000, 50_000_000_000, 100_000_000_000, 200_000_000_000]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table; a registry without a top tier combines nothing."""
    is_combined = any(each.is_top_tier for each in run.registry.model_companies)
    return [
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="landmark_usd",
            value_set=_LANDMARKS if is_combined else [],
            description="the landmarks are 25, 50, 100 and 200 billion US dollars",
            meta={"check": "landmarks_are_all_there"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["calendar_quarter"],
            second_table="marts.fct_commercialisation",
            tables=str(run.tables),
            description="every origin is a quarter of fct_commercialisation",
            meta={"check": "origins_are_quarters"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="fitted_points",
            min_value=4,
            max_value=8,
            row_condition=Column("status") == "projected",
            description="a projection rests on four to eight quarters",
            meta={"check": "fits_rest_on_enough"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="record_fits",
            column_B="record_held",
            or_equal=True,
            row_condition=Column("fitted_date").is_not_null(),
            description="no more fits held than there were",
            meta={"check": "fits_held_are_among_fits"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="record_fits",
            row_condition=Column("fitted_date").is_not_null(),
            description="a date that was fitted has the record of such dates beside it",
            meta={"check": "fits_have_a_record"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="passed_date",
            end="calendar_quarter_end",
            min_days=0,
            description="what an origin knows as passed was passed by then",
            meta={"check": "passed_before_the_origin"},
        ),
    ]
