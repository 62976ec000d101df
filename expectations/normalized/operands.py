"""The operands of the versions."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    FILED_SOURCES,
    ExpectRowsToBeFoundIn,
)
from expectations.suite import Run
from pipelines.contracts.normalized import FACTS, MONTHLY_REVENUE, OPERANDS, VERSIONS

KEY = OPERANDS.key
READS = (FACTS.full_name, MONTHLY_REVENUE.full_name, VERSIONS.full_name)

# A statement's fact and operand name their place in different words, so the figure decides.
_FIGURE = ["source", "concept", "dimensions", "unit", "period_start", "period_end", "value"]
_SOURCE = Column("source")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["lineage_id"],
            second_table=VERSIONS.full_name,
            tables=str(run.tables),
            description="every operand belongs to a version",
            meta={"check": "operands_belong_to_a_version"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="sign",
            value_set=[1, -1],
            description="an operand is added (1) or subtracted (-1)",
            meta={"check": "signs_add_or_subtract"},
        ),
        ExpectRowsToBeFoundIn(
            columns=[*_FIGURE, "accession"],
            second_table=FACTS.full_name,
            row_condition=_SOURCE.is_in(FILED_SOURCES),
            tables=str(run.tables),
            description="every operand of a filing is a fact of it, value and filing alike",
            meta={"check": "operands_are_on_record", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=_FIGURE,
            second_table=FACTS.full_name,
            row_condition=_SOURCE == "company_statements",
            tables=str(run.tables),
            description="every operand of a statement is a figure of one on record",
            meta={"check": "stated_operands_are_on_record", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["unit", "period_start", "period_end", "value"],
            second_table=MONTHLY_REVENUE.full_name,
            second_columns=["unit", "month", "month_end", "value"],
            row_condition=_SOURCE == "taiwan_monthly_revenue",
            tables=str(run.tables),
            description="every operand of a monthly report is a month on record",
            meta={"check": "monthly_operands_are_on_record", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="document",
            row_condition=Column("accession").is_null(),
            description=(
                "every operand names the filing, the statement or the report that states it"
            ),
            meta={"check": "operands_name_their_source", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="the operands of a version have numbers of their own",
            meta={"check": "operands_are_numbered"},
        ),
    ]
