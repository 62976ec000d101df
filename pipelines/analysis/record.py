"""How good methods were: their errors, as known at a moment, and which of them a record chooses.

Belongs here: what forecasts and nowcasts share. What they say is in `methods.py`, `guidance.py` and
`nowcast.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipelines.analysis.methods import NAIVE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

# The record that counts at an origin: of how many quarters before it.
RECORD_QUARTERS = 12
# Outcomes of one series that a choice takes, and errors of all that an interval takes.
FEWEST_OUTCOMES = 6
FEWEST_ERRORS = 8
# More digits than these depend on the processor.
DIGITS = 6


class Error(NamedTuple):
    """An error of a forecast, in logarithms, and when it came to light.

    `scaled` is to the mean change of the series over as many quarters, as it stood at the origin:
    so errors of a steady and of a wild series can be compared (after Hyndman and Koehler, 2006).
    """

    series_id: str
    quarter: int
    horizon: int
    size: float
    scaled: float
    known_at: dt.datetime


Errors = dict[str, list[Error]]


def rounded(value: float) -> float:
    """An amount or index without the digits that no forecast has, and as it is published."""
    return round(float(f"{value:.{DIGITS}g}"), 2)


def best(scores: Mapping[str, float | None], methods: Iterable[str]) -> str:
    """The method whose record beats the naive one by most, or the naive one."""
    told = ((scores.get(method), method) for method in methods)
    better = [(value, method) for value, method in told if value and value < 1]
    return min(better, key=lambda each: each[0])[1] if better else NAIVE


def record_of(errors: Errors, quarter: int, at: dt.datetime, methods: Iterable[str]) -> Errors:
    """The errors of each method that count at an origin."""
    return {
        method: [
            error
            for error in errors[method]
            if error.known_at <= at and quarter - RECORD_QUARTERS <= error.quarter < quarter
        ]
        for method in methods
    }


def score(
    series_id: str, method: str, record: Mapping[str, Sequence[Error]], against_method: str = NAIVE
) -> float | None:
    """A method's mean error to that of another, the seasonal naive one, on what both forecast.

    Over all horizons whose outcome was known; None where there are too few.
    """
    own, naive = (
        {
            (error.quarter, error.horizon): error.size
            for error in record[each]
            if error.series_id == series_id
        }
        for each in (method, against_method)
    )
    both = own.keys() & naive.keys()
    against = sum(naive[each] for each in both)
    if len(both) < FEWEST_OUTCOMES or against == 0:
        return None
    return round(sum(own[each] for each in sorted(both)) / against, DIGITS)


def score_of_all(method: str, record: Mapping[str, Sequence[Error]]) -> float | None:
    """The same over all series together, each error to how its series moves."""
    own, naive = (
        {(error.series_id, error.quarter, error.horizon): error.scaled for error in record[each]}
        for each in (method, NAIVE)
    )
    both = sorted(own.keys() & naive.keys())
    against = sum(naive[each] for each in both)
    if len(both) < FEWEST_OUTCOMES or against == 0:
        return None
    return round(sum(own[each] for each in both) / against, DIGITS)
