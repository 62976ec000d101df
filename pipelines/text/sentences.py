"""Texts cut into sentences, each with its place.

A sentence ends at a full stop, a question mark or an exclamation mark before a word that opens the
next one; not inside "$1.5 billion", not after "U.S.", "Inc." or "No.", and always where its block
ends: a paragraph, a bullet, a row of a table.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.text.documents import Document

# One row per sentence. `start` and `end` count characters in the exhibit's text as it was read,
# its blocks on a line each; `position` counts its sentences from 0.
SENTENCES = {
    "document": pl.String(),
    "exhibit": pl.String(),
    "position": pl.Int64(),
    "start": pl.Int64(),
    "end": pl.Int64(),
    "sentence": pl.String(),
    "is_table": pl.Boolean(),
}

# Where a sentence stands: its document, exhibit and place, and what tells it without its words.
PLACE = {
    **{name: type_ for name, type_ in SENTENCES.items() if name not in ("sentence", "is_table")},
    "sentence_hash": pl.String(),
}

_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[•$]*[A-Z0-9])")
_WORD_BEFORE = re.compile(r"[\w.&'’-]+$")
# Never the end of a sentence: what they stand before belongs to them.
_TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "messrs", "prof", "st", "vs", "v", "cf", "approx", "fig", "gen",
     "sen", "rep", "gov", "e.g", "i.e", "incl", "est"}
)  # fmt: skip
_BEFORE_NUMBERS = frozenset(
    {"no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
     "dec", "sec", "art", "pp", "ex", "exh", "item", "ch"}
)  # fmt: skip
# The end of a sentence only where the next word opens one.
_SHORTENED = frozenset(
    {"inc", "corp", "co", "ltd", "cos", "llc", "plc", "bros", "jr", "sr", "etc", "ph.d", "intl"}
)
_DOTTED = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
_OPENER = re.compile(
    r"[\"“‘'(]*(?:The|We|Our|In|This|These|Those|That|It|As|For|On|At|An?|To|If|And|But|So|While|"
    r"With|During|Looking|Capital|CapEx|Cash|Net|Total|Revenue|Additionally|However|Also|Now|Its|"
    r"They|There|Such|I|You|Turning|Moving|Finally|By|From|Given|Of|Please|Second|First)\b"
)
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[ivx]{1,4}|[A-Za-z])")


def spans(block: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a block."""
    start = 0
    for found in _END.finditer(block):
        if _goes_on(block, start, found):
            continue
        yield start, found.start() + len(found[0].rstrip())
        start = found.end()
    if start < len(block):
        yield start, len(block)


def _goes_on(block: str, start: int, found: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is none."""
    stop = found.start()
    if block[stop] != ".":
        return False
    before = _WORD_BEFORE.search(block, max(start, stop - 20), stop)
    if before is None:
        return False
    word, following = before[0].lower(), found.end()
    if word in _TITLES or _LIST_NUMBER.fullmatch(block[start:stop]):
        return True
    if word in _BEFORE_NUMBERS:
        return block[following].isdigit()
    if word in _SHORTENED or _DOTTED.fullmatch(word):
        return _OPENER.match(block, following) is None
    return False


def sentences(document: Document) -> pl.DataFrame:
    """The sentences of a document in the columns of `SENTENCES`; a row of a table is one."""
    columns: dict[str, list[object]] = {name: [] for name in SENTENCES}
    document_, exhibit_, position_, start_, end_, sentence_, table_ = columns.values()
    for exhibit in document.exhibits:
        offset = position = 0
        for block in exhibit.blocks:
            text = block.text
            for start, end in [(0, len(text))] if block.is_table else spans(text):
                position_.append(position)
                start_.append(offset + start)
                end_.append(offset + end)
                sentence_.append(text[start:end])
                table_.append(block.is_table)
                position += 1
            offset += len(text) + 1
        exhibit_ += [exhibit.exhibit or exhibit.file_name] * position
    document_ += [document.name] * len(position_)
    return pl.DataFrame(columns, schema=SENTENCES)


def sentence_hash(sentence: str) -> str:
    """What tells a sentence from another without its words: SHA-256, blanks as one."""
    return hashlib.sha256(" ".join(sentence.split()).encode("utf-8", "replace")).hexdigest()
