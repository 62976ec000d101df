"""Which filing an XBRL document belongs to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from segment_bodies import ACCESSION, CIK, SEGMENT, inline, instance

from pipelines.sources.document import SourceError
from pipelines.sources.sec_segment_identity import (
    Cover,
    KnownFiling,
    accession_in,
    cover_of,
    match,
)

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
    ["December&#160;31, 2024", "December <b>31</b>, 2024", "December 31,2024", "12/31/2024"],
)
def test_an_inline_document_states_them_in_words(written: str) -> None:
    assert cover_of(inline(SEGMENT, period_end=written)) == COVER


def test_a_period_that_cannot_be_read_is_unknown() -> None:
    assert cover_of(instance(SEGMENT, period_end="the last day")).period_end is None


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


@pytest.mark.parametrize(
    ("path", "accession"),
    [
        ("NVDA_10-K_0001045810-24-000029.htm", "0001045810-24-000029"),
        ("NVDA_0001045810-24-000029/nvda_htm.xml", "0001045810-24-000029"),
        ("NVDA_10-K_filed2025-02-26.htm", None),
        ("10001045810-24-000029.htm", None),
    ],
)
def test_the_accession_stands_in_the_name_of_the_file_or_its_folder(
    path: str, accession: str | None
) -> None:
    assert accession_in(Path(path)) == accession


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
