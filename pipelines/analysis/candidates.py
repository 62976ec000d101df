"""What each method says at an origin: the candidates among which a record chooses.

Belongs here: every method's forecasts of an origin, fitted or as they were published. What knows of
guidance speaks in `backtest.py`, where it is known which statistical method does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.analysis.intervals import scale_of
from pipelines.analysis.methods import COMBINATION, METHODS, NAIVE, combined, fit
from pipelines.analysis.record import rounded
from pipelines.analysis.series import HORIZONS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from pipelines.analysis.series import Origin, Series


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


def said_at(series: Series, origin: Origin) -> list[Candidate]:
    """What each method says at an origin, and what they say together."""
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
    return [*said, *_combination(said)]


def as_published(rows: Iterable[dict[str, Any]]) -> list[Candidate]:
    """What each method said at an origin that is published.

    One published before methods spoke together has what they would have said.
    """
    of_method: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["horizon"])):
        of_method[row["method"]].append(row)
    said = [
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
    return said if COMBINATION in of_method else [*said, *_combination(said)]


def _combination(said: Sequence[Candidate]) -> list[Candidate]:
    """What the methods say together; nothing where none but the naive one speaks."""
    speaking = [each for each in said if each.method in METHODS and each.method != NAIVE]
    if not speaking:
        return []
    values = [rounded(value) for value in combined([each.values for each in speaking])]
    return [speaking[0]._replace(method=COMBINATION, values=values, parameters={})]
