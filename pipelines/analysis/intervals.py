"""How wide an interval is: as errors were, at a level that follows what earlier intervals held.

Belongs here: widths in logarithms, and the level (adaptive conformal inference, Gibbs and Candès,
2021): each outcome that an interval missed raises the level of those to come, each that it held
lowers it, so that in the long run they hold the share that they are to. Outcomes of several
quarters ahead overlap, and as many count as one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

COVERAGE = 0.8
# How far one outcome moves the level, of h quarters ahead by an h-th of it: one boom, told by five
# overlapping quarters of six tiers, took the level of four quarters ahead to 97 percent, where a
# handful of errors says how wide an interval is. Larger steps were tried on the shipped record
# (0.05, 0.1): they held no more and made wider intervals.
_STEP = 0.02
_LOWEST, _HIGHEST = 0.5, 0.99
# Moves of a series that its scale is from: of three years.
_MOVES = 12
_DIGITS = 6
PAGE = "https://arxiv.org/abs/2106.00170"


class _Held(NamedTuple):
    """Whether an interval held what came, and when that was known."""

    known_at: dt.datetime
    is_held: bool


class Levels:
    """What share of earlier errors an interval is to hold, by kind of series and horizon."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, int], list[_Held]] = defaultdict(list)

    def tell(self, kind: str, horizon: int, known_at: dt.datetime, *, is_held: bool) -> None:
        """What came of an interval that was chosen."""
        self._told[kind, horizon].append(_Held(known_at, is_held))

    def at(self, kind: str, horizon: int, at: dt.datetime) -> float:
        """The level at a moment."""
        known = [each.is_held for each in self._told[kind, horizon] if each.known_at <= at]
        missed = len(known) - sum(known)
        step = _STEP / max(horizon, 1)
        level = COVERAGE + step * (missed - (1 - COVERAGE) * len(known))
        return round(min(_HIGHEST, max(_LOWEST, level)), _DIGITS)


def changes(values: Sequence[float], quarters: int) -> list[float]:
    """How far the series moved over so many quarters lately, in logarithms, without signs."""
    logs = np.log(np.asarray(values))
    moved = np.abs(logs[quarters:] - logs[:-quarters])
    return [float(size) for size in moved[-_MOVES:]]


def scale_of(values: Sequence[float], quarters: int) -> float:
    """The mean of `changes`; of a series that never changed, a hundredth."""
    moved = changes(values, quarters)
    return round(sum(moved) / len(moved), _DIGITS) or 0.01


def drawn_to_pool(scale: float) -> float:
    """What errors of intervals are in proportion to: a series' scale half way to that of its pool.

    A series of which little is known moves as others do, and its own twelve moves are few. Half
    way in logarithms is the root of both, and the pool's own cancels: its errors are divided by
    it, and its widths multiplied.

    Args:
        scale: of one quarter. Over several the moves of a series that grows are its growth, which
            forecasts know, and they overlap.
    """
    return math.sqrt(scale)


def width_of(sizes: Sequence[float], level: float = COVERAGE) -> float:
    """Half the width, in logarithms, that as many errors lay within as an interval is to hold.

    The quantile is that of split conformal prediction: of n errors, one more counts as beyond.
    """
    share = min(1.0, level * (1 + 1 / len(sizes)))
    return float(np.quantile(np.asarray(sizes), share))
