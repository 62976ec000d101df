"""Figures that a person entered from a company's own words: CSV files, one citation a row.

The files are those that the project ships (`pipelines/statements/`) and every other CSV file in
`settings.statements_dir`. A row that cannot be used is quarantined alone, with everything that is
wrong with it, and the rest publishes; a file that is no such CSV, or no file, is one refusal.
What outranks a statement is decided in `normalize/`.

Columns, in any order: company, line (a revenue line or a metric of the registry), period_start,
period_end, value, unit, rounding, document (kind and title of the company's own), accession and url
(where it is), stated_date (its day), undated_reason (why it has none), read_at (where a person read
it, if elsewhere), entered_date, confidence (high; medium where a copy or a summary was read; low
where a blog was, or the figure was worked out: published, and in no total). May be empty, or not
there: accession, url, stated_date, undated_reason, read_at.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS, RAW_QUARANTINE
from pipelines.settings import STATEMENTS_DIR
from pipelines.sources.base import NO_COMPANY, Contents, FilesSource, Publisher
from pipelines.sources.company_statements.statement_rows import (
    BEYOND,
    COLUMNS,
    EARLIER_NAMES,
    REQUIRED,
    RowRefused,
    read_row,
)
from pipelines.sources.document import Parsed, Refusal, quarantine_rows
from pipelines.sources.fx_rates.source import currencies

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.settings import Settings

NAME = "company_statements"

_SHIPPED = "shipped"
_OWN = "own"
_SUFFIX = ".csv"
_MOST_BYTES = 50_000_000
# The files that a spreadsheet program keeps beside the one that it has open.
_OF_PROGRAMS = (".", "~$")
_DAY = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class StatementsFile:
    """One CSV file: the name by which rows and refusals call it, and its bytes.

    `unreadable` is the reason why there are no bytes.
    """

    name: str
    body: bytes = b""
    unreadable: str = ""

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the project."""
        return self.name.startswith(f"{_SHIPPED}/")


class _FileRefused(Exception):
    """A file that cannot be used: where and what is wrong with it."""


def parser_inputs(registry: Registry) -> str:
    """The companies, lines, metrics and currencies that a row may name."""
    lines = (
        (each.company_id, each.revenue_line_id, each.metric_id) for each in registry.revenue_lines
    )
    companies = (
        (each.company_id, each.currencies_from(dt.date.min, "USD")) for each in registry.companies
    )
    named = (lines, companies, registry.metric_by_id, currencies(registry))
    return repr([sorted(each) for each in named])


def read(registry: Registry, settings: Settings) -> Contents:
    """The files as they are, and the days in them that are still to come."""
    files = statements_files(settings)
    names = [f"{file.name}={_sha256(file)}{file.unreadable}" for file in files]
    # A day that is still to come is refused until it has come.
    inputs = (*names, days_to_come(settings).decode())
    return Contents(inputs, lambda: parse(files, registry))


def statements_files(settings: Settings) -> list[StatementsFile]:
    """The shipped files, then whatever lies in the folder of a person's own, each by name."""
    files = _files_in(STATEMENTS_DIR, _SHIPPED)
    own = settings.statements_dir
    if own == STATEMENTS_DIR.resolve():
        return files
    if not own.exists() and not own.is_symlink():
        is_wanted = own != settings.data_dir / "statements"
        reason = f"LEDGER_STATEMENTS_DIR={own}: there is no such folder"
        return [*files, StatementsFile(_OWN, unreadable=reason)] if is_wanted else files
    return files + _files_in(own, _OWN)


def days_to_come(settings: Settings) -> bytes:
    """What is written like a day that is still to come in a person's files; one changes daily."""
    now = _today().isoformat().encode()
    found = {day for file in statements_files(settings) for day in _DAY.findall(file.body)}
    return b" ".join(sorted(day for day in found if day > now))


