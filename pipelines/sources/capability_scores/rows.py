"""One row of a file of scores: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.statement_cells import (
    check_addresses,
    check_names,
    said_and_entered,
)
from pipelines.sources.statement_files import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.sources.statement_cells import EnteredRow, Faults

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


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_CAPABILITY_SCORES` holds other than the cells as they are."""
    _check_score(row.cells, row.faults)
    _check_names(row.cells, row.faults)
    days = said_and_entered(row.cells, "scored_date", row.today, row.faults)
    row.refuse_faults()
    return {
        **days,
        "score": Decimal(row.cells["score"]),
    }


def offers(row: Mapping[str, object]) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The offers that a row names: on one day a scale scores one model of each."""
    for name in str(row["listed_as"] or "").split(";"):
        if name:
            yield name, (row["scale"], row["scored_date"], name)


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
