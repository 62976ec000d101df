"""Forecasts of every origin, which method speaks, and how far it may be off.

Belongs here: the record as it was known at each origin, the choice by it and the intervals from
it. An origin that was published stays as it was published, and costs nothing again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pipelines.analysis.methods import METHODS, NAIVE, fit
from pipelines.analysis.series import (
    FEWEST_QUARTERS,
    HORIZONS,
    Origin,
    Series,
    named,
    numbered,
    origins,
    outcomes,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.analysis.series import Outcome

# The first quarter that is an origin, fixed: what a record holds must not depend on today.
FIRST_ORIGIN = numbered("2020Q3")
# The record that counts at an origin: of how many quarters before it.
RECORD_QUARTERS = 12
# Outcomes of one series that a choice takes, and errors of all that an interval takes.
FEWEST_OUTCOMES = 6
FEWEST_ERRORS = 8
COVERAGE = 0.8
# More digits than these depend on the processor.
_DIGITS = 6


class Candidate(NamedTuple):
    """What one method says at one origin of a series, by horizon, and what it fitted."""

    series_id: str
    kind: str
    quarter: int
    at: dt.datetime
    method: str
    scales: list[float]
    values: list[float]
    parameters: dict[str, float]


class _Error(NamedTuple):
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


class Backtest(NamedTuple):
    """Rows of `analysis.forecasts` without their names, and the origins whose fits are new."""

    rows: list[dict[str, Any]]
    fitted: list[tuple[Series, Origin, dict[str, dict[str, float]]]]


def backtest(
    every: Sequence[Series], published: Mapping[tuple[str, int], Sequence[dict[str, Any]]]
) -> Backtest:
    """Forecast every series at its origins, each from what stood then alone.

    Args:
        every: the series.
        published: rows of `analysis.forecasts` by series and origin's quarter, as published.
    """
    made = {series.series_id: origins(series) for series in every}
    known = {series.series_id: outcomes(series, made[series.series_id]) for series in every}
    candidates: list[Candidate] = []
    fresh: list[tuple[Series, Origin]] = []
    fitted: list[tuple[Series, Origin, dict[str, dict[str, float]]]] = []
    for series in every:
        for origin, _ in made[series.series_id]:
            kept = published.get((series.series_id, origin.quarter))
            if kept is not None:
                candidates += _as_published(kept)
            elif origin.quarter >= FIRST_ORIGIN and len(origin.points) >= FEWEST_QUARTERS:
                said = _said(series, origin)
                candidates += said
                fresh.append((series, origin))
                fitted.append((series, origin, {each.method: each.parameters for each in said}))
    for key, rows in published.items():
        # An origin that the history of today no longer has: its errors still count.
        if key[0] in made and all(origin.quarter != key[1] for origin, _ in made[key[0]]):
            candidates += _as_published(rows)
    errors = _errors(candidates, known)
    spoken = defaultdict(list)
    for each in candidates:
        spoken[each.series_id, each.quarter].append(each)
    rows = [
        row
        for series, origin in fresh
        for row in _rows(series, origin, spoken[series.series_id, origin.quarter], errors)
    ]
    rows += [dict(row) for key, kept in published.items() if key[0] in made for row in kept]
    for row in rows:
        outcome = known[row["series_id"]].get((row["origin_number"], row["horizon"]))
        if outcome and outcome.at <= row["known_from"]:
            outcome = None
        row["actual_value"] = rounded(outcome.value) if outcome else None
        row["actual_known_from"] = outcome.at if outcome else None
    return Backtest(rows, fitted)


def rounded(value: float) -> float:
    """An amount or index without the digits that no forecast has, and as it is published."""
    return round(float(f"{value:.{_DIGITS}g}"), 2)


def _said(series: Series, origin: Origin) -> list[Candidate]:
    said = []
    for method in METHODS:
        found = fit(method, origin.values)
        if found is not None:
            values, parameters = found
            values = [rounded(value) for value in values]
            said.append(
                Candidate(
                    series.series_id,
                    series.kind,
                    origin.quarter,
                    origin.at,
                    method,
                    [scale_of(origin.values, horizon) for horizon in HORIZONS],
                    values,
                    parameters,
                )
            )
    return said


def _as_published(rows: Iterable[dict[str, Any]]) -> list[Candidate]:
    of_method: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["horizon"])):
        of_method[row["method"]].append(row)
    return [
        Candidate(
            first["series_id"],
            first["series_kind"],
            first["origin_number"],
            first["known_from"],
            method,
            [row["origin_scale"] for row in said],
            [float(row["value"]) for row in said],
            {},
        )
        for method, said in of_method.items()
        for first in said[:1]
    ]


_Errors = dict[str, list[_Error]]


def _errors(
    candidates: Iterable[Candidate],
    known: Mapping[str, Mapping[tuple[int, int], Outcome]],
) -> _Errors:
    """The errors of each method."""
    errors: _Errors = defaultdict(list)
    for each in candidates:
        for horizon, value, scale in zip(HORIZONS, each.values, each.scales, strict=True):
            outcome = known[each.series_id].get((each.quarter, horizon))
            # Documents that came late may tell of a quarter before the origin that was published.
            if outcome is not None and outcome.at > each.at:
                size = abs(math.log(value / outcome.value))
                errors[each.method].append(
                    _Error(
                        each.series_id,
                        each.quarter,
                        horizon,
                        size,
                        size / scale,
                        outcome.at,
                    )
                )
    return errors


def _rows(
    series: Series, origin: Origin, said: Sequence[Candidate], errors: _Errors
) -> list[dict[str, Any]]:
    """The forecasts of an origin: every method's, one of them chosen."""
    record = {
        method: [
            error
            for error in errors[method]
            if error.known_at <= origin.at
            and origin.quarter - RECORD_QUARTERS <= error.quarter < origin.quarter
        ]
        for method in METHODS
    }
    scores = {each.method: score(series.series_id, each.method, record) for each in said}
    better = [(value, method) for method, value in scores.items() if value and value < 1]
    chosen = min(better, key=lambda each: each[0])[1] if better else NAIVE
    rows = []
    for each in said:
        for horizon, value, scale in zip(HORIZONS, each.values, each.scales, strict=True):
            scaled = [error.scaled for error in record[each.method] if error.horizon == horizon]
            is_short = len(scaled) < FEWEST_ERRORS
            width = (
                width_of(changes(origin.values, horizon)) if is_short else width_of(scaled) * scale
            )
            rows.append(
                {
                    "series_id": series.series_id,
                    "series_kind": series.kind,
                    "unit": series.unit,
                    "origin_number": origin.quarter,
                    "origin_quarter": named(origin.quarter),
                    "known_from": origin.at,
                    "origin_quarters": len(origin.points),
                    "origin_value": rounded(origin.values[-1]),
                    "origin_scale": scale,
                    "horizon": horizon,
                    "calendar_quarter": named(origin.quarter + horizon),
                    "method": each.method,
                    "value": value,
                    "lower_80": min(value, rounded(value * math.exp(-width))),
                    "upper_80": max(value, rounded(value * math.exp(width))),
                    "interval_errors": 0 if is_short else len(scaled),
                    "selection_score": scores[each.method],
                    "is_selected": each.method == chosen,
                }
            )
    return rows


