"""Periods by a company's calendar: names, first and last days."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registry.fiscal_year_end import FiscalYearEnd, parse_fiscal_year_end
from pipelines.text.guidance.periods import (
    CALENDAR_YEAR,
    Period,
    quarter_end,
    quarter_of,
    year_of,
)

JUNE = parse_fiscal_year_end("june 30")
MICRON = parse_fiscal_year_end("thursday nearest august 31")
RULES = (CALENDAR_YEAR, JUNE, MICRON, parse_fiscal_year_end("may 31"))


@pytest.mark.parametrize(
    ("period", "name", "grain", "first", "last"),
    [
        (Period(2026), "FY2026", "year", (2025, 7, 1), (2026, 6, 30)),
        (Period(2026, is_calendar=True), "CY2026", "year", (2026, 1, 1), (2026, 12, 31)),
        (Period(2026, (1, 1)), "FY2026Q1", "quarter", (2025, 7, 1), (2025, 9, 30)),
        (Period(2026, (3, 4)), "FY2026H2", "half", (2026, 1, 1), (2026, 6, 30)),
        (Period(2026, (2, 4)), "FY2026Q2-Q4", "quarters", (2025, 10, 1), (2026, 6, 30)),
        (Period(2025, last_year=2026), "FY2025-FY2026", "years", (2024, 7, 1), (2026, 6, 30)),
        (
            Period(2026, each_quarter=True),
            "each quarter of FY2026",
            "year",
            (2025, 7, 1),
            (2026, 6, 30),
        ),
    ],
)
def test_a_period_of_a_year_that_ends_in_june(
    period: Period, name: str, grain: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert (period.name, period.grain) == (name, grain)
    assert (period.start(JUNE), period.end(JUNE)) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("rule", RULES)
@given(day=st.dates(dt.date(2001, 1, 1), dt.date(2048, 12, 31)))
def test_every_day_is_in_one_quarter(rule: FiscalYearEnd, day: dt.date) -> None:
    year, quarter = quarter_of(rule, day)
    assert year == year_of(rule, day)
    period = Period(year, (quarter, quarter))
    assert period.start(rule) <= day <= period.end(rule)


def test_quarters_of_weeks_are_of_thirteen() -> None:
    ends = [quarter_end(MICRON, 2025, quarter) for quarter in range(1, 5)]
    assert [(later - day).days for day, later in itertools.pairwise(ends)] == [91] * 3
