"""How good methods were: their errors, as known at a moment, and which of them a record chooses.

A series' own record is a few quarters long, and to choose by it alone is to choose by noise: it is
drawn to the record of all series.

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
# Outcomes that a choice takes, and errors that an interval takes, each of all series.
FEWEST_OUTCOMES = 6
FEWEST_ERRORS = 8
# The record of all series counts beside a series' own as much as so many of its origins would. Half
# and twice as many choose otherwise at one origin in a hundred of the shipped record.
AS_ORIGINS = 8
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
    method: str,
    record: Mapping[str, Sequence[Error]],
    series_id: str | None = None,
    against_method: str = NAIVE,
) -> float | None:
    """A method's mean error to that of another, the seasonal naive one, on what both forecast.

    Over all series and horizons whose outcome was known, each error to how its series moves; of one
    series its own mean errors drawn to these (shrinkage, after Efron and Morris, 1975).

    Args:
        method: the method.
        record: by method, the errors that count.
        series_id: whose score it is; without it that of all series together.
        against_method: what it is held against.

    Returns:
        Below 1 the method is better; None where there are too few outcomes.
    """
    own, against = (
        {(error.series_id, error.quarter, error.horizon): error.scaled for error in record[each]}
        for each in (method, against_method)
    )
    both = sorted(own.keys() & against.keys())
    if len(both) < FEWEST_OUTCOMES:
        return None
    of_series = [each for each in both if each[0] == series_id]
    counted = len({quarter for _, quarter, _ in of_series})
    share = counted / (counted + AS_ORIGINS)

    def mean(errors: Mapping[tuple[str, int, int], float]) -> float:
        of_all = sum(errors[each] for each in both) / len(both)
        if not of_series:
            return of_all
        return (
            share * sum(errors[each] for each in of_series) / len(of_series) + (1 - share) * of_all
        )

    base = mean(against)
    return round(mean(own) / base, DIGITS) if base else None
