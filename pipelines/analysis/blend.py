"""Forecasts that know what is guided: guidance alone, and blended with the statistical one.

Belongs here: how much guidance counts, learned from what became of both. What is guided is in
`guidance.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

GUIDANCE, BLEND = "guidance", "guidance_blend"
INFORMED = (GUIDANCE, BLEND)
# With no record both count alike: equal weights are hard to beat (Clemen, 1989). That counts as
# much as so many outcomes.
_EQUAL, _AS_OUTCOMES = 0.5, 8
_DIGITS = 6
_BOOK = "https://otexts.com/fpp3/"
PAGES_INFORMED = {
    GUIDANCE: f"{_BOOK}judgmental-adjustments.html",
    BLEND: f"{_BOOK}combinations.html",
}


class Lesson(NamedTuple):
    """What came of a forecast that was guided, in logarithms over the statistical one.

    Attributes:
        horizon: quarters ahead.
        guided: what guidance said, in units of the series' usual change.
        became: what came of it, likewise.
        known_at: since when (UTC).
    """

    horizon: int
    guided: float
    became: float
    known_at: dt.datetime

    @classmethod
    def of(
        cls, horizon: int, values: tuple[float, float, float], scale: float, at: dt.datetime
    ) -> Lesson:
        """A lesson from what the statistical method said, what guidance, and what came."""
        base, guided, actual = values
        return cls(horizon, math.log(guided / base) / scale, math.log(actual / base) / scale, at)


def weight(horizon: int, lessons: Iterable[Lesson], at: dt.datetime) -> float:
    """How much guidance counts so far ahead, 0 to 1, by what was known at a moment.

    Least squares on how much of the way to what was guided the outcomes went, drawn to one half.
    """
    known = [each for each in lessons if each.horizon == horizon and each.known_at <= at]
    if not known:
        return _EQUAL
    squares = sum(each.guided**2 for each in known)
    prior = _AS_OUTCOMES * squares / len(known)
    if prior == 0:
        return _EQUAL
    went = sum(each.guided * each.became for each in known)
    return round(min(1.0, max(0.0, (went + prior * _EQUAL) / (squares + prior))), _DIGITS)


def blended(base: float, guided: float, share: float) -> float:
    """Between two forecasts, in logarithms."""
    return math.exp((1 - share) * math.log(base) + share * math.log(guided))
