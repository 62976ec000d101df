"""model_company_revenue: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pipelines.sources.model_company_revenue.source import SOURCE
from tests.support.entered_rows import EnteredRows

GOOD = {
    "company": "openai",
    "kind": "run_rate",
    "as_of_date": "2026-02-28",
    "annualized_revenue_usd": "25000000000",
    "qualifier": "about",
    "projected_by": "",
    "document": "A newspaper, OpenAI's revenue",
    "url": "",
    "stated_date": "2026-03-02",
    "seen_date": "",
    "undated_reason": "",
    "read_at": "",
    "entered_date": "2026-11-26",
    "confidence": "medium",
    "note": "",
}
PROJECTION = {
    "kind": "projection", "as_of_date": "2030-12-31", "projected_by": "OpenAI",
}  # fmt: skip


ROWS = EnteredRows(SOURCE, GOOD)
said_of = ROWS.said_of


def test_a_row_is_read_with_its_citation() -> None:
    row = ROWS.row()
    assert row["model_company_id"] == "openai"
    assert row["annualized_revenue_usd"] == Decimal(25_000_000_000)
    assert row["stated_date"] == dt.date(2026, 3, 2)
    assert row["seen_date"] is None
    assert row["file"] == "own/mine.csv:2"


def test_a_projection_is_of_a_day_to_come() -> None:
    assert ROWS.row(**PROJECTION)["as_of_date"] == dt.date(2030, 12, 31)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("company", "nobody", "'nobody' is not a model_company_id of registry/model_companies.yml"),
        ("company", "NVDA", "'NVDA' is not a model_company_id"),
        ("kind", "rumour", "'rumour' is not one of run_rate, recurring_revenue"),
        ("annualized_revenue_usd", "-5", "'-5' is not above zero"),
        ("annualized_revenue_usd", "0", "'0' is not above zero"),
        ("annualized_revenue_usd", "40", "40 is less than a million: write the whole figure"),
        ("annualized_revenue_usd", "2.5bn", "'2.5bn' is not whole US dollars"),
        ("qualifier", "perhaps", "'perhaps' is not one of about, above, below"),
        ("document", "", "is empty: every row needs it"),
        ("as_of_date", "28.2.2026", "is not a valid date: write it as 2026-03-31"),
        ("as_of_date", "2026-03-03", "2026-03-03 is after stated_date 2026-03-02: a report tells"),
        ("as_of_date", "2027-01-01", "2027-01-01 is in the future"),
        ("stated_date", "2026-11-27", "2026-11-27 is in the future: today is 2026-11-26 (UTC)"),
        ("stated_date", "", "write the day of the report, or why none is known"),
        ("entered_date", "2026-03-01", "2026-03-01 is before stated_date 2026-03-02"),
        ("projected_by", "OpenAI", "belongs to a projection alone"),
        ("confidence", "sure", "'sure' is not one of high, medium, low"),
        ("url", "example.org", "'example.org' is not an address: write it with https://"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_the_rest_publishes(
    column: str, cell: str, sentence: str
) -> None:
    said = said_of(**{column: cell})
    assert f"column {column}" in said
    assert sentence in said


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"projected_by": ""}, "column projected_by: is empty: a projection says who projects"),
        ({"stated_date": ""}, "column stated_date: is empty: a projection says when it was said"),
        ({"as_of_date": "2026-03-01"}, "is not after stated_date 2026-03-02"),
    ],
)
def test_a_projection_says_whose_it_is_and_of_when(cells: dict[str, str], sentence: str) -> None:
    assert sentence in said_of(**{**PROJECTION, **cells})


def test_who_sells_ai_is_no_company_of_the_registry() -> None:
    parsed = ROWS.parse({**GOOD, "company": "NVDA"}, {**GOOD, "kind": "rumour"})
    assert parsed.quarantined["company_id"].to_list() == ["-", "-"]


def test_every_fault_of_a_row_is_told_at_once() -> None:
    said = said_of(kind="rumour", annualized_revenue_usd="-1", document="")
    assert [name in said for name in ("column kind", "column annual", "column document")] == [
        True, True, True,
    ]  # fmt: skip


def test_a_report_without_its_day_says_why_and_when_it_was_seen() -> None:
    cells = {"stated_date": "", "undated_reason": "no day is given", "seen_date": "2026-08-31"}
    assert ROWS.row(**cells)["seen_date"] == dt.date(2026, 8, 31)
    assert "is after seen_date" in said_of(**{**cells, "seen_date": "2026-02-27"})


def test_two_reports_of_a_day_that_differ_both_stand() -> None:
    other = {**GOOD, "annualized_revenue_usd": "20000000000", "document": "Another newspaper"}
    parsed = ROWS.parse(GOOD, other)
    assert parsed.frame.height == 2
    assert parsed.quarantined.is_empty()
