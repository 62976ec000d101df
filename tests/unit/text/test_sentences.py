"""Sentences and their places: where one ends, and where only a shortened word does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.documents import Document, Exhibit, read
from pipelines.text.pages import Block
from pipelines.text.sentences import SENTENCES, sentence_hash, sentences, spans


def cut(block: str) -> list[str]:
    return [block[start:end] for start, end in spans(block)]


@pytest.mark.parametrize(
    "one",
    [
        "We expect $1.5 billion to $2.5 billion in 2026.",
        "Our U.S. Data centers grew.",
        "Contoso Inc. Class A shares rose.",
        "See Note No. 7 and Fig. 3 for more.",
        "Mr. Smith and Dr. Jones spoke on Feb. 5, 2026.",
        "J. P. Morgan asked, vs. Goldman.",
        "It grew, e.g. Azure and i.e. Cloud.",
        "1. Overview of the quarter",
        "• We expect Capital Expenditures to increase",
        "Revenue rose 5.2% and capex 7.1%.",
    ],
)
def test_what_is_one_sentence_stays_one(one: str) -> None:
    assert cut(one) == [one]


@pytest.mark.parametrize(
    "two",
    [
        ("We spent $1.5 billion.", "We expect $2 billion."),
        ("We build in the U.S.", "We expect to build more."),
        ("This is Contoso Inc.", "The company grew."),
        ("Will it grow?", "Yes."),
        ("“It grew.”", "“It will grow.”"),
        ("It rose in 2025.", "2026 capital expenditures will be higher."),
        ("It rose.", "$5 billion was spent."),
        ("Did it? No.", "We did not."),
    ],
)
def test_two_sentences_are_two(two: tuple[str, str]) -> None:
    block = " ".join(two)
    assert cut(block)[-1] == two[1] or cut(block) == ["Did it?", "No.", "We did not."]
    assert " ".join(cut(block)) == block


@given(st.text(alphabet="aB. !?”$1(•", max_size=60))
def test_spans_hold_every_word_in_order(block: str) -> None:
    words = " ".join(block.split())
    assert " ".join(cut(words)).split() == words.split()
    ends = [place for span in spans(words) for place in span]
    assert ends == sorted(ends)


def test_places_lead_back_to_the_words() -> None:
    blocks = (Block("One is here. Two is there."), Block("a 1", is_table=True), Block("Three."))
    document = Document(
        "a.htm", (Exhibit("EX-99.1", "r.htm", blocks), Exhibit("", "b.htm", blocks))
    )
    found = sentences(document)
    assert dict(found.schema) == SENTENCES
    assert found["position"].to_list() == [0, 1, 2, 3] * 2
    assert found["exhibit"].unique(maintain_order=True).to_list() == ["EX-99.1", "b.htm"]
    text = "\n".join(block.text for block in blocks)
    for row in found.iter_rows(named=True):
        assert text[row["start"] : row["end"]] == row["sentence"]
    assert found.filter("is_table")["sentence"].to_list() == ["a 1"] * 2


def test_a_hash_does_not_see_blanks() -> None:
    assert sentence_hash("We  expect\u00a0more.") == sentence_hash("We expect more.")
    assert sentence_hash("We expect more.") != sentence_hash("We expect less.")


def test_a_page_becomes_sentences() -> None:
    page = b"<p>We spent $1.5 billion. We expect more.</p><p>Thanks</p>"
    assert sentences(read(page, "a.htm"))["sentence"].to_list() == [
        "We spent $1.5 billion.",
        "We expect more.",
        "Thanks",
    ]
