"""One row of a statements file: its cells into a row of the table, or everything wrong with it.

A person mends a row once: so each fault of a row is found and all are told together. Reading the
files is in `sources/statement_files.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.statement_cells import (
    check_accession,
    check_addresses,
    check_names,
    filled_cells,
)
from pipelines.sources.statement_files import RowRefused, day_of, shown

if TYPE_CHECKING:
    from pipelines.registry import Registry

REQUIRED = (
    "company",
    "line",
    "period_start",
    "period_end",
    "value",
    "unit",
    "rounding",
    "document",
    "entered_date",
    "confidence",
)
OPTIONAL = ("accession", "url", "stated_date", "undated_reason", "read_at")
COLUMNS = (*REQUIRED, *OPTIONAL)
# What a column was called before.
EARLIER_NAMES = {"citation": "read_at"}

_POWER_OF_TEN = re.compile(r"10{0,12}")
_AMOUNT = re.compile(r"(-?)([0-9]{1,15}(?:\.[0-9]{1,2})?)")

# The SEC's electronic filings begin in 1993 and show up to five years before.
_EARLIEST = dt.date(1988, 1, 1)


def read_row(
    cells: dict[str, str], item: str, registry: Registry, today: dt.date
) -> dict[str, object]:
    """One row of `RAW_COMPANY_STATEMENTS`.

    Args:
        cells: every column of `COLUMNS`, trimmed; under `BEYOND` what no column holds.
        item: file and line, by which the row is called.
        registry: companies with their currencies, metrics and revenue lines.
        today: what is dated later has not happened.

    Raises:
        RowRefused: a cell cannot be used, or contradicts another.
    """
    faults: list[tuple[str, str]] = []
    filled = filled_cells(cells, REQUIRED, faults, "figure")
    company_id = _company(filled, registry, faults)
    metric_id = _line(filled, company_id, registry, faults)
    days = _days(filled, today, faults)
    value = _value(filled, faults)
    rounding = _rounding(filled, value, faults)
    _check_unit(filled, company_id, days.get("period_end", today), registry, faults)
    check_accession(filled, faults)
    if not (filled.keys() & {"stated_date", "undated_reason", "accession"}):
        problem = "is empty: give the document's day, or say in undated_reason why there is none"
        faults.append(("stated_date", problem))
    check_addresses(filled, faults, "url")
    check_names(filled, faults, {})
    if faults:
        raise RowRefused(faults)
    return {
        "company_id": company_id,
        "metric_id": metric_id,
        "period_start": days["period_start"],
        "period_end": days["period_end"],
        "value": value,
        "unit": cells["unit"],
        "rounding_unit": rounding,
        "document": cells["document"],
        "accession": filled.get("accession"),
        "url": filled.get("url"),
        "stated_date": days.get("stated_date"),
        "undated_reason": filled.get("undated_reason"),
        "read_at": filled.get("read_at"),
        "entered_date": days["entered_date"],
        "confidence": cells["confidence"],
        "file": item,
    }


def _company(
    cells: dict[str, str], registry: Registry, faults: list[tuple[str, str]]
) -> str | None:
    name = cells.get("company")
    if name is None or name in registry.company_by_id:
        return name
    faults.append(("company", f"{shown(name)} is not a company_id of registry/companies.yml"))
    return None


def _line(
    cells: dict[str, str],
    company_id: str | None,
    registry: Registry,
    faults: list[tuple[str, str]],
) -> str | None:
    """The series that a row states: a metric, or a revenue line of the company."""
    name = cells.get("line")
    if name is None or name in registry.metric_by_id:
        return name
    line = registry.revenue_line_by_id.get(name)
    if line is None:
        problem = (
            f"{shown(name)} is neither a revenue line of registry/revenue_lines.yml nor a metric "
            "of registry/metrics.yml"
        )
        faults.append(("line", problem))
        return None
    if company_id is not None and line.company_id != company_id:
        problem = f"{shown(name)} is a line of {line.company_id}, not {company_id}"
        faults.append(("line", problem))
    return line.metric_id


def _days(
    cells: dict[str, str], today: dt.date, faults: list[tuple[str, str]]
) -> dict[str, dt.date]:
    """The days that can be read, by column; they begin, end, are said and entered in order."""
    days: dict[str, dt.date] = {}
    for column in ("period_start", "period_end", "stated_date", "entered_date"):
        if column not in cells:
            continue
        day = day_of(cells[column])
        if day is None:
            problem = f"{shown(cells[column])} is not a valid date: write it as 2026-03-31"
            faults.append((column, problem))
        elif day > today:
            faults.append((column, f"{day} is in the future: today is {today} (UTC)"))
        elif day < _EARLIEST:
            faults.append((column, f"{day} is before {_EARLIEST}: check the year"))
        else:
            days[column] = day
    start, end = days.get("period_start"), days.get("period_end")
    stated, entered = days.get("stated_date"), days.get("entered_date")
    if start and end and end <= start:
        faults.append(("period_end", f"{end} is not after period_start {start}"))
    for column, day in (("stated_date", stated), ("entered_date", entered)):
        # Else the figure would be known before its period is over.
        if day and end and day < end:
            faults.append((column, f"{day} is before period_end {end}"))
    if stated and entered and entered < stated:
        faults.append(("entered_date", f"{entered} is before stated_date {stated}"))
    return days


def _value(cells: dict[str, str], faults: list[tuple[str, str]]) -> Decimal | None:
    text = cells.get("value")
    if text is None:
        return None
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        problem = (
            f"{shown(text)} is not an amount: write the whole figure in units of its currency, "
            "such as 39112000000"
        )
        faults.append(("value", problem))
        return None
    if amount[1]:
        problem = (
            f"{text} is negative: revenue is what comes in and capital expenditure what goes out, "
            "both without a sign"
        )
        faults.append(("value", problem))
    return Decimal(amount[2])


def _rounding(
    cells: dict[str, str], value: Decimal | None, faults: list[tuple[str, str]]
) -> int | None:
    text = cells.get("rounding")
    if text is None:
        return None
    if not _POWER_OF_TEN.fullmatch(text):
        problem = f"{shown(text)} is not a power of ten: write 1000000 for a figure in millions"
        faults.append(("rounding", problem))
        return None
    rounding = int(text)
    if value is not None and rounding > 1 and value % rounding:
        problem = f"{value} is not a multiple of {rounding}: it is stated more finely"
        faults.append(("rounding", problem))
    return rounding


def _check_unit(
    cells: dict[str, str],
    company_id: str | None,
    day: dt.date,
    registry: Registry,
    faults: list[tuple[str, str]],
) -> None:
    """A figure is in the currency in which the company reported then, or a series would mix two."""
    unit = cells.get("unit")
    if unit is None:
        return
    if company_id is None:
        if unit not in registry.currencies | {"USD"}:
            faults.append(("unit", f"{shown(unit)} is not a currency that rates are kept for"))
        return
    company = registry.company_by_id[company_id]
    own = [name for start, name in company.currencies_from(dt.date.min, "USD") if start <= day][-1]
    if unit != own:
        problem = (
            f"{shown(unit)} is not {own}, in which {company_id} reports "
            "(reporting_currency in registry/companies.yml, USD if none)"
        )
        faults.append(("unit", problem))
