"""The operands of the published values."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    FILED_SOURCES,
)
from expectations.patterns import FILING_URL
from expectations.suite import Run

KEY = ("lineage_id", "operand_order")

_IS_FILED = Column("source").is_in(FILED_SOURCES)


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="sign",
            value_set=[1, -1],
            description="an operand is added (1) or subtracted (-1)",
            meta={"check": "operands_are_signed"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="unit",
            regex=r"^(?:[A-Z]{3}|percent)$",
            description="operands are money or percent, by their unit",
            meta={"check": "operands_are_signed_money"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="url",
            regex=FILING_URL,
            row_condition=_IS_FILED,
            description="every filed operand links by https to a document of a filing at the SEC",
            meta={"check": "filings_have_addresses"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="url",
            row_condition=Column("source") != "company_statements",
            description="every operand has an address, but for statements, which have citations",
            meta={"check": "filed_operands_have_addresses"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="accession",
            row_condition=_IS_FILED,
            description="every filed operand names its filing",
            meta={"check": "filed_operands_name_their_filing"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="document",
            row_condition=Column("accession").is_null(),
            description="every other operand names the statement or report",
            meta={"check": "operands_name_their_source"},
        ),
    ]
