"""Series as they stood at each moment, and the origins that forecasts are made at.

Belongs here: which quarters of a series count at a moment, and when a new one first did. What is
forecast from them is in `methods.py`, how well in `backtest.py`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

# Seasons and growth over a year need two of them.
FEWEST_QUARTERS = 8
# What lies ten years back says nothing of the next four quarters, and every value is an operand.
MOST_QUARTERS = 40
HORIZONS = (1, 2, 3, 4)
_IN_A_YEAR = 4


class Shown(NamedTuple):
    """A value of a quarter and the span in which it was shown.

    Attributes:
        member: the company that a value of a total belongs to; empty elsewhere.
        quarter: number of the calendar quarter, four times the year and on.
        value: in the unit of the series.
        may_end: whether the series may end with it: enough companies stand behind it.
        shown_from: since when (UTC).
        shown_to: until when; None if it stands.
        accession: the filing that says it, where one does.
    """

    member: str
    quarter: int
    value: float
    may_end: bool
    shown_from: dt.datetime
    shown_to: dt.datetime | None
    accession: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """What is forecast.

    Attributes:
        series_id: its name.
        kind: capex, capex_total or segment_revenue; errors of one kind are compared.
        unit: USD, or index.
        shown: every value that ever stood.
        members: whose values add up to one of a quarter; empty where a value is one.
        is_rebased: whether levels may move as a whole between two moments, as those of a chained
            index do, so that an outcome is told by its change since the origin's quarter.
    """

    series_id: str
    kind: str
    unit: str
    shown: tuple[Shown, ...]
    members: frozenset[str] = frozenset()
    is_rebased: bool = False


class Point(NamedTuple):
    """A quarter's value at a moment, and the filing that says it."""

    quarter: int
    value: float
    accession: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """A moment at which a series first had a quarter: what forecasts are made from.

    Attributes:
        at: the moment (UTC).
        points: its quarters without a hole, the newest last, as they stood then.
    """

    at: dt.datetime
    points: tuple[Point, ...]

    @property
    def quarter(self) -> int:
        """The newest quarter."""
        return self.points[-1].quarter

    @property
    def values(self) -> list[float]:
        """The values, the newest last."""
        return [point.value for point in self.points]


class Outcome(NamedTuple):
    """What a forecast is held against: the first that was said of its quarter, and when."""

    value: float
    at: dt.datetime


def standing(series: Series, at: dt.datetime) -> dict[int, tuple[Point, bool]]:
    """The quarters of a series at a moment, each with whether the series may end with it."""
    found: dict[int, list[Shown]] = defaultdict(list)
    for shown in series.shown:
        if shown.shown_from <= at and (shown.shown_to is None or shown.shown_to > at):
            found[shown.quarter].append(shown)
    whole = {}
    for quarter, parts in found.items():
        if series.members and {part.member for part in parts} != series.members:
            continue
        accession = parts[0].accession if len(parts) == 1 else None
        value = sum(part.value for part in parts)
        whole[quarter] = Point(quarter, value, accession), all(part.may_end for part in parts)
    return whole


def usable(points: dict[int, tuple[Point, bool]]) -> tuple[Point, ...]:
    """The quarters up to the newest that may end the series, without a hole and above nought."""
    newest = max((quarter for quarter, (_, may_end) in points.items() if may_end), default=None)
    run: list[Point] = []
    while newest is not None and newest in points and points[newest][0].value > 0:
        run.append(points[newest][0])
        newest -= 1
    return tuple(reversed(run[:MOST_QUARTERS]))


def newest_standing(series: Series) -> tuple[Point, ...]:
    """What could be forecast from now."""
    ends = [shown.shown_from for shown in series.shown]
    return usable(standing(series, max(ends))) if ends else ()


def origins(series: Series) -> list[tuple[Origin, dict[int, tuple[Point, bool]]]]:
    """Each moment at which the series first had a newer quarter, with all that stood then."""
    found: list[tuple[Origin, dict[int, tuple[Point, bool]]]] = []
    newest = None
    for at in sorted({shown.shown_from for shown in series.shown}):
        stood = standing(series, at)
        points = usable(stood)
        if points and (newest is None or points[-1].quarter > newest):
            newest = points[-1].quarter
            found.append((Origin(at, points), stood))
    return found


def outcomes(
    series: Series, made: Sequence[tuple[Origin, dict[int, tuple[Point, bool]]]]
) -> dict[tuple[int, int], Outcome]:
    """By origin's quarter and horizon, what the series first said of the quarter forecast.

    A quarter that no origin ends with is known since the first origin after it that has it.
    """
    known: dict[int, tuple[dt.datetime, dict[int, tuple[Point, bool]]]] = {}
    for origin, stood in made:
        for quarter in stood:
            if quarter <= origin.quarter:
                known.setdefault(quarter, (origin.at, stood))
    found = {}
    for origin, _ in made:
        for horizon in HORIZONS:
            later = known.get(origin.quarter + horizon)
            if later is None:
                continue
            at, stood = later
            value = stood[origin.quarter + horizon][0].value
            if series.is_rebased:
                base = stood.get(origin.quarter)
                if base is None:
                    continue
                value *= origin.points[-1].value / base[0].value
            if value > 0:
                found[origin.quarter, horizon] = Outcome(value, at)
    return found


def why_not(series: Series) -> str | None:
    """Why nothing is forecast of a series now, in a sentence; None if something is."""
    points = newest_standing(series)
    if len(points) >= FEWEST_QUARTERS:
        return None
    has = f"{series.series_id} has {len(points)} of the {FEWEST_QUARTERS} quarters that a"
    if not points:
        return f"{has} forecast takes: no quarter that enough companies state is above nought."
    first = points[0].quarter
    stood = standing(series, max(shown.shown_from for shown in series.shown))
    if first - 1 in stood:
        why = f"{named(first - 1)} is not above nought"
    elif any(quarter < first for quarter in stood):
        why = f"{named(first - 1)} is not stated"
    else:
        why = "nothing earlier is stated"
    return f"{has} forecast takes, from {named(first)} to {named(points[-1].quarter)}: {why}."


def total(series_id: str, kind: str, parts: Iterable[Series]) -> Series:
    """The sum of series over the quarters in which all of them stand."""
    given = list(parts)
    shown = [each._replace(member=part.series_id) for part in given for each in part.shown]
    members = frozenset(part.series_id for part in given)
    return replace(given[0], series_id=series_id, kind=kind, shown=tuple(shown), members=members)


def named(quarter: int) -> str:
    """A quarter's name, such as 2026Q2."""
    return f"{quarter // _IN_A_YEAR}Q{quarter % _IN_A_YEAR + 1}"


def numbered(name: str) -> int:
    """A quarter's number: four times its year, and on."""
    return int(name[:4]) * _IN_A_YEAR + int(name[5]) - 1
