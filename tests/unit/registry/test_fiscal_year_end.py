"""Rules of a fiscal year's end, against dates that companies' own reports carry."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registry import load_registry
from pipelines.registry.fiscal_year_end import parse_fiscal_year_end
from pipelines.settings import PACKAGE_DIR
from tests.support.examples import MANY

REGISTRY = load_registry(PACKAGE_DIR / "registry")
YEARS = st.integers(1990, 2060)
MONTHS = st.integers(1, 12)
WEEKDAYS = st.integers(0, 6)


@pytest.mark.parametrize(
    ("company_id", "fiscal_year", "last_day"),
    [
        ("NVDA", 2023, "2023-01-29"),
        ("NVDA", 2024, "2024-01-28"),
        ("NVDA", 2025, "2025-01-26"),
        ("AVGO", 2024, "2024-11-03"),
        ("MRVL", 2025, "2025-02-01"),
        ("MU", 2024, "2024-08-29"),
        ("CSCO", 2024, "2024-07-27"),
        ("AMD", 2023, "2023-12-30"),
        ("DELL", 2025, "2025-01-31"),
        ("INTC", 2022, "2022-12-31"),
        ("FN", 2024, "2024-06-28"),
        ("CIEN", 2024, "2024-11-02"),
        ("CRDO", 2024, "2024-04-27"),
        ("LITE", 2024, "2024-06-29"),
        ("MSFT", 2024, "2024-06-30"),
        ("ORCL", 2024, "2024-05-31"),
        ("AMZN", 2024, "2024-12-31"),
    ],
)
def test_known_fiscal_year_ends(company_id: str, fiscal_year: int, last_day: str) -> None:
    rule = REGISTRY.company(company_id).fiscal_calendar
    assert rule.date_in(fiscal_year) == dt.date.fromisoformat(last_day)


@MANY
@given(YEARS, MONTHS, WEEKDAYS)
def test_the_last_weekday_of_a_month_has_none_after_it(year: int, month: int, weekday: int) -> None:
    text = f"last {calendar.day_name[weekday]} of {calendar.month_name[month]}"
    end = parse_fiscal_year_end(text).date_in(year)
    assert (end.year, end.month, end.weekday()) == (year, month, weekday)
    assert (end + dt.timedelta(weeks=1)).month != month


@MANY
@given(YEARS, MONTHS, WEEKDAYS, st.integers(18, 28))
def test_the_nearest_weekday_is_at_most_three_days_away(
    year: int, month: int, weekday: int, day: int
) -> None:
    text = f"{calendar.day_name[weekday]} nearest {calendar.month_name[month]} {day}"
    end = parse_fiscal_year_end(text).date_in(year)
    assert end.weekday() == weekday
    assert abs((end - dt.date(year, month, day)).days) <= 3


@MANY
@given(YEARS, MONTHS, WEEKDAYS, st.sampled_from(["last {} of {}", "{} nearest {} 28"]))
def test_a_fiscal_year_of_weeks_has_52_or_53_of_them(
    year: int, month: int, weekday: int, form: str
) -> None:
    rule = parse_fiscal_year_end(
        form.format(calendar.day_name[weekday], calendar.month_name[month])
    )
    assert (rule.date_in(year + 1) - rule.date_in(year)).days in (52 * 7, 53 * 7)


@pytest.mark.parametrize(
    ("text", "year", "last_day"),
    [
        ("june 30", 2024, "2024-06-30"),
        ("february 29", 2024, "2024-02-29"),
        ("february 29", 2025, "2025-02-28"),
        ("saturday nearest january 31", 2020, "2020-02-01"),
        ("thursday nearest august 31", 2023, "2023-08-31"),
    ],
)
def test_dates_of_each_form(text: str, year: int, last_day: str) -> None:
    assert parse_fiscal_year_end(text).date_in(year) == dt.date.fromisoformat(last_day)


def test_case_and_spaces_do_not_matter() -> None:
    assert parse_fiscal_year_end("  Last  SUNDAY of January ") == parse_fiscal_year_end(
        "last sunday of january"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "end of june",
        "june 31",
        "june 0",
        "juno 30",
        "last funday of january",
        "last sunday of janury",
        "sunday nearest january",
        "sunday nearest january 32",
        "06-30",
    ],
)
def test_what_is_no_rule_is_refused_with_the_three_forms(text: str) -> None:
    with pytest.raises(ValueError, match="'june 30', 'last sunday of january' or 'saturday near"):
        parse_fiscal_year_end(text)


@pytest.mark.parametrize("rule", ["june 10", "saturday nearest january 15"])
def test_a_year_that_ends_early_in_a_month_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="ends before the 18th is not supported"):
        parse_fiscal_year_end(rule)
