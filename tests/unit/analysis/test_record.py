"""How good a method was: of a series with few outcomes mostly what it was of all series."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.analysis.methods import COMBINATION, NAIVE
from pipelines.analysis.record import AS_ORIGINS, FEWEST_OUTCOMES, Error, Errors, score

KNOWN_AT = dt.datetime(2024, 1, 1)


def record(*told: tuple[str, int, float, float]) -> Errors:
    """Of series with so many origins, each error of the combination and of the naive method."""
    found: Errors = {COMBINATION: [], NAIVE: []}
    for series, count, own, naive in told:
        for quarter in range(count):
            for method, size in ((COMBINATION, own), (NAIVE, naive)):
                found[method].append(Error(series, quarter, 1, size, size, KNOWN_AT))
    return found


def test_one_outcome_of_a_series_is_drawn_to_what_was_of_all() -> None:
    others = [(f"capex:{place}", 12, 0.1, 0.2) for place in range(20)]
    assert score(COMBINATION, record(*others), "capex:ACM") == pytest.approx(0.5)
    one = score(COMBINATION, record(("capex:ACM", 1, 0.4, 0.2), *others), "capex:ACM")
    many = score(COMBINATION, record(("capex:ACM", 40, 0.4, 0.2), *others), "capex:ACM")
    assert one is not None
    assert many is not None
    assert 0.5 < one < 0.7
    assert one < 1 < many


def test_all_series_count_as_much_as_so_many_origins() -> None:
    told = record(("capex:ACM", AS_ORIGINS, 0.4, 0.2), ("capex:BET", AS_ORIGINS, 0.0, 0.2))
    # The mean of all is 0.2, and half of the weight is the series' own.
    assert score(COMBINATION, told, "capex:ACM") == pytest.approx((0.4 + 0.2) / 2 / 0.2)
    assert score(COMBINATION, told) == pytest.approx(1)


def test_a_series_that_repeats_itself_is_not_told_by_others_that_do_not() -> None:
    told = record(("capex:ACM", 12, 0.3, 0.0), ("capex:BET", 12, 0.1, 0.2))
    of_repeating = score(COMBINATION, told, "capex:ACM")
    assert of_repeating is not None
    assert of_repeating > 1


def test_too_few_outcomes_of_all_series_say_nothing() -> None:
    assert score(COMBINATION, record(("capex:ACM", FEWEST_OUTCOMES - 1, 0.1, 0.2))) is None
    assert score(COMBINATION, record(("capex:ACM", FEWEST_OUTCOMES, 0.1, 0.2))) is not None
    assert score(COMBINATION, record(("capex:ACM", 12, 0.1, 0.0)), "capex:ACM") is None
