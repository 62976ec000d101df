"""One row of a file of scores: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.statement_cells import (
    Faults,
    check_addresses,
    check_names,
    filled_cells,
    said_and_entered,
)
from pipelines.sources.statement_files import RowRefused, shown

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.registry import Registry

REQUIRED = ("scale", "model", "score", "scored_date", "document", "entered_date", "confidence")
OPTIONAL = ("listed_as", "url", "read_at")

# What a score of each scale lies between. Artificial Analysis states percent. Epoch's index has no
# end: it sets Claude 3.5 Sonnet (June 2024) at 130 and GPT-5 at 150.
SCALES = {
    "epoch_capabilities_index": (Decimal(0), Decimal(250)),
    "artificial_analysis_index": (Decimal(0), Decimal(100)),
}

_SCORE = re.compile(r"-?\d{1,6}(?:\.\d{1,2})?", re.ASCII)
_LISTED = re.compile(r"[^\s:;]+:[^\s;]+")
# What a list names after the model where it is offered on other terms.
_OTHER_TERMS = (":batch", ":free")


def read_row(
    cells: dict[str, str], item: str, registry: Registry, today: dt.date
) -> dict[str, object]:
    """One row of `RAW_CAPABILITY_SCORES`.

    Args:
        cells: every column, trimmed; under `BEYOND` what no column holds.
        item: file and line, by which the row is called.
        registry: of nothing that is named here.
        today: what is dated later has not happened.

    Raises:
        RowRefused: a cell cannot be used, or contradicts another.
    """
    del registry
    faults: Faults = []
    filled = filled_cells(cells, REQUIRED, faults)
    _check_score(filled, faults)
    _check_names(filled, faults)
    days = said_and_entered(filled, "scored_date", today, faults)
    if faults:
        raise RowRefused(faults)
    return {
        "scale": cells["scale"],
        "model": cells["model"],
        "score": Decimal(cells["score"]),
        "scored_date": days["scored_date"],
        "listed_as": filled.get("listed_as"),
        "document": cells["document"],
        "url": filled.get("url"),
        "read_at": filled.get("read_at"),
        "entered_date": days["entered_date"],
        "confidence": cells["confidence"],
        "file": item,
    }


def _check_score(cells: dict[str, str], faults: Faults) -> None:
    scale, text = cells.get("scale"), cells.get("score")
    if text is None:
        return
    if not _SCORE.fullmatch(text):
        faults.append(("score", f"{shown(text)} is not a score: write it to two decimals"))
        return
    least, most = SCALES.get(scale or "", (None, None))
    if least is not None and most is not None and not least <= Decimal(text) <= most:
        faults.append(("score", f"{text} is outside the scale, which goes from {least} to {most}"))


def _check_names(cells: dict[str, str], faults: Faults) -> None:
    listed = cells["listed_as"].split(";") if "listed_as" in cells else []
    for name in listed:
        if not _LISTED.fullmatch(name):
            faults.append(
                (
                    "listed_as",
                    f"{shown(name)} is not provider:model: write names as a list has them",
                )
            )
        elif name.endswith(_OTHER_TERMS):
            faults.append(
                (
                    "listed_as",
                    f"{shown(name)} is a batch or free tier: name the offer at full price",
                )
            )
    if len(set(listed)) < len(listed):
        faults.append(("listed_as", "names an offer twice"))
    check_names(cells, faults, {"scale": SCALES})
    check_addresses(cells, faults, "url")
