"""The operands of the published values."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import FILED_SOURCES
from expectations.shared import addresses_are_of_the_filing
from expectations.suite import Run

KEY = ("lineage_id", "operand_order")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToMatchRegex(
            column="unit",
            regex=r"^(?:[A-Z]{3}|percent|ratio|times|companies|points|flops)$",
            description="operands are money, percent, ratio, times, companies, points or flops",
            meta={"check": "operands_have_a_unit"},
        ),
        addresses_are_of_the_filing(Column("source").is_in([*FILED_SOURCES, "sec_documents"])),
    ]
