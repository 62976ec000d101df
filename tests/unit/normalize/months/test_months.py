"""Monthly revenue: versions by when they became public, and quarters of three months."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts.normalized import MONTHLY_REVENUE
from pipelines.contracts.raw import RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.normalize.months import months
from pipelines.normalize.months.months import QUARTERS_SCHEMA, quarters_from_months
from pipelines.registry import Company

Figure = tuple[str, dt.date, dt.date, str, int, dt.date, str, str]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def figure(
    month: str,
    report: str,
    statement: str,
    value: int,
    date: str,
    company: str = "TSM",
    basis: str = "stated",
    confidence: str = "high",
) -> Figure:
    months = (day(f"{month}-01"), day(f"{report}-01"))
    return company, *months, statement, value, day(date), basis, confidence


def raw(*figures: Figure, market: str = "twse") -> pl.DataFrame:
    names = ["company_id", "month", "report_month", "statement", "value", "report_date"]
    names += ["report_date_basis", "confidence"]
    schema = {name: RAW_TAIWAN_MONTHLY_REVENUE.polars_schema[name] for name in names}
    rows = [(*row[:4], Decimal(row[4]), *row[5:]) for row in figures]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return RAW_TAIWAN_MONTHLY_REVENUE.conform(
        frame.with_columns(security_code=pl.lit("2330"), market=pl.lit(market))
    )


def listed(company_id: str, market: str = "twse", issuer: str = "domestic") -> Company:
    listing = {"market": market, "code": "2330", "issuer": issuer}
    return Company.model_validate(
        {
            "ticker": company_id,
            "role": "supplier",
            "fiscal_year_end": "december 31",
            "taiwan_listing": listing,
        }
    )


def monthly_revenue(frame: pl.DataFrame, *companies: Company) -> pl.DataFrame:
    return months.monthly_revenue(frame, companies or [listed("TSM")])


MARCH = (
    figure("2025-01", "2025-01", "current", 10, "2025-02-10"),
    figure("2025-02", "2025-02", "current", 20, "2025-03-10"),
    figure("2025-03", "2025-03", "current", 30, "2025-04-10"),
)


def test_a_month_is_public_when_the_day_of_its_report_is_over_in_taipei() -> None:
    row = monthly_revenue(raw(MARCH[0])).row(0, named=True)
    assert row["known_from"] == dt.datetime(2025, 2, 10, 15, 59, 59)
    assert (row["known_to"], row["version"], row["unit"]) == (None, 1, "TWD")
    assert row["month_end"] == day("2025-01-31")


def test_a_due_day_says_so_and_a_quarter_is_known_as_its_newest_month_is() -> None:
    due = figure("2025-02", "2025-02", "current", 20, "2025-03-10", basis="due")
    last = figure("2025-03", "2025-03", "current", 30, "2025-04-10", confidence="medium")
    frame = monthly_revenue(raw(MARCH[0], due, last))
    assert frame["known_from_basis"].to_list() == [
        "report_date_end",
        "due_date_end",
        "report_date_end",
    ]
    assert frame["confidence"].to_list() == ["high", "high", "medium"]
    assert quarters_from_months(frame)["known_from_basis"].to_list() == ["report_date_end"]
    of_a_day = figure("2025-02", "2025-02", "current", 20, "2025-04-10", basis="due")
    both = quarters_from_months(monthly_revenue(raw(MARCH[0], of_a_day, MARCH[2])))
    assert both["known_from_basis"].to_list() == ["due_date_end"]


def test_a_comparative_that_repeats_is_no_version_and_one_that_differs_is() -> None:
    frame = monthly_revenue(
        raw(
            MARCH[0],
            figure("2025-01", "2025-02", "prior_month", 10, "2025-03-10"),
            figure("2025-01", "2026-01", "prior_year", 11, "2026-02-10"),
        )
    )
    assert frame.select("version", "value", "statement").rows() == [
        (1, Decimal(10), "current"),
        (2, Decimal(11), "prior_year"),
    ]
    assert frame["known_to"][0] == frame["known_from"][1] == dt.datetime(2026, 2, 10, 15, 59, 59)


def test_a_month_that_only_a_comparative_states_is_known_from_that_report() -> None:
    frame = monthly_revenue(raw(figure("2024-02", "2025-02", "prior_year", 7, "2025-03-17")))
    assert frame["known_from"].to_list() == [dt.datetime(2025, 3, 17, 15, 59, 59)]


def test_of_two_reports_on_one_day_the_later_months_stands() -> None:
    frame = monthly_revenue(
        raw(
            figure("2025-01", "2025-01", "current", 10, "2025-03-10"),
            figure("2025-01", "2025-02", "prior_month", 12, "2025-03-10"),
        )
    )
    assert frame.select("version", "value").rows() == [(1, Decimal(12))]


@pytest.mark.parametrize(
    ("market", "issuer", "page"),
    [
        ("twse", "domestic", "sii/t21sc03_114_2_0.html"),
        ("twse", "foreign", "sii/t21sc03_114_2_1.html"),
        ("tpex", "domestic", "otc/t21sc03_114_2_0.html"),
        ("tpex", "foreign", "otc/t21sc03_114_2_1.html"),
    ],
)
def test_a_figure_has_the_page_of_the_report_that_states_it(
    market: str, issuer: str, page: str
) -> None:
    frame = monthly_revenue(
        raw(figure("2025-01", "2025-02", "prior_month", 10, "2025-03-10"), market=market),
        listed("TSM", market, issuer),
    )
    assert frame["report_url"].to_list() == [f"https://mopsov.twse.com.tw/nas/t21/{page}"]


@pytest.mark.parametrize(
    ("earlier", "page"),
    [
        ([], "otc/t21sc03_114_2_1.html"),
        (
            [{"market": "tpex", "code": "2330", "valid_to": "2025-07-20"}],
            "otc/t21sc03_114_2_0.html",
        ),
    ],
)
def test_the_page_is_of_the_exchange_that_published_the_report(
    earlier: list[dict[str, str]], page: str
) -> None:
    moved = listed("TSM", "twse", "foreign").model_dump()
    frame = monthly_revenue(
        raw(figure("2025-01", "2025-02", "prior_month", 10, "2025-03-10"), market="tpex"),
        Company.model_validate({**moved, "earlier_taiwan_listings": earlier}),
    )
    assert frame["report_url"].to_list() == [f"https://mopsov.twse.com.tw/nas/t21/{page}"]


def test_a_report_of_before_the_pages_or_of_no_listing_has_no_address() -> None:
    early = figure("2012-12", "2012-12", "current", 10, "2013-01-10")
    assert monthly_revenue(raw(early))["report_url"].to_list() == [None]
    assert monthly_revenue(raw(MARCH[0]), listed("OTHER"))["report_url"].to_list() == [None]


def test_a_quarter_is_known_when_its_last_month_is() -> None:
    (row,) = quarters_from_months(monthly_revenue(raw(*MARCH))).iter_rows(named=True)
    assert (row["period_start"], row["period_end"]) == (day("2025-01-01"), day("2025-03-31"))
    assert (row["value"], row["unit"], row["version"]) == (Decimal(60), "TWD", 1)
    assert row["known_from"] == dt.datetime(2025, 4, 10, 15, 59, 59)
    assert [each["document"] for each in row["operands"]] == [
        "monthly revenue report 2025-01",
        "monthly revenue report 2025-02",
        "monthly revenue report 2025-03",
    ]
    assert sum(each["value"] for each in row["operands"]) == row["value"]


def test_a_quarter_that_lacks_a_month_is_absent() -> None:
    frame = quarters_from_months(monthly_revenue(raw(*MARCH[:2])))
    assert frame.is_empty()
    assert dict(frame.schema) == QUARTERS_SCHEMA


def test_a_restated_month_makes_a_version_of_its_quarter() -> None:
    restated = figure("2025-02", "2025-03", "prior_month", 25, "2025-04-10")
    later = figure("2025-01", "2026-01", "prior_year", 9, "2026-02-10")
    frame = quarters_from_months(monthly_revenue(raw(*MARCH, restated, later)))
    assert frame.select("version", "value", "known_to").rows() == [
        (1, Decimal(65), dt.datetime(2026, 2, 10, 15, 59, 59)),
        (2, Decimal(64), None),
    ]
    assert [each["statement"] for each in frame["operands"][1]] == [
        "prior_year",
        "prior_month",
        "current",
    ]


def test_companies_and_quarters_are_kept_apart() -> None:
    other = figure("2025-03", "2025-03", "current", 5, "2025-04-10", company="2317.TW")
    april = figure("2025-04", "2025-04", "current", 40, "2025-05-10")
    frame = quarters_from_months(monthly_revenue(raw(*MARCH, other, april)))
    assert frame.select("company_id", "value").rows() == [("TSM", Decimal(60))]


@st.composite
def histories(draw: st.DrawFn) -> pl.DataFrame:
    """Reports of some months on any later days, each with its three columns or fewer."""
    figures: dict[tuple[dt.date, dt.date, str, dt.date], Figure] = {}
    for _ in range(draw(st.integers(1, 10))):
        report = dt.date(draw(st.integers(2024, 2025)), draw(st.integers(1, 6)), 1)
        date = report + dt.timedelta(days=draw(st.integers(32, 70)))
        before = (report - dt.timedelta(days=1)).replace(day=1)
        months = {
            "current": report,
            "prior_month": before,
            "prior_year": report.replace(year=report.year - 1),
        }
        for statement, month in months.items():
            if draw(st.booleans()):
                value = draw(st.integers(1, 3))
                row = ("TSM", month, report, statement, value, date, "stated", "high")
                figures[month, report, statement, date] = row
    return raw(*figures.values())


def _as_of(
    frame: pl.DataFrame, instant: dt.datetime, columns: list[str]
) -> list[tuple[object, ...]]:
    ended = pl.col("known_to").is_not_null() & (pl.col("known_to") <= instant)
    return frame.filter((pl.col("known_from") <= instant) & ~ended).select(columns).rows()


@given(histories(), st.integers(0, 900))
def test_nothing_reported_later_leaks_into_an_earlier_day(history: pl.DataFrame, days: int) -> None:
    date = dt.date(2024, 1, 1) + dt.timedelta(days=days)
    instant = dt.datetime.combine(date, dt.time(16))
    public = history.filter(pl.col("report_date") <= date)
    months = ["company_id", "month", "value", "report_month", "statement", "version"]
    whole, then = monthly_revenue(history), monthly_revenue(public)
    assert _as_of(whole, instant, months) == _as_of(then, instant, months)
    quarters = ["company_id", "period_start", "value", "version", "operands"]
    assert _as_of(quarters_from_months(whole), instant, quarters) == _as_of(
        quarters_from_months(then), instant, quarters
    )


@given(histories())
def test_versions_follow_each_other_and_agree_with_their_operands(history: pl.DataFrame) -> None:
    monthly = monthly_revenue(history)
    assert monthly.equals(MONTHLY_REVENUE.conform(monthly))
    for row in quarters_from_months(monthly).iter_rows(named=True):
        assert row["value"] == sum(each["value"] for each in row["operands"])
        assert row["known_from"] >= max(each["known_from"] for each in row["operands"])
        assert row["known_to"] is None or row["known_to"] > row["known_from"]
        assert len({each["month"] for each in row["operands"]}) == 3


def test_a_comparative_of_zero_is_no_month_and_is_told() -> None:
    new = raw(
        figure("2025-02", "2025-02", "current", 20, "2025-03-10"),
        figure("2025-01", "2025-02", "prior_month", 0, "2025-03-10"),
        figure("2024-02", "2025-02", "prior_year", 0, "2025-03-10"),
    )
    assert monthly_revenue(new)["month"].to_list() == [day("2025-02-01")]
    told = months.of_empty_months(new)
    assert told["key"].to_list() == ["TSM 2024-02", "TSM 2025-01"]
    assert set(told["rule"]) == {"empty_comparative"}
    assert "The report of 2025-02 states 0 for 2024-02" in told["reason"][0]


def test_a_zero_of_a_months_own_report_stands_and_a_comparative_of_zero_restates_nothing() -> None:
    stated = raw(
        figure("2025-01", "2025-01", "current", 0, "2025-02-10"),
        figure("2025-02", "2025-02", "current", 20, "2025-03-10"),
        figure("2025-02", "2025-03", "prior_month", 0, "2025-04-10"),
    )
    assert monthly_revenue(stated)["value"].to_list() == [Decimal(0), Decimal(20)]
    assert months.of_empty_months(stated).is_empty()