def parse(
    files: Iterable[StatementsFile], registry: Registry, today: dt.date | None = None
) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Args:
        files: the files, see `statements_files`.
        registry: companies, metrics and revenue lines that a row may name.
        today: rows that are dated later are refused; the day of now (UTC) unless given.

    Returns:
        The rows in the shape of `RAW_COMPANY_STATEMENTS`, and what was refused: an item
        is `file:line`, or the file alone where it is no such CSV.
    """
    today = today or _today()
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    refused = [RAW_QUARANTINE.empty()]
    for file in files:
        try:
            lines = _lines(file)
        except _FileRefused as error:
            sentence = f"{file.name} {error}"
            refused.append(_quarantined(NO_COMPANY, file.name, sentence, file, is_whole=True))
            continue
        for number, cells in lines:
            if file.is_shipped and not _is_followed(cells, registry):
                continue
            item = f"{file.name}:{number}"
            try:
                row = read_row(cells, item, registry, today)
                key = tuple(row[name] for name in RAW_COMPANY_STATEMENTS.key)
                if key in rows:
                    raise RowRefused(
                        [
                            (
                                "document",
                                "the same company, line, period and document stand in "
                                f"{rows[key]['file']}: delete one of the two rows",
                            )
                        ]
                    )
            except RowRefused as error:
                company = cells.get("company") or NO_COMPANY
                known = company if company in registry.company_by_id else NO_COMPANY
                sentence = f"{file.name} line {number}, {error}"
                refused.append(_quarantined(known, item, sentence, file, is_whole=False))
            else:
                rows[key] = row
    frame = pl.DataFrame(list(rows.values()), schema=RAW_COMPANY_STATEMENTS.polars_schema)
    return Parsed(RAW_COMPANY_STATEMENTS.conform(frame), pl.concat(refused))


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _files_in(folder: Path, label: str) -> list[StatementsFile]:
    """Everything in a folder, in the order of the names; what is not a CSV file says so."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        return [StatementsFile(label, unreadable=_reason(error))]
    return [
        _read(path, f"{label}/{path.name}")
        for path in paths
        if not path.name.startswith(_OF_PROGRAMS)
    ]


def _read(path: Path, name: str) -> StatementsFile:
    try:
        unreadable = _why_no_csv(path)
        if unreadable:
            return StatementsFile(name, unreadable=unreadable)
        with path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except OSError as error:
        return StatementsFile(name, unreadable=_reason(error))
    if len(body) > _MOST_BYTES:
        return StatementsFile(name, unreadable=f"is larger than {_MOST_BYTES // 1_000_000} MB")
    return StatementsFile(name, body)


def _why_no_csv(path: Path) -> str:
    """Why something in a folder of statements is not to be opened; empty if it is."""
    if path.is_symlink() and not path.exists():
        return "is a link to nothing: delete it or mend it"
    if path.is_dir():
        return "is a folder: move its files up or away"
    if path.suffix.lower() != _SUFFIX:
        return "is not named .csv: save it as CSV or move it away"
    return "" if path.is_file() else "is not a file: move it away"


def _reason(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"


def _sha256(file: StatementsFile) -> str:
    return hashlib.sha256(file.body).hexdigest()


def _quarantined(
    company_id: str, item: str, sentence: str, file: StatementsFile, *, is_whole: bool
) -> pl.DataFrame:
    return quarantine_rows(
        NAME,
        company_id,
        [Refusal(item, sentence)],
        sha256=None if file.unreadable else _sha256(file),
        is_whole_document=is_whole,
    )


def _lines(file: StatementsFile) -> list[tuple[int, dict[str, str]]]:
    """Each row with its line number in the file, cells trimmed.

    Raises:
        _FileRefused: the file is not a CSV with these columns.
    """
    if file.unreadable:
        raise _FileRefused(file.unreadable)
    try:
        text = file.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _FileRefused("is not UTF-8: save it as CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    began = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((began, row))
            began = reader.line_num + 1
    except csv.Error as error:
        raise _FileRefused(
            f"is not CSV ({error} in line {reader.line_num}): save it as CSV"
        ) from None
    named = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    header = [EARLIER_NAMES.get(name, name) for name in named]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        is_apart = len(header) == 1 and header[0].count(";") > 1
        hint = "separate them by commas" if is_apart else "they must be named there"
        raise _FileRefused(f"first line: lacks the columns {', '.join(missing)}: {hint}")
    doubled = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if doubled:
        raise _FileRefused(f"first line: names twice: {', '.join(doubled)}")
    return [(number, _cells(header, row)) for number, row in rows[1:]]


def _cells(header: list[str], row: list[str]) -> dict[str, str]:
    """The row by column; a cell that the header does not name is kept under `BEYOND`."""
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {name: cell.strip() for name, cell in zip(header, row, strict=False)}
    nameless = [
        cell.strip()
        for name, cell in zip_longest(header, row, fillvalue="")
        if not name and cell.strip()
    ]
    return {**cells, BEYOND: nameless[0] if nameless else ""}


def _is_followed(cells: dict[str, str], registry: Registry) -> bool:
    """Whether the registry has the company and the line: a person may follow fewer than we ship."""
    known = registry.metric_by_id.keys() | registry.revenue_line_by_id.keys()
    return cells["company"] in registry.company_by_id and cells["line"] in known


SOURCE = FilesSource(
    name=NAME,
    table=RAW_COMPANY_STATEMENTS,
    period="period_end",
    publishers=(
        Publisher(
            name="Companies, and who copies them",
            gives="figures of releases, calls and reports that no tag holds, a citation a row",
            appears="when a person enters them",
            terms="single figures with their citation; no prose and no table is copied",
        ),
    ),
    parser_inputs=parser_inputs,
    read=read,
    rhythm=None,
)
