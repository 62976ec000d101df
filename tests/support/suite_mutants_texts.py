"""For each check on what companies say in words, a corruption that it catches."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from tests.support.mutations import Mutant, changed, plus, with_first_twice

DOCUMENTS, CALLS = "raw.sec_documents", "raw.technology_statements"

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
    (DOCUMENTS, "technologies_are_registered"): changed(DOCUMENTS, NAMED, technology_id="steam"),
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

MUTANTS = {**RAW}
