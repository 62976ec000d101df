"""One row of a file of guidance: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.registry.capex_bases import METRICS_OF_BASIS
from pipelines.registry.restatements import ACCOUNTING_CHANGE
from pipelines.sources.statement_cells import (
    check_names,
    said_and_entered,
)
from pipelines.sources.statement_citations import check_citation
from pipelines.sources.statement_files import RowRefused, shown
from pipelines.text.guidance.periods import CALENDAR_YEAR, Period

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.registry import Registry
    from pipelines.registry.fiscal_year_end import FiscalYearEnd
    from pipelines.sources.statement_cells import EnteredRow, Faults

REQUIRED = (
    "company",
    "horizon",
    "kind",
    "currency",
    "basis",
    "basis_words",
    "document",
    "entered_date",
    "confidence",
)
OPTIONAL = (
    "low",
    "high",
    "direction",
    "supersedes_low",
    "supersedes_high",
    "change_cause",
    "accession",
    "url",
    "issued_date",
    "undated_reason",
    "read_at",
    "note",
)
# Which ends each kind has.
KINDS = {
    "range": ("low", "high"),
    "point": ("low", "high"),
    "lower_bound": ("low",),
    "upper_bound": ("high",),
    "direction": (),
    "reiteration": (),
}
DIRECTIONS = ("up", "down", "flat")
CHANGE_CAUSES = (ACCOUNTING_CHANGE,)

# Guidance of who does not say what counts: with nothing it is compared.
NOT_STATED = "not_stated"
BASES = (*METRICS_OF_BASIS, NOT_STATED)

_HORIZON = re.compile(r"(each quarter of )?(FY|CY)?(20\d\d)(?:([QH])([1-4]))?")
_AMOUNT = re.compile(r"(-?)([0-9]{1,15}(?:\.[0-9]{1,2})?)")
# Companies of the registry spend from tens of millions to hundreds of billions a year.
_LEAST = 1_000_000


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_GUIDANCE_STATEMENTS` holds other than the cells as they are."""
    _check_names(row.cells, row.registry, row.faults)
    days = said_and_entered(row.cells, "issued_date", row.today, row.faults)
    if not (row.cells.keys() & {"issued_date", "undated_reason", "accession"}):
        problem = "is empty: give the day on which it was said, or say in undated_reason why not"
        row.faults.append(("issued_date", problem))
    check_citation(row.cells, days.get("issued_date"), row.registry, row.faults)
    amounts = _amounts(row.cells, row.faults)
    horizon = _horizon(row.cells, row.registry, days.get("issued_date"), row.faults)
    if row.faults or horizon is None:
        raise RowRefused(row.faults)
    calendar = row.registry.company_by_id[row.cells["company"]].fiscal_calendar
    return {
        **days,
        "company_id": row.cells["company"],
        "horizon": horizon.name,
        "horizon_grain": horizon.grain,
        "horizon_start_date": horizon.start(calendar),
        "horizon_end_date": horizon.end(calendar),
        "low_usd": amounts.get("low"),
        "high_usd": amounts.get("high"),
        "supersedes_low_usd": amounts.get("supersedes_low"),
        "supersedes_high_usd": amounts.get("supersedes_high"),
    }


def horizon_of(text: str, calendar: FiscalYearEnd) -> Period | None:
    """The period that a cell names; None if it names none.

    Of who has the calendar year as fiscal year a calendar year is the fiscal one, so that one
    period has one name.
    """
    named = _HORIZON.fullmatch(text)
    if named is None or (named[1] and named[4]) or (named[4] == "H" and named[5] not in "12"):
        return None
    # A year without FY or CY, 2026H1, is everyone's.
    is_calendar = named[2] != "FY" and not _is_calendar_year(calendar)
    part = int(named[5] or 0)
    quarters = {"Q": (part, part), "H": (2 * part - 1, 2 * part), None: (1, 4)}[named[4]]
    return Period(int(named[3]), quarters, is_calendar, each_quarter=bool(named[1]))


