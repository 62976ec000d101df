"""A source of rows that people enter: what tells one kind from another, and the source of it.

What a kind is (its columns, how a row is read, what it may name) stands in the folder of its
source; the files, and how a CSV is read, in `statement_files.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.sources import discovery, statement_files
from pipelines.sources.base import NO_COMPANY, Contents, FilesSource
from pipelines.sources.document import Parsed
from pipelines.sources.statement_cells import EnteredRow, Faults, filled_cells
from pipelines.sources.statement_files import FileRefused, RowRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.contracts.model import Table
    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Publisher
    from pipelines.sources.statement_files import StatementsFile

# Of a row: every column, trimmed, and under `BEYOND` what no column holds.
Cells = dict[str, str]


def _always(cells: Cells, registry: Registry) -> bool:
    del cells, registry
    return True


def _nothing(registry: Registry) -> str:
    del registry
    return ""


def _no_claims(row: Mapping[str, object]) -> Iterable[tuple[str, tuple[object, ...]]]:
    del row
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of statements, and how its rows are read.

    Attributes:
        source: the name under which rows are refused.
        table: where they go.
        mark: the column by which its files are told from others; empty of the kind to which every
            file belongs that names no mark.
        required: the columns that a file must have.
        optional: those that it may have.
        repeated: what two rows have in common that say the same, for the one that is refused.
        read_row: what a row of the table holds other than the cells as they are; raises
            `RowRefused`.
        is_followed: whether the registry has what a shipped row names: a person may follow fewer
            than we ship.
        names_companies: `company` is one of companies.yml, under which a refused row stands.
        earlier_names: what a column was called before, with its name of today.
        claims: what no other row may name, of a row that was read: what it is called, and what
            tells it apart.
        claimed_in: the column that names it.
        claim_is: what that is of, for the one that is refused.
    """

    source: str
    table: Table
    mark: str
    required: Sequence[str]
    optional: Sequence[str]
    repeated: str
    read_row: Callable[[EnteredRow], Mapping[str, object]]
    may_be_empty: Container[str] = ()
    called: str = "row"
    is_followed: Callable[[Cells, Registry], bool] = _always
    names_companies: bool = True
    earlier_names: Mapping[str, str] | None = None
    claims: Callable[[Mapping[str, object]], Iterable[tuple[str, tuple[object, ...]]]] = _no_claims
    claimed_in: str = ""
    claim_is: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsSource(FilesSource):
    """A source of rows that people enter.

    Attributes:
        kind: what its files hold.
    """

    kind: Kind


def statements_source(
    kind: Kind,
    *,
    period: str,
    publishers: tuple[Publisher, ...],
    parser_inputs: Callable[[Registry], str] = _nothing,
) -> StatementsSource:
    """The source of a kind; the arguments are those of `Source`."""
    return StatementsSource(
        name=kind.source,
        table=kind.table,
        period=period,
        publishers=publishers,
        parser_inputs=parser_inputs,
        read=partial(read, kind),
        rhythm=None,
        kind=kind,
    )


def read(kind: Kind, registry: Registry, settings: Settings) -> Contents:
    """The files of a kind as they are, and the days in a person's files that are still to come."""
    files = [file for file in statement_files.statements_files(settings) if is_of(kind, file)]
    names = [f"{file.name}={statement_files.sha256(file)}{file.unreadable}" for file in files]
    # A day that is still to come is refused until it has come.
    days = statement_files.days_to_come(settings).decode()
    return Contents((*names, days), lambda: parse(kind, files, registry))


def is_of(kind: Kind, file: StatementsFile) -> bool:
    """Whether a file is of a kind: its first line names the mark, or no kind's."""
    if kind.mark:
        return statement_files.names_column(file, kind.mark)
    others = [each.kind.mark for each in discovery.sources() if isinstance(each, StatementsSource)]
    return not any(statement_files.names_column(file, mark) for mark in others if mark)


def parse(
    kind: Kind, files: Iterable[StatementsFile], registry: Registry, day: dt.date | None = None
) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Args:
        kind: of all these files.
        files: the files.
        registry: what a row may name.
        day: rows that are dated later are refused; the day of now (UTC) unless given.

    Returns:
        The rows in the shape of the table, and what was refused: an item is `file:line`, or the
        file alone where it is no such CSV.
    """
    day = day or statement_files.today()
    companies = registry.company_by_id if kind.names_companies else {}
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    claimed: dict[tuple[object, ...], object] = {}
    refused = [RAW_QUARANTINE.empty()]
    for file in files:
        quarantined = partial(statement_files.quarantined, kind.source, file)
        try:
            of_file = statement_files.lines(file, kind.required, kind.optional, kind.earlier_names)
        except FileRefused as error:
            refused.append(quarantined(NO_COMPANY, f"{file.name} {error}"))
            continue
        for number, cells in of_file:
            if file.is_shipped and not kind.is_followed(cells, registry):
                continue
            try:
                row = _row(kind, cells, registry, day) | {"file": f"{file.name}:{number}"}
                key = tuple(row[name] for name in kind.table.key)
                if key in rows:
                    stands = f"the same {kind.repeated} stand in {rows[key]['file']}"
                    raise RowRefused([("document", f"{stands}: delete one of the two rows")])
                claims = dict(kind.claims(row))
                if faults := [
                    (
                        kind.claimed_in,
                        f"{called} is named in {claimed[claim]} too: {kind.claim_is}: delete it "
                        "from one of the two rows",
                    )
                    for called, claim in claims.items()
                    if claim in claimed
                ]:
                    raise RowRefused(faults)
                claimed |= dict.fromkeys(claims.values(), row["file"])
            except RowRefused as error:
                company = cells.get("company", "")
                known = company if company in companies else NO_COMPANY
                sentence = f"{file.name} line {number}, {error}"
                refused.append(quarantined(known, sentence, number))
            else:
                rows[key] = row
    frame = pl.DataFrame(list(rows.values()), schema=kind.table.polars_schema)
    return Parsed(kind.table.conform(frame), pl.concat(refused))


def _row(kind: Kind, cells: Cells, registry: Registry, day: dt.date) -> dict[str, object]:
    """One row of the table: the cells that it takes as they are, and what its kind reads."""
    faults: Faults = []
    needed = [name for name in kind.required if name not in kind.may_be_empty]
    filled = filled_cells(cells, needed, faults, kind.called)
    row = kind.read_row(EnteredRow(filled, registry, day, faults))
    return {**{name: filled.get(name) for name in kind.table.polars_schema}, **row}
