"""Figures that a person entered from a company's own words: CSV files, one citation a row.

The files are those that the project ships (`pipelines/statements/`) and every other `*.csv` in
`settings.statements_dir`. A row that cannot be used is quarantined and the rest publishes; a file
that is no such CSV is one refusal. What outranks a statement is decided in `normalize/`.

Columns, in any order: company, line (a revenue line or a metric of the registry), period_start,
period_end, value, unit, rounding, document, citation, accession, stated_date, entered_date,
confidence. Empty are allowed: accession, stated_date.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import RAW_COMPANY_STATEMENTS, RAW_QUARANTINE
from pipelines.settings import STATEMENTS_DIR
from pipelines.sources.document import Parsed, Refusal, quarantine_rows
from pipelines.sources.fx_rates import currencies
from pipelines.sources.whole import NO_COMPANY, digest_of, made_from, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.fetch import Outcome

SOURCE = "company_statements"


_SHIPPED = "shipped"
_OPTIONAL = ("accession", "stated_date")
_COLUMNS = (
    "company",
    "line",
    "period_start",
    "period_end",
    "value",
    "unit",
    "rounding",
    "document",
    "citation",
    "entered_date",
    "confidence",
    *_OPTIONAL,
)
_ACCESSION = re.compile(r"^\d{10}-\d{2}-\d{6}$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_POWER_OF_TEN = re.compile(r"^10{0,11}$")
_AMOUNT = re.compile(r"^-?\d{1,16}(\.\d{1,2})?$")
_CONFIDENCE = ("high", "medium")


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


class _RowRefusedError(Exception):
    """A row that cannot be used: its column and what is wrong with it."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(f"{column}: {problem}")


def refresh(registry: Registry, settings: Settings) -> Outcome:
    """Bring `raw.company_statements` up to date with the files.

    Raises:
        StorageError: the data directory cannot be written.
    """
    files = statements_files(settings)
    known = sorted(
        (line.company_id, line.revenue_line_id, line.series_id) for line in registry.revenue_lines
    )
    inputs = digest_of(
        RAW_COMPANY_STATEMENTS,
        repr(known),
        repr(sorted(registry.company_by_id)),
        repr(sorted(registry.metric_by_id)),
        repr(sorted(currencies(registry))),
        *(f"{file.name}={_sha256(file)}{file.unreadable}" for file in files),
    )
    same = made_from(SOURCE, RAW_COMPANY_STATEMENTS, inputs, settings)
    if same is not None:
        return same
    return write_whole(SOURCE, RAW_COMPANY_STATEMENTS, parse(files, registry), inputs, settings)


def statements_files(settings: Settings) -> list[StatementsFile]:
    """The shipped files, then a person's own, each by name."""
    own = settings.statements_dir
    folders = [(_SHIPPED, STATEMENTS_DIR)]
    if own.resolve() != STATEMENTS_DIR.resolve():
        folders.append(("own", own))
    return [
        _read(path, f"{label}/{path.name}")
        for label, folder in folders
        for path in sorted(folder.glob("*.csv"))
    ]


