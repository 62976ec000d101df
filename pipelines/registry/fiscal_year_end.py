"""The rule by which a company ends its fiscal year, and the dates that follow from it.

Three forms, as companies state them in their filings:

- `june 30`: the same day each year;
- `last sunday of january`: 52 or 53 weeks, ending on the last such weekday of the month;
- `saturday nearest january 31`: 52 or 53 weeks, ending on the nearest such weekday, which may
  fall in the next month.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

# A period is named for the month two weeks before its end (`normalize/series/periods.py`); a
# weekday may lie three days before its anchor.
_EARLIEST_DAY = 18

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_FIXED = re.compile(r"^(?P<month>[a-z]+) (?P<day>\d{1,2})$")
_LAST = re.compile(r"^last (?P<weekday>[a-z]+) of (?P<month>[a-z]+)$")
_NEAREST = re.compile(r"^(?P<weekday>[a-z]+) nearest (?P<month>[a-z]+) (?P<day>\d{1,2})$")


@dataclass(frozen=True, slots=True)
class FiscalYearEnd:
    """A rule for the last day of a fiscal year.

    `month` is the month in which the rule anchors the year's end; a fiscal year carries the
    number of the calendar year of that anchor, as every registered company's own label does.
    """

    kind: Literal["fixed", "last", "nearest"]
    month: int
    day: int
    weekday: int | None
    text: str

    def date_in(self, year: int) -> dt.date:
        """The last day of the fiscal year that carries the number `year`."""
        month_end = calendar.monthrange(year, self.month)[1]
        anchor = dt.date(year, self.month, min(self.day, month_end))
        if self.weekday is None:
            return anchor
        back = (anchor.weekday() - self.weekday) % 7
        if self.kind == "last" or back <= 3:
            return anchor - dt.timedelta(days=back)
        return anchor + dt.timedelta(days=7 - back)


def parse_fiscal_year_end(text: str) -> FiscalYearEnd:
    """Read a rule such as `last sunday of january`.

    Raises:
        ValueError: the text is none of the three forms, names no month or weekday, or anchors
            the year in the first weeks of a month.
    """
    rule = " ".join(text.lower().split())
    help_text = (
        f"{text!r} is not a fiscal year end: write 'june 30', 'last sunday of january' "
        "or 'saturday nearest january 31'"
    )
    for kind, pattern in (("fixed", _FIXED), ("last", _LAST), ("nearest", _NEAREST)):
        match = pattern.match(rule)
        if match is None:
            continue
        parts = match.groupdict()
        month = _MONTHS.get(parts["month"])
        weekday = _WEEKDAYS.get(parts["weekday"]) if "weekday" in parts else None
        if month is None or ("weekday" in parts and weekday is None):
            raise ValueError(help_text)
        last_day = calendar.monthrange(2024, month)[1]
        day = int(parts.get("day") or last_day)
        if not 1 <= day <= last_day:
            raise ValueError(help_text)
        if day < _EARLIEST_DAY:
            raise ValueError(
                f"{text!r}: a fiscal year that ends before the {_EARLIEST_DAY}th is not supported"
            )
        return FiscalYearEnd(kind, month, day, weekday, rule)  # type: ignore[arg-type]
    raise ValueError(help_text)
