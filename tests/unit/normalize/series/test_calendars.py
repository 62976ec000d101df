"""Fiscal calendars that change, and quarters of weeks: by dates, or refused with the length."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts.normalized import VERSIONS
from pipelines.normalize.pipeline import Normalized, normalize
from pipelines.normalize.reference.dimensions import companies
from pipelines.normalize.series.periods import (
    fiscal_calendars,
    sharing_calendar_quarters,
    with_periods,
)
from pipelines.registry import Company
from tests.support.builders import (
    PPE,
    REVENUES,
    Fact,
    Filing,
    company,
    filing,
    flow,
    raw_facts,
    raw_filings,
    registry,
)
from tests.support.shared import SHARED_FOLDER

CASE = SHARED_FOLDER / "cases/filers/CIK0009900004.json"

# The year end moves from December to June: one transition period of six months.
MOVED = (
    filing("0000000001-22-000001", "10-Q", "2022-05-05",
           flow(PPE, "2022-01-01", "2022-03-31", 200)),
    filing("0000000001-22-000002", "10-Q", "2022-08-05",
           flow(PPE, "2022-01-01", "2022-06-30", 450)),
    filing("0000000001-22-000003", "10-Q", "2022-11-04",
           flow(PPE, "2022-01-01", "2022-09-30", 700)),
    filing("0000000001-23-000001", "10-K", "2023-02-22",
           flow(PPE, "2022-01-01", "2022-12-31", 1_000)),
    filing("0000000001-23-000002", "10-KT", "2023-09-22",
           flow(PPE, "2023-01-01", "2023-06-30", 600),
           flow(PPE, "2022-01-01", "2022-12-31", 1_000)),
    filing("0000000001-23-000003", "10-Q", "2023-11-03",
           flow(PPE, "2023-07-01", "2023-09-30", 330), flow(PPE, "2022-07-01", "2022-09-30", 250)),
    filing("0000000001-24-000001", "10-Q", "2024-02-05",
           flow(PPE, "2023-07-01", "2023-12-31", 700), flow(PPE, "2022-07-01", "2022-12-31", 550)),
    filing("0000000001-24-000002", "10-Q", "2024-05-06",
           flow(PPE, "2023-07-01", "2024-03-31", 1_100)),
    filing("0000000001-24-000003", "10-K", "2024-08-26",
           flow(PPE, "2023-07-01", "2024-06-30", 1_600)),
)  # fmt: skip
OLD_QUARTERS = {
    "2022-01-01 to 2022-03-31": ("2022Q1", 200),
    "2022-04-01 to 2022-06-30": ("2022Q2", 250),
    "2022-07-01 to 2022-09-30": ("2022Q3", 250),
    "2022-10-01 to 2022-12-31": ("2022Q4", 300),
}
NEW_QUARTERS = {
    "2023-07-01 to 2023-09-30": ("2024Q1", 330),
    "2023-10-01 to 2023-12-31": ("2024Q2", 370),
    "2024-01-01 to 2024-03-31": ("2024Q3", 400),
    "2024-04-01 to 2024-06-30": ("2024Q4", 500),
}


def run(filings: tuple[Filing, ...] | list[Filing], entry: Company) -> Normalized:
    return normalize(raw_facts(filings), raw_filings(filings), registry(entry))


def by_dates(result: Normalized, kind: str = "quarter") -> dict[str, tuple[str, float]]:
    """The standing versions: dates to fiscal label and millions."""
    rows = result.versions.filter(pl.col("known_to").is_null(), period_kind=kind)
    return {
        f"{row['period_start']} to {row['period_end']}": (
            f"{row['fiscal_year']}Q{row['fiscal_quarter']}",
            float(row["value"] / 1_000_000),
        )
        for row in rows.iter_rows(named=True)
    }


def refused(result: Normalized, rule: str) -> dict[str, str]:
    rows = result.refusals.filter(rule=rule)
    return dict(zip(rows["key"], rows["reason"], strict=True))


def assert_moved(result: Normalized, key: str = "ACME") -> None:
    assert by_dates(result) == {**OLD_QUARTERS, **NEW_QUARTERS}
    assert by_dates(result, "year") == {
        "2022-01-01 to 2022-12-31": ("2022Q4", 1_000),
        "2023-07-01 to 2024-06-30": ("2024Q4", 1_600),
    }
    (reason,) = refused(result, "transition_period").values()
    assert "600000000.00 USD" in reason
    assert "2023-01-01 to 2023-06-30" in reason
    # The two quarters of the transition, and none of the two that never were.
    gaps = {
        name
        for name in result.refusals["key"]
        if name.startswith(f"{key} capex_cash 20") and len(name.split()) == 3
    }
    assert gaps == {f"{key} capex_cash 2023Q1", f"{key} capex_cash 2023Q2"}


@pytest.mark.parametrize(
    "entry",
    [
        company(fiscal_year_end="june 30"),
        company(fiscal_year_end="december 31"),
        company(
            fiscal_year_end="june 30",
            earlier_fiscal_year_ends=[{"fiscal_year_end": "december 31", "valid_to": "2022-12-31"}],
        ),
    ],
    ids=["today's rule alone", "the rule of before alone", "both, dated"],
)
def test_a_year_end_that_moved_keeps_the_quarters_of_both_calendars(entry: Company) -> None:
    assert_moved(run(MOVED, entry))


@pytest.mark.shared
@pytest.mark.skipif(not CASE.is_file(), reason="the case is not here")
def test_case_c05() -> None:
    rows = json.loads(CASE.read_text(encoding="utf-8"))["facts"]["us-gaap"]
    filings = [
        filing(
            row["accn"], row["form"], row["filed"],
            Fact(f"us-gaap:{concept}", row["start"], row["end"], Decimal(row["val"]), unit),
            company_id="C05",
        )
        for concept, stated in rows.items()
        for unit, stated_rows in stated["units"].items()
        for row in stated_rows
    ]  # fmt: skip
    assert_moved(run(filings, company("C05", "june 30")), "C05")


def test_what_was_public_by_a_day_gives_what_was_known_on_it() -> None:
    entry = company(fiscal_year_end="june 30")
    known = ["period_start", "period_end", "fiscal_year", "fiscal_quarter", "value", "known_from"]
    whole = run(MOVED, entry).versions.select(known)
    # The first quarter alone does not tell that it opens a year; the half does.
    for count in range(2, len(MOVED) + 1):
        cut = run(MOVED[:count], entry).versions.select(known)
        last = raw_facts(MOVED[:count])["filed_date"].max()
        assert isinstance(last, dt.date)
        by_then = whole.filter(pl.col("known_from").dt.date() <= last + dt.timedelta(days=1))
        assert cut.sort(known).equals(by_then.sort(known))


def test_a_quarter_of_the_transition_counts_and_the_rest_follows_from_it() -> None:
    interim = filing(
        "0000000001-23-000009", "10-Q", "2023-05-05", flow(PPE, "2023-01-01", "2023-03-31", 280)
    )
    result = run([*MOVED, interim], company(fiscal_year_end="june 30"))
    assert by_dates(result) == {
        **OLD_QUARTERS,
        "2023-01-01 to 2023-03-31": ("2023Q1", 280),
        "2023-04-01 to 2023-06-30": ("2023Q2", 320),
        **NEW_QUARTERS,
    }


def test_a_year_end_moved_by_one_month_with_a_10_qt() -> None:
    filings = [
        filing("0000000001-22-000002", "10-Q", "2022-08-05",
               flow(PPE, "2022-01-01", "2022-03-31", 10),
               flow(PPE, "2022-01-01", "2022-06-30", 21)),
        filing("0000000001-22-000003", "10-Q", "2022-11-04",
               flow(PPE, "2022-01-01", "2022-09-30", 33)),
        filing("0000000001-23-000001", "10-K", "2023-02-22",
               flow(PPE, "2022-01-01", "2022-12-31", 46)),
        filing("0000000001-23-000002", "10-QT", "2023-03-10",
               flow(PPE, "2023-01-01", "2023-01-31", 5)),
        filing("0000000001-23-000003", "10-Q", "2023-06-05",
               flow(PPE, "2023-02-01", "2023-04-30", 14)),
        filing("0000000001-23-000004", "10-Q", "2023-09-05",
               flow(PPE, "2023-02-01", "2023-07-31", 29)),
        filing("0000000001-23-000005", "10-Q", "2023-12-05",
               flow(PPE, "2023-02-01", "2023-10-31", 45)),
        filing("0000000001-24-000001", "10-K", "2024-03-22",
               flow(PPE, "2023-02-01", "2024-01-31", 62)),
    ]  # fmt: skip
    result = run(filings, company(fiscal_year_end="january 31"))
    assert by_dates(result) == {
        "2022-01-01 to 2022-03-31": ("2022Q1", 10),
        "2022-04-01 to 2022-06-30": ("2022Q2", 11),
        "2022-07-01 to 2022-09-30": ("2022Q3", 12),
        "2022-10-01 to 2022-12-31": ("2022Q4", 13),
        "2023-02-01 to 2023-04-30": ("2024Q1", 14),
        "2023-05-01 to 2023-07-31": ("2024Q2", 15),
        "2023-08-01 to 2023-10-31": ("2024Q3", 16),
        "2023-11-01 to 2024-01-31": ("2024Q4", 17),
    }
    (reason,) = refused(result, "transition_period").values()
    assert "5000000.00 USD" in reason
    assert set(result.refusals["rule"]) == {"transition_period"}


def test_quarters_of_a_transition_that_would_share_their_number_are_refused() -> None:
    filings = [
        filing("0000000001-22-000002", "10-K", "2023-08-22",
               flow(PPE, "2022-07-01", "2023-06-30", 46)),
        filing("0000000001-23-000003", "10-Q", "2023-11-05",
               flow(PPE, "2023-07-01", "2023-09-30", 14)),
        filing("0000000001-24-000001", "10-KT", "2024-02-22",
               flow(PPE, "2023-07-01", "2023-12-31", 29)),
        filing("0000000001-24-000002", "10-Q", "2024-05-05",
               flow(PPE, "2024-01-01", "2024-03-31", 16)),
        filing("0000000001-24-000003", "10-Q", "2024-08-05",
               flow(PPE, "2024-01-01", "2024-06-30", 33)),
    ]  # fmt: skip
    result = run(filings, company(fiscal_year_end="december 31"))
    assert by_dates(result) == {
        "2024-01-01 to 2024-03-31": ("2024Q1", 16),
        "2024-04-01 to 2024-06-30": ("2024Q2", 17),
    }
    assert by_dates(result, "year") == {"2022-07-01 to 2023-06-30": ("2023Q4", 46)}
    said = refused(result, "transition_period")
    assert set(said) == {
        "ACME capex_cash USD 2023-07-01 to 2023-09-30",
        "ACME capex_cash USD 2023-07-01 to 2023-12-31",
    }
    assert "14000000.00 USD" in said["ACME capex_cash USD 2023-07-01 to 2023-09-30"]


def test_a_mistyped_first_day_moves_no_year_end() -> None:
    slip = filing(
        "0000000001-22-000009", "10-Q", "2022-11-05", flow(PPE, "2022-04-01", "2022-09-30", 500)
    )
    old = [*MOVED[:4], slip]
    assert by_dates(run(old, company(fiscal_year_end="december 31"))) == OLD_QUARTERS


def test_an_income_statement_of_one_quarter_moves_no_year_end() -> None:
    filings = [
        filing("0000000001-22-000001", "10-Q", "2022-08-05",
               flow(REVENUES, "2022-04-01", "2022-06-30", 5)),
        filing("0000000001-22-000002", "10-Q", "2022-11-05",
               flow(REVENUES, "2022-04-01", "2022-09-30", 11)),
    ]  # fmt: skip
    result = run(filings, company(fiscal_year_end="december 31"))
    assert by_dates(result) == {"2022-04-01 to 2022-06-30": ("2022Q2", 5)}


def month_ends(month: int, year: int, count: int) -> list[dt.date]:
    """The last days of `count` quarters, from the one after the year end of `year`."""
    ends = []
    for number in range(1, count + 1):
        place = year * 12 + month - 1 + 3 * number
        ends.append(
            dt.date(
                place // 12, place % 12 + 1, calendar.monthrange(place // 12, place % 12 + 1)[1]
            )
        )
    return ends


@given(old=st.integers(1, 12), months=st.integers(1, 11))
def test_every_day_belongs_to_one_fiscal_quarter_or_to_the_transition(
    old: int, months: int
) -> None:
    """Whatever month the year end moves from and to, no quarter is lost and no number comes twice.

    The quarters of the transition itself have a number unless the year after it would share it.
    """
    new = (old + months - 1) % 12 + 1
    last_old = dt.date(2020, old, calendar.monthrange(2020, old)[1])
    place = 2020 * 12 + old - 1 + months
    end = dt.date(place // 12, place % 12 + 1, calendar.monthrange(place // 12, place % 12 + 1)[1])
    assert end.month == new
    rules = {
        month: f"{calendar.month_name[month]} {calendar.monthrange(2019, month)[1]}"
        for month in (old, new)
    }
    entry = company(
        fiscal_year_end=rules[new],
        earlier_fiscal_year_ends=[{"fiscal_year_end": rules[old], "valid_to": last_old}],
    )
    before = month_ends(old, 2018, 8)
    after = month_ends(end.month, end.year, 8)
    within = [day for day in month_ends(old, 2020, 4) if day <= end][: months // 3]
    ends = [*before, *within, *after]
    starts = [(day.replace(day=1) - dt.timedelta(days=33)).replace(day=1) for day in ends]
    frame = pl.DataFrame(
        {"company_id": "ACME", "period_start": starts, "period_end": ends},
        schema={"company_id": pl.String, "period_start": pl.Date, "period_end": pl.Date},
    )
    calendars = fiscal_calendars([entry])
    placed = with_periods(frame, calendars)
    assert placed["period_end"].to_list() == ends
    of_years = placed.filter(~pl.col("period_end").is_in(within))
    assert set(of_years["duration_kind"]) == {"quarter"}
    assert of_years["fiscal_quarter"].to_list() == [1, 2, 3, 4] * 4
    numbered = placed.filter(pl.col("fiscal_quarter").is_not_null())
    labels = numbered.select("fiscal_year", "fiscal_quarter").rows()
    assert len(set(labels)) == len(labels)
    assert labels == sorted(labels)
    for first, last in calendars.never.select("first", "last").iter_rows():
        numbers = [year * 4 + quarter for year, quarter in labels]
        assert not set(range(first, last + 1)) & set(numbers)
        assert max(number for number in numbers if number < first) == first - 1
        assert last + 1 in numbers


WEEKS = "sunday nearest august 31"


def of_weeks(weeks: tuple[int, ...], year: int, values: tuple[int, ...]) -> list[Filing]:
    """Year to date after each quarter of a fiscal year that counts in weeks."""
    rule = company(fiscal_year_end=WEEKS).fiscal_calendar
    start, end = rule.date_in(year - 1) + dt.timedelta(days=1), rule.date_in(year)
    filings, total, last = [], 0, start - dt.timedelta(days=1)
    for number, (count, value) in enumerate(zip(weeks, values, strict=True), start=1):
        total, last = total + value, last + dt.timedelta(weeks=count)
        day = end if number == 4 else last
        filings.append(
            filing(
                f"0000000001-{year % 100:02}-00000{number}",
                "10-K" if number == 4 else "10-Q",
                str(day + dt.timedelta(days=30)),
                flow(PPE, str(start), str(day), total),
            )
        )
    return filings


@pytest.mark.parametrize("weeks", [(12, 12, 12, 16), (16, 12, 12, 12), (12, 12, 16, 12)])
def test_quarters_of_weeks_are_exact(weeks: tuple[int, int, int, int]) -> None:
    # 2023 has 53 weeks, and its last quarter one more.
    filings = [
        *of_weeks(weeks, 2022, (10, 11, 12, 17)),
        *of_weeks(weeks, 2023, (20, 21, 22, 28)),
        *of_weeks(weeks, 2024, (30, 31, 32, 37)),
    ]
    result = run(filings, company(fiscal_year_end=WEEKS, quarter_weeks=weeks))
    assert list(by_dates(result).values()) == [
        ("2022Q1", 10), ("2022Q2", 11), ("2022Q3", 12), ("2022Q4", 17),
        ("2023Q1", 20), ("2023Q2", 21), ("2023Q3", 22), ("2023Q4", 28),
        ("2024Q1", 30), ("2024Q2", 31), ("2024Q3", 32), ("2024Q4", 37),
    ]  # fmt: skip
    lengths = result.versions.filter(period_kind="quarter").select(
        (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    )
    long = [*weeks[:3], weeks[3] + 1]
    assert lengths.to_series().to_list() == [7 * each for each in (*weeks, *long, *weeks)]
    assert by_dates(result, "year").keys() == {
        "2021-08-30 to 2022-08-28", "2022-08-29 to 2023-09-03", "2023-09-04 to 2024-09-01",
    }  # fmt: skip
    assert set(result.refusals["rule"]) <= {"calendar_quarter_shared"}


def test_without_an_entry_quarters_of_weeks_are_refused_with_their_length() -> None:
    result = run(of_weeks((16, 12, 12, 12), 2022, (1, 2, 3, 4)), company(fiscal_year_end=WEEKS))
    said = refused(result, "no_fiscal_period")
    first = "ACME capex_cash USD 2021-08-30 to 2021-12-19"
    assert "112 days (16 weeks)" in said[first]
    assert "196 days (28 weeks)" in said["ACME capex_cash USD 2021-08-30 to 2022-03-13"]
    # The year less its first forty weeks is a quarter of ordinary length.
    assert by_dates(result) == {"2022-06-06 to 2022-08-28": ("2022Q4", 4)}


def test_a_company_with_two_quarters_in_one_calendar_quarter_is_in_no_panel() -> None:
    expected = {
        "capex_expected_from": "2020-01-01",
        "role": "spender",
        "spender_group": "hyperscaler",
    }
    weeks = company(fiscal_year_end=WEEKS, quarter_weeks=(12, 12, 12, 16), **expected)
    even = company("EVEN", "december 31", cik=2, **expected)
    late = company(
        "LATE", "last saturday of december", cik=3, quarter_weeks=(12, 12, 12, 16), **expected
    )
    assert sharing_calendar_quarters([weeks, even, late]) == ["ACME"]
    table = companies(registry(weeks, even, late), raw_facts([]), VERSIONS.empty())
    assert dict(table.select("company_id", "capex_expected_from").iter_rows()) == {
        "ACME": None,
        "EVEN": dt.date(2020, 1, 1),
        "LATE": dt.date(2020, 1, 1),
    }
    result = normalize(raw_facts([]), raw_filings([]), registry(weeks, even, late))
    assert refused(result, "calendar_quarter_shared").keys() == {"ACME"}
