"""Plain text as blocks: paragraphs joined where lines are wrapped, and tables told from prose.

Filings of before 2001 and transcripts come so. `<TABLE>`, `<PAGE>` and the like, which the SEC let
stand in plain text, part blocks and are left out.
"""

from __future__ import annotations

import re

from pipelines.text.pages import Block, is_of_figures

_MARKUP = re.compile(r"</?(?:TABLE|PAGE|CAPTION|S|C|FN|TEXT)>", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[•·●▪◦*–-]|\(?[0-9a-z]{1,2}[.)])\s+\S")
# Columns stand apart by more blanks than words do.
_COLUMNS = re.compile(r"\S {3,}\S")
# A line longer than any terminal's or typewriter's is a paragraph of its own.
_WRAPPED_AT = 132


def blocks(text: str) -> list[Block]:
    """The blocks in their order."""
    lines = _MARKUP.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    if any(len(line) > _WRAPPED_AT for line in lines):
        return [Block(words) for line in lines if (words := " ".join(line.split()))]
    found: list[Block] = []
    gathered: list[str] = []
    for line in [*lines, ""]:
        if gathered and (not line.strip() or _BULLET.match(line)):
            found.extend(_table(gathered) or [_block(gathered)])
            gathered = []
        if line.strip():
            gathered.append(line)
    return found


def _block(lines: list[str]) -> Block:
    return Block(" ".join(" ".join(lines).split()))


def _table(lines: list[str]) -> list[Block]:
    """The rows, if the lines are those of a table."""
    in_columns = sum(1 for line in lines if _COLUMNS.search(line.strip()))
    if in_columns * 2 <= len(lines) or not is_of_figures(" ".join(lines)):
        return []
    return [Block(" ".join(line.split()), is_table=True) for line in lines]
