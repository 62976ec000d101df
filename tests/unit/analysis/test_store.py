"""What of the published forecasts stays, and what is made anew."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from pipelines.analysis.backtest import FIRST_ORIGIN
from pipelines.analysis.series import Series, Shown, total
from pipelines.analysis.store import analysed
from pipelines.contracts.analysis import ANALYSIS_OPERANDS, FORECASTS

# Backtests, each of which fits the forecasts of many origins.
pytestmark = pytest.mark.slow

FIRST = FIRST_ORIGIN - 7
BEGIN = dt.datetime(2019, 1, 20)
TOTAL = "capex:hyperscaler"


def spender(name: str, rate: float) -> Series:
    shown = tuple(
        Shown(
            "",
            FIRST + place,
            1e9 * math.exp(rate * place),
            True,
            BEGIN + place * dt.timedelta(days=91),
            None,
            f"0000000001-19-{place:06d}",
        )
        for place in range(10)
    )
    return Series(f"capex:{name}", "capex", "USD", shown)


def every(*names: str) -> list[tuple[Series, dict[str, str]]]:
    each = [spender(name, 0.1 * (place + 1)) for place, name in enumerate(names)]
    about = [{"company_id": name} for name in names]
    return [*zip(each, about, strict=True), (total(TOTAL, "capex_total", each), {})]


def rows(made: dict[Any, Any], table: Any) -> list[dict[str, Any]]:
    return list(made[table].to_dicts())


def of_series(made: dict[Any, Any], series_id: str) -> list[dict[str, Any]]:
    return [row for row in rows(made, FORECASTS) if row["series_id"] == series_id]


def test_a_published_origin_stays_with_its_operands() -> None:
    first = analysed(every("ACM", "BOLT"))
    told = [{**row, "value": row["value"] * 2} for row in rows(first, FORECASTS)]
    again = analysed(every("ACM", "BOLT"), told, rows(first, ANALYSIS_OPERANDS))
    assert [row["value"] for row in rows(again, FORECASTS)] == [row["value"] for row in told]
    assert rows(again, ANALYSIS_OPERANDS) == rows(first, ANALYSIS_OPERANDS)


def test_a_total_that_a_company_left_is_forecast_anew_of_those_that_are_left() -> None:
    before = analysed(every("ACM", "BOLT"))
    after = analysed(every("ACM"), rows(before, FORECASTS), rows(before, ANALYSIS_OPERANDS))
    anew = rows(analysed(every("ACM")), FORECASTS)
    assert of_series(after, TOTAL) == [row for row in anew if row["series_id"] == TOTAL]
    # The company's own stay as they were published, chosen by a record that held the other's.
    assert of_series(after, "capex:ACM") == of_series(before, "capex:ACM")
    assert {row["series_id"] for row in rows(after, FORECASTS)} == {TOTAL, "capex:ACM"}
    concepts = {
        row["concept"] for row in rows(after, ANALYSIS_OPERANDS) if row["source"] == "fct_capex"
    }
    assert concepts == {"capex:ACM"}
