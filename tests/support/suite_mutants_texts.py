"""For each check on what companies say in words, a corruption that it catches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.support.mutations import Mutant, changed, plus, with_first_twice, without_last

DOCUMENTS, CALLS = "raw.sec_documents", "raw.technology_statements"
READ, MENTIONED = "normalized.documents", "normalized.technology_mentions"
TECHNOLOGIES = "normalized.technologies"
DIM, MENTIONS = "marts.dim_technologies", "marts.fct_technology_mentions"
ADOPTION = "marts.fct_technology_adoption"

NAMED = pl.col("finding") == "technology"
GUIDED = pl.col("finding") == "guidance"

RAW: dict[tuple[str, str], Mutant] = {
    (DOCUMENTS, "cik_is_registered"): changed(DOCUMENTS, cik=99),
    (DOCUMENTS, "accession_is_well_formed"): changed(DOCUMENTS, accession="1-25-1"),
    (DOCUMENTS, "accepted_near_filing_date"): changed(
        DOCUMENTS, accepted_at=pl.col("accepted_at") + pl.duration(days=6)
    ),
    (DOCUMENTS, "findings_are_of_a_document"): changed(DOCUMENTS, NAMED, document="other.htm"),
    (DOCUMENTS, "documents_hold_sentences"): changed(
        DOCUMENTS, pl.col("finding") == "document", sentences=0
    ),
    (DOCUMENTS, "mentions_have_a_class"): changed(DOCUMENTS, NAMED, mention_class="rumour"),
    (DOCUMENTS, "guidance_is_of_a_kind"): changed(DOCUMENTS, GUIDED, kind="guess"),
    (DOCUMENTS, "ranges_are_in_order"): changed(
        DOCUMENTS, GUIDED, high_usd=plus("low_usd", Decimal(-1))
    ),
    (DOCUMENTS, "sentences_are_told_apart"): changed(DOCUMENTS, NAMED, sentence_sha256=None),
    (DOCUMENTS, "findings_are_unique"): with_first_twice(DOCUMENTS),
    (CALLS, "technologies_are_registered"): changed(CALLS, technology_id="steam"),
    (CALLS, "companies_are_registered"): changed(CALLS, company_id="ZZZ"),
    (CALLS, "mentions_have_a_class"): changed(CALLS, mention_class="rumour"),
    (CALLS, "mentions_are_counted"): changed(CALLS, mentions=0),
    (CALLS, "documents_are_named"): changed(CALLS, document=""),
    (CALLS, "entered_after_it_was_said"): changed(
        CALLS, entered_date=pl.col("stated_date") - pl.duration(days=1)
    ),
    (CALLS, "confidence_is_given"): changed(CALLS, confidence="sure"),
    (CALLS, "key_is_unique"): with_first_twice(CALLS),
}

NORMALIZED: dict[tuple[str, str], Mutant] = {
    (TECHNOLOGIES, "technologies_are_unique"): with_first_twice(TECHNOLOGIES),
    (TECHNOLOGIES, "technologies_are_the_registrys"): without_last(TECHNOLOGIES),
    (READ, "documents_are_on_record"): changed(READ, sentences=7),
    (READ, "known_in_the_past"): changed(READ, known_from=dt.datetime(2026, 8, 21)),
    (READ, "documents_are_unique"): with_first_twice(READ),
    (MENTIONED, "technologies_are_registered"): changed(MENTIONED, technology_id="steam"),
    (MENTIONED, "sentences_are_of_a_document"): changed(
        MENTIONED, pl.col("source") == "sec_documents", exhibit="EX-99.9"
    ),
    (MENTIONED, "mentions_are_counted"): changed(MENTIONED, mentions=0),
    (MENTIONED, "nothing_known_before_it_was_said"): changed(
        MENTIONED, known_from=dt.datetime(2020, 1, 1)
    ),
    (MENTIONED, "mentions_are_unique"): with_first_twice(MENTIONED),
}

IS_FILED = pl.col("accession").is_not_null()

MARTS: dict[tuple[str, str], Mutant] = {
    (DIM, "rows_are_kept"): without_last(DIM),
    (MENTIONS, "filings_are_known"): changed(MENTIONS, IS_FILED, accession="0000000009-21-000001"),
    (MENTIONS, "addresses_are_of_the_filing"): changed(
        MENTIONS, IS_FILED, url=pl.col("url").str.replace("www.sec.gov", "example.com")
    ),
    (MENTIONS, "technologies_are_known"): changed(MENTIONS, technology_id="steam"),
    (MENTIONS, "first_mentions_are_one"): changed(
        MENTIONS,
        pl.col("company_id") == "BET",
        first_mention_date=pl.col("said_date") - pl.duration(days=1),
    ),
    (ADOPTION, "technologies_are_known"): changed(ADOPTION, technology_id="steam"),
    (ADOPTION, "mentioning_is_part_of_reporting"): changed(ADOPTION, companies_mentioning=9),
    (ADOPTION, "shares_are_percentages"): changed(ADOPTION, mentioning_pct=101.0),
}

MUTANTS = {**RAW, **NORMALIZED, **MARTS}
