"""Growth that goes together so many quarters apart, with one seed, and p-values of many rows."""

from __future__ import annotations

import math

import pytest

from pipelines.analysis.lead_lag import FEWEST_PAIRS, LAGS, growth, holm, lead_lags

FIRST = 8072
# Growth over a year, by quarter: neither steady nor alike for long.
GROWTH = [0.1, 0.4, 0.2, 0.6, 0.3, 0.1, 0.5, 0.7, 0.2, 0.3, 0.8, 0.4, 0.1, 0.6, 0.5, 0.2]


def levels(growing: list[float], first: int = FIRST) -> dict[int, float]:
    """Values that grow so over a year, from four of one size."""
    values = {first + place: 100.0 for place in range(4)}
    for place, rate in enumerate(growing):
        values[first + 4 + place] = values[first + place] * math.exp(rate)
    return values


def test_growth_is_over_a_year_and_has_no_value_without_both() -> None:
    values = levels([0.1, 0.2])
    assert growth(values) == pytest.approx({FIRST + 4: 0.1, FIRST + 5: 0.2})
    assert growth({FIRST: 1.0, FIRST + 4: 0.0, FIRST + 5: 2.0}) == {}


@pytest.mark.parametrize("lag", LAGS)
def test_the_lag_at_which_revenue_follows_has_the_highest_correlation(lag: int) -> None:
    found = lead_lags(levels(GROWTH), levels(GROWTH, FIRST + lag))
    best = max(found, key=lambda each: each.correlation)
    assert best.lag == lag
    assert best.correlation == pytest.approx(1)
    assert best.p_value < 0.05
    assert best.lower == pytest.approx(1)


def test_the_same_series_say_the_same_each_time() -> None:
    spent, earned = levels(GROWTH), levels(GROWTH[::-1])
    found = lead_lags(spent, earned)
    assert found == lead_lags(spent, earned)
    for each in found:
        assert -1 <= each.lower <= each.upper <= 1
        assert 0 < each.p_value <= 1
        assert each.observations == each.last_quarter - each.first_quarter + 1


def test_with_too_few_pairs_or_no_change_nothing_is_said() -> None:
    assert lead_lags(levels(GROWTH[: FEWEST_PAIRS - 1]), levels(GROWTH)) == []
    assert lead_lags(levels([0.25] * 12), levels([0.25] * 12)) == []


def test_holm_adjusts_for_the_number_of_comparisons() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
