"""A quarter that some companies have told of is nowcast: from what stood then, by its record."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Any

import pytest

from pipelines.analysis.backtest import FIRST_ORIGIN, backtest
from pipelines.analysis.methods import NAIVE
from pipelines.analysis.nowcast import BRIDGE, NOW, NOW_METHODS, STANDING, nowcasts
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
