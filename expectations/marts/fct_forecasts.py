"""What was forecast at each origin, and by which record."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectGrowthToFollow, ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("series_id", "origin_quarter", "horizon")
READS = ("marts.fct_forecast_accuracy",)

_HAS_RECORD = Column("record_forecasts") > 0
_SAID = [*KEY, "method", "value", "lower_80", "upper_80"]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=_SAID,
            second_table="marts.fct_forecast_accuracy",
            tables=str(run.tables),
            description="every forecast is what its method said",
            meta={"check": "methods_said_so"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="selection_score",
            max_value=1,
            strict_max=True,
            row_condition=Column("method") != "seasonal_naive",
            description="another method than the seasonal naive one has a record that beats it",
            meta={"check": "methods_beat_the_naive"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="record_bias_pct",
            row_condition=_HAS_RECORD,
            description="a record says which way it erred",
            meta={"check": "records_have_a_bias"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="record_bias_pct",
            min_value=-100,
            strict_min=True,
            description="no forecast is too low by all of its outcome",
            meta={"check": "biases_are_possible"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="record_coverage_pct",
            column_B="record_coverage_low_pct",
            or_equal=True,
            row_condition=_HAS_RECORD,
            description="a share held is not below the lower end of where it may lie",
            meta={"check": "lower_ends_of_coverage_are_below"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="record_coverage_high_pct",
            column_B="record_coverage_pct",
            or_equal=True,
            row_condition=_HAS_RECORD,
            description="a share held is not above the upper end of where it may lie",
            meta={"check": "upper_ends_of_coverage_are_above"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="record_coverage_low_pct",
            min_value=0,
            description="a share held lies nowhere below none",
            meta={"check": "coverage_begins_at_none"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="record_coverage_high_pct",
            max_value=100,
            description="a share held lies nowhere above all",
            meta={"check": "coverage_ends_at_all"},
        ),
        *(
            gxe.ExpectColumnValuesToBeNull(
                column=f"record_coverage_{end}_pct",
                row_condition=Column("record_forecasts") == 0,
                description="where nothing came of a forecast yet, nothing is said of its coverage",
                meta={"check": f"no_{end}_end_without_a_record"},
            )
            for end in ("low", "high")
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="members_value",
            row_condition=Column("series_kind") != "capex_total",
            description="a total alone is held against its companies",
            meta={"check": "totals_alone_have_members"},
        ),
        ExpectGrowthToFollow(
            group=list(KEY),
            column="members_difference_pct",
            earlier="value",
            later="members_value",
            description="how far the sum of forecasts is from that of the total follows from both",
            meta={"check": "differences_follow_the_members"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=["series_id", "horizon"],
            row_condition=Column("is_newest") == True,  # noqa: E712
            description="one origin of a series is the newest",
            meta={"check": "one_origin_is_the_newest"},
        ),
    ]
