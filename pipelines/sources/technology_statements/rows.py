"""One row of a file of technologies named: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.sources.statement_cells import (
    check_names,
    said_and_entered,
)
from pipelines.sources.statement_citations import check_citation
from pipelines.sources.statement_files import shown
from pipelines.text.mention_classes import CLASSES

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.sources.statement_cells import EnteredRow, Faults

REQUIRED = (
    "company",
    "technology",
    "mention_class",
    "mentions",
    "document",
    "stated_date",
    "entered_date",
    "confidence",
)
OPTIONAL = ("accession", "url", "read_at")

_COUNT = re.compile(r"[1-9][0-9]{0,3}")


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_TECHNOLOGY_STATEMENTS` holds other than the cells as they are."""
    _check_names(row.cells, row.registry, row.faults)
    days = said_and_entered(row.cells, "stated_date", row.today, row.faults)
    check_citation(row.cells, days.get("stated_date"), row.registry, row.faults)
    row.refuse_faults()
    return {
        **days,
        "company_id": row.cells["company"],
        "technology_id": row.cells["technology"],
        "mentions": int(row.cells["mentions"]),
    }


def _check_names(cells: dict[str, str], registry: Registry, faults: Faults) -> None:
    """What must be one of a list, and the count."""
    watched = {each.technology_id for each in registry.technologies}
    registered = {
        "company": (registry.company_by_id, "a company_id of registry/companies.yml"),
        "technology": (watched, "a technology_id of registry/technologies.yml"),
    }
    check_names(cells, faults, {"mention_class": CLASSES}, registered)
    if "mentions" in cells and not _COUNT.fullmatch(cells["mentions"]):
        faults.append(
            ("mentions", f"{shown(cells['mentions'])} is not a count: write how many sentences")
        )
