"""Of when an estimate is and when it was said, as precisely as a document has it.

A period is a year (`2028`), years together (`2026-2031`, `to 2030`), a quarter (`2025Q4`), or words
where a document names no year. It was said on a day, in a month (`2026-08`), in a year, or between
two of these (`2026-08/2026-09`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_YEAR = r"((?:19|20)\d\d)"
_PERIOD = re.compile(rf"{_YEAR}|{_YEAR}-{_YEAR}|to {_YEAR}|{_YEAR}Q([1-4])", re.ASCII)
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_SAID = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """What a period holds: nothing is set where words name no year.

    Attributes:
        first_year: its first calendar year, where one is named.
        last_year: its last.
        quarter: such as 2025Q4, of one.
    """

    first_year: int | None = None
    last_year: int | None = None
    quarter: str | None = None

    @property
    def is_one_year(self) -> bool:
        """Whether it is one calendar year."""
        return self.quarter is None and self.first_year is not None and self.is_closed

    @property
    def is_span(self) -> bool:
        """Whether it is several years together."""
        return self.last_year is not None and not self.is_closed

    @property
    def is_closed(self) -> bool:
        """Whether it begins and ends in one year."""
        return self.first_year == self.last_year


def period_of(text: str) -> Period | None:
    """The period that a cell says; None if it names a year in another form."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None if _ANY_YEAR.search(text) else Period()
    year, first, last, until, of_quarter, _ = found.groups()
    if of_quarter:
        return Period(int(of_quarter), int(of_quarter), text)
    if year:
        return Period(int(year), int(year))
    if until:
        return Period(None, int(until))
    return Period(int(first), int(last)) if int(first) < int(last) else None


def span_said(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day on which it may have been said; None if the cell says none."""
    first, is_two, last = text.partition("/")
    spans = [_span(part) for part in ((first, last) if is_two else (first,))]
    days = [day for span in spans if span for day in span]
    if not all(spans) or days != sorted(days):
        return None
    return days[0], days[-1]


def _span(text: str) -> tuple[dt.date, dt.date] | None:
    found = _SAID.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return start, start
    last_month = start.month if month else 12
    return start, start.replace(
        month=last_month, day=calendar.monthrange(start.year, last_month)[1]
    )
