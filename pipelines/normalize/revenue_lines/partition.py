"""Which members of an axis make up the whole: the exact partition of a total (rule 6).

A table of revenue by member holds subtotals beside their parts (trap S2: NVIDIA's Data Center
beside its Compute and Networking) and eliminations with a negative sign. Adding all of it counts
money twice; which rows add up to the total only their figures tell. Pure arithmetic on one
table: where its rows come from is in `lines.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Beyond this many rows some subset sums to the total by chance, so a search proves nothing.
_LARGEST_SEARCH = 10


@dataclass(frozen=True, slots=True)
class Partition:
    """Rows that sum to the total once each, and which other rows are parts of them.

    Attributes:
        top: places of the rows that make up the total.
        parents: for a place that is part of another row, the place of that row.
    """

    top: frozenset[int]
    parents: dict[int, int]

    def accounts_for(self, place: int) -> bool:
        """Whether the row is one of those that make up the total, or a part of one."""
        while place not in self.top:
            if place not in self.parents:
                return False
            place = self.parents[place]
        return True


def exact_partitions(values: Sequence[int], total: int, tolerance: int) -> list[Partition]:
    """The ways in which rows make up the total, each dollar once; empty if there is none.

    Args:
        values: the rows in the order of the document, as whole units (cents or dollars).
        total: the consolidated figure in the same unit.
        tolerance: how far a sum may be off for rounding, for each row added.

    Subtotals are recognised where they stand: a row that rows next to it, or failing that rows
    that stand together elsewhere, sum to is their parent. Only where what is left does not add
    up, and is little, is every subset of the rows tried: a table may break the same total down
    twice (Cisco's by product and service, and by product line), and there only sums without any
    difference count.
    """
    rows = list(range(len(values)))
    parents: dict[int, int] = {}
    while rows:
        if _adds_up(values, rows, total, tolerance):
            return [Partition(frozenset(rows), parents)]
        found = _subtotal(values, rows, total, tolerance)
        if found is None:
            break
        parent, children = found
        parents = parents | dict.fromkeys(children, parent)
        rows = [row for row in rows if row not in children]
    left = [Partition(subset, parents) for subset in _subsets(values, rows, total)]
    # What looked like a subtotal may have been a coincidence: then the whole table is tried.
    return left or [Partition(subset, {}) for subset in _subsets(values, range(len(values)), total)]


def _adds_up(values: Sequence[int], rows: Sequence[int], total: int, tolerance: int) -> bool:
    difference = abs(sum(values[row] for row in rows) - total)
    # One row is the total only if it is the same figure: nothing was added that could round.
    return difference <= (tolerance * len(rows) if len(rows) > 1 else 0)


def _subtotal(
    values: Sequence[int], rows: list[int], total: int, tolerance: int
) -> tuple[int, list[int]] | None:
    """A row that two or more others, which stand together, sum to.

    Next to it first, the shortest run first, exact sums first; then anywhere in the document,
    since the face of a statement gives the totals that a note breaks down.
    """
    for is_adjacent in (True, False):
        for slack in dict.fromkeys((0, tolerance)):
            for length in range(2, len(rows)):
                for first in range(len(rows) - length + 1):
                    run = rows[first : first + length]
                    beside = [*rows[max(first - 1, 0) : first], *rows[first + length :][:1]]
                    others = [row for row in rows if row not in run]
                    for row in beside if is_adjacent else others:
                        if values[row] in (0, total) or not _same_sign(values, run, row):
                            continue
                        if abs(sum(values[each] for each in run) - values[row]) <= slack * length:
                            return row, run
    return None


def _same_sign(values: Sequence[int], run: Sequence[int], row: int) -> bool:
    """Parts of a positive figure are positive: a run with an elimination is no subtotal."""
    return all(values[each] * values[row] > 0 for each in run)


def _subsets(values: Sequence[int], rows: Sequence[int], total: int) -> list[frozenset[int]]:
    """Every subset of few rows that makes the total exactly."""
    amounts = [row for row in rows if values[row]]
    if len(amounts) > _LARGEST_SEARCH:
        return []
    return [
        frozenset(subset)
        for size in range(1, len(amounts) + 1)
        for subset in combinations(amounts, size)
        if sum(values[row] for row in subset) == total
    ]
