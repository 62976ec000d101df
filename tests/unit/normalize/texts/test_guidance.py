"""What companies guide: since when it is known, on which basis, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.contracts.raw import RAW_GUIDANCE_STATEMENTS, RAW_SEC_DOCUMENTS, RAW_SEC_FILINGS
from pipelines.normalize.texts.guidance import Guided, guidance
from tests.support.suite_world import REGISTRY

DAY = dt.date(2026, 1, 28)
ACCEPTED = dt.datetime(2026, 1, 28, 21, 5)
END_OF_DAY = dt.datetime(2026, 1, 29, 4, 59, 59)
FY2026 = {
    "horizon": "FY2026", "horizon_grain": "year",
    "horizon_start_date": dt.date(2026, 1, 1), "horizon_end_date": dt.date(2026, 12, 31),
}  # fmt: skip


def sentence(**values: Any) -> dict[str, Any]:
    return {
        "company_id": "ACM", "cik": 1001, "accession": "0000001001-26-000001", "form": "8-K",
        "filed_date": DAY, "accepted_at": ACCEPTED, "document": "r.htm", "exhibit": "EX-99.1",
        "finding": "guidance", "position": 4, "sentence_sha256": "a" * 64, "kind": "range",
        "low_usd": Decimal(60), "high_usd": Decimal(65), "basis": "capital expenditures",
        "basis_kind": "not_stated", "standing": "stated", **FY2026, **values,
    }  # fmt: skip


def row(**values: Any) -> dict[str, Any]:
    return {
        "company_id": "ACM", "kind": "range", "low_usd": Decimal(60), "high_usd": Decimal(65),
        "basis": "with_finance_leases", "basis_words": "capital expenditures",
        "document": "Earnings call, Q4 FY2025", "issued_date": DAY,
        "entered_date": dt.date(2026, 8, 1), "confidence": "medium", "file": "own/guidance.csv:2",
        **FY2026, **values,
    }  # fmt: skip


def said(*found: dict[str, Any], rows: list[dict[str, Any]] | None = None) -> Guided:
    return guidance(
        pl.DataFrame(found, schema=RAW_SEC_DOCUMENTS.polars_schema),
        pl.DataFrame(rows or [], schema=RAW_GUIDANCE_STATEMENTS.polars_schema),
        RAW_SEC_FILINGS.empty(),
        REGISTRY,
    )


def told(guided: Guided, *columns: str) -> list[tuple[Any, ...]]:
    return guided.guidance.select(columns).rows()


def reasons(guided: Guided) -> list[tuple[str, str]]:
    return guided.refusals.select("rule", "reason").rows()


def test_a_sentence_that_names_no_basis_is_of_the_registered_headline() -> None:
    """ACM's headline is with finance leases, BET's net of proceeds."""
    found = [
        sentence(),
        sentence(company_id="BET", basis="cash capital expenditures", basis_kind="cash"),
        sentence(company_id="CEE"),
        sentence(company_id="CEE", horizon="FY2027", basis="net capex", basis_kind="net"),
        sentence(company_id="BET", horizon="FY2027", basis_kind="gross"),
    ]
    guided = said(*found)
    assert told(guided, "company_id", "basis", "is_basis_stated") == [
        ("ACM", "with_finance_leases", False),
        ("BET", "cash_net", True),
        ("BET", "company_stated", True),
        ("CEE", "not_stated", False),
        ("CEE", "cash_net", True),
    ]


def test_a_filing_that_says_the_same_wins_over_an_entered_row() -> None:
    guided = said(sentence(), rows=[row()])
    assert told(guided, "source", "exhibit", "position", "known_from", "known_to") == [
        ("sec_documents", "EX-99.1", 4, ACCEPTED, None)
    ]
    assert guided.refusals.is_empty()


def test_an_entered_row_is_known_from_the_end_of_its_day_or_of_its_entry() -> None:
    undated = row(issued_date=None, undated_reason="the copy prints none", horizon="FY2027")
    guided = said(rows=[row(), undated])
    assert told(guided, "horizon", "issued_date", "known_from", "known_from_basis") == [
        ("FY2026", DAY, END_OF_DAY, "stated_date_end"),
        (
            "FY2027",
            dt.date(2026, 8, 1),
            dt.datetime(2026, 8, 2, 3, 59, 59),
            "entered_date_end",
        ),
    ]


def test_an_amount_stands_before_a_direction_of_the_same_day_once_it_is_known() -> None:
    """Until the call's day is over only the filing's words are known."""
    words = sentence(kind="direction", low_usd=None, high_usd=None, direction="up")
    guided = said(words, rows=[row()])
    assert told(guided, "version", "kind", "known_from", "known_to") == [
        (1, "direction", ACCEPTED, END_OF_DAY),
        (2, "range", END_OF_DAY, None),
    ]
    assert guided.refusals.is_empty()


def test_two_ranges_of_one_day_that_differ_are_refused() -> None:
    """The first stands until the second is known; the other companies publish."""
    other = row(company_id="BET", basis="cash_net")
    guided = said(sentence(), rows=[row(low_usd=Decimal(50)), other])
    assert told(guided, "company_id", "known_from", "known_to") == [
        ("ACM", ACCEPTED, END_OF_DAY),
        ("BET", END_OF_DAY, None),
    ]
    assert reasons(guided) == [
        (
            "guidance_contradicts",
            "Of ACM capital expenditure of FY2026 (with_finance_leases) was guided differently on "
            "2026-01-28: 60 to 65 (0000001001-26-000001); 50 to 65 (own/guidance.csv:2). None "
            "stands.",
        )
    ]


def test_two_ranges_known_at_one_moment_that_differ_stand_never() -> None:
    guided = said(rows=[row(), row(document="Release", low_usd=Decimal(50))])
    assert guided.guidance.is_empty()
    assert [rule for rule, _ in reasons(guided)] == ["guidance_contradicts"]


def test_a_sentence_that_an_amendment_repeats_counts_once() -> None:
    again = sentence(
        accession="0000001001-26-000002",
        form="8-K/A",
        filed_date=dt.date(2026, 1, 30),
        accepted_at=dt.datetime(2026, 1, 30, 21, 5),
    )
    guided = said(sentence(), again)
    assert told(guided, "accession") == [("0000001001-26-000001",)]
    assert reasons(guided) == [
        (
            "repeated_in_amendment",
            "The 8-K/A 0000001001-26-000002 repeats 1 sentences that guide FY2026 of the filing "
            "that it amends: each counts once.",
        )
    ]


def test_a_sentence_about_a_period_that_is_over_is_refused() -> None:
    over = sentence(horizon="FY2025", horizon_end_date=dt.date(2025, 12, 31))
    guided = said(over)
    assert guided.guidance.is_empty()
    assert reasons(guided) == [
        (
            "horizon_is_over",
            "The 8-K 0000001001-26-000001 speaks in 1 sentences of FY2025, which was over: that "
            "is no guidance.",
        )
    ]


def test_a_sentence_that_does_not_say_for_when_is_refused() -> None:
    unplaced = dict.fromkeys(FY2026)
    guided = said(sentence(**unplaced))
    assert guided.guidance.is_empty()
    assert [rule for rule, _ in reasons(guided)] == ["guidance_without_horizon"]


def test_a_filing_that_agrees_takes_the_cause_from_who_entered_it() -> None:
    """The filing speaks from its acceptance, and of the change from when the call is known."""
    filed = sentence(basis="including finance leases", basis_kind="with_finance_leases")
    change = row(
        change_cause="accounting_change",
        supersedes_low_usd=Decimal(70),
        supersedes_high_usd=Decimal(75),
    )
    guided = said(filed, rows=[change])
    assert told(
        guided, "source", "version", "known_from", "known_to", "change_cause", "comparable_low_usd"
    ) == [
        ("sec_documents", 1, ACCEPTED, END_OF_DAY, None, Decimal(60)),
        ("sec_documents", 2, END_OF_DAY, None, "accounting_change", Decimal(70)),
    ]
    assert reasons(guided) == []
