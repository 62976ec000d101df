"""One row of a file of annualised revenue: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.contracts.returns_columns import PROJECTION
from pipelines.sources.statement_cells import (
    check_addresses,
    check_names,
    days_of,
)
from pipelines.sources.statement_files import shown

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.registry import Registry
    from pipelines.sources.statement_cells import EnteredRow, Faults

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
MAY_BE_EMPTY = ("projected_by", "stated_date")
OPTIONAL = ("url", "seen_date", "undated_reason", "read_at", "note")
# What a figure is; no total holds two.
KINDS = ("run_rate", "recurring_revenue", "annualized_period", "annual_actual", PROJECTION)
# Whether the report says the figure, at least that much, or that it is not yet reached.
QUALIFIERS = ("about", "above", "below")

_AMOUNT = re.compile(r"-?[0-9]+")
# No company's revenue of a year has as many digits.
_LEAST = 1_000_000
_MOST_DIGITS = 15


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_MODEL_COMPANY_REVENUE` holds other than the cells as they are."""
    _check_names(row.cells, row.registry, row.faults)
    _check_amount(row.cells, row.faults)
    columns = ("as_of_date", "stated_date", "seen_date", "entered_date")
    ahead = ("as_of_date",) if row.cells.get("kind") == PROJECTION else ()
    days = days_of(row.cells, columns, row.today, row.faults, may_come=ahead)
    _check_report(row.cells, days, row.faults)
    row.refuse_faults()
    return {
        **days,
        "model_company_id": row.cells["company"],
        "annualized_revenue_usd": Decimal(row.cells["annualized_revenue_usd"]),
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
    elif int(text) < _LEAST:
        problem = f"{text} is less than a million: write the whole figure in dollars"
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
