"""How growth of capital expenditure and of revenue go together, so many quarters apart.

Belongs here: correlations of growth over a year, their intervals by a block bootstrap and the
adjustment of their p-values. Nothing here says that one makes the other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

LAGS = (0, 1, 2, 3, 4)
# With fewer pairs nothing is said.
FEWEST_PAIRS = 8
# With fewer than these an interval says little: two thirds of the pairs share quarters of a year.
SHORT_PAIRS = 20
# Growth over a year shares three of its four quarters with the next: whole years stay together.
BLOCK = 4
DRAWS = 999
_SEED = 20_220_101
_DIGITS = 4


class LeadLag(NamedTuple):
    """A correlation of growth, revenue so many quarters after capital expenditure.

    Attributes:
        lag: quarters by which revenue comes later.
        observations: pairs of quarters.
        correlation: of growth over a year in logarithms.
        lower: lower end of the bootstrap's 95 % interval.
        upper: its upper end.
        p_value: share of draws with the blocks of revenue shuffled that go together as much.
        first_quarter: of revenue, the first pair's.
        last_quarter: the last pair's.
    """

    lag: int
    observations: int
    correlation: float
    lower: float
    upper: float
    p_value: float
    first_quarter: int
    last_quarter: int


def growth(values: Mapping[int, float]) -> dict[int, float]:
    """Growth over a year in logarithms, by quarter."""
    return {
        quarter: math.log(value / values[quarter - 4])
        for quarter, value in values.items()
        if quarter - 4 in values and value > 0 and values[quarter - 4] > 0
    }


def lead_lags(capex: Mapping[int, float], revenue: Mapping[int, float]) -> list[LeadLag]:
    """The lags at which there are enough pairs: values of both by quarter, above nought."""
    spent, earned = growth(capex), growth(revenue)
    found = []
    for lag in LAGS:
        quarters = sorted(quarter for quarter in earned if quarter - lag in spent)
        if len(quarters) < FEWEST_PAIRS:
            continue
        x = np.asarray([spent[quarter - lag] for quarter in quarters])
        y = np.asarray([earned[quarter] for quarter in quarters])
        # What never changes goes together with nothing, whatever the last digits say.
        if min(x.std(), y.std()) < 1e-9:
            continue
        correlation = float(np.corrcoef(x, y)[0, 1])
        lower, upper = _interval(x, y)
        found.append(
            LeadLag(
                lag,
                len(quarters),
                round(correlation, _DIGITS),
                round(lower, _DIGITS),
                round(upper, _DIGITS),
                round(_p_value(x, y, correlation), _DIGITS),
                quarters[0],
                quarters[-1],
            )
        )
    return found


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted for their number, in their order (Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = round(highest, _DIGITS)
    return adjusted


def _interval(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Quantiles of the correlation over draws of blocks of pairs, with one seed."""
    drawn = np.random.default_rng(_SEED)
    length = len(x)
    starts = drawn.integers(0, length, (DRAWS, math.ceil(length / BLOCK)))
    places = ((starts[:, :, None] + np.arange(BLOCK)) % length).reshape(DRAWS, -1)[:, :length]
    correlations = _correlations(x[places], y[places])
    known = correlations[np.isfinite(correlations)]
    lower, upper = np.quantile(known, [0.025, 0.975])
    return float(lower), float(upper)


def _p_value(x: NDArray[np.float64], y: NDArray[np.float64], correlation: float) -> float:
    """How often chance does as much: revenue turned round by blocks drawn anew, with one seed."""
    drawn = np.random.default_rng(_SEED)
    length = len(x)
    starts = drawn.integers(0, length, (DRAWS, math.ceil(length / BLOCK)))
    places = ((starts[:, :, None] + np.arange(BLOCK)) % length).reshape(DRAWS, -1)[:, :length]
    by_chance = _correlations(np.broadcast_to(x, (DRAWS, length)), y[places])
    as_much = int((np.abs(by_chance[np.isfinite(by_chance)]) >= abs(correlation)).sum())
    return (1 + as_much) / (1 + DRAWS)


def _correlations(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each pair of rows."""
    x = x - x.mean(axis=1, keepdims=True)
    y = y - y.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = (x * y).sum(axis=1) / np.sqrt(
            (x * x).sum(axis=1) * (y * y).sum(axis=1)
        )
    return found
