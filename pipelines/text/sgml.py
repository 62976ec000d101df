"""The SEC's SGML around documents: complete submissions (`.txt`), and single wrapped documents.

Tells what the header says about the filing and takes its documents apart. What a document states
is not read here: figures are in `sources/`, words in `documents.py`.

Source of the shape: EDGAR's public dissemination service, technical specification: the header in
plain text (`ACCESSION NUMBER:`) or in tags (`<ACCESSION-NUMBER>`), then each document between
`<DOCUMENT>` and `</DOCUMENT>`, its text between `<TEXT>` and `</TEXT>`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pipelines.text.errors import DocumentError

_STARTS = (
    b"<DOCUMENT>",
    b"<SEC-DOCUMENT>",
    b"<SEC-HEADER>",
    b"<SUBMISSION>",
    b"<IMS-DOCUMENT>",
    b"<IMS-HEADER>",
    b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----",
)
_DOCUMENT = re.compile(rb"^<DOCUMENT>[ \t\r]*$", re.MULTILINE)
_DOCUMENT_END = re.compile(rb"^</DOCUMENT>", re.MULTILINE)
# What a complete submission opens and closes with.
_SUBMISSION = re.compile(rb"[\xef\xbb\xbf \t\r\n]*<((?:SEC|IMS)-DOCUMENT)>")
_TEXT = re.compile(rb"^<TEXT>[ \t\r]*\n?", re.MULTILINE)
_TEXT_END = re.compile(rb"[ \t\r\n]*</TEXT>[ \t\r\n]*\Z")
# What stands around the body inside the text: <XBRL>, <XML>, <PDF>.
_INNER = re.compile(rb"\s*<(XBRL|XML|PDF|JSON)>[ \t\r]*\n?(.*?)\s*(?:</\1>\s*)?\Z", re.DOTALL)
_PART_NAMES = re.compile(rb"^<(TYPE|FILENAME)>([^\r\n]*)", re.MULTILINE)

_ACCESSION = re.compile(
    rb"(?:ACCESSION NUMBER:\s*|<ACCESSION-NUMBER>\s*|<SEC-DOCUMENT>\s*)"
    rb"(\d{10}-\d{2}-\d{6})(?!\d)"
)
_FORM = re.compile(
    rb"^(?:CONFORMED SUBMISSION TYPE:[ \t]*|<TYPE>[ \t]*)([0-9A-Z][^\r\n]{0,20}?)[ \t\r]*$",
    re.MULTILINE,
)
_FILED = re.compile(
    rb"(?:FILED AS OF DATE:\s*|<FILING-DATE>\s*|<SEC-DOCUMENT>[^\r\n:]*:\s*|"
    rb"<SEC-HEADER>[^\r\n:]*:\s*)(\d{8})(?!\d)"
)
# To the second, in the time of Washington.
_ACCEPTED = re.compile(rb"<ACCEPTANCE-DATETIME>\s*(\d{14})(?!\d)")
_PERIOD = re.compile(rb"(?:CONFORMED PERIOD OF REPORT:\s*|<PERIOD>\s*)(\d{8})(?!\d)")
_CIK = re.compile(rb"(?:CENTRAL INDEX KEY:\s*|<CIK>\s*)(\d{1,10})(?!\d)")


_WASHINGTON = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Header:
    """What a submission's header says about the filing; a document alone has an empty one."""

    accession: str | None = None
    form: str | None = None
    filed_date: dt.date | None = None
    report_date: dt.date | None = None
    ciks: frozenset[int] = frozenset()
    accepted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a submission: its type (10-K, EX-101.INS), its file name, its body."""

    type: str
    file_name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """A header and the documents after it; `cut_off` is the sentence that says where it ends."""

    header: Header
    parts: tuple[Part, ...]
    cut_off: str | None = None


def is_sgml(body: bytes) -> bool:
    """Whether the body opens as the SEC's SGML does."""
    return body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_STARTS)


def read(body: bytes, what: str, *, is_whole: bool = True) -> Submission:
    """The header and the documents; unless it must be whole, what there is of them.

    Raises:
        DocumentError: there is no document; or it must be whole, and one is cut off, or documents
            are missing at the end.
    """
    starts = [found.start() for found in _DOCUMENT.finditer(body)]
    if not starts:
        raise DocumentError(
            f"{what}: the submission holds no document: it is cut off, get it again"
        )
    header = _header(body[: starts[0]], what)
    bounds = zip(starts, [*starts[1:], len(body)], strict=True)
    parts, cut_off = [], None
    for start, end in bounds:
        part, is_cut = _part(body[start:end])
        parts.append(part)
        if is_cut and cut_off is None:
            name = part.file_name or part.type or "in it"
            cut_off = f"{what}: the document {name} is cut off: get the file again"
    opened = _SUBMISSION.match(body)
    if opened and cut_off is None and b"\n</" + opened[1] + b">" not in body[starts[-1] :]:
        cut_off = (
            f"{what}: the submission ends after the document "
            f"{parts[-1].file_name or parts[-1].type}, before its closing tag: it is cut off, get "
            "it again"
        )
    if is_whole and cut_off is not None:
        raise DocumentError(cut_off)
    return Submission(header, tuple(parts), cut_off)


def _header(text: bytes, what: str) -> Header:
    accession, form = _ACCESSION.search(text), _FORM.search(text)
    return Header(
        accession[1].decode() if accession else None,
        form[1].decode("ascii", "replace") if form else None,
        _day(_FILED.search(text), "filing date", what),
        _day(_PERIOD.search(text), "period of report", what),
        frozenset(int(found[1]) for found in _CIK.finditer(text)),
        _accepted_at(_ACCEPTED.search(text), what),
    )


def _day(found: re.Match[bytes] | None, name: str, what: str) -> dt.date | None:
    if found is None:
        return None
    return _moment(found[1].decode(), "%Y%m%d", name, what).date()


def _accepted_at(found: re.Match[bytes] | None, what: str) -> dt.datetime | None:
    """The acceptance in UTC, without a zone, as every moment of the ledger."""
    if found is None:
        return None
    moment = _moment(found[1].decode(), "%Y%m%d%H%M%S", "acceptance time", what)
    return moment.replace(tzinfo=_WASHINGTON).astimezone(dt.UTC).replace(tzinfo=None)


def _moment(digits: str, form: str, name: str, what: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(digits, form)
    except ValueError:
        raise DocumentError(
            f"{what}: the header's {name} {digits!r} is not a valid date: the file is damaged, "
            "get it again"
        ) from None


def _part(text: bytes) -> tuple[Part, bool]:
    """A document, and whether it is cut off."""
    opened = _TEXT.search(text)
    head = text[: opened.start()] if opened else text
    names = {name: value.strip().decode("ascii", "replace") for name, value in _names(head)}
    end = _DOCUMENT_END.search(text)
    start = opened.end() if opened else len(text)
    body = _TEXT_END.sub(b"", text[start : end.start() if end else len(text)])
    inner = _INNER.match(body)
    part = Part(names.get("TYPE", ""), names.get("FILENAME", ""), inner[2] if inner else body)
    return part, opened is None or end is None


def _names(head: bytes) -> list[tuple[str, bytes]]:
    # The first of each: a damaged head may name two.
    return [(found[1].decode(), found[2]) for found in reversed(list(_PART_NAMES.finditer(head)))]
