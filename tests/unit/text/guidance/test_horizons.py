"""Horizons: named, relative to the company's calendar and day, compared with, assumed."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.registry.fiscal_year_end import parse_fiscal_year_end
from pipelines.text.guidance.horizons import horizon
from pipelines.text.guidance.periods import CALENDAR_YEAR

JUNE = parse_fiscal_year_end("june 30")
# Four weeks into the third fiscal quarter of 2026, and the first of the calendar's.
DAY = dt.date(2026, 1, 28)


def name(text: str, fiscal: bool = True, day: dt.date = DAY) -> str | None:
    found = horizon(text, len(text) // 2, (0, len(text)), day, JUNE if fiscal else CALENDAR_YEAR)
    return found.period.name if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in fiscal 2027", "FY2027"),
        ("FY27 capex", "FY2027"),
        ("FY'27 capex", "FY2027"),
        ("fiscal year 27 capex", "FY2027"),
        ("for '27", "FY2027"),
        ("full-year, 2026", "FY2026"),
        ("calendar year 2026", "CY2026"),
        ("CY26", "CY2026"),
        ("this fiscal year", "FY2026"),
        ("for the full year", "FY2026"),
        ("this calendar year", "CY2026"),
        ("next year", "FY2027"),
        ("the second half of the calendar year", "CY2026H2"),
        ("2H26 spending", "FY2026H2"),
        ("the back half of fiscal 2026", "FY2026H2"),
        ("in the fourth quarter", "FY2026Q4"),
        # What ended four weeks ago is what is reported; what ended before is the next year's.
        ("in Q2", "FY2026Q2"),
        ("in Q1", "FY2027Q1"),
        ("Q4 FY26", "FY2026Q4"),
        ("4Q26", "FY2026Q4"),
        ("the fourth quarter of fiscal 2026", "FY2026Q4"),
        ("in Q3 and Q4", "FY2026H2"),
        ("in the March quarter", "FY2026Q3"),
        ("the December quarter of 2026", "FY2027Q2"),
        ("in the third and fourth quarters", "FY2026H2"),
        # Four weeks after the quarter that is reported, the next one is the one that runs.
        ("next quarter", "FY2026Q3"),
        ("to increase sequentially", "FY2026Q3"),
        ("for the remainder of the year", "FY2026H2"),
        ("in 2026 and 27", "FY2026-FY2027"),
        ("quarterly capex throughout the year", "each quarter of FY2026"),
        ("in the third quarter and continue to grow throughout the year", "FY2026H2"),
        ("from July to December 2025", "FY2026H1"),
        ("in the first three months of fiscal 2027", "FY2027Q1"),
        ("in the quarter ending March 31, 2026", "FY2026Q3"),
        ("for the six months to June 2026", "FY2026H2"),
        ("for the year ending June 30, 2027", "FY2027"),
        ("for the remainder of 2026", "FY2026H2"),
        ("the remainder of 2027", "FY2027"),
        ("double this year what it was", "FY2026"),
        ("spending will go up", None),
    ],
)
def test_words_for_a_period(text: str, expected: str | None) -> None:
    assert name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("capex in fiscal 2027 higher than FY26", "FY2027"),
        ("$50 billion in 2026, compared to $59 billion in 2027", "FY2026"),
        ("2027 capex in line with 2026", "FY2027"),
        ("fiscal 2027 weighted to the second half of the fiscal year", "FY2027"),
        ("capex in 2027 at or above the Q4 level", "FY2027"),
        ("more than $30 billion in 2027", "FY2027"),
        ("2027 capex well in excess of double 2026", "FY2027"),
        ("capex will double in 2027", "FY2027"),
        ("capex growth rate in 2027 higher than in 2026", "FY2027"),
        ("2027 capex at about the level of 2026", "FY2027"),
        ("this year, at $5 billion a year through 2028", "FY2026"),
        ("2027 capex flat to slightly down on 2026", "FY2027"),
        ("2027 capex about where it was in 2026", "FY2027"),
        ("2027 capex, with deliveries pushed into 2028", "FY2027"),
        ("2027 capex, of which more on our fourth quarter call", "FY2027"),
        ("next year above the $12 billion of the first quarter", "FY2027"),
    ],
)
def test_what_is_compared_with_is_no_horizon(text: str, expected: str) -> None:
    assert name(text) == expected


def test_a_year_is_the_calendars_where_the_companys_is() -> None:
    assert name("calendar year 2026", fiscal=False) == "FY2026"


def test_a_quarter_after_reporting_season_has_a_next_one() -> None:
    assert name("next quarter", day=dt.date(2026, 3, 20)) == "FY2026Q4"