def _is_calendar_year(calendar: FiscalYearEnd) -> bool:
    return all(calendar.date_in(year) == CALENDAR_YEAR.date_in(year) for year in (2025, 2026))


def _check_names(cells: dict[str, str], registry: Registry, faults: Faults) -> None:
    """What must be one of a list."""
    lists = {
        "kind": KINDS,
        "direction": DIRECTIONS,
        "basis": BASES,
        "change_cause": CHANGE_CAUSES,
    }
    companies = (registry.company_by_id, "a company_id of registry/companies.yml")
    check_names(cells, faults, lists, {"company": companies})
    if cells.get("currency", "USD") != "USD":
        problem = (
            f"{shown(cells['currency'])} is not USD: guidance is kept in US dollars; a copy may "
            "print another currency where the company says dollars: read the company's own words"
        )
        faults.append(("currency", problem))


def _amounts(cells: dict[str, str], faults: Faults) -> dict[str, Decimal]:
    """The amounts that can be read, by column."""
    amounts: dict[str, Decimal] = {}
    for column in ("low", "high", "supersedes_low", "supersedes_high"):
        if column not in cells:
            continue
        amount = _AMOUNT.fullmatch(cells[column])
        if amount is None:
            problem = (
                f"{shown(cells[column])} is not an amount: write the whole figure in dollars, such "
                "as 115000000000"
            )
            faults.append((column, problem))
        elif amount[1]:
            faults.append((column, f"{cells[column]} is negative: nobody guides that"))
        elif Decimal(amount[2]) < _LEAST:
            problem = f"{cells[column]} is less than a million: write the whole figure in dollars"
            faults.append((column, problem))
        else:
            amounts[column] = Decimal(amount[2])
    _check_ends(cells, amounts, faults)
    return amounts


def _check_ends(cells: dict[str, str], amounts: dict[str, Decimal], faults: Faults) -> None:
    """Amounts are there as the kind has them, and in order."""
    kind = cells.get("kind", "")
    for column in ("low", "high") if kind in KINDS else ():
        if column not in cells and column in KINDS[kind]:
            faults.append((column, f"is empty: a {kind} needs it"))
        elif column in cells and column not in KINDS[kind]:
            faults.append((column, f"is given: a {kind} has none"))
    if kind == "direction" and "direction" not in cells:
        faults.append(("direction", "is empty: a direction needs it"))
    for low, high in (("low", "high"), ("supersedes_low", "supersedes_high")):
        if low in amounts and high in amounts and amounts[low] > amounts[high]:
            faults.append((high, f"{amounts[high]} is below {low} {amounts[low]}"))
    if cells.get("change_cause") == ACCOUNTING_CHANGE and {"low", "high"} <= cells.keys():
        faults += [
            (column, "is empty: an accounting change says how much it moved; give what stood")
            for column in ("supersedes_low", "supersedes_high")
            if column not in cells
        ]
    if {"low", "high"} <= amounts.keys():
        is_point = amounts["low"] == amounts["high"]
        if kind == "range" and is_point:
            faults.append(("kind", "is range, and low is high: write point"))
        if kind == "point" and not is_point:
            faults.append(("kind", "is point, and low is not high: write range"))


def _horizon(
    cells: dict[str, str], registry: Registry, said: dt.date | None, faults: Faults
) -> Period | None:
    company = registry.company_by_id.get(cells.get("company", ""))
    if company is None or "horizon" not in cells:
        return None
    horizon = horizon_of(cells["horizon"], company.fiscal_calendar)
    if horizon is None:
        problem = (
            f"{shown(cells['horizon'])} is not a period: write FY2026, CY2026, FY2026Q3, 2026H2 or "
            "each quarter of FY2026"
        )
        faults.append(("horizon", problem))
        return None
    end = horizon.end(company.fiscal_calendar)
    if said and said > end:
        problem = f"{horizon.name} was over on {end}, before issued_date {said}: no guidance"
        faults.append(("horizon", problem))
    return horizon
