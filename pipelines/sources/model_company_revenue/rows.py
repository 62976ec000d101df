"""One row of a file of annualised revenue: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.contracts.returns_columns import PROJECTION
from pipelines.sources.statement_cells import (
    Faults,
    check_addresses,
    check_names,
    days_of,
    filled_cells,
)
from pipelines.sources.statement_files import RowRefused, shown

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.registry import Registry

REQUIRED = (
    "company",
    "kind",
    "as_of_date",
    "annualized_revenue_usd",
    "qualifier",
    "projected_by",
    "document",
    "stated_date",
    "entered_date",
    "confidence",
)
OPTIONAL = ("url", "seen_date", "undated_reason", "read_at", "note")
# What a figure is; no total holds two.
KINDS = ("run_rate", "recurring_revenue", "annualized_period", "annual_actual", PROJECTION)
# Whether the report says the figure, at least that much, or that it is not yet reached.
QUALIFIERS = ("about", "above", "below")

_FILLED = tuple(name for name in REQUIRED if name not in {"projected_by", "stated_date"})
_AMOUNT = re.compile(r"-?[0-9]+")
# No company's revenue of a year has as many digits.
_MOST_DIGITS = 15


def read_row(
    cells: dict[str, str], item: str, registry: Registry, today: dt.date
) -> dict[str, object]:
    """One row of `RAW_MODEL_COMPANY_REVENUE`.

    Args:
        cells: every column, trimmed; under `BEYOND` what no column holds.
        item: file and line, by which the row is called.
        registry: who sells AI.
        today: what is dated later has not happened.

    Raises:
        RowRefused: a cell cannot be used, or contradicts another.
    """
    faults: Faults = []
    filled = filled_cells(cells, _FILLED, faults)
    _check_names(filled, registry, faults)
    _check_amount(filled, faults)
    columns = ("as_of_date", "stated_date", "seen_date", "entered_date")
    ahead = ("as_of_date",) if filled.get("kind") == PROJECTION else ()
    days = days_of(filled, columns, today, faults, ahead)
    _check_report(filled, days, faults)
    if faults:
        raise RowRefused(faults)
    return {
        "model_company_id": cells["company"],
        "kind": cells["kind"],
        "as_of_date": days["as_of_date"],
        "annualized_revenue_usd": Decimal(cells["annualized_revenue_usd"]),
        "qualifier": cells["qualifier"],
        "projected_by": filled.get("projected_by"),
        "document": cells["document"],
        "url": filled.get("url"),
        "stated_date": days.get("stated_date"),
        "seen_date": days.get("seen_date"),
        "undated_reason": filled.get("undated_reason"),
        "read_at": filled.get("read_at"),
        "entered_date": days["entered_date"],
        "confidence": cells["confidence"],
        "note": filled.get("note"),
        "file": item,
    }


def _check_names(cells: dict[str, str], registry: Registry, faults: Faults) -> None:
    """What must be one of a list."""
    sellers = {each.model_company_id for each in registry.model_companies}
    companies = (sellers, "a model_company_id of registry/model_companies.yml")
    check_names(cells, faults, {"kind": KINDS, "qualifier": QUALIFIERS}, {"company": companies})


def _check_amount(cells: dict[str, str], faults: Faults) -> None:
    text = cells.get("annualized_revenue_usd")
    if text is None:
        return
    if not _AMOUNT.fullmatch(text) or len(text) > _MOST_DIGITS:
        problem = f"{shown(text)} is not whole US dollars: write 2500000000 for 2.5 billion"
        faults.append(("annualized_revenue_usd", problem))
    elif int(text) <= 0:
        problem = f"{shown(text)} is not above zero: nobody reports such a run rate"
        faults.append(("annualized_revenue_usd", problem))


def _check_report(cells: dict[str, str], days: dict[str, dt.date], faults: Faults) -> None:
    """Who said it and when: a projection names both, and anything else was so when it was said."""
    check_addresses(cells, faults, "url")
    is_projection = cells.get("kind") == PROJECTION
    said, of, entered = (days.get(f"{name}_date") for name in ("stated", "as_of", "entered"))
    if is_projection:
        for column, what in (("projected_by", "who projects"), ("stated_date", "when it was said")):
            if column not in cells:
                faults.append((column, f"is empty: a projection says {what}"))
        if said and of and of <= said:
            faults.append(
                ("as_of_date", f"{of} is not after stated_date {said}: that is not a projection")
            )
    elif "projected_by" in cells:
        faults.append(("projected_by", "belongs to a projection alone: correct kind or empty it"))
    if not is_projection:
        for column in ("stated_date", "seen_date"):
            if of and column in days and of > days[column]:
                faults.append(
                    ("as_of_date", f"{of} is after {column} {days[column]}: a report tells of "
                     "what has been; what is to come is a projection")
                )  # fmt: skip
    if "stated_date" not in cells and "undated_reason" not in cells and not is_projection:
        faults.append(
            ("stated_date", "is empty: write the day of the report, or why none is known in "
             "undated_reason")
        )  # fmt: skip
    for column in ("stated_date", "seen_date"):
        if entered and column in days and entered < days[column]:
            faults.append(("entered_date", f"{entered} is before {column} {days[column]}"))
