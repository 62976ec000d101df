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
    days_of,
)
from pipelines.sources.statement_files import shown

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.sources.statement_cells import EnteredRow, Faults

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


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_COMPANY_STATEMENTS` holds other than the cells as they are."""
    company_id = _company(row.cells, row.registry, row.faults)
    metric_id = _line(row.cells, company_id, row.registry, row.faults)
    days = _days(row.cells, row.today, row.faults)
    value = _value(row.cells, row.faults)
    rounding = _rounding(row.cells, value, row.faults)
    _check_unit(row.cells, company_id, days.get("period_end", row.today), row.registry, row.faults)
    check_accession(row.cells, row.faults)
    if not (row.cells.keys() & {"stated_date", "undated_reason", "accession"}):
        problem = "is empty: give the document's day, or say in undated_reason why there is none"
        row.faults.append(("stated_date", problem))
    check_addresses(row.cells, row.faults, "url")
    check_names(row.cells, row.faults, {})
    row.refuse_faults()
    return {
        **days,
        "company_id": company_id,
        "metric_id": metric_id,
        "value": value,
        "rounding_unit": rounding,
    }


def _company(cells: dict[str, str], registry: Registry, faults: Faults) -> str | None:
    name = cells.get("company")
    if name is None or name in registry.company_by_id:
        return name
    faults.append(("company", f"{shown(name)} is not a company_id of registry/companies.yml"))
    return None


def _line(
    cells: dict[str, str],
    company_id: str | None,
    registry: Registry,
    faults: Faults,
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


def _days(cells: dict[str, str], today: dt.date, faults: Faults) -> dict[str, dt.date]:
    """The days that can be read, by column; they begin, end, are said and entered in order."""
    columns = ("period_start", "period_end", "stated_date", "entered_date")
    days = days_of(cells, columns, today, faults)
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


def _value(cells: dict[str, str], faults: Faults) -> Decimal | None:
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


def _rounding(cells: dict[str, str], value: Decimal | None, faults: Faults) -> int | None:
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
    faults: Faults,
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
