"""A row that a person entered, and what rows of all kinds are asked: cells, names and days.

What only one kind has is in the folder of its source; citations of documents are in
`statement_citations.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.sources.statement_files import (
    ACCESSION,
    ADDRESS,
    BEYOND,
    CONFIDENCES,
    RowRefused,
    day_of,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping

    from pipelines.registry import Registry

Faults = list[tuple[str, str]]

# The SEC's electronic filings begin in 1993 and show up to five years before; nothing else that is
# entered is older.
_EARLIEST = dt.date(1988, 1, 1)


@dataclass(frozen=True, slots=True)
class EnteredRow:
    """A row as it was entered, for the kind to which it belongs to read.

    Attributes:
        cells: those that are filled, trimmed.
        registry: what a cell may name.
        today: what is dated later has not happened.
        faults: what is wrong with it so far.
    """

    cells: dict[str, str]
    registry: Registry
    today: dt.date
    faults: Faults

    def refuse_faults(self) -> None:
        """Ends the reading of a row that has faults.

        Raises:
            RowRefused: a cell cannot be used, or contradicts another.
        """
        if self.faults:
            raise RowRefused(self.faults)


def filled_cells(
    cells: dict[str, str], required: Iterable[str], faults: Faults, each: str = "row"
) -> dict[str, str]:
    """The cells that are not empty; what no column holds, and a needed one that is, are faults.

    Args:
        cells: every column, trimmed; under `BEYOND` what no column holds.
        required: the columns that every row needs.
        faults: of the row so far; found ones are added.
        each: what a row is called.
    """
    if cells.get(BEYOND):
        problem = f"{shown(cells[BEYOND])} is in no column: quote a cell that holds a comma"
        faults.append(("(none)", problem))
    faults += [(name, f"is empty: every {each} needs it") for name in required if not cells[name]]
    return {name: text for name, text in cells.items() if text}


def check_names(
    cells: Mapping[str, str],
    faults: Faults,
    lists: Mapping[str, Collection[str]],
    registered: Mapping[str, tuple[Container[str], str]] | None = None,
) -> None:
    """Cells that must be one of a list, and the confidence, which every row has.

    Args:
        cells: those that are filled.
        faults: of the row so far; found ones are added.
        lists: what the cell of a column may be, in the words of the message.
        registered: what is too much for a message: what it may be, and what that is called.
    """
    known = dict(registered or {}) | {
        column: (there, f"one of {', '.join(there)}")
        for column, there in {**lists, "confidence": CONFIDENCES}.items()
    }
    for column, (there, called) in known.items():
        if column in cells and cells[column] not in there:
            faults.append((column, f"{shown(cells[column])} is not {called}"))


def check_accession(cells: Mapping[str, str], faults: Faults) -> None:
    """The accession of the filing that holds a document, where it is filled."""
    accession = cells.get("accession")
    if accession and not ACCESSION.fullmatch(accession):
        problem = "is not an accession number: write it with dashes or leave it empty"
        faults.append(("accession", f"{shown(accession)} {problem}"))


def check_addresses(cells: Mapping[str, str], faults: Faults, *columns: str) -> None:
    """Cells that are addresses where they are filled."""
    for column in columns:
        if column in cells and not ADDRESS.fullmatch(cells[column]):
            problem = f"{shown(cells[column])} is not an address: write it with https://"
            faults.append((column, problem))


def days_of(
    cells: dict[str, str],
    columns: Iterable[str],
    today: dt.date,
    faults: Faults,
    *,
    may_come: Container[str] = (),
    earliest: dt.date = _EARLIEST,
) -> dict[str, dt.date]:
    """The days of the columns from `earliest`; only those of `may_come` may be after today."""
    days: dict[str, dt.date] = {}
    for column in columns:
        if column not in cells:
            continue
        day = day_of(cells[column])
        if day is None:
            problem = f"{shown(cells[column])} is not a valid date: write it as 2026-03-31"
            faults.append((column, problem))
        elif day > today and column not in may_come:
            faults.append((column, f"{day} is in the future: today is {today} (UTC)"))
        elif day < earliest:
            faults.append((column, f"{day} is before {earliest}: check the year"))
        else:
            days[column] = day
    return days


def said_and_entered(
    cells: dict[str, str], said_column: str, today: dt.date, faults: Faults, *others: str
) -> dict[str, dt.date]:
    """The day on which it was said, that of its entry, which is no earlier, and the others'."""
    days = days_of(cells, (*others, said_column, "entered_date"), today, faults)
    said, entered = days.get(said_column), days.get("entered_date")
    if said and entered and entered < said:
        faults.append(("entered_date", f"{entered} is before {said_column} {said}"))
    return days
