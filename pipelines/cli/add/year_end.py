"""How a company ends its fiscal years and quarters, inferred from the days on which they ended.

Only rules that `registry/fiscal_year_end.py` understands are proposed, and each is tried on
every annual report there is: a rule that fits one year may be another's by chance.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.registry.fiscal_year_end import parse_fiscal_year_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry.fiscal_year_end import FiscalYearEnd

# A rule that leaves some years out is proposed only if it holds for this many up to the newest.
_FEWEST_YEARS = 2
_LEAP_YEAR = 2024
_QUARTERS, _WEEKS_IN_YEAR, _DAYS_IN_WEEK = 4, 52, 7
_MONTH_DAY = re.compile(r"(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A proposed rule.

    Attributes:
        rule: as `parse_fiscal_year_end` reads it; None if no rule fits.
        told: one sentence: what it rests on, or why there is none.
        earlier: the rule that all years before ended by, in another month, and the last day of
            its last year; None where there is no such change.
    """

    rule: str | None
    told: str
    earlier: tuple[str, dt.date] | None = None


def infer(report_dates: Iterable[dt.date], stated: str | None) -> YearEnd:
    """The rule that fits the ends of fiscal years.

    Args:
        report_dates: periods of report of the annual reports.
        stated: `fiscalYearEnd` of the submissions, month and day; used only where there is no
            annual report yet, since it is one year's date for companies of 52 or 53 weeks.
    """
    dates = sorted(set(report_dates), reverse=True)
    if not dates:
        return _of_stated(stated)
    newest = dates[0]
    runs = [(_run(rule, dates), rule) for rule in _candidates(newest)]
    longest = max((run for run, _ in runs), default=0)
    best = [rule.text for run, rule in runs if run == longest]
    if longest == len(dates):
        also = f"; {' and '.join(best[1:])} would fit too: confirm which" if best[1:] else ""
        years = "the only annual report" if len(dates) == 1 else f"all {len(dates)} annual reports"
        return YearEnd(best[0], f"{best[0]!r} fits {years} up to {newest}{also}")
    if longest >= _FEWEST_YEARS:
        return YearEnd(
            best[0],
            f"no rule fits all {len(dates)} annual reports: {best[0]!r} fits those from "
            f"{dates[longest - 1]} to {newest}, and not {dates[longest]}: confirm it",
            _earlier(best[0], dates[longest:]),
        )
    return YearEnd(
        None,
        f"no rule of a fiscal year end fits the annual reports of "
        f"{', '.join(map(str, dates[:3]))}: find the rule in the annual report",
    )


def infer_weeks(
    year_ends: Iterable[dt.date], quarter_ends: Iterable[dt.date]
) -> tuple[int, ...] | None:
    """How many weeks the quarters have, where they are weeks and not thirteen each; else None.

    Args:
        year_ends: periods of report of the annual reports.
        quarter_ends: those of the quarterly reports.

    The newest two years that all four quarters of are known must agree, but for a 53rd week, which
    belongs to the last quarter.
    """
    years = sorted(set(year_ends), reverse=True)
    quarters = sorted(set(quarter_ends))
    found = []
    for end, start in pairwise(years):
        within = [day for day in quarters if start < day < end]
        ends = [start, *within, end]
        lengths = [(last - first).days for first, last in pairwise(ends)]
        if len(lengths) != _QUARTERS or any(length % _DAYS_IN_WEEK for length in lengths):
            continue
        weeks = [length // _DAYS_IN_WEEK for length in lengths]
        weeks[-1] -= sum(weeks) - _WEEKS_IN_YEAR
        found.append(tuple(weeks))
    agreed = len(found) >= _FEWEST_YEARS and found[0] == found[1]
    return found[0] if agreed and len(set(found[0])) > 1 else None


def _earlier(rule: str, dates: list[dt.date]) -> tuple[str, dt.date] | None:
    """The rule of the years before the newest run, if one fits them all and names other months."""
    before = infer(dates, None)
    if before.rule is None or len(dates) < _FEWEST_YEARS or before.earlier is not None:
        return None
    earlier, newest = parse_fiscal_year_end(before.rule), parse_fiscal_year_end(rule)
    fits_all = _run(earlier, dates) == len(dates)
    return (before.rule, dates[0]) if fits_all and earlier.month != newest.month else None


def _candidates(newest: dt.date) -> Iterator[FiscalYearEnd]:
    """The rules under which a year may end on this day, the likeliest first."""
    weekday = calendar.day_name[newest.weekday()]
    month = calendar.month_name[newest.month]
    before = calendar.month_name[(newest.month - 2) % 12 + 1]
    texts = (
        f"{month} {_last_day(newest.month)}",
        f"last {weekday} of {month}",
        f"{weekday} nearest {month} {_last_day(newest.month)}",
        f"{weekday} nearest {before} {_last_day((newest.month - 2) % 12 + 1)}",
        f"{month} {newest.day}",
    )
    seen = set()
    for text in texts:
        try:
            rule = parse_fiscal_year_end(text)
        except ValueError:  # a day too early in the month for the ledger's calendar
            continue
        if rule.text not in seen and _fits(rule, newest):
            seen.add(rule.text)
            yield rule


def _run(rule: FiscalYearEnd, dates: list[dt.date]) -> int:
    """How many years, from the newest back, end by the rule without exception."""
    return next((place for place, day in enumerate(dates) if not _fits(rule, day)), len(dates))


def _fits(rule: FiscalYearEnd, day: dt.date) -> bool:
    return day in {rule.date_in(year) for year in (day.year - 1, day.year, day.year + 1)}


def _last_day(month: int) -> int:
    return calendar.monthrange(_LEAP_YEAR, month)[1]


def _of_stated(stated: str | None) -> YearEnd:
    match = _MONTH_DAY.fullmatch(stated or "")
    if match is not None and 1 <= int(match["month"]) <= 12:
        month, day = int(match["month"]), int(match["day"])
        if calendar.monthrange(_LEAP_YEAR - 1, month)[1] <= day <= _last_day(month):
            rule = parse_fiscal_year_end(f"{calendar.month_name[month]} {_last_day(month)}").text
            return YearEnd(
                rule, f"{rule!r} is what the SEC notes; no annual report confirms it yet"
            )
    return YearEnd(
        None,
        f"no annual report shows the end of the fiscal year, and the SEC notes {stated!r}: find "
        "the rule in a report",
    )
