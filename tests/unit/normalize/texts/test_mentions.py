"""What companies say in words: since when it is known, what counts, and what counts once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from pipelines.contracts.raw import (
    RAW_SEC_DOCUMENTS,
    RAW_SEC_FILINGS,
    RAW_TECHNOLOGY_STATEMENTS,
)
from pipelines.normalize.texts.mentions import Texts, technologies, texts
from tests.support.suite_texts import TECHNOLOGIES
from tests.support.suite_world import REGISTRY

DAY = dt.date(2026, 1, 28)
WATCHED = ["light", "water"]
HEADER = dt.datetime(2026, 1, 28, 21, 5)


def document(**values: Any) -> dict[str, Any]:
    return {
        "company_id": "ACM", "cik": 1001, "accession": "0000001001-26-000001", "form": "8-K",
        "filed_date": DAY, "document": "r.htm", "exhibit": "EX-99.1", "finding": "document",
        "position": 0, "sentences": 9, "watched": "light;water", **values,
    }  # fmt: skip


def mention(position: int = 4, **values: Any) -> dict[str, Any]:
    found = {
        "finding": "technology", "position": position, "technology_id": "light", "mentions": 2,
        "mention_class": "affirmative", "sentence_sha256": "a" * 64, "sentences": None,
    }  # fmt: skip
    return document(**found | values)


def call(**values: Any) -> dict[str, Any]:
    return {
        "company_id": "BET", "technology_id": "water", "mention_class": "conditional",
        "mentions": 3, "document": "Earnings call, Q4 FY2025", "stated_date": DAY,
        "entered_date": dt.date(2026, 8, 1), "confidence": "medium", "file": "own/calls.csv:2",
        **values,
    }  # fmt: skip


def said(
    *rows: dict[str, Any], calls: list[dict[str, Any]] | None = None, at: dt.datetime | None = None
) -> Texts:
    filings = [{"accession": "0000001001-26-000001", "accepted_at": at}] if at else []
    return texts(
        pl.DataFrame(rows, schema=RAW_SEC_DOCUMENTS.polars_schema),
        pl.DataFrame(calls or [], schema=RAW_TECHNOLOGY_STATEMENTS.polars_schema),
        pl.DataFrame(filings, schema=RAW_SEC_FILINGS.polars_schema),
        WATCHED,
    )


def known(told: Texts) -> tuple[dt.datetime, str]:
    [row] = told.documents.select("known_from", "known_from_basis").rows()
    return row


def test_a_technology_that_is_watched_no_more_is_left_out() -> None:
    """Documents and calls were read while the registry had it; nobody's figures are in doubt."""
    told = said(
        document(watched="light;steam"),
        mention(),
        mention(position=5, technology_id="steam"),
        calls=[call(), call(technology_id="steam", document="Earnings call, Q3 FY2025")],
    )
    assert sorted(told.mentions["technology_id"]) == WATCHED
    assert told.documents.height == 1
    assert told.refusals.is_empty()


def test_a_document_is_known_from_its_acceptance_as_the_best_source_says_it() -> None:
    submitted = dt.datetime(2026, 1, 28, 21, 5, 7)
    assert known(said(document(accepted_at=HEADER), at=submitted)) == (submitted, "accepted")
    assert known(said(document(accepted_at=HEADER))) == (HEADER, "accepted")
    last_second = dt.datetime(2026, 1, 29, 4, 59, 59)
    assert known(said(document())) == (last_second, "filed_date_end")


def test_a_call_is_known_from_the_end_of_its_day_and_is_no_filing() -> None:
    [row] = said(calls=[call()]).mentions.to_dicts()
    assert row["known_from"] == dt.datetime(2026, 1, 29, 4, 59, 59)
    assert (row["source"], row["source_reference"]) == ("technology_statements", "own/calls.csv:2")
    assert (row["exhibit"], row["accession"], row["mentions"]) == ("statement", None, 3)


def test_a_sentence_that_an_amendment_repeats_counts_once() -> None:
    amended: dict[str, Any] = {
        "form": "8-K/A", "accession": "0000001001-26-000002", "filed_date": dt.date(2026, 2, 3),
    }  # fmt: skip
    told = said(
        document(), mention(), document(**amended), mention(**amended),
        mention(7, sentence_sha256="b" * 64, **amended),
    )  # fmt: skip
    assert told.mentions.select("accession", "position").rows() == [
        ("0000001001-26-000001", 4),
        ("0000001001-26-000002", 7),
    ]
    assert told.documents.height == 2
    [refusal] = told.refusals.to_dicts()
    assert refusal["rule"] == "repeated_in_amendment"
    assert refusal["reason"] == (
        "The 8-K/A 0000001001-26-000002 repeats 1 sentences on light of the filing that it amends: "
        "each counts once."
    )


def test_a_sentence_that_the_next_report_says_again_counts_again() -> None:
    later: dict[str, Any] = {
        "accession": "0000001001-26-000009",
        "filed_date": dt.date(2026, 4, 28),
    }
    other_form: dict[str, Any] = {**later, "form": "10-Q/A"}
    told = said(document(), mention(), document(**later), mention(**later), mention(**other_form))
    assert told.mentions.height == 3
    assert told.refusals.is_empty()


def test_guidance_in_a_document_is_no_mention() -> None:
    guided = mention(finding="guidance", technology_id=None, mentions=None, mention_class=None)
    assert said(document(), guided).mentions.is_empty()


def test_the_technologies_are_those_of_the_registry() -> None:
    names = [each.technology_name for each in TECHNOLOGIES]
    assert technologies(REGISTRY)["technology_name"].to_list() == names
