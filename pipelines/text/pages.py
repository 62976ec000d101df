"""A page of HTML as blocks of text: paragraphs, list entries and rows of tables, one after another.

Tables of figures are told from prose that a table lays out, and what a reader does not see is left
out: styles, scripts, and the facts that inline XBRL keeps hidden (Inline XBRL 1.1, section 9:
`ix:header` is not for display).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

# What opens and closes blocks, and tables of figures, in the text that the parser gives.
_BREAK, _TABLE, _TABLE_END = "\x01", "\x02", "\x03"
_BLOCKS = "p, div, li, tr, br, hr, h1, h2, h3, h4, h5, h6, title, table, dt, dd, pre"
_UNSEEN = 'script, style, head, ix\\:hidden, [hidden], [style*="display:"]'
_NOT_SHOWN = re.compile(r"display:\s*none", re.IGNORECASE)
# Characters that no page shows, left out for the marks to be alone.
_MARKS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))

# One word in eight of a table of figures is a number; a list of bullets has hardly any.
_MOST_NUMBERS_IN_PROSE = 0.125
_NUMBER = re.compile(r"[$€(]?\d[\d,.]*[%)]?")
_LAST_OF_NUMBER = frozenset("0123456789%).,")


_HTML = re.compile(r"<(?:html|head|meta|body|div|p|font|span|h[1-6])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list entry, or a row of a table, on one line."""

    text: str
    is_table: bool = False


def looks_like_html(text: str) -> bool:
    """Whether a text opens as a page does, and not as plain text with the SEC's few tags."""
    return _HTML.search(text, 0, 5000) is not None


def is_cut_off(page: str) -> bool:
    """Whether a page opens its root and never closes it."""
    return "<html" in page[:5000].lower() and "</html" not in page[-5000:].lower()


def blocks(page: str) -> tuple[list[Block], bool]:
    """The blocks in their order, and whether the page shows pictures."""
    tree = LexborHTMLParser(_without_hidden_facts(page.translate(_MARKS)))
    for node in tree.css(_UNSEEN):
        style = node.attributes.get("style") or ""
        if "display:" not in style or _NOT_SHOWN.search(style):
            node.decompose()
    root = tree.body
    if root is None:
        return [], False
    for table in root.css("table"):
        if is_of_figures(table.text(separator=" ")):
            table.insert_before(_TABLE)
            table.insert_after(_TABLE_END)
    for node in root.css(f"{_BLOCKS}, td, th"):
        tag = node.tag
        node.insert_before(" " if tag in _CELLS else _BREAK)
        if tag in _CLOSED:
            node.insert_after(_BREAK)
    return _cut(root.text()), root.css_first("img") is not None


def _without_hidden_facts(page: str) -> str:
    """The page without the header of inline XBRL, which is up to a third of a report."""
    start = page.find("<ix:header")
    end = page.find(_HEADER_END, start)
    return page if start < 0 or end < 0 else page[:start] + page[end + len(_HEADER_END) :]


_HEADER_END = "</ix:header>"
_CELLS = frozenset({"td", "th"})
# Text may follow these in the element around them.
_CLOSED = frozenset({"p", "div", "table", "li", "h1", "h2", "h3", "h4", "h5", "h6"})


def is_of_figures(table: str) -> bool:
    """Whether a table holds figures, and not prose that it lays out."""
    words = table.split()
    numbers = sum(1 for word in words if word[-1] in _LAST_OF_NUMBER and _NUMBER.fullmatch(word))
    return numbers > _MOST_NUMBERS_IN_PROSE * len(words)


# The foot and the head of a printed page part a sentence that runs over it.
_PAGE_MARK = re.compile(r"(?:(?:page\s*)?[-–]?\s*\d{1,3}\s*[-–]?|table of contents)", re.IGNORECASE)
_ENDED = (".", "!", "?", ":", ";", "”", '"', ")")


def _cut(text: str) -> list[Block]:
    found: list[Block] = []
    depth = 0
    for piece in text.replace("\u200b", "").replace("\ufeff", "").split(_BREAK):
        is_table = depth > 0
        if _TABLE in piece or _TABLE_END in piece:
            depth += piece.count(_TABLE) - piece.count(_TABLE_END)
            line = " ".join(piece.replace(_TABLE, " ").replace(_TABLE_END, " ").split())
        else:
            line = " ".join(piece.split())
        if not line or (not is_table and len(line) < 20 and _PAGE_MARK.fullmatch(line)):
            continue
        before = found[-1] if found else None
        if before and line[0].islower() and not (is_table or before.is_table) and _runs_on(before):
            found[-1] = Block(f"{before.text} {line}")
        else:
            found.append(Block(line, is_table))
    return found


def _runs_on(block: Block) -> bool:
    """Whether a block stops within a sentence: long enough to be prose, and without a stop."""
    return len(block.text) > 60 and not block.text.endswith(_ENDED)
