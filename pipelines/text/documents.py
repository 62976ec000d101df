"""A file of any kind as the texts of its exhibits: HTML, inline XBRL, a complete submission, text.

What cannot be read is refused: the whole file by an error, one exhibit of it by a sentence that
stands beside what the others say.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
from dataclasses import dataclass

from pipelines.text import pages, plain, sgml
from pipelines.text.errors import DocumentError
from pipelines.text.pages import Block

# The longest reports are half as large; what is larger holds pictures, or is no filing.
LARGEST_BYTES = 50_000_000

# Types of a submission's documents that hold no words of the company's own.
_NO_WORDS = re.compile(r"GRAPHIC|ZIP|EXCEL|XML|JSON|COVER|EX-10[14]\b|EX-10[14]\.", re.IGNORECASE)
_TEXT_FILES = re.compile(r"(?:\.(?:html?|xhtml|txt))?", re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# A page of pictures may carry a caption and a page number.
_MOST_LETTERS_OF_A_PICTURE = 200


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One document of a file: its type (EX-99.1; empty if nothing says it) and its blocks."""

    exhibit: str
    file_name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, and the sentence that says why and what to do."""

    exhibit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says.

    Attributes:
        name: the file's name.
        accession: the filing's accession number, if a submission's header says it.
        form: its form.
        filed_date: its filing date.
        ciks: the filers.
        accepted_at: when the SEC accepted it (UTC), to the second.
        exhibits: the documents in it that hold words.
        unread: those that could not be read, or not to their end.
    """

    name: str
    exhibits: tuple[Exhibit, ...]
    unread: tuple[Unread, ...] = ()
    accession: str | None = None
    form: str | None = None
    filed_date: dt.date | None = None
    accepted_at: dt.datetime | None = None
    ciks: frozenset[int] = frozenset()


def read(body: bytes, name: str) -> Document:
    """The exhibits of a file, and what of it cannot be read.

    Raises:
        DocumentError: the file is empty, too large, or no document; one sentence.
    """
    if len(body) > LARGEST_BYTES:
        raise DocumentError(
            f"{name}: holds {len(body) / 1e6:.0f} MB, and no document of more than "
            f"{LARGEST_BYTES / 1e6:.0f} MB is read: give its exhibits one by one"
        )
    if not body.strip():
        raise DocumentError(f"{name}: is empty: get it again")
    if not sgml.is_sgml(body):
        exhibit, unread = _exhibit("", name, body, name)
        return Document(name, (exhibit,), tuple(unread))
    submission = sgml.read(body, name, is_whole=False)
    exhibits, unread = [], []
    for part in submission.parts:
        if _NO_WORDS.match(part.type) or not _TEXT_FILES.fullmatch(_suffix(part.file_name)):
            continue
        place = f"{name}: {' '.join(filter(None, (part.type, part.file_name)))}"
        exhibit, problems = _exhibit(part.type, part.file_name, part.body, place)
        exhibits.append(exhibit)
        unread += problems
    if submission.cut_off is not None:
        unread.append(Unread("", submission.cut_off))
    header = submission.header
    return Document(
        name, tuple(exhibits), tuple(unread),
        header.accession, header.form, header.filed_date, header.accepted_at,
        header.ciks,
    )  # fmt: skip


def _suffix(file_name: str) -> str:
    return file_name[file_name.rfind(".") :] if "." in file_name else ""


def _exhibit(type_: str, file_name: str, body: bytes, place: str) -> tuple[Exhibit, list[Unread]]:
    """The blocks of one document, and what of it cannot be read."""
    text = _decoded(body)
    found: list[Block]
    if _is_binary(body):
        found, problems = [], ["is not text: convert it to HTML or plain text first"]
    elif text is None:
        found, problems = [], ["is in an encoding that is not known: save it as UTF-8"]
    elif pages.looks_like_html(text):
        found, problems = _page(text)
    else:
        found, problems = plain.blocks(text), []
    unread = [Unread(type_, f"{place}: {problem}") for problem in problems]
    return Exhibit(type_, file_name, tuple(found)), unread


def _page(text: str) -> tuple[list[Block], list[str]]:
    found, has_pictures = pages.blocks(text)
    problems = []
    if pages.is_cut_off(text):
        found = found[:-1]
        problems.append("ends before its closing tag: it is cut off, get it again")
    if has_pictures and sum(len(block.text) for block in found) < _MOST_LETTERS_OF_A_PICTURE:
        problems.append(
            "shows pictures in place of words: read it by eye and enter what it says as a statement"
        )
    return found, problems


def _is_binary(body: bytes) -> bool:
    marked = body.startswith(tuple(_BYTE_ORDER_MARKS))
    return body.lstrip().startswith(b"%PDF") or (not marked and b"\0" in body[:2000])


def _decoded(body: bytes) -> str | None:
    """The text: as its mark or itself says, as UTF-8, else as Windows wrote it in the West."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if body.startswith(mark)), None)
    declared = _CHARSET.search(body[:2000])
    # What is UTF-8 is so by its bytes, whatever it calls itself: US-ASCII, most often.
    names = [marked] if marked else ["utf-8", declared[1].decode() if declared else "cp1252"]
    for name in names:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
        except LookupError:
            return None
    return body.decode("cp1252", "replace")
