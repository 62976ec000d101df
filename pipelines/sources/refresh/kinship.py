"""Whether a new body of a document is of the filer whose earlier bodies are at hand.

A body states its CIK, which the parser checks; a mistaken host, cache or file states the right
CIK over another filer's figures. What tells them apart are the filings: a filer's bodies of any
two days name the same ones for the days that both cover. What a body that is refused leaves in
place is `parts.py`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

# Real bodies of one filer, of whatever days, whole or trimmed to a few concepts, share every filing
# of the days that both cover (a hundred pairs of twenty filers), and two filers share none but
# joint filings. From half of them on no name is asked for, since companies rename themselves;
# below a tenth no name helps.
SHARED_ENOUGH = 0.5
SHARED_TOO_LITTLE = 0.1

# The same pairs contradict each other in no cell. The SEC may correct one; a body that gives a
# tenth of the cells of the same filings another value is damaged, or in another unit.
MOST_CONTRADICTED = 0.1
FEW_CELLS = 3

# What companies are called by law says nothing about which one it is.
# fmt: off
_LEGAL_FORMS = frozenset({
    "ab", "ag", "asa", "co", "company", "corp", "corporation", "de", "group", "holding", "holdings",
    "inc", "incorporated", "limited", "llc", "lp", "ltd", "new", "nv", "oyj", "plc", "sa", "se",
    "spa", "the",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Bodies:
    """What is said of the filings of one filer: by a new body, or by all those before.

    Attributes:
        rows: has accession and filed_date, and the columns of the table's key.
        names: what the filer is called.
    """

    rows: pl.DataFrame
    names: Collection[str]


def stranger(new: Bodies, before: Bodies, cell: Sequence[str]) -> str | None:
    """Why the new body cannot be of this filer, as a part of a sentence; None if it can.

    Args:
        new: the body.
        before: what the earlier bodies said, which must be something.
        cell: columns that name what a filing states, and its value as the last of them; empty
            if the table's rows have no value.
    """
    shared, possible, first, last = _filings_in_common(new.rows, before.rows)
    share = shared / possible if possible else None
    is_named = _is_named_alike(new.names, before.names)
    if share is None or SHARED_TOO_LITTLE <= share < SHARED_ENOUGH:
        is_strange = not is_named
    else:
        is_strange = share < SHARED_TOO_LITTLE
    if is_strange:
        called = f" and is called {', '.join(sorted(new.names))}" if new.names else ""
        days = f"{shared} of the {possible} filings of {first} to {last}" if possible else "no day"
        return (
            f"shares {days} with the earlier bodies{called}, so that it is another filer's: the "
            "earlier facts stay; compare the bodies in the archive"
        )
    return contradiction(new.rows, before.rows, cell)


def contradiction(new: pl.DataFrame, before: pl.DataFrame, cell: Sequence[str]) -> str | None:
    """That the new body gives too much of what was said another value, as a part of a sentence.

    Args:
        new: the rows of the body.
        before: the rows of the earlier bodies.
        cell: as in `stranger`.
    """
    contradicted, compared = _contradicted(new, before, cell)
    if contradicted <= max(FEW_CELLS, MOST_CONTRADICTED * compared):
        return None
    return (
        f"gives {contradicted} of {compared} figures another value than the earlier bodies: it is "
        "damaged, and what they said stays; compare the bodies in the archive"
    )


def _filings_in_common(
    new: pl.DataFrame, before: pl.DataFrame
) -> tuple[int, int, dt.date | None, dt.date | None]:
    """The filings that both name, and how many they could, of the days that both cover.

    A trimmed body names fewer: what it could share is the smaller of the two numbers.
    """
    filings = [
        frame.group_by("accession").agg(pl.col("filed_date").min()) for frame in (new, before)
    ]
    days = pl.concat(
        [each.select(first=pl.min("filed_date"), last=pl.max("filed_date")) for each in filings]
    )
    first, last = days.select(pl.max("first"), pl.min("last")).row(0)
    within = [each.filter(pl.col("filed_date").is_between(first, last)) for each in filings]
    shared = within[0].join(within[1], on="accession", how="semi").height
    return shared, min(each.height for each in within), first, last


def _contradicted(new: pl.DataFrame, before: pl.DataFrame, cell: Sequence[str]) -> tuple[int, int]:
    """Cells of the same filings to which the new body gives another value; cells compared."""
    if not cell:
        return 0, 0
    place = list(cell[:-1])
    compared = new.join(before.select(place).unique(), on=place, how="semi", nulls_equal=True)
    agreed = compared.join(before.select(cell).unique(), on=cell, how="semi", nulls_equal=True)
    cells, same = (frame.select(place).unique().height for frame in (compared, agreed))
    return cells - same, cells


def _is_named_alike(new: Collection[str], before: Collection[str]) -> bool:
    """Whether a name of one begins another of the other, legal forms aside."""
    return any(
        _begins(words, known) or _begins(known, words)
        for words in map(_words, new)
        for known in map(_words, before)
    )


def _begins(name: list[str], other: list[str]) -> bool:
    return bool(name) and other[: len(name)] == name


def _words(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+", name.casefold())
    return [word for word in words if word not in _LEGAL_FORMS]
