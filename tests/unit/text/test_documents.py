"""Files of every kind as the texts of their exhibits, and what cannot be read as a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.text import documents
from pipelines.text.documents import Document, read
from pipelines.text.errors import DocumentError
from tests.support import fuzzing

HEADER = b"""<SEC-DOCUMENT>0000000001-26-000002.txt : 20260205
<SEC-HEADER>0000000001-26-000002.hdr.sgml : 20260205
<ACCEPTANCE-DATETIME>20260205160512
ACCESSION NUMBER:\t\t0000000001-26-000002
CONFORMED SUBMISSION TYPE:\t8-K
FILED AS OF DATE:\t\t20260205
</SEC-HEADER>
"""
END = b"</SEC-DOCUMENT>\n"
PAGE = b"<html><body><p>We expect more.</p></body></html>"


def part(type_: bytes, name: bytes, body: bytes) -> bytes:
    return (
        b"<DOCUMENT>\n<TYPE>" + type_ + b"\n<FILENAME>" + name + b"\n<TEXT>\n" + body
        + b"\n</TEXT>\n</DOCUMENT>\n"
    )  # fmt: skip


RELEASE = part(b"EX-99.1", b"release.htm", PAGE)


def texts(document: Document) -> list[str]:
    return [block.text for exhibit in document.exhibits for block in exhibit.blocks]


def reasons(document: Document) -> list[str]:
    return [each.reason for each in document.unread]


def test_a_submission_tells_its_filing_and_its_exhibits_with_words() -> None:
    picture = part(b"GRAPHIC", b"logo.jpg", b"begin 644 logo.jpg\nM")
    facts = part(b"EX-101.INS", b"x.xml", b"<xbrl/>")
    document = read(
        HEADER + part(b"8-K", b"a.htm", PAGE) + RELEASE + picture + facts + END, "a.txt"
    )
    assert [each.exhibit for each in document.exhibits] == ["8-K", "EX-99.1"]
    assert document.accession == "0000000001-26-000002"
    assert document.form == "8-K"
    # Five past four in Washington, in winter.
    assert document.accepted_at == dt.datetime(2026, 2, 5, 21, 5, 12)
    assert not document.unread


def test_a_page_alone_and_plain_text_are_documents() -> None:
    assert texts(read(PAGE, "a.htm")) == ["We expect more."]
    assert texts(read(b"We expect\nmore.\n\nAnd less.\n", "a.txt")) == [
        "We expect more.",
        "And less.",
    ]


def test_a_document_of_60_mb_is_refused() -> None:
    with pytest.raises(
        DocumentError, match=r"^big.htm: holds 60 MB, .*: give its exhibits one by one$"
    ):
        read(b" " * 60_000_000, "big.htm")


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a.htm: is empty: get it again$"):
        read(b" \n", "a.htm")


def test_a_page_that_is_cut_off_gives_all_but_its_last_words() -> None:
    document = read(b"<html><body><p>We expect more.</p><p>In 2026 we expect $3", "a.htm")
    assert texts(document) == ["We expect more."]
    assert reasons(document) == ["a.htm: ends before its closing tag: it is cut off, get it again"]


def test_a_submission_that_is_cut_off_gives_what_there_is() -> None:
    document = read(HEADER + RELEASE + part(b"EX-99.2", b"b.htm", PAGE)[:-20], "a.txt")
    assert texts(document) == ["We expect more."] * 2
    assert reasons(document) == ["a.txt: the document b.htm is cut off: get the file again"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Zürich – “more”</p>".encode(),
        "<p>Zürich – “more”</p>".encode("utf-16"),
        "<p>Zürich – “more”</p>".encode("cp1252"),
        b"\xef\xbb\xbf" + "<p>Zürich – “more”</p>".encode(),
        # It calls itself ASCII and is UTF-8, as many a filing.
        b"<?xml version='1.0' encoding='ASCII'?>" + "<p>Zürich – “more”</p>".encode(),
        b"<meta charset='windows-1252'>" + "<p>Zürich – “more”</p>".encode("cp1252"),
    ],
)
def test_other_encodings_are_read(body: bytes) -> None:
    assert texts(read(body, "a.htm")) == ["Zürich – “more”"]


def test_an_encoding_that_nobody_knows_is_refused() -> None:
    document = read(b"<meta charset='x-klingon'><p>\xff\xfa</p>", "a.htm")
    assert reasons(document) == ["a.htm: is in an encoding that is not known: save it as UTF-8"]


def test_an_exhibit_of_pictures_is_refused_and_the_rest_is_read() -> None:
    slides = part(b"EX-99.2", b"slides.htm", b"<html><body><img src='s1.jpg'>1</body></html>")
    document = read(HEADER + RELEASE + slides + END, "a.txt")
    assert texts(document)[0] == "We expect more."
    assert reasons(document) == [
        "a.txt: EX-99.2 slides.htm: shows pictures in place of words: read it by eye and enter "
        "what it says as a statement"
    ]


def test_what_is_no_text_is_refused() -> None:
    assert reasons(read(b"%PDF-1.7\n...", "a.pdf")) == [
        "a.pdf: is not text: convert it to HTML or plain text first"
    ]
    assert reasons(read(b"PK\x03\x04\x14\x00\x06\x00 binary", "a.xlsx"))


def test_a_bound_is_named_once() -> None:
    assert 20_000_000 < documents.LARGEST_BYTES < 60_000_000


def test_damaged_documents_are_read_or_refused() -> None:
    fuzzing.try_damages(lambda body: read(body, "x"), [HEADER + RELEASE + END, PAGE], seed=3)
