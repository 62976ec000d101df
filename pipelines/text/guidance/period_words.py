"""Words that name a period: a year, a half, a quarter, or a relative one, each with an example.

Relative words are resolved by the company's fiscal calendar and the day on which it spoke. A year
without "calendar" is the company's own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Literal

from pipelines.registry.fiscal_year_end import FiscalYearEnd
from pipelines.text.guidance.periods import CALENDAR_YEAR, Period, quarter_of, year_of

Source = Literal["named", "relative", "assumed"]
Told = tuple[Period, Source]

_ORDINALS = {
    "first": 1, "1st": 1, "front": 1, "second": 2, "2nd": 2, "back": 2, "latter": 2, "third": 3,
    "3rd": 3, "fourth": 4, "4th": 4,
}  # fmt: skip
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTHS_OF_YEAR = {"three": 3, "3": 3, "six": 6, "6": 6, "nine": 9, "9": 9}
# How many quarters end with a month.
_SPANS = {
    "quarter": 1, "three months": 1, "half": 2, "half year": 2, "six months": 2, "nine months": 3,
    "year": 4, "fiscal year": 4, "twelve months": 4,
}  # fmt: skip
# Whoever reports a quarter in the weeks after it calls the one that runs the next.
_DAYS_OF_REPORTING = 60

_YEAR = r"(?P<year>20[0-4]\d|['’]?[1-4]\d)\b(?!\s*(?:%|percent|billion|million|bps|basis))"
_LONG_YEAR = r"(?P<year>20[0-4]\d|['’][1-4]\d)\b"
_OF = (
    r"[,\s]*(?:of|in|for)?\s*(?:the\s+)?(?P<kind>calendar(?:\s+year)?|CY|fiscal(?:\s+year)?|FY"
    r"|full[- ]year)?,?\s*"
)
_QUARTER = (
    r"\b(?:fiscal\s+)?(?:Q(?P<after>[1-4])|(?P<before>[1-4])Q|"
    r"(?P<word>first|second|third|fourth|1st|2nd|3rd|4th)[ -](?:fiscal\s+)?quarter)"
)
_HALF = (
    r"\b(?:H(?P<after>[12])|(?P<before>[12])H|(?P<word>first|second|1st|2nd|back|front"
    r"|latter)[ -]half)"
)


def _number(match: re.Match[str]) -> int:
    digits = match["after"] or match["before"]
    return int(digits) if digits else _ORDINALS[match["word"].lower()]


def _year(digits: str) -> int:
    number = int(digits.strip("'’"))
    return number if number > 99 else 2000 + number


def _is_calendar(match: re.Match[str], rule: FiscalYearEnd) -> bool:
    """Whether "calendar" is said, and means another year than the company's own."""
    kind = (match["kind"] or "").lower()
    return kind.startswith(("calendar", "cy")) and rule.month != 12


def _part(
    match: re.Match[str], quarters: tuple[int, int], day: dt.date, rule: FiscalYearEnd
) -> Period:
    """A quarter or a half: of the year named, else the next to end or the quarter reported."""
    is_calendar = _is_calendar(match, rule)
    if match["year"]:
        return Period(_year(match["year"]), quarters, is_calendar)
    year = year_of(CALENDAR_YEAR if is_calendar else rule, day)
    near = (Period(each, quarters, is_calendar) for each in (year - 1, year))
    reported = day - dt.timedelta(days=_DAYS_OF_REPORTING if len(set(quarters)) == 1 else 0)
    return next(
        (each for each in near if each.end(rule) >= reported),
        Period(year + 1, quarters, is_calendar),
    )


