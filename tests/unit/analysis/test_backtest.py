"""Forecasts of every origin: from what stood then alone, the same each time, by record alone."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.analysis.backtest import FIRST_ORIGIN, Backtest, backtest
from pipelines.analysis.intervals import changes, drawn_to_pool, width_of
from pipelines.analysis.methods import (
    CANDIDATES,
    COMBINATION,
    METHODS,
    NAIVE,
    STATISTICAL,
    combined,
    fit,
)
from pipelines.analysis.record import score
from pipelines.analysis.series import (
    HORIZONS,
    Series,
    Shown,
    named,
    newest_standing,
    origins,
    total,
    why_not,
)
from tests.support.examples import FEW

FIRST = FIRST_ORIGIN - 7
BEGIN = dt.datetime(2019, 1, 20)
QUARTER = dt.timedelta(days=91)


def said_at(quarter: int) -> dt.datetime:
    return BEGIN + (quarter - FIRST) * QUARTER


def shown(quarter: int, value: float, **changed: Any) -> Shown:
    return Shown("", quarter, value, True, said_at(quarter), None, None)._replace(**changed)


def series(*values: float, name: str = "capex:ACM", **about: Any) -> Series:
    given_values = tuple(shown(FIRST + place, value) for place, value in enumerate(values))
    return Series(name, "capex", "USD", given_values, **about)


def growing(quarters: int, rate: float = 0.1) -> Series:
    return series(*(1e9 * math.exp(rate * place) for place in range(quarters)))


def kept(made: Backtest) -> dict[tuple[str, int], list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in made.rows:
        found[row["series_id"], row["origin_number"]].append(row)
    return found


def of_origin(made: Backtest, quarter: int) -> list[dict[str, Any]]:
    return [row for row in made.rows if row["origin_number"] == quarter]


AMOUNTS = st.floats(min_value=1e6, max_value=1e12)


@pytest.mark.slow
@FEW
@given(st.lists(AMOUNTS, min_size=10, max_size=14), AMOUNTS)
def test_nothing_known_later_reaches_an_origin(values: list[float], restated: float) -> None:
    honest = series(*values)
    last = FIRST + len(values) - 1
    # The newest quarter is another, and the first is restated with it.
    leaking = Series(
        honest.series_id,
        honest.kind,
        honest.unit,
        (
            honest.shown[0]._replace(shown_to=said_at(last)),
            shown(FIRST, restated, shown_from=said_at(last)),
            *honest.shown[1:-1],
            shown(last, restated),
        ),
    )

    def said_before(made: Backtest) -> list[dict[str, Any]]:
        return [
            {**row, "actual_value": None, "actual_known_from": None}
            for row in made.rows
            if row["origin_number"] < last
        ]

    assert said_before(backtest([honest], {})) == said_before(backtest([leaking], {}))


@FEW
@given(st.lists(AMOUNTS, min_size=8, max_size=12))
def test_intervals_hold_their_forecast_and_the_same_input_says_the_same(
    values: list[float],
) -> None:
    made = backtest([series(*values)], {})
    assert made.rows == backtest([series(*values)], {}).rows
    for row in made.rows:
        assert 0 <= row["lower_80"] <= row["value"] <= row["upper_80"]
    chosen = [row for row in made.rows if row["is_selected"]]
    assert len(chosen) * len(STATISTICAL) == len(made.rows)


@pytest.mark.slow
def test_what_was_published_of_an_origin_stays_and_is_fitted_no_more() -> None:
    before = backtest([growing(14)], {})
    published = kept(before)
    for rows in published.values():
        for row in rows:
            row["upper_80"] = 7e12
    after = backtest([growing(15)], published)
    assert [each.origin.quarter for each in after.fitted] == [FIRST + 14]
    assert {row["upper_80"] for row in after.rows if row["origin_number"] < FIRST + 14} == {7e12}
    # What came of it is told all the same.
    [row] = [
        row for row in of_origin(after, FIRST + 13) if row["horizon"] == 1 and row["is_selected"]
    ]
    assert row["actual_known_from"] == said_at(FIRST + 14)


@pytest.mark.slow
def test_a_run_at_once_and_runs_one_after_the_other_say_the_same() -> None:
    one_after_the_other = kept(backtest([growing(12)], {}))
    for quarters in (13, 14):
        one_after_the_other = kept(backtest([growing(quarters)], one_after_the_other))
    at_once = kept(backtest([growing(14)], {}))
    assert one_after_the_other == at_once


@pytest.mark.slow
def test_the_method_is_chosen_by_its_record_alone() -> None:
    made = backtest([growing(16)], {})
    first, last = of_origin(made, FIRST + 7), of_origin(made, FIRST + 15)
    assert {row["method"] for row in first if row["is_selected"]} == {NAIVE}
    assert {row["selection_score"] for row in first} == {None}
    [chosen] = {row["method"] for row in last if row["is_selected"]}
    told = {row["method"]: row["selection_score"] for row in last}
    scores = {method: score for method, score in told.items() if score is not None}
    # What speaks by the mean of all alone is not chosen from.
    assert set(scores) == set(CANDIDATES)
    assert scores[NAIVE] == 1
    assert chosen != NAIVE
    assert scores[chosen] == min(scores.values()) < 1


@pytest.mark.slow
def test_origins_published_before_methods_spoke_together_count_in_their_record() -> None:
    published = kept(backtest([growing(14)], {}))
    older = {
        key: [row for row in rows if row["method"] != COMBINATION]
        for key, rows in published.items()
    }
    last = FIRST + 14
    told = [
        {row["method"]: row["selection_score"] for row in of_origin(after, last)}
        for after in (backtest([growing(15)], published), backtest([growing(15)], older))
    ]
    assert told[0] == told[1]
    assert told[0][COMBINATION] is not None


@pytest.mark.slow
def test_a_series_whose_seasons_repeat_uses_the_naive_method() -> None:
    repeating = series(*(value * 1e9 for _ in range(5) for value in (1, 4, 2, 9)))
    rows = backtest([repeating], {}).rows
    assert {row["method"] for row in rows if row["is_selected"]} == {NAIVE}


def test_an_index_is_held_against_its_change_since_the_origin() -> None:
    """Its level may move as a whole: what counts is the growth since the origin's quarter."""
    values = [100 * 1.1**place for place in range(9)]
    rebased = [
        *(shown(FIRST + place, value, shown_to=said_at(FIRST + 8))
          for place, value in enumerate(values[:-1])),
        *(shown(FIRST + place, 3 * value, shown_from=said_at(FIRST + 8))
          for place, value in enumerate(values)),
    ]  # fmt: skip
    index = Series("revenue:a:b", "segment_revenue", "index", tuple(rebased), is_rebased=True)
    rows = of_origin(backtest([index], {}), FIRST + 7)
    assert rows[0]["origin_value"] == pytest.approx(values[7], abs=0.01)
    [actual] = {row["actual_value"] for row in rows if row["horizon"] == 1}
    assert actual == pytest.approx(values[8], abs=0.01)


