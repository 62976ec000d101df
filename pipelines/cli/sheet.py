"""A table as a command gives it: fitted to the terminal, or exact for other programs.

Belongs here: where columns go when they do not fit. No digit is ever cut: a table that names its
rows continues in blocks below, another is told row by row, as psql does with `\\x auto`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType

# Prose may be folded down to this many characters; figures are never folded.
_PROSE = 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title and the notes that explain its marks.

    Attributes:
        title: above it; none where it is empty.
        columns: their names; that of a column of figures ends in a colon, which is not shown.
        rows: the cells as a person reads them.
        exact: names and values without rounding, for other programs.
        notes: below it.
        keys: how many of the first columns name a row: they stand in every block.
        groups: how many of those are told once for the rows that share them.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    exact: tuple[Sequence[str], Sequence[Sequence[Any]]]
    notes: str = ""
    keys: int = 0
    groups: int = 0

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """The layout for the width at hand."""
        if self.title:
            yield Text(self.title, style="bold")
        # What is said of no rows says more than names of columns do.
        if self.rows or not self.notes:
            yield from self._fitted(options.max_width)
        if self.notes:
            yield Text(self.notes, style="dim")

    def _fitted(self, width: int) -> Iterator[RenderableType]:
        """One table if it fits with or without lines, else blocks of it, else its rows."""
        everything = list(range(len(self.columns)))
        if self._fits(everything, width):
            yield self._table(everything)
        elif self._fits(everything, width, between=2):
            yield self._table(everything, has_lines=False)
        elif blocks := self._blocks(width):
            yield from map(self._table, blocks)
        else:
            yield from self._records()

    def _fits(self, block: Sequence[int], width: int, between: int = 3) -> bool:
        return sum(self._least(number) + between for number in block) < width

    def _blocks(self, width: int) -> list[list[int]]:
        """The columns of each block; none where rows have no name, or one column is too wide."""
        keys = list(range(self.keys))
        blocks = [[*keys]]
        for number in range(self.keys, len(self.columns)):
            if len(blocks[-1]) > self.keys and not self._fits([*blocks[-1], number], width):
                blocks.append([*keys])
            blocks[-1].append(number)
        return blocks if keys and all(self._fits(block, width) for block in blocks) else []

    def _least(self, number: int) -> int:
        """The characters that a column needs: figures all of theirs."""
        name = self.columns[number]
        longest = max(map(cell_len, (name.removesuffix(":"), *(row[number] for row in self.rows))))
        return longest if name.endswith(":") else min(longest, _PROSE)

    def _table(self, block: Sequence[int], *, has_lines: bool = True) -> Table:
        table = (
            Table() if has_lines else Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
        )
        for name in (self.columns[number] for number in block):
            is_figure = name.endswith(":")
            table.add_column(
                Text(name.removesuffix(":")),
                justify="right" if is_figure else "left",
                no_wrap=is_figure,
                overflow="fold",
            )
        before: Sequence[str] = ()
        for row in self.rows:
            shared = self._shared(before, row)
            if before and shared < self.groups:
                table.add_section()
            table.add_row(*(Text("" if number < shared else row[number]) for number in block))
            before = row
        return table

    def _shared(self, before: Sequence[str], row: Sequence[str]) -> int:
        """How many of the grouping columns say what the row above says."""
        for number in range(self.groups):
            if before[: number + 1] != row[: number + 1]:
                return number
        return self.groups

    def _records(self) -> Iterator[RenderableType]:
        if not self.rows:
            yield Text("no rows")
        for count, row in enumerate(self.rows, 1):
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(style="dim", overflow="fold")
            grid.add_column(overflow="fold")
            for name, value in zip(self.columns, row, strict=True):
                grid.add_row(Text(name.removesuffix(":")), Text(value))
            yield Rule(str(count), align="left", style="dim")
            yield grid
