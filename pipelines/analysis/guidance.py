"""What a company guides of its capital expenditure, as a path of quarters, as known at a moment.

Belongs here: which statements stand at a moment, what takes their basis to that of the series, and
how what is left of a guided period is spread over its quarters. How much it counts beside a
statistical forecast is in `blend.py`.

What is left of a guided year in cash is reckoned a second time in `fct_capex_ahead_history`, which
forecasts have to be there for: that mart has both ends of a range at every moment, of whole years
alone, in equal parts, while a forecast takes every midpoint as it stood at an origin and lets its
quarters grow. A test holds what both say of the same years together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipelines.analysis.series import standing, usable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.analysis.series import Point, Series

# Quarters in which two bases stand that a ratio of them takes: a year, whatever its seasons.
_BRIDGE_QUARTERS = 4
# A path that grows or falls by more than e squared a quarter is no plan of anybody's.
_STEEPEST = 2.0
_HALVINGS = 60


class Statement(NamedTuple):
    """What a company guided of a period on a basis.

    Attributes:
        series_id: the series of its capital expenditure.
        horizon: the period's name, as in FY2026.
        first: number of its first calendar quarter.
        last: number of its last.
        ends: its last day.
        basis: what counts as capital expenditure in it.
        midpoint: in USD; None where it is a bound or has no amount. On another basis than that of
            the series what an accounting change moved is put back.
        definition: which definition of its basis the midpoint is on, counted from 0.
        replaces: whether it takes the place of an amount said before: it has one, or names it.
        issued: the day on which it was said.
        said_from: since when it is known (UTC).
        known_from: since when the midpoint is on this definition: a change that was taken back
            leaves what was said while it stood on another.
        known_to: until when; None if it stands.
        source: where that comes from: texts of filings, or what people entered.
        accession: the filing that says it, where one does.
        document: what says it else.
        url: where that is.
    """

    series_id: str
    horizon: str
    first: int
    last: int
    ends: dt.date
    basis: str
    midpoint: float | None
    definition: int
    replaces: bool
    issued: dt.date
    said_from: dt.datetime
    known_from: dt.datetime
    known_to: dt.datetime | None
    source: str
    accession: str | None
    document: str | None
    url: str | None


class Amount(NamedTuple):
    """Capital expenditure of a period on a definition of a basis, and when it stood."""

    series_id: str
    basis: str
    definition: int
    is_year: bool
    ends: dt.date
    value: float
    known_from: dt.datetime
    known_to: dt.datetime | None
    accession: str | None


class Bridge(NamedTuple):
    """What takes an amount on a basis to the basis of the series: a ratio of what both stated."""

    series_id: str
    basis: str
    ratio: float
    amounts: tuple[Amount, ...]


class Path(NamedTuple):
    """What guidance says of the quarters after the newest, and what it is from."""

    values: dict[int, float]
    statements: tuple[Statement, ...]
    bridges: tuple[Bridge, ...]


class Guidance:
    """All that was guided of a set of series, and the amounts on other bases.

    Args:
        statements: of all series, whenever they were said.
        amounts: of all series on all bases.
        basis: that of the series.
    """

    def __init__(
        self, statements: Iterable[Statement], amounts: Iterable[Amount], basis: str
    ) -> None:
        self._basis = basis
        self._statements: dict[str, list[Statement]] = defaultdict(list)
        self._amounts: dict[str, list[Amount]] = defaultdict(list)
        for statement in statements:
            self._statements[statement.series_id].append(statement)
        for amount in amounts:
            self._amounts[amount.series_id].append(amount)

    def path(self, series: Series, points: Sequence[Point], at: dt.datetime) -> Path | None:
        """What the company guided of the quarters after its newest one; None if of none of them."""
        known = {point.quarter: point.value for point in points}
        newest = points[-1].quarter
        values: dict[int, float] = {}
        used: list[Statement] = []
        bridges: dict[tuple[str, int], Bridge] = {}
        for statement in self._standing(series.series_id, at):
            quarters = range(statement.first, statement.last + 1)
            left = [quarter for quarter in quarters if quarter not in known | values]
            end = max(values, default=newest)
            if statement.midpoint is None or not left or left[0] != end + 1:
                continue
            bridge = self._bridge(statement, at)
            if bridge is None:
                continue
            spent = sum((known | values).get(quarter, 0.0) for quarter in quarters)
            rest = statement.midpoint * bridge.ratio - spent
            spread = _spread((known | values)[end], rest, len(left))
            if spread is None:
                continue
            values |= dict(zip(left, spread, strict=True))
            used.append(statement)
            if statement.basis != self._basis:
                bridges[statement.basis, statement.definition] = bridge
        return Path(values, tuple(used), tuple(bridges.values())) if values else None

    def total(self, members: Sequence[Series], newest: int, at: dt.datetime) -> Path | None:
        """The sum of what all members guide, or have stated, of the quarters after the newest.

        It ends with the first quarter of which a member says nothing.
        """
        each: list[dict[int, float]] = []
        statements: list[Statement] = []
        bridges: list[Bridge] = []
        for member in members:
            points = usable(standing(member, at))
            path = self.path(member, points, at) if points else None
            if path is None:
                return None
            each.append({point.quarter: point.value for point in points} | path.values)
            statements += path.statements
            bridges += path.bridges
        values: dict[int, float] = {}
        quarter = newest + 1
        while all(quarter in said for said in each):
            values[quarter] = sum(said[quarter] for said in each)
            quarter += 1
        return Path(values, tuple(statements), tuple(bridges)) if values else None

    def _standing(self, series_id: str, at: dt.datetime) -> list[Statement]:
        """Of each period what was said last, the next to end first.

        Words without an amount leave the amount before them as it is. On the basis of the series
        rather than on another.
        """
        newest: dict[tuple[int, int], Statement] = {}
        for statement in self._statements[series_id]:
            is_known = statement.known_from <= at and (
                statement.known_to is None or statement.known_to > at
            )
            key = (statement.last, -statement.first)
            if is_known and statement.replaces:
                newest[key] = max(newest.get(key, statement), statement, key=self._rank)
        return [newest[key] for key in sorted(newest)]

    def _rank(self, statement: Statement) -> tuple[bool, dt.datetime, dt.date]:
        return statement.basis == self._basis, statement.said_from, statement.issued

    def _bridge(self, statement: Statement, at: dt.datetime) -> Bridge | None:
        """From a basis to that of the series, of the newest year in which both stand.

        Of quarters on the definition that the statement is on alone (rule 5).
        """
        series_id, basis = statement.series_id, statement.basis
        if basis == self._basis:
            return Bridge(series_id, basis, 1.0, ())
        stood: dict[tuple[bool, dt.date], dict[str, Amount]] = defaultdict(dict)
        for amount in self._amounts[series_id]:
            if amount.basis == basis and amount.definition != statement.definition:
                continue
            if amount.known_from <= at and (amount.known_to is None or amount.known_to > at):
                stood[amount.is_year, amount.ends][amount.basis] = amount
        both = {
            key: (found[self._basis], found[basis])
            for key, found in sorted(stood.items())
            if self._basis in found and basis in found
        }
        quarters = [pair for (is_year, _), pair in both.items() if not is_year]
        years = [pair for (is_year, _), pair in both.items() if is_year]
        pairs = quarters[-_BRIDGE_QUARTERS:] if len(quarters) >= _BRIDGE_QUARTERS else years[-1:]
        own = sum(pair[0].value for pair in pairs)
        other = sum(pair[1].value for pair in pairs)
        if own <= 0 or other <= 0:
            return None
        amounts = tuple(pair[1] for pair in pairs)
        return Bridge(series_id, basis, own / other, amounts)


def _spread(level: float, rest: float, quarters: int) -> list[float] | None:
    """What is left of a period over its quarters, each grown on the last one by as much.

    None where nothing is left, or only a growth without example gets there.
    """

    def said(growth: float) -> list[float]:
        return [level * math.exp(growth * step) for step in range(1, quarters + 1)]

    low, high = -_STEEPEST, _STEEPEST
    if not sum(said(low)) < rest < sum(said(high)):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(said(middle)) < rest else (low, middle)
    return said(low)


def spread_over(values: Mapping[int, float], newest: int, base: Sequence[float]) -> list[float]:
    """A path over the horizons of a forecast: beyond its end it grows as the forecast does."""
    told: list[float] = []
    for step, value in enumerate(base):
        guided = values.get(newest + 1 + step)
        told.append(told[-1] * value / base[step - 1] if guided is None else guided)
    return told
