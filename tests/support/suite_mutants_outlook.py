"""For each expectation on forecasts a mutant that it must catch."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.support.mutations import changed, plus, with_first_twice

if TYPE_CHECKING:
    from tests.support.mutations import Mutant

SERIES, SAID = "analysis.forecast_series", "analysis.forecasts"
OPERANDS = "analysis.operands"
TOGETHER, LEAD_LAG = "analysis.lead_lag", "marts.fct_lead_lag"
HAS_RECORD = pl.col("record_forecasts") > 0
FORECASTS, ACCURACY = "marts.fct_forecasts", "marts.fct_forecast_accuracy"

MUTANTS: dict[tuple[str, str], Mutant] = {
    (SERIES, "series_are_unique"): with_first_twice(SERIES),
    (SERIES, "short_series_say_so"): changed(SERIES, quarters=7),
    (SAID, "forecasts_are_unique"): with_first_twice(SAID),
    (SAID, "series_are_known"): changed(SAID, series_id="capex:ZZZ"),
    (SAID, "upper_ends_are_above"): changed(SAID, upper_80=plus("value", Decimal(-1))),
    (SAID, "lower_ends_are_below"): changed(SAID, lower_80=plus("value", Decimal(1))),
    (SAID, "nowcasts_know_their_quarter"): changed(
        SAID, (pl.col("horizon") == 1) & (pl.col("method") == "drift"), horizon=0
    ),
    (SAID, "months_are_read_as_months"): changed(
        SAID, (pl.col("horizon") == 1) & (pl.col("method") == "drift"), horizon=-1
    ),
    (SAID, "combinations_are_means"): changed(
        SAID, pl.col("method") == "combination", value=plus("value", Decimal(1))
    ),
    (OPERANDS, "operands_are_numbered"): with_first_twice(OPERANDS),
    (OPERANDS, "operands_have_a_unit"): changed(OPERANDS, unit="EUR"),
    (TOGETHER, "adjusting_raises"): changed(TOGETHER, adjusted_p=0.0),
    (LEAD_LAG, "intervals_are_in_order"): changed(LEAD_LAG, upper=-1.0),
    (FORECASTS, "methods_said_so"): changed(FORECASTS, value=plus("value", Decimal(1))),
    (FORECASTS, "methods_beat_the_naive"): changed(
        FORECASTS, pl.col("method") != "seasonal_naive", selection_score=1.0
    ),
    (FORECASTS, "records_have_a_bias"): changed(FORECASTS, HAS_RECORD, record_bias_pct=None),
    (FORECASTS, "biases_are_possible"): changed(FORECASTS, HAS_RECORD, record_bias_pct=-100.0),
    (FORECASTS, "lower_ends_of_coverage_are_below"): changed(
        FORECASTS, HAS_RECORD, record_coverage_low_pct=plus("record_coverage_pct", 1)
    ),
    (FORECASTS, "upper_ends_of_coverage_are_above"): changed(
        FORECASTS, HAS_RECORD, record_coverage_high_pct=plus("record_coverage_pct", -1)
    ),
    (FORECASTS, "coverage_begins_at_none"): changed(
        FORECASTS, HAS_RECORD, record_coverage_low_pct=-1.0
    ),
    (FORECASTS, "coverage_ends_at_all"): changed(
        FORECASTS, HAS_RECORD, record_coverage_high_pct=101.0
    ),
    **{
        (FORECASTS, f"no_{end}_end_without_a_record"): changed(
            FORECASTS, ~HAS_RECORD, **{f"record_coverage_{end}_pct": 0.0}
        )
        for end in ("low", "high")
    },
    (FORECASTS, "totals_alone_have_members"): changed(
        FORECASTS, pl.col("series_kind") == "capex", members_value=1
    ),
    (FORECASTS, "differences_follow_the_members"): changed(
        FORECASTS, pl.col("members_value").is_not_null(), members_difference_pct=1.0
    ),
    (FORECASTS, "one_origin_is_the_newest"): changed(
        FORECASTS, ~pl.col("is_newest"), is_newest=True
    ),
    (ACCURACY, "naive_is_held_against_itself"): changed(
        ACCURACY, pl.col("method") == "seasonal_naive", naive_log_error=9.0
    ),
    (ACCURACY, "outcomes_come_later"): changed(ACCURACY, actual_known_from=dt.datetime(2020, 1, 1)),
}
