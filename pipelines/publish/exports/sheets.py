"""Worksheets with a head: title, notes, frozen column names, units, values that lead to a source.

Belongs here: how a table is written to a workbook. Which tables there are is in `workbook.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pipelines.publish.exports.figures import Row

# Excel opens no more links a sheet; what is beyond links by a formula.
MOST_LINKS = 65_530
HEAD = 3
FIRST = HEAD + 1

# Figures are whole in their cells, and shown in the unit that the column's head names.
NUMBERS = {
    "text": "General",
    "any": "#,##0.00####",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
    "count": "0",
    "millions": "#,##0,,",
    "tenths": "#,##0.0,,",
    "percent": '+0.0" %";-0.0" %";0.0" %"',
    "ratio": "0.0%",
    "index": "0.0",
}
# A figure at its cell's right edge and a text at the left edge of the next would read as one.
_TEXT = {"align": "left", "indent": 1}
_FIGURE = {"align": "right"}
# What the indent takes of a column's width.
_ROOM = 1.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        head: its name and unit.
        of: the column of the row that holds its value.
        form: one of `NUMBERS`.
        link: the column of the row that holds the address of the value's source.
        source: the column that says in words where a value without an address is from.
        width: in characters.
    """

    head: str
    of: str
    form: str = "text"
    link: str | None = None
    source: str | None = None
    width: float = 11


class Sheet:
    """One worksheet, its rows below a head."""

    def __init__(self, book: Workbook, name: str, title: str, notes: Sequence[str]) -> None:
        self.name, self.title = name, title
        self.sheet: Worksheet = book.add_worksheet(name)
        self._book = book
        self._formats: dict[tuple[str, bool], Format] = {}
        self._links = 0
        self.columns: list[Column] = []
        self.last = FIRST
        bold = book.add_format({"bold": True, "font_size": 14})
        self.sheet.write_string(0, 0, title, bold)
        self.sheet.write_string(1, 0, " · ".join(notes), book.add_format({"italic": True}))
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def table(self, columns: Sequence[Column], rows: Sequence[Row], frozen: int = 0) -> Sheet:
        """Write a table: its head frozen with the first `frozen` columns, and a filter."""
        look = {
            "bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"
        }  # fmt: skip
        head_of_text, head = (self._book.add_format(look | side) for side in (_TEXT, _FIGURE))
        self.columns, self.last = list(columns), FIRST + len(rows) - 1
        self.sheet.set_row(HEAD, 48)
        for number, column in enumerate(columns):
            named = head_of_text if column.form == "text" else head
            self.sheet.write_string(HEAD, number, column.head, named)
            self.sheet.set_column(number, number, column.width + _ROOM)
        for place, row in enumerate(rows, FIRST):
            for number, column in enumerate(columns):
                self._cell(place, number, column, row)
        self.sheet.freeze_panes(FIRST, frozen)
        self.sheet.repeat_rows(HEAD)
        if rows:
            self.sheet.autofilter(HEAD, 0, self.last, len(columns) - 1)
        return self

    def number_of(self, of: str) -> int:
        """The place of the column that holds a value."""
        return next(number for number, column in enumerate(self.columns) if column.of == of)

    def range(self, of: str, first: int | None = None, last: int | None = None) -> str:
        """A column's cells, for formulas and charts."""
        number = self.number_of(of)
        area = xl_range_abs(
            FIRST if first is None else first, number, self.last if last is None else last, number
        )
        return f"'{self.name}'!{area}"

    def cell(self, row: int, of: str, *, alone: bool = False) -> str:
        """One cell, for a formula; `alone` without the name of the sheet."""
        cell = xl_rowcol_to_cell(row, self.number_of(of))
        return cell if alone else f"'{self.name}'!{cell}"

    def format(self, form: str, *, is_linked: bool = False) -> Format:
        """The look of a kind of cell."""
        if (form, is_linked) not in self._formats:
            side = _TEXT if form == "text" else _FIGURE
            look: dict[str, Any] = {"num_format": NUMBERS[form], "valign": "top", **side}
            if is_linked:
                look["font_color"] = "#0B5CAD"
            self._formats[form, is_linked] = self._book.add_format(look)
        return self._formats[form, is_linked]

    def _cell(self, row: int, number: int, column: Column, content: Row) -> None:
        value = content.get(column.of)
        url = content.get(column.link) if column.link else None
        form = self.format(column.form, is_linked=bool(url))
        if value is None:
            return
        if isinstance(value, tuple):
            formula, made = value
            self.sheet.write_formula(row, number, formula, form, made)
            return
        is_figure = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        if url and is_figure and self._links >= MOST_LINKS:
            # A name that is a number stays one: sums over such cells hold.
            self.sheet.write_formula(row, number, f'=HYPERLINK("{url}",{value})', form, value)
            return
        if url:
            # Excel gives the cell what is written last and keeps the link.
            self.sheet.write_url(row, number, url, form, string="·")
            self._links += 1
        elif column.source and content.get(column.source):
            self.sheet.write_comment(row, number, str(content[column.source]))
        if is_figure:
            self.sheet.write_number(row, number, float(value), form)
        elif isinstance(value, dt.datetime | dt.date):
            self.sheet.write_datetime(row, number, value, form)
        elif isinstance(value, bool):
            self.sheet.write_string(row, number, "yes" if value else "no", form)
        else:
            self.sheet.write_string(row, number, str(value), form)
