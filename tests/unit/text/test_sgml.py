"""The SEC's SGML: what the header says, and the documents taken apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipelines.text.errors import DocumentError
from pipelines.text.sgml import Header, is_sgml, read

HEADER = b"""<SEC-DOCUMENT>0001652044-25-000014.txt : 20250205
<SEC-HEADER>0001652044-25-000014.hdr.sgml : 20250205
<ACCEPTANCE-DATETIME>20250204204140
ACCESSION NUMBER:\t\t0001652044-25-000014
CONFORMED SUBMISSION TYPE:\t10-K
PUBLIC DOCUMENT COUNT:\t\t2
CONFORMED PERIOD OF REPORT:\t20241231
FILED AS OF DATE:\t\t20250205

FILER:
\tCOMPANY DATA:
\t\tCOMPANY CONFORMED NAME:\t\t\tAlphabet Inc.
\t\tCENTRAL INDEX KEY:\t\t\t0001652044
</SEC-HEADER>
"""
TAGGED = b"""<SUBMISSION>
<ACCESSION-NUMBER>0001652044-25-000014
<TYPE>10-K
<PERIOD>20241231
<FILING-DATE>20250205
<FILER>
<COMPANY-DATA>
<CIK>0001652044
</COMPANY-DATA>
</FILER>
"""
END = b"</SEC-DOCUMENT>\n"
SAID = Header(
    "0001652044-25-000014",
    "10-K",
    dt.date(2025, 2, 5),
    dt.date(2024, 12, 31),
    frozenset({1652044}),
    dt.datetime(2025, 2, 5, 1, 41, 40),
)


def document(body: bytes, *, type_: bytes = b"10-K", name: bytes = b"goog.htm") -> bytes:
    return (
        b"<DOCUMENT>\n<TYPE>" + type_ + b"\n<SEQUENCE>1\n<FILENAME>" + name + b"\n<DESCRIPTION>x\n"
        b"<TEXT>\n" + body + b"\n</TEXT>\n</DOCUMENT>\n"
    )


@pytest.mark.parametrize("header", [HEADER, TAGGED, HEADER.replace(b"\n", b"\r\n")])
def test_a_header_says_which_filing_it_is(header: bytes) -> None:
    # Tags in place of plain text come without the acceptance.
    said = SAID if b"ACCEPTANCE" in header else replace(SAID, accepted_at=None)
    assert read(header + document(b"<html/>") + END, "x.txt").header == said


def test_a_short_header_says_what_it_has() -> None:
    body = b"<SEC-DOCUMENT>0001652044-25-000014.txt : 20250205\n" + document(b"<html/>") + END
    assert read(body, "x.txt").header == Header("0001652044-25-000014", None, dt.date(2025, 2, 5))


def test_a_document_alone_has_no_header() -> None:
    submission = read(document(b"<html/>"), "x.htm")
    assert submission.header == Header()
    assert [(part.type, part.file_name) for part in submission.parts] == [("10-K", "goog.htm")]


@pytest.mark.parametrize(
    "wrapped",
    [
        b"<html>\n</html>",
        b"<XBRL>\n<html>\n</html>\n</XBRL>",
        b"<XML>\n<html>\n</html>\n</XML>",
        b"<XBRL>\n<html>\n</html>",
    ],
)
def test_the_body_stands_without_what_is_around_it(wrapped: bytes) -> None:
    body = (
        HEADER + document(wrapped) + document(b"begin 644 a.jpg\nM<DOCUMENT>\n", type_=b"GRAPHIC")
    )
    first, second = read(body + END, "x.txt").parts
    assert first.body == b"<html>\n</html>"
    assert second.type == "GRAPHIC"


def test_what_opens_otherwise_is_no_sgml() -> None:
    assert is_sgml(HEADER)
    assert is_sgml(b"\xef\xbb\xbf\n<DOCUMENT>\n<TYPE>10-K")
    assert not is_sgml(b"<html><DOCUMENT>")
    assert not is_sgml(b"<document>")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (HEADER, "holds no document"),
        (HEADER + document(b"<html/>")[:-20], "the document goog.htm is cut off"),
        (HEADER + b"<DOCUMENT>\n<TYPE>10-K\n", "the document 10-K is cut off"),
        (HEADER + document(b"<html/>"), "ends after the document goog.htm, before its closing tag"),
        (
            HEADER.replace(b"20241231", b"20241331") + document(b""),
            "'20241331' is not a valid date",
        ),
    ],
)
def test_a_submission_cut_off_or_damaged_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(DocumentError, match=f"^x.txt: .*{sentence}"):
        read(body, "x.txt")


def test_what_there_is_of_a_submission_can_be_read() -> None:
    body = HEADER + document(b"<html/>") + document(b"<p>cut", name=b"ex99.htm")[:-20]
    submission = read(body, "x.txt", is_whole=False)
    assert [part.file_name for part in submission.parts] == ["goog.htm", "ex99.htm"]
    assert submission.cut_off == "x.txt: the document ex99.htm is cut off: get the file again"
