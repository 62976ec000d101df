"""Markdown that other modules write: tables, and text that is not to be taken for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """A value for a cell of a table: on one line, with no bar and no tag of its own."""
    text = "" if value is None else " ".join(str(value).split())
    return text.replace("|", "\\|").replace("<", "&lt;")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: str = "") -> str:
    """A table of cells that are Markdown already.

    Args:
        header: the names of its columns.
        rows: its cells.
        numbers: for each column `r` where it holds numbers, which stand to the right.
    """
    marks = ["---:" if mark == "r" else "---" for mark in numbers.ljust(len(header))]
    lines = [header, marks, *rows]
    return "\n".join("| " + " | ".join(each) + " |" for each in lines)


def page(title: str, *blocks: str) -> str:
    """A page: its title, and the blocks that have text, with an empty line between."""
    return "\n\n".join([f"# {title}", *(each.strip() for each in blocks if each.strip())]) + "\n"
