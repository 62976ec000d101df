"""Guidance and refusals as frames, with their places."""

from __future__ import annotations

import datetime as dt

from pipelines.text.documents import read
from pipelines.text.guidance import GUIDANCE, REFUSED_SENTENCES, Context, extract_guidance
from pipelines.text.guidance.refusals import ACTUAL, IN_A_TABLE
from pipelines.text.sentences import sentence_hash, sentences

PAGE = b"""<html><body><p>Revenue rose. We expect 2026 capital expenditures of $20-22 billion.</p>
<p>Capital expenditures were $5 billion.</p>
<table><tr><td>Expected 2026 capital expenditures</td><td>$20 billion</td><td>4</td></tr></table>
</body></html>"""


def test_what_a_page_guides_and_what_is_refused() -> None:
    found = sentences(read(PAGE, "a.htm"))
    guidance, refused = extract_guidance(found, {"a.htm": Context(dt.date(2026, 1, 28))})
    assert dict(guidance.schema) == GUIDANCE
    assert dict(refused.schema) == REFUSED_SENTENCES
    row = guidance.row(0, named=True)
    words = "We expect 2026 capital expenditures of $20-22 billion."
    assert guidance.height == 1
    assert (row["position"], row["start"], row["end"]) == (1, 14, 14 + len(words))
    assert row["sentence_hash"] == sentence_hash(words)
    assert (row["horizon_start_date"], row["horizon_end_date"]) == (
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
    )
    assert refused["reason"].to_list() == [ACTUAL, IN_A_TABLE]


def test_no_sentence_gives_empty_frames() -> None:
    guidance, refused = extract_guidance(sentences(read(b"<p>Hello.</p>", "a.htm")), {})
    assert guidance.is_empty()
    assert refused.is_empty()
