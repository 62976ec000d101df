"""Forecasts of every origin, which method speaks, and how far it may be off.

Belongs here: the record as it was known at each origin, the choice by it and the intervals from
it. An origin that was published stays as it was published, and costs nothing again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.analysis.blend import BLEND, GUIDANCE, INFORMED, Lesson, blended, weight
from pipelines.analysis.candidates import Candidate, as_published, said_at
from pipelines.analysis.guidance import spread_over
from pipelines.analysis.intervals import Levels, changes, drawn_to_pool, width_of
from pipelines.analysis.methods import CANDIDATES, NAIVE, STATISTICAL
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
    HORIZONS,
    Origin,
    Series,
    named,
    numbered,
    origins,
    outcomes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.analysis.guidance import Guidance, Path
    from pipelines.analysis.series import Outcome

# The first quarter that is an origin, fixed: what a record holds must not depend on today.
FIRST_ORIGIN = numbered("2020Q3")


class Fresh(NamedTuple):
    """An origin that is not published yet.

    Attributes:
        series: the series.
        origin: the origin.
        parameters: by method, what it fitted.
        path: what was guided.
        levels: by horizon, the level of its intervals.
    """

    series: Series
    origin: Origin
    parameters: dict[str, dict[str, float]]
    path: Path | None
    levels: dict[int, float]


class Backtest(NamedTuple):
    """Rows of `analysis.forecasts` without their names, and the origins whose fits are new."""

    rows: list[dict[str, Any]]
    fitted: list[Fresh]


def backtest(
    every: Sequence[Series],
    published: Mapping[tuple[str, int], Sequence[dict[str, Any]]],
    guidance: Guidance | None = None,
) -> Backtest:
    """Forecast every series at its origins, each from what stood then alone.

    Args:
        every: the series.
        published: rows of `analysis.forecasts` by series and origin's quarter, as published.
        guidance: of series of capital expenditure.
    """
    made = {series.series_id: origins(series) for series in every}
    known = {series.series_id: outcomes(series, made[series.series_id]) for series in every}
    spoken: dict[tuple[str, int], list[Candidate]] = {}
    fresh: list[tuple[Series, Origin]] = []
    # Which statistical method spoke at an origin, or would have without guidance.
    bases: dict[tuple[str, int], str] = {}
    for series in every:
        for origin, _ in made[series.series_id]:
            key = series.series_id, origin.quarter
            kept = published.get(key)
            if kept is not None:
                spoken[key] = as_published(kept)
            elif origin.quarter >= FIRST_ORIGIN and len(origin.points) >= FEWEST_QUARTERS:
                spoken[key] = said_at(series, origin)
                fresh.append((series, origin))
    for key, rows in published.items():
        # An origin that the history of today no longer has: its errors still count.
        if key[0] in made:
            spoken.setdefault(key, as_published(rows))
            scores = {row["method"]: row["selection_score"] for row in rows}
            bases[key] = best(scores, STATISTICAL)
    errors = _errors([each for said in spoken.values() for each in said], known)
    records = {
        (series.series_id, origin.quarter): record_of(
            errors, origin.quarter, origin.at, STATISTICAL
        )
        for series, origin in fresh
    }
    scored = {
        key: {method: score(method, record, key[0]) for method in CANDIDATES}
        for key, record in records.items()
    }
    bases |= {key: best(scores, CANDIDATES) for key, scores in scored.items()}
    paths = _with_guidance(fresh, every, guidance, spoken, bases)
    lessons = _lessons(spoken, bases, known)
    for series, origin in fresh:
        key = series.series_id, origin.quarter
        _blend(spoken[key], bases[key], lessons, origin)
    informed = _errors(
        [each for said in spoken.values() for each in said if each.method in INFORMED], known
    )
    kept_rows = [dict(row) for key, kept in published.items() if key[0] in made for row in kept]
    scales = {key: drawn_to_pool(said[0].scales[0]) for key, said in spoken.items()}
    levels = Levels()
    _tell(kept_rows, known, levels)
    rows, fitted = [], []
    # An interval knows what became of those before it.
    for series, origin in sorted(fresh, key=lambda each: each[1].at):
        key = series.series_id, origin.quarter
        record = records[key] | record_of(informed, origin.quarter, origin.at, INFORMED)
        scores = scored[key] | _informed_scores(key[0], bases[key], record, scored[key])
        at = {horizon: levels.at(series.kind, horizon, origin.at) for horizon in HORIZONS}
        own = _rows(series, origin, _Origin(spoken[key], record, scores, at, scales))
        _tell(own, known, levels)
        rows += own
        parameters = {each.method: each.parameters for each in spoken[key]}
        fitted.append(Fresh(series, origin, parameters, paths.get(key), at))
    rows += kept_rows
    for row in rows:
        outcome = _outcome(row, known)
        row["actual_value"] = rounded(outcome.value) if outcome else None
        row["actual_known_from"] = outcome.at if outcome else None
    return Backtest(rows, fitted)


_Known = Mapping[str, Mapping[tuple[int, int], "Outcome"]]


def _outcome(row: Mapping[str, Any], known: _Known) -> Outcome | None:
    """What came of a forecast; documents that came late may tell of a quarter before its origin."""
    outcome = known[row["series_id"]].get((row["origin_number"], row["horizon"]))
    return outcome if outcome and outcome.at > row["known_from"] else None


def _tell(rows: Iterable[Mapping[str, Any]], known: _Known, levels: Levels) -> None:
    """Let the levels know what came of the intervals that were chosen."""
    for row in rows:
        outcome = _outcome(row, known) if row["is_selected"] else None
        if outcome is not None:
            is_held = float(row["lower_80"]) <= rounded(outcome.value) <= float(row["upper_80"])
            levels.tell(row["series_kind"], row["horizon"], outcome.at, is_held=is_held)


_Spoken = dict[tuple[str, int], list[Candidate]]


def _with_guidance(
    fresh: Sequence[tuple[Series, Origin]],
    every: Sequence[Series],
    guidance: Guidance | None,
    spoken: _Spoken,
    bases: Mapping[tuple[str, int], str],
) -> dict[tuple[str, int], Path]:
    """Let guidance speak at the origins at which there is some; what it says of each."""
    of_name = {series.series_id: series for series in every}
    paths: dict[tuple[str, int], Path] = {}
    if guidance is None:
        return paths
    for series, origin in fresh:
        key = series.series_id, origin.quarter
        members = [of_name[name] for name in sorted(series.members)]
        path = (
            guidance.total(members, origin.quarter, origin.at)
            if members
            else guidance.path(series, origin.points, origin.at)
        )
        if path is None:
            continue
        paths[key] = path
        [base] = [each for each in spoken[key] if each.method == bases[key]]
        values = [rounded(value) for value in spread_over(path.values, key[1], base.values)]
        spoken[key].append(base._replace(method=GUIDANCE, values=values, parameters={}))
    return paths


def _lessons(
    spoken: _Spoken,
    bases: Mapping[tuple[str, int], str],
    known: Mapping[str, Mapping[tuple[int, int], Outcome]],
) -> list[Lesson]:
    """What came of every forecast that was guided."""
    found = []
    for key, said in spoken.items():
        of_method = {each.method: each for each in said}
        if GUIDANCE not in of_method:
            continue
        base, guided = of_method[bases[key]], of_method[GUIDANCE]
        for place, horizon in enumerate(HORIZONS):
            outcome = known[key[0]].get((key[1], horizon))
            if outcome is not None and outcome.at > base.at:
                values = base.values[place], guided.values[place], outcome.value
                found.append(Lesson.of(horizon, values, base.scales[place], outcome.at))
    return found


def _blend(
    said: list[Candidate], base_method: str, lessons: Sequence[Lesson], origin: Origin
) -> None:
    """Let guidance and the statistical method speak together, where there is guidance."""
    of_method = {each.method: each for each in said}
    guided, base = of_method.get(GUIDANCE), of_method[base_method]
    if guided is None:
        return
    shares = [weight(horizon, lessons, origin.at) for horizon in HORIZONS]
    values = [
        rounded(blended(each, other, share))
        for each, other, share in zip(base.values, guided.values, shares, strict=True)
    ]
    parameters = {
        f"weight_{horizon}": share for horizon, share in zip(HORIZONS, shares, strict=True)
    }
    said.append(base._replace(method=BLEND, values=values, parameters=parameters))


def _errors(
    candidates: Iterable[Candidate],
    known: Mapping[str, Mapping[tuple[int, int], Outcome]],
) -> Errors:
    """The errors of each method."""
    errors: Errors = defaultdict(list)
    for each in candidates:
        for horizon, value, scale in zip(HORIZONS, each.values, each.scales, strict=True):
            outcome = known[each.series_id].get((each.quarter, horizon))
            # Documents that came late may tell of a quarter before the origin that was published.
            if outcome is not None and outcome.at > each.at:
                size = abs(math.log(value / outcome.value))
                errors[each.method].append(
                    Error(
                        each.series_id,
                        each.quarter,
                        horizon,
                        size,
                        size / scale,
                        outcome.at,
                    )
                )
    return errors


def _informed_scores(
    series_id: str, base: str, record: Errors, scores: Mapping[str, float | None]
) -> dict[str, float | None]:
    """How good forecasts were that know what is guided, to the naive method.

    Guidance is younger than the record, so they are held against what the statistical method said
    of the same quarters, of all spenders as of this one, and by way of its score against the naive
    one.
    """
    of_base = 1.0 if base == NAIVE else scores[base]
    found: dict[str, float | None] = {}
    for method in INFORMED:
        to_base = score(method, record, series_id, base)
        found[method] = (
            None if to_base is None or of_base is None else round(to_base * of_base, DIGITS)
        )
    return found


class _Origin(NamedTuple):
    """What is known at an origin: what each method says, its record and score, and the levels.

    `interval_scales` are of every origin.
    """

    said: Sequence[Candidate]
    record: Errors
    scores: Mapping[str, float | None]
    levels: Mapping[int, float]
    interval_scales: Mapping[tuple[str, int], float]


def _rows(
    series: Series,
    origin: Origin,
    known: _Origin,
) -> list[dict[str, Any]]:
    """The forecasts of an origin: every method's, one of those that have a score chosen."""
    said, record, scores, levels, interval_scales = known
    own_scale = interval_scales[series.series_id, origin.quarter]
    chosen = best(scores, [each.method for each in said])
    rows = []
    for each in said:
        for horizon, value, scale in zip(HORIZONS, each.values, each.scales, strict=True):
            scaled = [
                error.size / interval_scales[error.series_id, error.quarter]
                for error in record[each.method]
                if error.horizon == horizon
            ]
            is_short = len(scaled) < FEWEST_ERRORS
            sizes = changes(origin.values, horizon) if is_short else scaled
            width = width_of(sizes, levels[horizon]) * (1 if is_short else own_scale)
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
                    "selection_score": scores.get(each.method),
                    "is_selected": each.method == chosen,
                }
            )
    return rows
