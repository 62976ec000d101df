"""One row of a file of technologies named: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.sources.statement_files import (
    ACCESSION,
    ADDRESS,
    BEYOND,
    CONFIDENCES,
    RowRefused,
    day_of,
    shown,
)
from pipelines.text.guidance.periods import quarter_of

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
CLASSES = ("affirmative", "conditional", "boilerplate")

_COUNT = re.compile(r"[1-9][0-9]{0,3}")
# Such as Q3 FY2026, FY26 Q3.
_QUARTER = re.compile(r"\bQ([1-4]) FY((?:20)?\d\d)\b|\bFY((?:20)?\d\d) Q([1-4])\b")
_Faults = list[tuple[str, str]]


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
    faults: _Faults = []
    if cells.get(BEYOND):
        problem = f"{shown(cells[BEYOND])} is in no column: quote a cell that holds a comma"
        faults.append(("(none)", problem))
    faults += [(name, "is empty: every row needs it") for name in REQUIRED if not cells[name]]
    filled = {name: text for name, text in cells.items() if text}
    _check_names(filled, registry, faults)
    days = _days(filled, today, faults)
    _check_citation(filled, days.get("stated_date"), registry, faults)
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


def _check_names(cells: dict[str, str], registry: Registry, faults: _Faults) -> None:
    """What must be one of a list, and the count."""
    watched = {each.technology_id for each in registry.technologies}
    for column, there, where in (
        ("company", registry.company_by_id.keys(), "a company_id of registry/companies.yml"),
        ("technology", watched, "a technology_id of registry/technologies.yml"),
        ("mention_class", CLASSES, f"one of {', '.join(CLASSES)}"),
        ("confidence", CONFIDENCES, f"one of {', '.join(CONFIDENCES)}"),
    ):
        if column in cells and cells[column] not in there:
            faults.append((column, f"{shown(cells[column])} is not {where}"))
    if "mentions" in cells and not _COUNT.fullmatch(cells["mentions"]):
        faults.append(
            ("mentions", f"{shown(cells['mentions'])} is not a count: write how many sentences")
        )


def _days(cells: dict[str, str], today: dt.date, faults: _Faults) -> dict[str, dt.date]:
    days: dict[str, dt.date] = {}
    for column in ("stated_date", "entered_date"):
        if column not in cells:
            continue
        day = day_of(cells[column])
        if day is None:
            problem = f"{shown(cells[column])} is not a valid date: write it as 2026-03-31"
            faults.append((column, problem))
        elif day > today:
            faults.append((column, f"{day} is in the future: today is {today} (UTC)"))
        else:
            days[column] = day
    stated, entered = days.get("stated_date"), days.get("entered_date")
    if stated and entered and entered < stated:
        faults.append(("entered_date", f"{entered} is before stated_date {stated}"))
    return days


def _check_citation(
    cells: dict[str, str], stated: dt.date | None, registry: Registry, faults: _Faults
) -> None:
    accession, url = cells.get("accession"), cells.get("url")
    if accession and not ACCESSION.fullmatch(accession):
        faults.append(
            ("accession", f"{shown(accession)} is none: write it with dashes or leave it empty")
        )
    if url and not ADDRESS.fullmatch(url):
        faults.append(("url", f"{shown(url)} is not an address: write it with https://"))
    company = registry.company_by_id.get(cells.get("company", ""))
    named = _QUARTER.search(cells.get("document", ""))
    if company is None or stated is None or named is None:
        return
    # Copies of transcripts are often titled by the quarter in which they were held, or by a
    # calendar that is not the company's.
    year, quarter = quarter_of(company.fiscal_calendar, stated)
    over = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    says = (int((named[2] or named[3])[-2:]) + 2000, int(named[1] or named[4]))
    if says != over:
        faults.append(
            (
                "document",
                f"says Q{says[1]} FY{says[0]}, and the quarter of {company.company_id} that was "
                f"over on {stated} is Q{over[1]} FY{over[0]}: correct the title or the day",
            )
        )