def parse(files: Iterable[StatementsFile], registry: Registry) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Returns:
        The rows in the shape of `contracts.RAW_COMPANY_STATEMENTS`, and what was refused: an item
        is `file:line`, or the file alone where it is no such CSV.
    """
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    refused = [RAW_QUARANTINE.empty()]
    for file in files:
        try:
            lines = _lines(file)
        except _RowRefusedError as error:
            sentence = f"{file.name} {error}"
            refused.append(_quarantined(NO_COMPANY, file.name, sentence, file, is_whole=True))
            continue
        for number, cells in lines:
            if file.is_shipped and not _is_followed(cells, registry):
                continue
            item = f"{file.name}:{number}"
            try:
                row = _row(cells, item, registry)
                key = tuple(row[name] for name in RAW_COMPANY_STATEMENTS.key)
                if key in rows:
                    raise _RowRefusedError(
                        "document",
                        "the same company, line, period and document stand in "
                        f"{rows[key]['file']}: delete one of the two rows",
                    )
            except _RowRefusedError as error:
                company = cells.get("company") or NO_COMPANY
                known = company if company in registry.company_by_id else NO_COMPANY
                sentence = f"{file.name} line {number}, column {error}"
                refused.append(_quarantined(known, item, sentence, file, is_whole=False))
            else:
                rows[key] = row
    frame = pl.DataFrame(list(rows.values()), schema=RAW_COMPANY_STATEMENTS.polars_schema)
    return Parsed(RAW_COMPANY_STATEMENTS.conform(frame), pl.concat(refused))


def _read(path: Path, name: str) -> StatementsFile:
    try:
        return StatementsFile(name, path.read_bytes())
    except OSError as error:
        return StatementsFile(name, unreadable=error.strerror or str(error))


def _sha256(file: StatementsFile) -> str:
    return hashlib.sha256(file.body).hexdigest()


def _quarantined(
    company_id: str, item: str, sentence: str, file: StatementsFile, *, is_whole: bool
) -> pl.DataFrame:
    return quarantine_rows(
        SOURCE,
        company_id,
        [Refusal(item, sentence)],
        sha256=None if file.unreadable else _sha256(file),
        is_whole_document=is_whole,
    )


def _lines(file: StatementsFile) -> list[tuple[int, dict[str, str]]]:
    """Each row with its line number in the file, cells trimmed.

    Raises:
        _RowRefusedError: the file is no CSV with these columns.
    """
    if file.unreadable:
        raise _RowRefusedError("file", f"cannot be read ({file.unreadable})")
    try:
        text = file.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _RowRefusedError("file", "is not UTF-8: save it as CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise _RowRefusedError(
            "file", f"is no CSV ({error} in line {reader.line_num}): save it as CSV"
        ) from None
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise _RowRefusedError(
            "first line", f"lacks the columns {', '.join(missing)}: they must be named there"
        )
    doubled = sorted({name for name in header if name in _COLUMNS and header.count(name) > 1})
    if doubled:
        raise _RowRefusedError("first line", f"names twice: {', '.join(doubled)}")
    return [(number, _cells(header, row)) for number, row in rows[1:]]


def _cells(header: list[str], row: list[str]) -> dict[str, str]:
    """The row by column; a cell beyond the header is kept under an empty name."""
    cells = dict.fromkeys(_COLUMNS, "")
    cells |= {name: cell.strip() for name, cell in zip(header, row, strict=False)}
    beyond = [cell.strip() for cell in row[len(header) :] if cell.strip()]
    return cells | ({"": beyond[0]} if beyond else {})


def _row(cells: dict[str, str], item: str, registry: Registry) -> dict[str, object]:
    """One row of the table.

    Raises:
        _RowRefusedError: a cell cannot be used.
    """
    if cells.get(""):
        raise _RowRefusedError(
            "(none)", f"{cells['']!r} is beyond the last column: quote a cell that holds a comma"
        )
    for name in _COLUMNS:
        if not cells[name] and name not in _OPTIONAL:
            raise _RowRefusedError(name, "is empty: every figure needs it")
    company_id = cells["company"]
    if company_id not in registry.company_by_id:
        raise _RowRefusedError(
            "company", f"{company_id!r} is no company_id of registry/companies.yml"
        )
    start, end = _day(cells, "period_start"), _day(cells, "period_end")
    if end <= start:
        raise _RowRefusedError("period_end", f"{end} is not after period_start {start}")
    stated = _day(cells, "stated_date") if cells["stated_date"] else None
    entered = _day(cells, "entered_date")
    for column, day in (("stated_date", stated), ("entered_date", entered)):
        # Else the figure would be known before its period is over.
        if day is not None and day < end:
            raise _RowRefusedError(column, f"{day} is before period_end {end}")
    if cells["unit"] not in currencies(registry) | {"USD"}:
        raise _RowRefusedError(
            "unit", f"{cells['unit']!r} is no currency that rates are kept for: write USD or TWD"
        )
    if cells["accession"] and not _ACCESSION.match(cells["accession"]):
        raise _RowRefusedError(
            "accession", f"{cells['accession']!r} is none: write it with dashes or leave it empty"
        )
    if cells["confidence"] not in _CONFIDENCE:
        raise _RowRefusedError("confidence", f"{cells['confidence']!r} is neither high nor medium")
    value, rounding = _value(cells), _rounding(cells)
    if rounding > 1 and value % rounding:
        raise _RowRefusedError(
            "rounding", f"{value} is no multiple of {rounding}: it is stated more finely"
        )
    return {
        "company_id": company_id,
        "line_id": _line_id(cells["line"], company_id, registry),
        "period_start": start,
        "period_end": end,
        "value": value,
        "unit": cells["unit"],
        "rounding_unit": rounding,
        "document": cells["document"],
        "citation": cells["citation"],
        "accession": cells["accession"] or None,
        "stated_date": stated,
        "entered_date": entered,
        "confidence": cells["confidence"],
        "file": item,
    }


def _is_followed(cells: dict[str, str], registry: Registry) -> bool:
    """Whether the registry has the company and the line: a person may follow fewer than we ship."""
    known = registry.metric_by_id.keys() | registry.revenue_line_by_id.keys()
    return cells["company"] in registry.company_by_id and cells["line"] in known


def _line_id(name: str, company_id: str, registry: Registry) -> str:
    """The series that a row states: a metric, or a revenue line of the company."""
    if name in registry.metric_by_id:
        return name
    line = registry.revenue_line_by_id.get(name)
    if line is None:
        raise _RowRefusedError(
            "line",
            f"{name!r} is neither a revenue line of registry/revenue_lines.yml nor a metric of "
            "registry/metrics.yml",
        )
    if line.company_id != company_id:
        raise _RowRefusedError("line", f"{name!r} is a line of {line.company_id}, not {company_id}")
    return line.series_id


def _day(cells: dict[str, str], column: str) -> dt.date:
    text = cells[column]
    try:
        if not _DATE.match(text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _RowRefusedError(column, f"{text!r} is no date: write it as 2026-03-31") from None


def _value(cells: dict[str, str]) -> Decimal:
    text = cells["value"]
    if not _AMOUNT.match(text):
        raise _RowRefusedError(
            "value",
            f"{text!r} is no amount: write the whole figure in units of its currency, such as "
            "39112000000",
        )
    return Decimal(text)


def _rounding(cells: dict[str, str]) -> int:
    text = cells["rounding"]
    if not _POWER_OF_TEN.match(text):
        raise _RowRefusedError(
            "rounding", f"{text!r} is no power of ten: write 1000000 for a figure in millions"
        )
    return int(text)
