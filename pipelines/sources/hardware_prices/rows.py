"""One row of a file of hardware: its cells into a row of the table, or its faults.

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

REQUIRED = (
    "hardware",
    "manufacturer",
    "released_date",
    "market",
    "price_usd",
    "flops",
    "precision",
    "document",
    "table_date",
    "entered_date",
    "confidence",
)
OPTIONAL = ("power_watts", "url", "read_at", "price_source")
# Who a chip is sold to: a card for games has no price of a data center's.
MARKETS = ("data_center", "workstation", "consumer")
# On what numbers it reckons that fast, without sparsity: bits, and whether in tensor units.
PRECISIONS = ("tensor_16", "half_16", "single_32")

# Of a chip: from a card of 2006 to many times the fastest of 2026.
LEAST_FLOPS, MOST_FLOPS = Decimal(10) ** 11, Decimal(10) ** 15 * 9
# A chip, and no server of eight nor the price in thousands.
LEAST_USD, MOST_USD = Decimal(50), Decimal(200_000)

_NUMBER = re.compile(r"\d{1,16}(?:\.\d{1,2})?", re.ASCII)


def read_row(
    cells: dict[str, str], item: str, registry: Registry, today: dt.date
) -> dict[str, object]:
    """One row of `RAW_HARDWARE_PRICES`.

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
    _check_numbers(filled, faults)
    check_names(filled, faults, {"market": MARKETS, "precision": PRECISIONS})
    check_addresses(filled, faults, "url", "price_source")
    days = said_and_entered(filled, "table_date", today, faults, "released_date")
    if faults:
        raise RowRefused(faults)
    return {
        "hardware": cells["hardware"],
        "manufacturer": cells["manufacturer"],
        "released_date": days["released_date"],
        "market": cells["market"],
        "price_usd": Decimal(cells["price_usd"]),
        "flops": Decimal(cells["flops"]),
        "precision": cells["precision"],
        "power_watts": int(filled["power_watts"]) if "power_watts" in filled else None,
        "document": cells["document"],
        "table_date": days["table_date"],
        "url": filled.get("url"),
        "read_at": filled.get("read_at"),
        "price_source": filled.get("price_source"),
        "entered_date": days["entered_date"],
        "confidence": cells["confidence"],
        "file": item,
    }


def _check_numbers(cells: dict[str, str], faults: Faults) -> None:
    for column, least, most, unit in (
        ("price_usd", LEAST_USD, MOST_USD, "dollars a chip"),
        ("flops", LEAST_FLOPS, MOST_FLOPS, "operations a second"),
    ):
        text = cells.get(column)
        if text is None:
            continue
        if not _NUMBER.fullmatch(text):
            faults.append((column, f"{shown(text)} is not a number: write it in full, in {unit}"))
        elif not least <= Decimal(text) <= most:
            faults.append(
                (column, f"{text} is outside {least:f} to {most:f} {unit}: check its unit")
            )
    if "power_watts" in cells and not re.fullmatch(r"\d{1,5}", cells["power_watts"], re.ASCII):
        faults.append(("power_watts", f"{shown(cells['power_watts'])} is not whole watts"))
