"""Which filing an XBRL document belongs to."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.identity import (
    Cover,
    KnownFiling,
    cover_of,
    match,
    names_form,
)
from tests.support.segment_bodies import ACCESSION, CIK, SEGMENT, inline, instance

END = dt.date(2024, 12, 31)
FILED = dt.date(2025, 2, 5)
COVER = Cover(CIK, "10-K", END)
KNOWN = KnownFiling(ACCESSION, "10-K", FILED, END, "goog-20241231.htm")
AMENDED = KnownFiling("0001652044-25-000099", "10-K/A", dt.date(2025, 4, 1), END)
QUARTER = KnownFiling("0001652044-25-000043", "10-Q", dt.date(2025, 4, 25), dt.date(2025, 3, 31))


def test_an_instance_states_filer_form_and_period() -> None:
    assert cover_of(instance(SEGMENT)) == COVER


@pytest.mark.parametrize(
    "written",
    [
        "December&#160;31, 2024",
        "December <b>31</b>, 2024",
        "December 31,2024",
        "12/31/2024",
        "2024-12-31",
        "Dec. 31, 2024",
        "DEC 31 2024",
        "31 December 2024",
        "31-Dec-2024",
        "31st of December, 2024",
    ],
)
def test_an_inline_document_states_them_in_words(written: str) -> None:
    assert cover_of(inline(SEGMENT, period_end=written)) == COVER


def test_september_is_also_cut_to_four_letters() -> None:
    assert cover_of(instance(SEGMENT, period_end="Sept. 3, 2024")).period_end == dt.date(2024, 9, 3)


@pytest.mark.parametrize(
    "written",
    [
        "the last day",
        "June 31, 2024",
        "Dece 31, 2024",
        "31/12/2024",
        "December 31, 24",
        "2024-13-01",
    ],
)
def test_a_period_that_cannot_be_read_is_unknown(written: str) -> None:
    assert cover_of(instance(SEGMENT, period_end=written)).period_end is None


def _without_cover(body: bytes) -> bytes:
    return re.sub(rb"<dei:[^<]*</dei:\w+>", b"", body)


def test_without_a_cover_page_the_contexts_name_the_filer() -> None:
    assert cover_of(_without_cover(instance(SEGMENT))) == Cover(CIK, "", None)


def test_contexts_of_two_filers_name_none() -> None:
    body = _without_cover(instance(SEGMENT)).replace(f"{CIK:010d}".encode(), b"0000000007", 1)
    with pytest.raises(SourceError, match="states no filer"):
        cover_of(body)


def test_a_document_without_a_form_takes_that_of_the_filing_named() -> None:
    cover = Cover(CIK, "", None)
    assert match(cover, [QUARTER, KNOWN], ACCESSION, None) == KNOWN
    with pytest.raises(SourceError, match="no known filing fits the document of CIK 1652044 for a"):
        match(cover, [QUARTER, KNOWN], None, None)
    with pytest.raises(SourceError, match="no known filing"):
        match(cover, [], ACCESSION, FILED)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><p>no facts</p></html>",
        instance(SEGMENT)[:400],
        b'<!DOCTYPE x [<!ENTITY a "b">]><x/>',
    ],
)
def test_a_document_without_a_cover_is_refused_by_a_sentence(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"^the document.+"):
        cover_of(body)


def test_form_and_period_find_the_one_filing() -> None:
    assert match(COVER, [QUARTER, AMENDED, KNOWN], None, None) == KNOWN


def test_an_accession_finds_its_filing_whatever_its_period() -> None:
    assert match(Cover(CIK, "10-K", None), [QUARTER, KNOWN], ACCESSION, None) == KNOWN


def test_a_person_says_what_nothing_knows() -> None:
    assert match(COVER, [], ACCESSION, FILED) == KnownFiling(ACCESSION, "10-K", FILED, END)


def test_a_filing_date_decides_between_two() -> None:
    other = KnownFiling("0001652044-25-000015", "10-K", dt.date(2025, 2, 6), END)
    with pytest.raises(SourceError, match="2 known filings fit"):
        match(COVER, [KNOWN, other], None, None)
    assert match(COVER, [KNOWN, other], None, FILED) == KNOWN


@pytest.mark.parametrize("accession", [None, "0001652044-25-000777"])
def test_no_filing_is_guessed(accession: str | None) -> None:
    with pytest.raises(SourceError, match=r"no known filing fits .* --accession and --filed"):
        match(Cover(CIK, "20-F", END), [KNOWN, QUARTER, AMENDED], accession, None)


def test_an_accession_of_another_form_is_refused() -> None:
    with pytest.raises(SourceError, match="is a 10-Q, the document a 10-K"):
        match(COVER, [QUARTER], QUARTER.accession, None)


def _flagged(flag: str, form: str = "10-K") -> bytes:
    return instance(SEGMENT, form=form).replace(
        b"</dei:DocumentType>",
        b'</dei:DocumentType><dei:AmendmentFlag contextRef="c">%b</dei:AmendmentFlag>'
        % flag.encode(),
    )


@pytest.mark.parametrize(
    ("flag", "means"), [("true", True), ("1", True), ("False", False), ("maybe", None)]
)
def test_an_instance_says_whether_it_is_an_amendment(flag: str, means: bool | None) -> None:
    assert cover_of(_flagged(flag)).is_amendment is means
    assert names_form(_flagged(flag))


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("format='ixt:fixed-true'>\u2612", True),
        ("format='ixt:fixed-false'>\u2610", False),
        ("format='ixt:booleantrue'>yes", True),
        (">false", False),
    ],
)
def test_an_inline_document_says_it_in_a_word_or_a_tick(written: str, means: bool) -> None:
    flag = f"<ix:nonNumeric name='dei:AmendmentFlag' contextRef='c' {written}</ix:nonNumeric>"
    body = inline(SEGMENT).replace(b"</ix:header>", b"</ix:header>" + flag.encode(), 1)
    assert cover_of(body).is_amendment is means


@pytest.mark.parametrize(
    ("cover", "filing", "said"),
    [
        (Cover(CIK, "10-K", END, is_amendment=True), KNOWN, "an amendment"),
        (Cover(CIK, "10-K", END, is_amendment=True), AMENDED, "is a 10-K/A, the document a 10-K"),
        (Cover(CIK, "10-K/A", END, is_amendment=False), AMENDED, "no amendment"),
        (Cover(CIK, "10-K/A", END, is_amendment=True), KNOWN, "is a 10-K, the document a 10-K/A"),
        (Cover(CIK, "10-Q", END, is_amendment=False), KNOWN, "is a 10-K, the document a 10-Q"),
        (Cover(CIK, "", None, is_amendment=True), KNOWN, "an amendment"),
    ],
)
def test_cover_and_submissions_agree_on_what_the_document_is(
    cover: Cover, filing: KnownFiling, said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        match(cover, [KNOWN, AMENDED, QUARTER], filing.accession, None)


def test_a_cover_that_contradicts_itself_is_refused_whoever_names_the_filing() -> None:
    cover = Cover(CIK, "10-K", END, is_amendment=True)
    with pytest.raises(SourceError, match="an amendment"):
        match(cover, [], ACCESSION, FILED)
    with pytest.raises(SourceError, match="an amendment"):
        match(cover, [KNOWN], None, None)


@pytest.mark.parametrize(
    ("cover", "filing"),
    [
        (Cover(CIK, "10-K", END, is_amendment=False), KNOWN),
        (Cover(CIK, "10-K/A", END, is_amendment=True), AMENDED),
        (Cover(CIK, "10-K", END - dt.timedelta(days=3)), KNOWN),
    ],
)
def test_a_cover_that_agrees_is_taken(cover: Cover, filing: KnownFiling) -> None:
    assert match(cover, [KNOWN, AMENDED, QUARTER], filing.accession, None) == filing


def test_the_period_of_the_cover_is_that_of_the_report() -> None:
    cover = Cover(CIK, "10-K", dt.date(2023, 12, 31), is_amendment=False)
    with pytest.raises(SourceError, match="2024-12-31, and the cover page of the document on"):
        match(cover, [KNOWN], ACCESSION, None)