def test_an_outcome_is_what_was_said_first() -> None:
    values = [1e9 * 1.2**place for place in range(10)]
    honest = series(*values)
    later = (
        *honest.shown[:8],
        honest.shown[8]._replace(shown_to=said_at(FIRST + 9)),
        shown(FIRST + 8, 5e12, shown_from=said_at(FIRST + 9)),
        honest.shown[9],
    )
    restated = Series(honest.series_id, "capex", "USD", later)
    rows = of_origin(backtest([restated], {}), FIRST + 7)
    assert {row["actual_value"] for row in rows if row["horizon"] == 1} == {
        float(f"{values[8]:.6g}")
    }


@pytest.mark.parametrize(
    ("given_series", "quarters", "why"),
    [
        (growing(7), 7, "nothing earlier is stated"),
        (series(), 0, "no quarter that enough companies state is above nought"),
        (series(*[1e9] * 4, 0, *[1e9] * 5), 5, f"{named(FIRST + 4)} is not above nought"),
        (series(*[1e9] * 4, -5, *[1e9] * 5), 5, f"{named(FIRST + 4)} is not above nought"),
        (
            Series("capex:ACM", "capex", "USD",
                   tuple(shown(FIRST + place, 1e9) for place in range(12) if place != 6)),
            5,
            f"{named(FIRST + 6)} is not stated",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_forecast_says_why(given_series: Series, quarters: int, why: str) -> None:
    assert backtest([given_series], {}).rows == []
    assert len(newest_standing(given_series)) == quarters
    reason = why_not(given_series)
    assert reason is not None
    assert reason.startswith(f"{given_series.series_id} has {quarters} of the 8 quarters")
    assert reason.endswith(f"{why}.")
    assert why_not(growing(8)) is None


def test_a_total_stands_where_all_its_members_do() -> None:
    one, other = growing(9), series(*[1e9] * 7, name="capex:BET")
    both = total("capex:all", "capex_total", [one, other])
    points = newest_standing(both)
    assert [named(point.quarter) for point in points] == [named(FIRST + n) for n in range(7)]
    assert points[0].value == pytest.approx(2e9)
    assert [origin.quarter for origin, _ in origins(both)] == [FIRST + n for n in range(7)]


def test_a_series_ends_with_a_quarter_that_enough_companies_state() -> None:
    values = [shown(FIRST + place, 1e9) for place in range(9)]
    values[-1] = values[-1]._replace(may_end=False)
    assert (
        len(newest_standing(Series("revenue:a:b", "segment_revenue", "index", tuple(values)))) == 8
    )


def test_each_method_goes_on_with_steady_growth() -> None:
    values = [1e9 * math.exp(0.1 * place) for place in range(16)]
    for method in METHODS:
        found = fit(method, values)
        assert found is not None
        said, _ = found
        assert len(said) == len(HORIZONS)
        expected = [1e9 * math.exp(0.1 * place) for place in range(16, 20)]
        if method == NAIVE:
            assert said == pytest.approx(values[-4:])
        elif method in ("seasonal_growth", "drift"):
            assert said == pytest.approx(expected)
        else:
            assert said[0] == pytest.approx(expected[0], rel=0.1)


def test_methods_together_say_the_mean_of_their_logarithms() -> None:
    assert combined([[1.0, 2.0], [4.0, 2.0]]) == pytest.approx([2.0, 2.0])


@pytest.mark.slow
def test_the_combination_is_the_mean_of_all_but_the_naive_method() -> None:
    rows = [row for row in of_origin(backtest([growing(9)], {}), FIRST + 7) if row["horizon"] == 2]
    said = {row["method"]: math.log(row["value"]) for row in rows}
    single = [said[method] for method in METHODS if method != NAIVE]
    assert said[COMBINATION] == pytest.approx(sum(single) / len(single), abs=1e-5)


def test_an_interval_is_as_wide_as_the_errors_that_it_is_to_hold() -> None:
    assert width_of([0.1] * 20) == pytest.approx(0.1)
    assert width_of([n / 10 for n in range(1, 10)]) == pytest.approx(
        0.1 + 0.8 * 8 / 9 - 0 + 0, abs=0.01
    )
    assert changes([1, math.e, math.e**3], 1) == pytest.approx([1, 2])
    assert score(NAIVE, {NAIVE: []}, "capex:ACM") is None


@pytest.mark.slow
def test_intervals_are_in_proportion_to_the_root_of_a_quarters_move() -> None:
    """Of two series in one pool the one that moves four times as much has one twice as wide."""
    assert drawn_to_pool(4) == 2 * drawn_to_pool(1)
    wild = replace(growing(16, 0.4), series_id="capex:BET")
    rows = backtest([growing(16), wild], {}).rows
    newest = max(row["origin_number"] for row in rows)
    widths = {
        (row["series_id"], row["horizon"]): math.log(row["upper_80"] / row["lower_80"])
        for row in rows
        if row["origin_number"] == newest and row["method"] == NAIVE and row["interval_errors"]
    }
    for horizon in (1, 4):
        wide, narrow = (widths[name, horizon] for name in ("capex:BET", "capex:ACM"))
        assert wide == pytest.approx(2 * narrow, rel=1e-3)
