"""One row of a file of technologies named: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.sources.statement_cells import (
    Faults,
    check_names,
    filled_cells,
    said_and_entered,
)
from pipelines.sources.statement_citations import check_citation
from pipelines.sources.statement_files import RowRefused, shown
from pipelines.text.mention_classes import CLASSES

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.registry import Registry

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


def read_row(
    cells: dict[str, str], item: str, registry: Registry, today: dt.date
) -> dict[str, object]:
    """One row of `RAW_TECHNOLOGY_STATEMENTS`.

    Args:
        cells: every column, trimmed; under `BEYOND` what no column holds.
        item: file and line, by which the row is called.
        registry: companies and technologies.
        today: what is dated later has not happened.

    Raises:
        RowRefused: a cell cannot be used, or contradicts another.
    """
    faults: Faults = []
    filled = filled_cells(cells, REQUIRED, faults)
    _check_names(filled, registry, faults)
    days = said_and_entered(filled, "stated_date", today, faults)
    check_citation(filled, days.get("stated_date"), registry, faults)
    if faults:
        raise RowRefused(faults)
    return {
        "company_id": cells["company"],
        "technology_id": cells["technology"],
        "mention_class": cells["mention_class"],
        "mentions": int(cells["mentions"]),
        "document": cells["document"],
        "accession": filled.get("accession"),
        "url": filled.get("url"),
        "stated_date": days["stated_date"],
        "read_at": filled.get("read_at"),
        "entered_date": days["entered_date"],
        "confidence": cells["confidence"],
        "file": item,
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
