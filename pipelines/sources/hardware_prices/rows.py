"""One row of a file of hardware: its cells into a row of the table, or its faults.

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
    from pipelines.sources.statement_cells import EnteredRow, Faults

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
# On what numbers it computes that fast, without sparsity: bits, and whether in tensor units.
PRECISIONS = ("tensor_16", "half_16", "single_32")

# Of a chip: from a card of 2006 to many times the fastest of 2026.
LEAST_FLOPS, MOST_FLOPS = Decimal(10) ** 11, Decimal(10) ** 15 * 9
# A chip, and no server of eight nor the price in thousands.
LEAST_USD, MOST_USD = Decimal(50), Decimal(200_000)

_NUMBER = re.compile(r"\d{1,16}(?:\.\d{1,2})?", re.ASCII)


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_HARDWARE_PRICES` holds other than the cells as they are."""
    _check_numbers(row.cells, row.faults)
    check_names(row.cells, row.faults, {"market": MARKETS, "precision": PRECISIONS})
    check_addresses(row.cells, row.faults, "url", "price_source")
    days = said_and_entered(row.cells, "table_date", row.today, row.faults, "released_date")
    row.refuse_faults()
    return {
        **days,
        "price_usd": Decimal(row.cells["price_usd"]),
        "flops": Decimal(row.cells["flops"]),
        "power_watts": int(row.cells["power_watts"]) if "power_watts" in row.cells else None,
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
