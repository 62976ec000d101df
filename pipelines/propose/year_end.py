"""The rule by which a company ends its fiscal year, inferred from the ends of its years.

Only rules that `registry/fiscal_year_end.py` understands are proposed, and each is tried on
every annual report there is: a rule that fits one year may be another's by chance.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.registry.fiscal_year_end import parse_fiscal_year_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry.fiscal_year_end import FiscalYearEnd

# A rule that leaves some years out is proposed only if it holds for this many up to the newest.
_FEWEST_YEARS = 2
_LEAP_YEAR = 2024
_MONTH_DAY = re.compile(r"(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A proposed rule.

    Attributes:
        rule: as `parse_fiscal_year_end` reads it; None if no rule fits.
        told: one sentence: what it rests on, or why there is none.
    """

    rule: str | None
    told: str


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
        )
    return YearEnd(
        None,
        f"no rule of a fiscal year end fits the annual reports of "
        f"{', '.join(map(str, dates[:3]))}: find the rule in the annual report",
    )


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