def _quarter(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    number = _number(match)
    return _part(match, (number, number), day, rule), "named"


def _quarters(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told | None:
    first, last = (
        int(match[name]) if match[name].isdigit() else _ORDINALS[match[name].lower()]
        for name in ("one", "two")
    )
    return (_part(match, (first, last), day, rule), "named") if first < last else None


def _month_quarter(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told | None:
    """The fiscal quarter that ends with a month, or within weeks of its end."""
    month = _MONTHS.index(match["month"].lower()) + 1
    reported = day - dt.timedelta(days=_DAYS_OF_REPORTING)
    year = year_of(rule, day)
    for each in (Period(y, (q, q)) for y in range(year - 1, year + 3) for q in range(1, 5)):
        middle = each.end(rule) - dt.timedelta(days=14)
        if middle.month != month:
            continue
        if middle.year == _year(match["year"]) if match["year"] else each.end(rule) >= reported:
            return each, "named"
    return None


def _months(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told | None:
    """The quarters that whole months come to: from January to June, in the first three months."""
    if match["count"]:
        quarters = _MONTHS_OF_YEAR[match["count"].lower()] // 3
        last = 4 if (match["which"] or "first").lower() in ("last", "final") else quarters
        return _part(match, (last - quarters + 1, last), day, rule), "named"
    first, last = (_month_number(match[name]) for name in ("from_month", "to_month"))
    if first % 3 != 1 or last % 3 or first > last:
        return None
    year = _year(match["year"]) if match["year"] else day.year
    ended = dt.date(year, last, 28)
    fiscal, quarter = quarter_of(rule, ended)
    start, begun = quarter_of(rule, dt.date(year, first, 15))
    return (Period(fiscal, (begun, quarter)), "named") if start == fiscal else None


def _ended(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    """The quarter, half or year that ends with a month: "the quarter ending March 31, 2026"."""
    del day
    year, month = _year(match["year"]), _month_number(match["month"])
    fiscal, quarter = quarter_of(rule, dt.date(year, month, 28) - dt.timedelta(days=14))
    many = _SPANS[match["span"].lower().replace("-", " ")]
    return Period(fiscal, (max(quarter - many + 1, 1), quarter)), "named"


def _month_number(name: str) -> int:
    return next(n for n, each in enumerate(_MONTHS, 1) if each[:3] == name.lower()[:3])


def _half(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    quarters = (1, 2) if _number(match) == 1 else (3, 4)
    return _part(match, quarters, day, rule), "named" if match["year"] else "relative"


def _years(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told | None:
    del day
    first, last = _year(match["year"]), _year(match["last"])
    if not first < last <= first + 5:
        return None
    return Period(first, is_calendar=_is_calendar(match, rule), last_year=last), "named"


def _one_year(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    del day
    return Period(_year(match["year"]), is_calendar=_is_calendar(match, rule)), "named"


def _rest(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told | None:
    year, quarter = quarter_of(rule, day)
    named = match[0][-4:]
    if named.isdigit() and int(named) != year:
        return None
    return Period(year, (quarter, 4)), "relative"


def _next_year(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    is_calendar = _is_calendar(match, rule)
    return Period(
        year_of(CALENDAR_YEAR if is_calendar else rule, day) + 1, is_calendar=is_calendar
    ), "relative"


def _this_year(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    is_calendar = _is_calendar(match, rule)
    return Period(
        year_of(CALENDAR_YEAR if is_calendar else rule, day), is_calendar=is_calendar
    ), "relative"


def _this_quarter(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    del match
    year, quarter = quarter_of(rule, day)
    return Period(year, (quarter, quarter)), "relative"


def _next_quarter(match: re.Match[str], day: dt.date, rule: FiscalYearEnd) -> Told:
    this, source = _this_quarter(match, day, rule)
    if (day - this.start(rule)).days <= _DAYS_OF_REPORTING:
        return this, source
    year, quarter = this.year, this.quarters[1]
    year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return Period(year, (quarter, quarter)), source


_Reader = Callable[[re.Match[str], dt.date, FiscalYearEnd], Told | None]


def _form(example: str, pattern: str, reader: _Reader) -> tuple[re.Pattern[str], _Reader]:
    compiled = re.compile(pattern, re.IGNORECASE)
    assert compiled.search(example), example
    return compiled, reader


_MONTH = "|".join(f"{each}|{each[:3]}\\.?" for each in _MONTHS)
_AND = r"\s*(?:and|through|[-–/&])\s*"
_UNNAMED = r"(?P<kind>)(?P<year>)"
# The longer form first: what one has read, none after it reads again.
_FORMS = (
    _form("Q3 and Q4", rf"\bQ(?P<one>[1-4]){_AND}Q(?P<two>[1-4]){_UNNAMED}\b", _quarters),
    _form(
        "the third and fourth quarters",
        rf"\b(?P<one>first|second|third){_AND}(?P<two>second|third|fourth) quarters?{_UNNAMED}\b",
        _quarters,
    ),
    _form(
        "from January to June 2025",
        rf"\b(?:from )?(?P<from_month>{_MONTH})(?: 1)?(?P<count>)(?P<which>)"
        rf"(?:,? 20\d\d)?\s*(?:to|through|[-–])\s*(?:the end of )?(?P<to_month>{_MONTH})"
        rf"(?: \d\d?(?!\d))?(?:,?\s+(?:of\s+)?{_YEAR})?",
        _months,
    ),
    _form(
        "in the first three months of 2026",
        r"\b(?P<which>first|last|final) (?P<count>three|six|nine|[369]) months(?:" + _OF + _YEAR
        + r"|(?P<from_month>)(?P<to_month>) of (?:the|this) (?:fiscal |calendar )?year)",
        _months,
    ),
    _form(
        "for the quarter ending March 31, 2026",
        rf"\b(?P<span>{'|'.join(sorted(_SPANS, key=len, reverse=True))})"
        rf"(?: that (?:will )?)?,? (?:ending|ends|ended|end|to|through)"
        rf" (?:in |on )?(?:the end of )?(?P<month>{_MONTH})(?: \d\d?(?!\d))?,? {_YEAR}",
        _ended,
    ),
    _form(
        "the remainder of 2025",
        r"\b(?:rest|remainder|balance) of (?:fiscal |calendar )?(?:year )?20[0-4]\d\b",
        _rest,
    ),
    _form("the third quarter of fiscal 2026", _QUARTER + _OF + _YEAR, _quarter),
    _form("Q3FY26", _QUARTER + r"(?P<kind>FY|CY)?" + _YEAR, _quarter),
    _form("in the second quarter", _QUARTER + _UNNAMED + r"(?![A-Za-z])", _quarter),
    _form(
        "the December quarter",
        rf"\b(?P<month>{'|'.join(_MONTHS)})[ -]quarter\b(?:,?\s+(?:of\s+)?{_YEAR})?",
        _month_quarter,
    ),
    _form("the second half of 2026", _HALF + _OF + _YEAR, _half),
    _form("2H26", _HALF + r"(?P<kind>FY|CY)?" + _YEAR, _half),
    _form(
        "the second half of the calendar year",
        _HALF + r"(?:\s+of\s+(?:the|this|our)\s+(?P<kind>calendar|fiscal)?\s*year)?(?P<year>)\b",
        _half,
    ),
    _form(
        "2028, 2029, yes",
        r"(?P<kind>)(?<![\d.,$-])\b(?P<year>20[0-4]\d), (?P<last>20[0-4]\d)\b(?!-\d)",
        _years,
    ),
    _form(
        "2025 and 26",
        r"\b(?P<kind>calendar(?:\s+years?)?|CY|fiscal(?:\s+years?)?|FY)?\s*"
        + _LONG_YEAR + _AND
        + r"(?:fiscal\s+|FY)?(?P<last>20[0-4]\d|['’]?[1-4]\d)\b"
        + r"(?!\s*(?:%|percent|billion|million))",
        _years,
    ),
    _form("calendar year 2026", r"\b(?P<kind>calendar(?:\s+year)?|CY)[\s,-]*" + _YEAR, _one_year),
    _form("fiscal year 25", r"\b(?P<kind>fiscal(?:[ -]year)?|FY)[\s,-]*" + _YEAR, _one_year),
    _form("full year, 2023", r"(?P<kind>)(?<![\d.,$-])\b(?P<year>20[0-4]\d)\b(?!-\d)", _one_year),
    _form("we expect '27 capex", r"(?P<kind>)(?<!\w)(?P<year>['’][1-4]\d)\b", _one_year),
    _form(
        "the rest of the year",
        r"\b(?:rest|remainder|balance) of (?:the |this |our )?(?:fiscal |calendar )?"
        r"(?:year|20[0-4]\d)",
        _rest,
    ),
    _form(
        "next fiscal year",
        r"\b(?:next|coming|following|subsequent) (?:(?P<kind>calendar|fiscal|full)[ -])?year\b",
        _next_year,
    ),
    _form(
        "this fiscal year",
        r"\b(?:this|current|the|our|throughout the|entire|full)(?: (?:full|current|whole|entire))?"
        r"[ -](?:(?P<kind>calendar|fiscal)[ -])?(?:full[ -])?year\b"
        r"(?! ended|[- ]over|[- ]ago| earlier)",
        _this_year,
    ),
    _form(
        "next quarter",
        r"\b(?:next|coming|upcoming|following) (?:fiscal )?quarter\b",
        _next_quarter,
    ),
    _form(
        "in the quarter",
        r"\b(?:this|the|current) (?:current |fiscal )?quarter\b(?! ended)",
        _this_quarter,
    ),
    _form(
        "to increase sequentially",
        r"\bsequential(?:ly)?\b|\bquarter[- ]over[- ]quarter\b",
        _this_quarter,
    ),
)  # fmt: skip


def expressions(text: str, day: dt.date, rule: FiscalYearEnd) -> Iterator[tuple[Told, int, int]]:
    """What a text calls periods: each with what named it, and its place."""
    taken: list[tuple[int, int]] = []
    for pattern, reader in _FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            told = reader(match, day, rule)
            if told is not None:
                taken.append((start, end))
                yield told, start, end
