"""guidance_statements: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.sources.guidance_statements.rows import horizon_of
from pipelines.sources.guidance_statements.source import SOURCE
from tests.support.entered_rows import REGISTRY, EnteredRows

GOOD = {
    "company": "META",
    "horizon": "FY2026",
    "kind": "range",
    "low": "125000000000",
    "high": "145000000000",
    "currency": "USD",
    "direction": "",
    "basis": "with_finance_leases",
    "basis_words": "capital expenditures, including principal payments on finance leases",
    "supersedes_low": "115000000000",
    "supersedes_high": "135000000000",
    "change_cause": "",
    "document": "Earnings call, Q1 FY2026",
    "accession": "",
    "url": "",
    "issued_date": "2026-04-29",
    "undated_reason": "",
    "read_at": "a copy of the transcript",
    "entered_date": "2026-11-26",
    "confidence": "high",
    "note": "",
}


ROWS = EnteredRows(SOURCE, GOOD)
said_of, read = ROWS.said_of, ROWS.row


def test_a_row_is_read_with_its_citation() -> None:
    assert read() == {
        "company_id": "META",
        "horizon": "FY2026",
        "horizon_grain": "year",
        "horizon_start_date": dt.date(2026, 1, 1),
        "horizon_end_date": dt.date(2026, 12, 31),
        "kind": "range",
        "low_usd": Decimal(125_000_000_000),
        "high_usd": Decimal(145_000_000_000),
        "direction": None,
        "basis": "with_finance_leases",
        "basis_words": "capital expenditures, including principal payments on finance leases",
        "supersedes_low_usd": Decimal(115_000_000_000),
        "supersedes_high_usd": Decimal(135_000_000_000),
        "change_cause": None,
        "document": "Earnings call, Q1 FY2026",
        "accession": None,
        "url": None,
        "issued_date": dt.date(2026, 4, 29),
        "undated_reason": None,
        "read_at": "a copy of the transcript",
        "entered_date": dt.date(2026, 11, 26),
        "confidence": "high",
        "note": None,
        "file": "own/mine.csv:2",
    }


@pytest.mark.parametrize(
    ("company", "cell", "name", "days"),
    [
        ("META", "CY2026", "FY2026", ("2026-01-01", "2026-12-31")),
        ("META", "2026Q3", "FY2026Q3", ("2026-07-01", "2026-09-30")),
        ("META", "2026H2", "FY2026H2", ("2026-07-01", "2026-12-31")),
        ("META", "each quarter of FY2026", "each quarter of FY2026", ("2026-01-01", "2026-12-31")),
        ("MSFT", "FY2026", "FY2026", ("2025-07-01", "2026-06-30")),
        ("MSFT", "CY2026", "CY2026", ("2026-01-01", "2026-12-31")),
        ("MSFT", "FY2027Q1", "FY2027Q1", ("2026-07-01", "2026-09-30")),
        ("ORCL", "FY2027", "FY2027", ("2026-06-01", "2027-05-31")),
    ],
)
def test_a_horizon_is_one_of_the_companys_calendar(
    company: str, cell: str, name: str, days: tuple[str, str]
) -> None:
    """Of who has the calendar year as fiscal year both are one, so that one period has one name."""
    calendar = REGISTRY.company_by_id[company].fiscal_calendar
    horizon = horizon_of(cell, calendar)
    assert horizon is not None
    assert horizon.name == name
    assert (f"{horizon.start(calendar)}", f"{horizon.end(calendar)}") == days


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("company", "ZZZZ", "'ZZZZ' is not a company_id of registry/companies.yml"),
        ("horizon", "next year", "'next year' is not a period: write FY2026, CY2026, FY2026Q3"),
        ("horizon", "FY2025", "FY2025 was over on 2025-12-31, before issued_date 2026-04-29"),
        ("kind", "guess", "'guess' is not one of range, point, lower_bound"),
        ("low", "-125000000000", "-125000000000 is negative: nobody guides that"),
        ("low", "146000000000", "145000000000 is below low 146000000000"),
        ("low", "125", "125 is less than a million: write the whole figure in dollars"),
        ("low", "125 billion", "'125 billion' is not an amount"),
        ("low", "", "is empty: a range needs it"),
        ("kind", "lower_bound", "is given: a lower_bound has none"),
        ("kind", "point", "is point, and low is not high: write range"),
        ("kind", "direction", "is empty: a direction needs it"),
        ("currency", "TWD", "'TWD' is not USD: guidance is kept in US dollars; a copy may print"),
        ("basis", "adjusted", "'adjusted' is not one of cash, cash_net"),
        ("change_cause", "mood", "'mood' is not one of accounting_change"),
        ("document", "Earnings call, Q2 FY2026", "says Q2 FY2026, and the quarter of META that"),
        ("issued_date", "29.4.2026", "is not a valid date: write it as 2026-03-31"),
        ("issued_date", "2026-11-27", "2026-11-27 is in the future: today is 2026-11-26 (UTC)"),
        (
            "issued_date",
            "",
            "is empty: give the day on which it was said, or say",
        ),
        ("entered_date", "2026-04-01", "2026-04-01 is before issued_date 2026-04-29"),
        ("confidence", "sure", "'sure' is not one of high, medium, low"),
        (
            "accession",
            "123",
            "'123' is not an accession number: write it with dashes or leave it empty",
        ),
        ("url", "example.org", "'example.org' is not an address: write it with https://"),
        ("basis_words", "", "is empty: every row needs it"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_the_rest_publishes(
    column: str, cell: str, sentence: str
) -> None:
    assert sentence in said_of(**{column: cell})


def test_an_accounting_change_says_what_stood_before_it() -> None:
    """Else nobody knows how much it moved, and what it comes to in cash would be a guess."""
    change = {"change_cause": "accounting_change"}
    assert read(**change)["change_cause"] == "accounting_change"
    said = said_of(**change, supersedes_low="", supersedes_high="")
    assert said.count("is empty: an accounting change says how much it moved") == 2
    words = {"kind": "direction", "direction": "down", "low": "", "high": ""}
    assert read(**change, **words, supersedes_low="", supersedes_high="")["low_usd"] is None


def test_every_fault_of_a_row_is_told_at_once() -> None:
    said = said_of(low="-1", currency="TWD", horizon="FY2025", basis="adjusted")
    for part in ("is negative", "is not USD", "was over on", "'adjusted' is not one of"):
        assert part in said


def test_a_row_without_a_day_says_why() -> None:
    row = read(issued_date="", undated_reason="the copy prints none", document="Outlook of 2026")
    assert (row["issued_date"], row["undated_reason"]) == (None, "the copy prints none")


def test_a_shipped_row_of_a_company_that_is_not_followed_is_left_out() -> None:
    followed = tuple(each for each in REGISTRY.companies if each.company_id == "MSFT")
    few = replace(REGISTRY, companies=followed)
    parsed = ROWS.parse(GOOD, name="shipped/guidance.csv", registry=few)
    assert parsed.frame.is_empty()
    assert parsed.quarantined.is_empty()
