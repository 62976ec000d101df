"""What every method said at every origin."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectMeansToFollow, ExpectRowsToBeFoundIn
from expectations.suite import Run
from pipelines.analysis.methods import COMBINATION, METHODS, NAIVE
from pipelines.analysis.nowcast import MONTH_METHODS, NOW, NOW_METHODS
from pipelines.contracts.analysis import FORECASTS

KEY = FORECASTS.key
READS = ("analysis.forecast_series",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=[*KEY],
            description="a method says one thing of an origin and horizon",
            meta={"check": "forecasts_are_unique"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["series_id", "series_kind"],
            second_table="analysis.forecast_series",
            tables=str(run.tables),
            description="every forecast is of a series",
            meta={"check": "series_are_known"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="upper_80",
            column_B="value",
            or_equal=True,
            description="the upper end of an interval is not below its forecast",
            meta={"check": "upper_ends_are_above"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="value",
            column_B="lower_80",
            or_equal=True,
            description="the lower end of an interval is not above its forecast",
            meta={"check": "lower_ends_are_below"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="method",
            value_set=[*NOW_METHODS],
            row_condition=Column("horizon") == NOW,
            description="a nowcast is by a method that knows of its quarter, or held against one",
            meta={"check": "nowcasts_know_their_quarter"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="method",
            value_set=[*MONTH_METHODS],
            row_condition=Column("horizon") < NOW,
            description="a nowcast of one or two months is by a method that reads them, or held "
            "against one",
            meta={"check": "months_are_read_as_months"},
        ),
        ExpectMeansToFollow(
            group=["series_id", "origin_quarter", "horizon"],
            column="value",
            names="method",
            mean=COMBINATION,
            of=[method for method in METHODS if method != NAIVE],
            description="the combination is the mean of the methods that it is made of, in "
            "logarithms",
            meta={"check": "combinations_are_means"},
        ),
    ]