def score(series_id: str, method: str, record: Mapping[str, Sequence[_Error]]) -> float | None:
    """A method's mean error to that of the seasonal naive one, on what both forecast.

    Over all horizons whose outcome was known; None where there are too few.
    """
    own, naive = (
        {
            (error.quarter, error.horizon): error.size
            for error in record[each]
            if error.series_id == series_id
        }
        for each in (method, NAIVE)
    )
    both = own.keys() & naive.keys()
    against = sum(naive[each] for each in both)
    if len(both) < FEWEST_OUTCOMES or against == 0:
        return None
    return round(sum(own[each] for each in sorted(both)) / against, _DIGITS)


def changes(values: Sequence[float], quarters: int) -> list[float]:
    """How far the series moved over so many quarters lately, in logarithms, without signs."""
    logs = np.log(np.asarray(values))
    moved = np.abs(logs[quarters:] - logs[:-quarters])
    return [float(size) for size in moved[-RECORD_QUARTERS:]]


def scale_of(values: Sequence[float], quarters: int) -> float:
    """The mean of `changes`; of a series that never changed, a hundredth."""
    moved = changes(values, quarters)
    return round(sum(moved) / len(moved), _DIGITS) or 0.01


def width_of(sizes: Sequence[float]) -> float:
    """Half the width, in logarithms, that as many errors lay within as an interval is to hold.

    The quantile is that of split conformal prediction: of n errors, one more counts as beyond.
    """
    share = min(1.0, COVERAGE * (1 + 1 / len(sizes)))
    return float(np.quantile(np.asarray(sizes), share))
