"""What is found in the texts of a filing, which documents are read, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError
from pipelines.sources.sec_documents import findings
from pipelines.text import documents
from tests.support.said_in_filings import ACCESSION, CIK, DULL, GUIDES, NAMES, page, submission

if TYPE_CHECKING:
    from pipelines.sources.document import Parsed

REGISTRY = load_registry(PACKAGE_DIR / "registry")
RELEASE = Filing(CIK, ACCESSION, "8-K", dt.date(2026, 2, 4))
REPORT = Filing(CIK, ACCESSION, "10-K", dt.date(2026, 2, 5))


def read(body: bytes, filing: Filing = RELEASE) -> Parsed:
    company = REGISTRY.company("GOOGL")
    return findings.read(body, "it", findings.Reading(filing, company, REGISTRY, "goog.htm"))


def test_a_press_release_is_read_and_what_stands_around_it_is_not() -> None:
    release = page(DULL, GUIDES, NAMES)
    body = submission(
        ("8-K", "cover.htm", page(DULL, GUIDES)),
        ("EX-99.1", "release.htm", release),
        ("EX-10.1", "contract.htm", page(DULL, NAMES)),
        ("GRAPHIC", "logo.jpg", b"begin 644"),
    )
    document, guided, named = read(body).frame.sort("position").to_dicts()
    assert {each["document"] for each in (document, guided, named)} == {"release.htm"}
    assert (document["finding"], document["position"]) == ("document", 0)
    assert document["sentences"] == 5
    assert set(document["watched"].split(";")) == {
        each.technology_id for each in REGISTRY.technologies
    }
    assert document["accepted_at"] == dt.datetime(2026, 2, 4, 21, 5, 12)
    assert (guided["finding"], guided["position"], guided["kind"]) == ("guidance", 4, "range")
    assert (guided["low_usd"], guided["high_usd"]) == (Decimal(175 * 10**9), Decimal(185 * 10**9))
    assert (guided["horizon"], guided["exhibit"]) == ("FY2026", "EX-99.1")
    assert (named["technology_id"], named["mention_class"]) == ("co_packaged_optics", "affirmative")
    assert (named["position"], named["mentions"]) == (5, 1)


def test_no_sentence_is_kept_only_its_digest() -> None:
    frame = read(submission(("EX-99.1", "release.htm", page(DULL, GUIDES, NAMES)))).frame
    texts = {text for row in frame.to_dicts() for text in row.values() if isinstance(text, str)}
    assert max(map(len, texts)) < 200
    assert all(sentence not in text for text in texts for sentence in (GUIDES, NAMES))
    assert {len(each) for each in frame["sentence_sha256"].drop_nulls()} == {64}


def test_of_a_periodic_report_the_report_itself_is_read() -> None:
    alone = read(page(DULL, GUIDES), REPORT).frame
    assert set(alone["document"]) == {"goog.htm"}
    assert set(alone["exhibit"]) == {"10-K"}
    whole = submission(
        ("10-K", "goog.htm", page(DULL, GUIDES)), ("EX-99.1", "x.htm", page(DULL, NAMES)),
        form="10-K",
    )  # fmt: skip
    assert set(read(whole, REPORT).frame["document"]) == {"goog.htm"}


def test_a_release_that_is_a_picture_is_refused_and_the_rest_is_read() -> None:
    picture = b"<html><body><img src='a.jpg'><p>Letter to shareholders</p></body></html>"
    body = submission(("EX-99.1", "a.htm", picture), ("EX-99.2", "b.htm", page(DULL, NAMES)))
    parsed = read(body)
    assert set(parsed.frame["exhibit"]) == {"EX-99.2"}
    [refused] = parsed.quarantined.to_dicts()
    assert "shows pictures in place of words" in refused["reason"]
    assert (refused["accession"], refused["is_whole_document"]) == (ACCESSION, False)


def test_a_submission_that_is_cut_off_says_so_and_what_came_is_read() -> None:
    parsed = read(submission(("EX-99.1", "a.htm", page(DULL, NAMES)), is_whole=False))
    assert parsed.frame.filter(finding="technology").height == 1
    [reason] = parsed.quarantined["reason"]
    assert "it is cut off, get it again" in reason


def test_a_page_that_is_cut_off_says_so() -> None:
    cut = page(DULL, NAMES, DULL).removesuffix(b"</body></html>")
    [reason] = read(submission(("EX-99.1", "a.htm", cut))).quarantined["reason"]
    assert "ends before its closing tag" in reason


def test_a_document_in_another_encoding_is_read_or_refused_with_its_reason() -> None:
    sixteen = page(DULL, NAMES, encoding="utf-16")
    assert read(sixteen, REPORT).frame.filter(finding="technology").height == 1
    unknown = page(DULL, "Caf\xe9").replace(b"<head>", b"<head><meta charset='x-klingon'>")
    broken = unknown.replace("\xe9".encode(), b"\xe9")
    [reason] = read(broken, REPORT).quarantined["reason"]
    assert "is in an encoding that is not known" in reason


def test_a_document_of_sixty_megabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a bound that is lower here, so that nobody writes as much."""
    monkeypatch.setattr(documents, "LARGEST_BYTES", 1000)
    with pytest.raises(SourceError, match="no document of more than 0 MB is read"):
        read(page(DULL * 10), REPORT)


def test_another_filings_submission_is_refused() -> None:
    other = submission(("EX-99.1", "a.htm", page(DULL)), accession="0001652044-26-000078")
    with pytest.raises(SourceError, match="is filing 0001652044-26-000078, not"):
        read(other)


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(SourceError, match="is empty: get it again"):
        read(b" \n", REPORT)
