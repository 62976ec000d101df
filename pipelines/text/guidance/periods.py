"""Years, halves and quarters of a company, by its own calendar or by everyone's."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pipelines.registry.fiscal_year_end import FiscalYearEnd, parse_fiscal_year_end

CALENDAR_YEAR = parse_fiscal_year_end("december 31")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of quarters of one year, or of several years.

    Attributes:
        year: the fiscal year, or the calendar year where `is_calendar`.
        quarters: the first and the last of its quarters; 1 and 4 for a year.
        last_year: the year in which it ends.
        each_quarter: what is said holds for each of its quarters.
    """

    year: int
    quarters: tuple[int, int] = (1, 4)
    is_calendar: bool = False
    last_year: int | None = None
    each_quarter: bool = False

    @property
    def name(self) -> str:
        """Such as FY2026, CY2026, FY2025Q3, FY2026H2, FY2023Q2-Q4, FY2025-FY2026."""
        kind = "CY" if self.is_calendar else "FY"
        year = f"{kind}{self.year}"
        if self.last_year is not None and self.last_year != self.year:
            return f"{year}-{kind}{self.last_year}"
        if self.each_quarter:
            return f"each quarter of {year}"
        first, last = self.quarters
        if first == last:
            return f"{year}Q{first}"
        part = {(1, 4): "", (1, 2): "H1", (3, 4): "H2"}
        return year + part.get(self.quarters, f"Q{first}-Q{last}")

    @property
    def grain(self) -> Literal["year", "half", "quarter", "quarters", "years"]:
        """What kind of span it is."""
        if self.last_year is not None and self.last_year != self.year:
            return "years"
        if self.quarters[0] == self.quarters[1]:
            return "quarter"
        kinds: dict[tuple[int, int], Literal["year", "half"]] = {
            (1, 4): "year", (1, 2): "half", (3, 4): "half",
        }  # fmt: skip
        return kinds.get(self.quarters, "quarters")

    def start(self, rule: FiscalYearEnd) -> dt.date:
        """Its first day."""
        year, first = self.year, self.quarters[0]
        before = quarter_end(self._rule(rule), *((year, first - 1) if first > 1 else (year - 1, 4)))
        return before + dt.timedelta(days=1)

    def end(self, rule: FiscalYearEnd) -> dt.date:
        """Its last day."""
        return quarter_end(self._rule(rule), self.last_year or self.year, self.quarters[1])

    def _rule(self, rule: FiscalYearEnd) -> FiscalYearEnd:
        return CALENDAR_YEAR if self.is_calendar else rule


def quarter_end(rule: FiscalYearEnd, year: int, quarter: int) -> dt.date:
    """The last day of a fiscal quarter; to within a week where quarters are weeks."""
    year_end = rule.date_in(year)
    if rule.weekday is not None:
        return year_end - dt.timedelta(weeks=13 * (4 - quarter))
    months = year_end.year * 12 + year_end.month - 1 - 3 * (4 - quarter)
    number = months % 12 + 1
    last = calendar.monthrange(months // 12, number)[1]
    # A year that ends on a month's last day has quarters that do.
    is_last = year_end.day >= calendar.monthrange(year_end.year, year_end.month)[1] - 1
    return dt.date(months // 12, number, last if is_last else min(year_end.day, last))


def year_of(rule: FiscalYearEnd, day: dt.date) -> int:
    """The fiscal year that holds a day."""
    return next(year for year in range(day.year - 1, day.year + 3) if day <= rule.date_in(year))


def quarter_of(rule: FiscalYearEnd, day: dt.date) -> tuple[int, int]:
    """The fiscal year and quarter that hold a day."""
    year = year_of(rule, day)
    return year, next(each for each in range(1, 5) if day <= quarter_end(rule, year, each))
