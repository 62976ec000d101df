"""Charts as SVG without a script: bars that stack, lines with holes; every mark may be a link.

Belongs here: scales and marks. What is drawn is in `page.py`; colours are classes (`s0`, `s1`, …)
that the page's style gives, so that a dark page has its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 22, 26


@dataclass(frozen=True, slots=True)
class Mark:
    """A value to draw: what it says, and where it leads."""

    value: float
    told: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One colour: a mark or a hole for each place of the axis."""

    name: str
    marks: Sequence[Mark | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart is drawn in.

    Attributes:
        width: in pixels; its text keeps its size.
        height: in pixels.
        places: names below the axis.
        unit: how a value beside the axis is written.
        above: a word above each place, such as who is missing from it.
        partial: places that are drawn as incomplete.
    """

    width: int
    height: int
    places: Sequence[str]
    unit: Callable[[float], str]
    above: Sequence[str] = ()
    partial: frozenset[int] = frozenset()

    def x(self, place: float) -> float:
        """The middle of a place."""
        wide = (self.width - _LEFT - _RIGHT) / max(len(self.places), 1)
        return _LEFT + (place + 0.5) * wide

    def y(self, value: float, least: float, most: float) -> float:
        """The height of a value."""
        span = self.height - _TOP - _BOTTOM
        return _TOP + span * (1 - (value - least) / (most - least))


def stacked(frame: Frame, series: Sequence[Series], title: str) -> str:
    """Bars of the series on each other; what is negative or absent adds nothing."""
    stacks = zip(*(each.marks for each in series), strict=True)
    heights = [sum(mark.value for mark in stack if mark) for stack in stacks]
    ticks = _ticks(0, max(heights, default=0))
    wide = 0.72 * (frame.x(1) - frame.x(0))
    drawn = [_axes(frame, ticks)]
    for place in range(len(frame.places)):
        bottom = 0.0
        faint = ' class="partial"' if place in frame.partial else ""
        drawn.append(f"<g{faint}>")
        for number, each in enumerate(series):
            mark = each.marks[place]
            if mark is None:
                continue
            low = frame.y(bottom, 0, ticks[-1])
            bottom += mark.value
            high = frame.y(bottom, 0, ticks[-1])
            shape = (
                f'<rect class="s{number}" x="{frame.x(place) - wide / 2:.1f}" y="{high:.1f}" '
                f'width="{wide:.1f}" height="{max(low - high, 0):.1f}">'
                f"<title>{escape(mark.told)}</title></rect>"
            )
            drawn.append(_led(shape, mark))
        drawn.append("</g>")
        if frame.above:
            at = frame.y(bottom, 0, ticks[-1]) - 6
            drawn.append(_text(frame.x(place), at, frame.above[place], "middle"))
    return _svg(frame, drawn, title)


def lines(frame: Frame, series: Sequence[Series], title: str) -> str:
    """Lines through neighbouring marks; where one is absent, the line has a hole."""
    values = [mark.value for each in series for mark in each.marks if mark]
    ticks = _ticks(min([0.0, *values]), max(values, default=0))
    drawn = [_axes(frame, ticks)]
    for number, each in enumerate(series):
        points = [
            (frame.x(place), frame.y(mark.value, ticks[0], ticks[-1])) if mark else None
            for place, mark in enumerate(each.marks)
        ]
        path, is_open = "", False
        for point in points:
            if point:
                path += f"{'L' if is_open else 'M'}{point[0]:.1f} {point[1]:.1f}"
            is_open = point is not None
        drawn.append(f'<path class="l{number}" d="{path}"/>')
        for mark, point in zip(each.marks, points, strict=True):
            if mark and point:
                dot = (
                    f'<circle class="s{number}" cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="3.5">'
                    f"<title>{escape(mark.told)}</title></circle>"
                )
                drawn.append(_led(dot, mark))
    return _svg(frame, drawn, title)


def legend(series: Sequence[Series]) -> str:
    """The names of the series, each beside its colour."""
    entries = "".join(
        f'<li><svg width="12" height="12" aria-hidden="true"><rect class="s{number}" width="12" '
        f'height="12" rx="2"/></svg>{escape(each.name)}</li>'
        for number, each in enumerate(series)
    )
    return f'<ul class="legend">{entries}</ul>'


def _led(shape: str, mark: Mark) -> str:
    return f'<a href="{escape(mark.url)}">{shape}</a>' if mark.url else shape


def _svg(frame: Frame, drawn: Sequence[str], title: str) -> str:
    return (
        f'<svg viewBox="0 0 {frame.width} {frame.height}" width="{frame.width}" '
        f'height="{frame.height}" role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    )


def _axes(frame: Frame, ticks: Sequence[float]) -> str:
    drawn = []
    for tick in ticks:
        y = frame.y(tick, ticks[0], ticks[-1])
        look = "zero" if tick == 0 else "grid"
        drawn.append(
            f'<path class="{look}" d="M{_LEFT} {y:.1f}H{frame.width - _RIGHT}"/>'
            + _text(_LEFT - 6, y + 4, frame.unit(tick), "end")
        )
    # Names that would run into each other are left out, counted from the newest.
    step = math.ceil(52 * len(frame.places) / (frame.width - _LEFT - _RIGHT)) if frame.places else 1
    for place, name in enumerate(frame.places):
        if (len(frame.places) - 1 - place) % step == 0:
            drawn.append(_text(frame.x(place), frame.height - 8, name, "middle"))
    return "".join(drawn)


def _text(x: float, y: float, told: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(told)}</text>'


def _ticks(least: float, most: float) -> list[float]:
    """Round values from below the least to above the most, four to seven of them."""
    span = max(most - least, 1e-9)
    rough = span / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough)
    first, last = math.floor(least / step), math.ceil(most / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]
