"""A series of figures by quarter: how much of it there is, how it came, and how that is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.publish.calendar_quarters import between, later

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

# Quarters that a strip shows: five years.
_SHOWN = 20
FILED, STATED, SECOND_HAND, MISSING = "filed", "stated", "second hand", "missing"
_SIGNS = {FILED: "f", STATED: "s", SECOND_HAND: "c", MISSING: "m"}
SAID = {
    FILED: "filed, or reported to an exchange",
    STATED: "stated by the company outside its filings",
    SECOND_HAND: "second hand",
    MISSING: "not here",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A standing figure: its quarter, since when it is known, its sources, and how it came."""

    quarter: str
    known_from: dt.datetime
    sources: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Series:
    """The figures of a series, the oldest first; at least one."""

    figures: tuple[Figure, ...]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """How the figures of each quarter came; of several the least sure."""
        order = list(_SIGNS)
        found: dict[str, str] = {}
        for each in self.figures:
            found[each.quarter] = max(found.get(each.quarter, FILED), each.kind, key=order.index)
        return found

    @property
    def holes(self) -> list[str]:
        """The quarters between its first and its last that it lacks."""
        return [
            each for each in between(min(self.kinds), max(self.kinds)) if each not in self.kinds
        ]

    def cells(self, shown: Sequence[str], published: dt.date) -> tuple[str, ...]:
        """Strip, span, quarters held, holes, newest report with its age, sources, second hand."""
        newest = max(each.known_from for each in self.figures).date()
        sources = sorted({source for each in self.figures for source in each.sources})
        copied = sum(each.kind == SECOND_HAND for each in self.figures)
        return (
            _strip(self.kinds, shown),
            _whole(f"{min(self.kinds)} – {max(self.kinds)}"),
            f"{len(self.kinds)}",
            f"{len(self.holes) or ''}",
            _whole(f"{newest}"),
            f"{(published - newest).days:,}",
            ", ".join(f"`{source}`" for source in sources),
            f"{copied} of {len(self.figures)}" if copied else "",
        )


HEADER = (
    "last five years",
    "from – to",
    "quarters",
    "holes",
    "newest known since",
    "days old",
    "from",
    "second hand",
)
NUMBERS = "  rr r"


def _whole(text: str) -> str:
    """Text that no line break parts."""
    return f'<span class="whole">{text}</span>'


def _strip(kinds: dict[str, str], shown: Sequence[str]) -> str:
    marks = "".join(mark(kinds.get(quarter, MISSING), quarter) for quarter in shown)
    held = sum(quarter in kinds for quarter in shown)
    return f'<span class="quarters" role="img" aria-label="{held} of {len(shown)}">{marks}</span>'


def mark(kind: str, quarter: str = "") -> str:
    """The bar of a quarter, which says what it is; without a quarter that of a legend."""
    title = f' title="{quarter}: {SAID[kind]}"' if quarter else ""
    return f'<i class="{_SIGNS[kind]}"{title}></i>'


def until(last: str) -> list[str]:
    """The quarters that strips show, the last one given."""
    return between(later(last, 1 - _SHOWN), last)
