"""A quarter that some companies have told of is nowcast: from what stood then, by its record."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Any

import pytest

from pipelines.analysis.backtest import FIRST_ORIGIN, backtest
from pipelines.analysis.methods import NAIVE
from pipelines.analysis.months import TO_QUARTER, TO_YEAR, Month
from pipelines.analysis.nowcast import (
    BRIDGE,
    MONTH_METHODS,
    NOW,
    NOW_METHODS,
    STANDING,
    Nowcasts,
    nowcasts,
)
from pipelines.analysis.operands import Sale, operands_of_nowcasts
from pipelines.analysis.series import Series, Shown, named

# Backtests, each of which fits the forecasts of many origins.
pytestmark = pytest.mark.slow

FIRST = FIRST_ORIGIN - 7
EARLY, WHOLE = dt.timedelta(days=10), dt.timedelta(days=40)


def ends(quarter: int) -> dt.datetime:
    return dt.datetime(2019, 1, 1) + (quarter - FIRST) * dt.timedelta(days=91)


def growth(quarter: int) -> float:
    return 0.05 * math.sin(quarter) + 0.04


def index(name: str, quarters: int, over: float = 0.01, early: int = 1) -> Series:
    """An index whose early companies grow by `over` less than it; some are early once more."""
    levels = [100.0]
    for place in range(1, quarters + early):
        levels.append(levels[-1] * math.exp(growth(FIRST + place)))
    shown = []
    for place, level in enumerate(levels):
        quarter = FIRST + place
        if place:
            told = levels[place - 1] * math.exp(growth(quarter) - over)
            until = None if place >= quarters else ends(quarter) + WHOLE
            shown.append(Shown("", quarter, told, False, ends(quarter) + EARLY, until, None))
        if place < quarters:
            shown.append(Shown("", quarter, level, True, ends(quarter) + WHOLE, None, None))
    return Series(f"revenue:{name}:devices", "segment_revenue", "index", tuple(shown), frozenset(),
                  is_rebased=True)  # fmt: skip


def made(*every: Series, kept: dict[tuple[str, int], list[dict[str, Any]]] | None = None) -> Any:
    return nowcasts(every, kept or {}, backtest(every, {}).rows)


def by_origin(rows: list[dict[str, Any]]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["series_id"], row["origin_number"]].append(row)
    return found


def test_a_nowcast_is_made_when_the_first_companies_have_told_of_the_quarter() -> None:
    rows = made(index("a", 12)).rows
    assert {row["horizon"] for row in rows} == {NOW}
    for row in rows:
        quarter = row["origin_number"] + 1
        assert row["calendar_quarter"] == named(quarter)
        assert row["known_from"] == ends(quarter) + EARLY
        assert row["lower_80"] <= row["value"] <= row["upper_80"]
    newest = FIRST + 12
    assert {row["actual_value"] for row in rows if row["origin_number"] + 1 == newest} == {None}
    known = [row for row in rows if row["origin_number"] + 1 < newest]
    assert {row["actual_known_from"] - row["known_from"] for row in known} == {WHOLE - EARLY}


def test_without_a_record_the_index_grows_as_the_early_companies_did() -> None:
    [*_, first] = sorted(
        made(index("a", 8)).rows, key=lambda row: (row["origin_number"], row["method"] == BRIDGE)
    )
    grew = math.log(first["value"] / first["origin_value"])
    assert grew == pytest.approx(growth(FIRST + 8) - 0.01, abs=1e-3)


def test_the_bridge_learns_and_the_record_of_all_tiers_chooses_it() -> None:
    rows = by_origin(made(index("a", 24), index("b", 24)).rows)
    last = {row["method"]: row for row in rows["revenue:a:devices", FIRST + 23]}
    assert set(last) == set(NOW_METHODS)
    assert last[BRIDGE]["is_selected"]
    assert last[BRIDGE]["selection_score"] < last[STANDING]["selection_score"]
    assert last[NAIVE]["selection_score"] == 1
    # It has learned most of what the early companies are always behind by.
    grew = math.log(last[BRIDGE]["value"] / last[BRIDGE]["origin_value"])
    assert grew == pytest.approx(growth(FIRST + 24), abs=0.006)
    assert {
        row["method"] for row in rows["revenue:a:devices", FIRST + 7] if row["is_selected"]
    } == {NAIVE}


def test_what_was_published_stays_and_costs_nothing_again() -> None:
    before = made(index("a", 14))
    for row in before.rows:
        row["upper_80"] = 7e6
    after = made(index("a", 15), kept=by_origin(before.rows))
    assert [each.key[1] for each, *_ in after.fitted] == [FIRST + 14]
    assert {row["upper_80"] for row in after.rows if row["origin_number"] < FIRST + 14} == {7e6}


def test_a_run_at_once_and_runs_one_after_the_other_say_the_same() -> None:
    one_after_the_other = by_origin(made(index("a", 12)).rows)
    for quarters in (13, 15, 18):
        one_after_the_other = by_origin(made(index("a", quarters), kept=one_after_the_other).rows)
    at_once = by_origin(made(index("a", 18)).rows)
    assert one_after_the_other == at_once


def test_nothing_known_later_reaches_a_nowcast() -> None:
    honest = index("a", 14)
    *before, early, whole = index("a", 14, early=0).shown
    leaking = Series(
        honest.series_id, honest.kind, "index",
        (*before, early, whole._replace(value=whole.value * 3)), frozenset(), is_rebased=True,
    )  # fmt: skip

    def said(series: Series) -> list[dict[str, Any]]:
        return [
            {**row, "actual_value": None, "actual_known_from": None}
            for row in made(series).rows
            if row["origin_number"] < FIRST + 13
        ]

    assert said(honest) == said(leaking)


def test_what_is_no_index_and_who_is_never_early_are_not_nowcast() -> None:
    whole = index("a", 14, early=0)
    capex = Series("capex:ACM", "capex", "USD", whole.shown)
    late = tuple(shown for shown in whole.shown if shown.may_end)
    other = Series("revenue:b:devices", "segment_revenue", "index", late, is_rebased=True)
    assert made(capex, other).rows == []


def months(name: str, quarters: int, last: int = 2, of_companies: int = 1) -> list[Month]:
    """Months of the one company that tells of them, which grows as the index does, until `last`."""
    found, level = [], 100.0
    for place in range(quarters + 1):
        quarter = FIRST + place
        level *= math.exp(growth(quarter)) if place else 1.0
        for number in range(3 if place < quarters else last):
            end = ends(quarter) - (2 - number) * dt.timedelta(days=30)
            # More comes in the last month of each quarter.
            value = level * (0.3, 0.3, 0.4)[number]
            found.append(
                Month(f"revenue:{name}:devices", of_companies, "ACM", 3 * quarter + number,
                      end.date(), value, "https://x", end + EARLY, None)
            )  # fmt: skip
    return found


def of_months(series: Series, told: list[Month], kept: Any = None) -> Nowcasts:
    return nowcasts([series], kept or {}, backtest([series], {}).rows, told)


def by_months(rows: list[dict[str, Any]], horizon: int) -> list[dict[str, Any]]:
    return [row for row in rows if row["horizon"] == horizon]


def test_one_and_two_months_of_a_quarter_make_nowcasts_of_their_own() -> None:
    whole = index("a", 24, early=0)
    made_of = of_months(whole, months("a", 24))
    newest = FIRST + 24
    for horizon, later in ((-1, 30), (-2, 60)):
        rows = by_months(made_of.rows, horizon)
        last = {row["method"]: row for row in rows if row["origin_number"] + 1 == newest}
        assert set(last) == set(MONTH_METHODS)
        [at] = {row["known_from"] for row in last.values()}
        # Never before the index has the quarter before.
        told = ends(newest) - dt.timedelta(days=later) + EARLY
        assert at == max(told, ends(newest - 1) + WHOLE)
        # The month's place in the quarter is that of a year before, so it says it exactly.
        for method in (TO_QUARTER, TO_YEAR):
            grew = math.log(last[method]["value"] / last[method]["origin_value"])
            assert grew == pytest.approx(growth(newest), abs=0.01), method
        assert last[TO_QUARTER]["selection_score"] < last[STANDING]["selection_score"]
        known = [row for row in rows if row["origin_number"] + 1 < newest]
        assert {row["actual_value"] is None for row in known} == {False}


def test_months_speak_for_a_tier_where_half_of_it_tells_of_them() -> None:
    whole = index("a", 12, early=0)
    assert by_months(of_months(whole, months("a", 12, of_companies=2)).rows, -2)
    # Nor is its revenue in the quarter before half of the tier's.
    sold = Sale(whole.series_id, FIRST + 11, "x", dt.date(2021, 1, 1), 1e9, "x", None, "x", None,
                dt.datetime(2019, 1, 1), None)  # fmt: skip
    few = months("a", 12, of_companies=3)
    rows = nowcasts([whole], {}, backtest([whole], {}).rows, few, [sold]).rows
    assert not [row for row in rows if row["origin_number"] == FIRST + 11]


def test_a_month_that_is_known_later_or_replaced_since_is_not_used() -> None:
    whole = index("a", 14, early=0)
    honest = months("a", 14, last=1)
    at = next(
        row["known_from"]
        for row in by_months(of_months(whole, honest).rows, -2)
        if row["origin_number"] == FIRST + 13
    )
    later = [
        each._replace(value=each.value * 9, known_from=at + dt.timedelta(seconds=1))
        for each in honest
    ]
    ended = [each._replace(known_to=at + dt.timedelta(seconds=1)) for each in honest]

    def said(told: list[Month]) -> list[dict[str, Any]]:
        return [row for row in of_months(whole, told).rows if row["known_from"] <= at]

    assert said([*ended, *later]) == said(honest)


def test_nowcasts_of_months_stay_as_published_and_name_their_months() -> None:
    whole, told = index("a", 14, early=0), months("a", 14)
    before = of_months(whole, told)
    again = of_months(whole, told, by_origin(before.rows))
    key = ("origin_number", "horizon", "method")
    ordered = [
        sorted(each.rows, key=lambda row: [row[name] for name in key]) for each in (before, again)
    ]
    assert ordered[0] == ordered[1]
    assert not again.fitted
    early, parameters, _ = next(each for each in before.fitted if each[0].horizon == -1)
    assert [month.month % 3 for month in early.months] == [0, 1]
    assert set(parameters) == {TO_QUARTER, TO_YEAR}
    rows = list(operands_of_nowcasts(before, []))
    of_two = [row for row in rows if row["lineage_id"].endswith(":2m")]
    assert {row["concept"] for row in of_two if row["source"] == "taiwan_monthly_revenue"} == {
        "month:ACM"
    }
    assert {"method:months_to_quarter_before", "method:intervals"} <= {
        row["source"] for row in of_two
    }
