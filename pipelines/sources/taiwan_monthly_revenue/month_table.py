"""Months gathered into one table: what copies of the exchanges' reports say, report by report.

A table of `COLUMNS` is for months whose reports nobody has as published. It is recorded a file a
year, in the layout of `replay.py`, which says what its empty cells mean. A figure that a recorded
report states stands there and not here; one that would say otherwise is refused. Not here:
reports as published (`month_reports.py`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pipelines.archive import recorded
from pipelines.sources.document import SourceError
from pipelines.sources.taiwan_monthly_revenue import replay
from pipelines.sources.taiwan_monthly_revenue import source as taiwan_monthly_revenue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.registry import Registry

COLUMNS = ("market", *replay.YEAR_COLUMNS)

_SHAPES = {
    "market": re.compile("|".join(taiwan_monthly_revenue.MARKETS)),
    "month": re.compile(r"20\d{2}-(0[1-9]|1[0-2])", re.ASCII),
    "security_code": re.compile(r"\w{4,6}", re.ASCII),
    "statement": re.compile("|".join(taiwan_monthly_revenue.STATEMENTS)),
    "thousand_twd": re.compile(r"-?\d{1,13}", re.ASCII),
    "report_date": re.compile(r"(20\d{2}-\d{2}-\d{2})?", re.ASCII),
    "confidence": re.compile(f"({replay.HIGH}|{replay.MEDIUM})?"),
}

# A figure, by month of the report, security and column of the report; and its cells.
_Key = tuple[str, ...]
_Row = tuple[str, ...]


def is_table(body: bytes) -> bool:
    """Whether a CSV is a table of months."""
    return _first_line(body) == ",".join(COLUMNS)


@dataclass(slots=True)
class MonthTables:
    """Gathers tables of months, then writes each year of an exchange.

    Attributes:
        registry: the securities to keep.
        out_dir: the recorded data.
    """

    registry: Registry
    out_dir: Path
    _years: dict[str, dict[_Key, _Row]] = field(default_factory=dict)

    def add(self, body: bytes) -> None:
        """Gather one table; whatever is wrong with it, nothing of it is recorded.

        Raises:
            SourceError: a cell is malformed, or a figure is stated otherwise in another row or in
                what is recorded.
        """
        followed = taiwan_monthly_revenue.owners(self.registry)
        years: dict[str, dict[_Key, _Row]] = {}
        report = cache(self._report)
        for market, row in _rows(body):
            if (market, row[1]) not in followed:
                continue
            month = f"{market}_{row[0]}"
            reported = report(month).get(row[1:3])
            if reported is not None:
                if reported != row[3]:
                    raise _contradiction(row, reported, f"{month}.csv")
                continue
            name = f"{market}_{row[0][:4]}"
            if name not in years:
                years[name] = self._recorded(name) | self._years.get(name, {})
            year = years[name]
            before = year.get(row[:3])
            if before is not None and before[3] != row[3]:
                raise _contradiction(row, before[3], f"another row or {name}.csv")
            year[row[:3]] = row
        if not years:
            raise SourceError("the table is about no security of the registry, or says nothing new")
        self._years |= years

    def write(self) -> list[tuple[str, int]]:
        """Write what was gathered: the name of each file, without its ending, and its rows.

        Raises:
            StorageError: a file cannot be written.
        """
        for name, year in sorted(self._years.items()):
            rows = [year[key] for key in sorted(year)]
            recorded.write_rows(replay.path(self.out_dir, name), replay.YEAR_COLUMNS, rows)
        return [(name, len(year)) for name, year in sorted(self._years.items())]

    def _report(self, name: str) -> dict[_Key, str]:
        """What the recorded report of a month states, by security and column."""
        path = replay.path(self.out_dir, name)
        rows = recorded.read_rows(path, replay.COLUMNS) if path.is_file() else []
        return {(row["security_code"], row["statement"]): row["thousand_twd"] for row in rows}

    def _recorded(self, name: str) -> dict[_Key, _Row]:
        path = replay.path(self.out_dir, name)
        rows = recorded.read_rows(path, replay.YEAR_COLUMNS) if path.is_file() else []
        return {
            (row["month"], row["security_code"], row["statement"]): tuple(row.values())
            for row in rows
        }


def _rows(body: bytes) -> Iterator[tuple[str, _Row]]:
    """The exchange and the cells of each row, checked one by one."""
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        read = list(enumerate(reader, start=2))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"the table cannot be read ({error}): save it again as CSV in UTF-8"
        ) from None
    for place, cells in read:
        if None in cells:
            raise SourceError(
                f"line {place} has more cells than the {len(COLUMNS)} columns: correct it"
            )
        for name, shape in _SHAPES.items():
            if not shape.fullmatch(cells[name] or ""):
                raise SourceError(
                    f"line {place}: {cells[name]!r} is not a {name} of a table of months: "
                    "correct it"
                )
        market, *row = (cells[name] for name in COLUMNS)
        _check_day(place, row[0], row[4])
        yield market, tuple(row)


def _check_day(place: int, month: str, day: str) -> None:
    try:
        if day and dt.date.fromisoformat(day).isoformat()[:7] <= month:
            raise ValueError
    except ValueError:
        raise SourceError(
            f"line {place}: {day} is not a day after the end of {month}: leave report_date empty "
            "where no day is stated"
        ) from None


def _contradiction(row: _Row, other: str, where: str) -> SourceError:
    month, code, statement, value = row[:4]
    return SourceError(
        f"says {value} thousand TWD as {statement} of {code} in the report of {month}, and "
        f"{where} says {other}: keep the right one"
    )


def _first_line(body: bytes) -> str:
    return body[:512].decode("utf-8-sig", "replace").partition("\n")[0].strip()
