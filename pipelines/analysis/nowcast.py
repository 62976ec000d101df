"""Nowcasts: a quarter of an index that some companies have told of, and not enough for the index.

Belongs here: the first moment at which the link of such a quarter stands (Taiwan's months, and who
files early), or one or two of its months (`months.py`), a bridge from what they say to the whole
index, and its record against the forecast that stood, for each number of months. The level of a
link is the early companies' growth on their matched panel.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.analysis.backtest import FIRST_ORIGIN
from pipelines.analysis.intervals import Levels, changes, scale_of, width_of
from pipelines.analysis.methods import NAIVE
from pipelines.analysis.months import (
    IN_A_QUARTER,
    TO_QUARTER,
    TO_YEAR,
    Month,
    Months,
    growths,
)
from pipelines.analysis.record import (
    DIGITS,
    FEWEST_ERRORS,
    Error,
    Errors,
    best,
    record_of,
    rounded,
    score,
)
from pipelines.analysis.series import (
    FEWEST_QUARTERS,
    named,
    origins,
    outcomes,
    standing,
    usable,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipelines.analysis.operands import Sale
    from pipelines.analysis.series import Origin, Point, Series

STANDING, BRIDGE = "standing_forecast", "bridge"
NOW_METHODS = (NAIVE, STANDING, BRIDGE)
MONTH_METHODS = (NAIVE, STANDING, TO_YEAR, TO_QUARTER)
# The horizon of a nowcast: its quarter is over, or nearly. Below it, how many months are missing.
NOW = 0
_LINES = "https://otexts.com/fpp3/least-squares.html"
PAGES_NOW = {
    STANDING: "https://otexts.com/fpp3/simple-methods.html",
    BRIDGE: _LINES,
    TO_YEAR: _LINES,
    TO_QUARTER: _LINES,
}
MISSING = (-1, -2)
_YEAR = 4
# With no record the index grows as the early companies did, which counts as much as so many
# outcomes.
_AS_OUTCOMES = 8


class Early(NamedTuple):
    """The first moment at which a quarter has a link, or so many months, and the index then.

    Attributes:
        series: the index.
        at: the moment (UTC).
        points: its quarters then, without that one.
        growths: of the early companies in that quarter, in logarithms, by what reads it.
        became: that of the whole index, where it is known.
        known_at: since when.
        horizon: 0, or below it how many months are missing.
        months: those that are known, of one or two.
    """

    series: Series
    at: dt.datetime
    points: tuple[Point, ...]
    growths: Mapping[str, float]
    became: float | None
    known_at: dt.datetime | None
    horizon: int = NOW
    months: tuple[Month, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """The series and the number of the newest quarter that it has."""
        return self.series.series_id, self.points[-1].quarter


class Nowcasts(NamedTuple):
    """Rows of `analysis.forecasts` without their names, and what is new, with what was fitted."""

    rows: list[dict[str, Any]]
    fitted: list[tuple[Early, dict[str, dict[str, float]], float]]


def nowcasts(
    every: Iterable[Series],
    published: Mapping[tuple[str, int], Sequence[dict[str, Any]]],
    forecasts: Iterable[Mapping[str, Any]],
    months: Iterable[Month] = (),
    sales: Iterable[Sale] = (),
) -> Nowcasts:
    """Nowcast every index at the first moment at which a quarter has a link, or one or two months.

    Args:
        every: the series; what is no index has no early companies.
        published: rows of nowcasts by series and number of the newest quarter, as published.
        forecasts: rows of forecasts: which one stood.
        months: of the companies of each index.
        sales: of all who count in each index.
    """
    told = Months(months, sales)
    early: dict[int, dict[tuple[str, int], Early]] = defaultdict(dict)
    for series in every:
        if series.is_rebased:
            for each in _early(series, told):
                early[each.horizon][each.key] = each
    stood = {
        (row["series_id"], row["origin_number"]): row
        for row in forecasts
        if row["horizon"] == 1 and row["is_selected"]
    }
    made = Nowcasts([], [])
    for horizon in (NOW, *MISSING):
        kept = {
            key: rows
            for key, of_key in published.items()
            if (rows := [row for row in of_key if row["horizon"] == horizon])
        }
        of_horizon = _of_horizon(early[horizon], kept, stood)
        made.rows.extend(of_horizon.rows)
        made.fitted.extend(of_horizon.fitted)
    return made


def _of_horizon(
    early: Mapping[tuple[str, int], Early],
    published: Mapping[tuple[str, int], Sequence[dict[str, Any]]],
    stood: Mapping[tuple[str, int], Mapping[str, Any]],
) -> Nowcasts:
    """The nowcasts that as much of a quarter speaks for, by a record of their own."""
    said: dict[tuple[str, int], dict[str, float]] = {}
    scales: dict[tuple[str, int], float] = {}
    lines: dict[tuple[str, int], dict[str, tuple[float, float]]] = {}
    for key, each in early.items():
        if key in published:
            rows = published[key]
            said[key] = {row["method"]: float(row["value"]) for row in rows}
            scales[key] = rows[0]["origin_scale"]
        elif key in stood and len(each.points) >= FEWEST_QUARTERS:
            lines[key] = {
                method: _bridge(early.values(), method, each.at) for method in each.growths
            }
            said[key] = _said(each, stood[key], lines[key])
            scales[key] = scale_of([point.value for point in each.points], 1)
    errors = _errors(said, scales, early, published)
    levels = Levels()
    kept = [dict(row) for rows in published.values() for row in rows]
    rows, fitted = [], []
    _tell(kept, early, levels)
    for key in sorted(lines, key=lambda key: early[key].at):
        each = early[key]
        level = levels.at(each.series.kind, each.horizon, each.at)
        own = _rows(each, said[key], errors, level)
        _tell(own, early, levels)
        rows += own
        parameters = {
            method: {"early_growth": each.growths[method], "intercept": intercept, "slope": slope}
            for method, (intercept, slope) in lines[key].items()
        }
        fitted.append((each, parameters, level))
    rows += kept
    for row in rows:
        row["actual_value"], row["actual_known_from"] = _outcome(row, early)
    return Nowcasts(rows, fitted)


def _early(series: Series, months: Months) -> Iterator[Early]:
    made = origins(series)
    known = outcomes(series, made)
    moments = sorted({shown.shown_from for shown in series.shown})
    for place, (origin, _) in enumerate(made):
        if origin.quarter < FIRST_ORIGIN:
            continue
        until = made[place + 1][0].at if place + 1 < len(made) else None
        outcome = known.get((origin.quarter, 1))
        became, known_at = None, None
        if outcome is not None:
            became, known_at = math.log(outcome.value / origin.points[-1].value), outcome.at
        linked = _linked(series, origin, moments, until)
        if linked is not None:
            at, points, growth = linked
            yield Early(series, at, points, {BRIDGE: growth}, became, known_at)
            until = at
        for horizon in MISSING:
            told = _months_told(series, origin, months, horizon, until)
            if told is not None:
                at, points, read, of_quarter = told
                yield Early(series, at, points, read, became, known_at, horizon, of_quarter)


def _linked(
    series: Series, origin: Origin, moments: Sequence[dt.datetime], until: dt.datetime | None
) -> tuple[dt.datetime, tuple[Point, ...], float] | None:
    """When the quarter after an origin first has a link, the index then, and growth by it."""
    for at in moments:
        if at < origin.at or (until is not None and at >= until):
            continue
        stood = standing(series, at)
        points = usable(stood)
        link = stood.get(origin.quarter + 1)
        if link is None or not points or points[-1].quarter != origin.quarter:
            continue
        return at, points, math.log(link[0].value / points[-1].value)
    return None


def _months_told(
    series: Series, origin: Origin, months: Months, horizon: int, until: dt.datetime | None
) -> tuple[dt.datetime, tuple[Point, ...], dict[str, float], tuple[Month, ...]] | None:
    """When the first months of the quarter after an origin were known, and what they then say.

    None where the next month, a link or the next origin came before the origin did.
    """
    count, quarter = IN_A_QUARTER + horizon, origin.quarter + 1
    known_at = months.known_at(series.series_id, quarter, count)
    if known_at is None:
        return None
    at = max(known_at, origin.at)
    following = months.known_at(series.series_id, quarter, count + 1)
    if any(end is not None and at >= end for end in (until, following)):
        return None
    points = usable(standing(series, at))
    told = months.standing(series.series_id, quarter, count, at)
    if not told or len(points) < _YEAR or points[-1].quarter != origin.quarter:
        return None
    of_quarter = tuple(month for every in told.values() for month in every[-count:])
    return at, points, growths(told, points, count), of_quarter


def _bridge(every: Iterable[Early], method: str, at: dt.datetime) -> tuple[float, float]:
    """Intercept and slope from early growth to that of the index, of all indices known by then.

    Least squares, drawn to the early growth itself.
    """
    known = [
        (each.growths[method], each.became)
        for each in every
        if each.became is not None and each.known_at is not None and each.known_at <= at
    ]
    if not known:
        return 0.0, 1.0
    over = [became - growth for growth, became in known]
    ones, x = float(len(known)), sum(growth for growth, _ in known)
    xx = sum(growth**2 for growth, _ in known)
    y, xy = sum(over), sum(each * pair[0] for each, pair in zip(over, known, strict=True))
    ones += _AS_OUTCOMES
    xx += _AS_OUTCOMES * xx / len(known)
    determinant = ones * xx - x * x
    if determinant <= 0:
        return 0.0, 1.0
    intercept = (xx * y - x * xy) / determinant
    slope = 1 + (ones * xy - x * y) / determinant
    return round(intercept, DIGITS), round(slope, DIGITS)


def _said(
    each: Early, stood: Mapping[str, Any], lines: Mapping[str, tuple[float, float]]
) -> dict[str, float]:
    base = each.points[-1].value
    values = {
        NAIVE: each.points[-_YEAR].value,
        # The index may have moved as a whole since.
        STANDING: base * float(stood["value"]) / float(stood["origin_value"]),
        **{
            method: base * math.exp(intercept + slope * each.growths[method])
            for method, (intercept, slope) in lines.items()
        },
    }
    return {method: rounded(value) for method, value in values.items()}


def _errors(
    said: Mapping[tuple[str, int], Mapping[str, float]],
    scales: Mapping[tuple[str, int], float],
    early: Mapping[tuple[str, int], Early],
    published: Mapping[tuple[str, int], Sequence[Mapping[str, Any]]],
) -> Errors:
    errors: Errors = defaultdict(list)
    for key, values in said.items():
        each = early[key]
        if each.became is None or each.known_at is None:
            continue
        rows = published.get(key)
        base = float(rows[0]["origin_value"]) if rows else rounded(each.points[-1].value)
        actual = base * math.exp(each.became)
        for method, value in values.items():
            size = abs(math.log(value / actual))
            errors[method].append(
                Error(*key, each.horizon, size, size / scales[key], each.known_at)
            )
    return errors


def _rows(
    each: Early, said: Mapping[str, float], errors: Errors, level: float
) -> list[dict[str, Any]]:
    """The nowcasts of a moment: every method's, one of them chosen."""
    series_id, quarter = each.key
    record = record_of(errors, quarter, each.at, said)
    scores = {method: score(method, record) for method in said}
    chosen = best(scores, said)
    values = [point.value for point in each.points]
    scale = scale_of(values, 1)
    rows = []
    for method, value in said.items():
        scaled = [error.scaled for error in record[method]]
        is_short = len(scaled) < FEWEST_ERRORS
        sizes = changes(values, 1) if is_short else scaled
        width = width_of(sizes, level) * (1 if is_short else scale)
        rows.append(
            {
                "series_id": series_id,
                "series_kind": each.series.kind,
                "unit": each.series.unit,
                "origin_number": quarter,
                "origin_quarter": named(quarter),
                "known_from": each.at,
                "origin_quarters": len(values),
                "origin_value": rounded(values[-1]),
                "origin_scale": scale,
                "horizon": each.horizon,
                "calendar_quarter": named(quarter + 1),
                "method": method,
                "value": value,
                "lower_80": min(value, rounded(value * math.exp(-width))),
                "upper_80": max(value, rounded(value * math.exp(width))),
                "interval_errors": 0 if is_short else len(scaled),
                "selection_score": scores[method],
                "is_selected": method == chosen,
            }
        )
    return rows


def _outcome(
    row: Mapping[str, Any], early: Mapping[tuple[str, int], Early]
) -> tuple[float | None, dt.datetime | None]:
    """What came of a nowcast, in terms of its own index, and since when that is known."""
    each = early.get((row["series_id"], row["origin_number"]))
    if each is None or each.became is None or each.known_at is None:
        return None, None
    if each.known_at <= row["known_from"]:
        return None, None
    return rounded(float(row["origin_value"]) * math.exp(each.became)), each.known_at


def _tell(
    rows: Iterable[Mapping[str, Any]], early: Mapping[tuple[str, int], Early], levels: Levels
) -> None:
    for row in rows:
        actual, known_at = _outcome(row, early) if row["is_selected"] else (None, None)
        if actual is not None and known_at is not None:
            is_held = float(row["lower_80"]) <= actual <= float(row["upper_80"])
            levels.tell(row["series_kind"], row["horizon"], known_at, is_held=is_held)
