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
ENTERED, SAID = "raw.guidance_statements", "normalized.guidance"
GUIDANCE, ACCURACY = "marts.fct_capex_guidance", "marts.fct_guidance_accuracy"
REVISIONS = "marts.fct_guidance_revisions"

NAMED = pl.col("finding") == "technology"
GUIDED = pl.col("finding") == "guidance"
IS_RANGE = pl.col("kind") == "range"

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
    (ENTERED, "companies_are_registered"): changed(ENTERED, company_id="ZZZ"),
    (ENTERED, "guidance_is_of_a_kind"): changed(ENTERED, kind="guess"),
    (ENTERED, "ranges_are_in_order"): changed(
        ENTERED, IS_RANGE, high_usd=plus("low_usd", Decimal(-1))
    ),
    (ENTERED, "amounts_are_positive"): changed(ENTERED, IS_RANGE, low_usd=Decimal(-1)),
    (ENTERED, "bases_are_known"): changed(ENTERED, basis="adjusted"),
    (ENTERED, "documents_are_named"): changed(ENTERED, document=""),
    (ENTERED, "horizons_are_ahead"): changed(
        ENTERED, horizon_end_date=pl.col("issued_date") - pl.duration(days=1)
    ),
    (ENTERED, "entered_after_it_was_said"): changed(
        ENTERED, entered_date=pl.col("issued_date") - pl.duration(days=1)
    ),
    (ENTERED, "confidence_is_given"): changed(ENTERED, confidence="sure"),
    (ENTERED, "key_is_unique"): with_first_twice(ENTERED),
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
    (SAID, "sentences_are_of_a_document"): changed(
        SAID, pl.col("source") == "sec_documents", exhibit="EX-99.9"
    ),
    (SAID, "ranges_are_in_order"): changed(SAID, IS_RANGE, high_usd=plus("low_usd", Decimal(-1))),
    (SAID, "horizons_are_ahead"): changed(
        SAID, horizon_end_date=pl.col("issued_date") - pl.duration(days=1)
    ),
    (SAID, "nothing_known_before_it_was_said"): changed(SAID, known_from=dt.datetime(2020, 1, 1)),
    (SAID, "guidance_is_unique"): with_first_twice(SAID),
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
    (GUIDANCE, "filings_are_known"): changed(
        GUIDANCE, pl.col("source") == "sec_documents", accession="0000000009-21-000001"
    ),
    (GUIDANCE, "ranges_are_in_order"): changed(
        GUIDANCE, IS_RANGE, high_usd=plus("low_usd", Decimal(-1))
    ),
    (GUIDANCE, "amounts_are_of_their_scale"): changed(
        GUIDANCE, IS_RANGE, high_usd=Decimal(130_000_000_000_000)
    ),
    (GUIDANCE, "what_is_replaced_is_known"): changed(
        GUIDANCE, pl.col("supersedes").is_not_null(), supersedes=dt.date(2020, 1, 1)
    ),
    (ACCURACY, "what_is_judged_was_guided"): changed(ACCURACY, issued_date=dt.date(2020, 1, 1)),
    (ACCURACY, "bases_are_not_mixed"): changed(
        ACCURACY, pl.col("basis") == "not_stated", actual_usd=Decimal(1)
    ),
    (ACCURACY, "errors_are_plausible"): changed(
        ACCURACY, pl.col("error_pct").is_not_null(), error_pct=900.0
    ),
    (REVISIONS, "what_is_changed_was_guided"): changed(REVISIONS, issued_date=dt.date(2020, 1, 1)),
    (REVISIONS, "accounting_is_no_cut"): changed(
        REVISIONS, pl.col("step") == "accounting_change", change_pct=-8.0
    ),
    (REVISIONS, "steps_are_plausible"): changed(
        REVISIONS, pl.col("step") == "up", change_pct=900.0
    ),
    (ADOPTION, "technologies_are_known"): changed(ADOPTION, technology_id="steam"),
    (ADOPTION, "mentioning_is_part_of_reporting"): changed(ADOPTION, companies_mentioning=9),
    (ADOPTION, "shares_are_percentages"): changed(ADOPTION, mentioning_pct=101.0),
}

MUTANTS = {**RAW, **NORMALIZED, **MARTS}
