"""The figures that failed checks leave out."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectRowsToBeFoundIn,
    ExpectWithheldFactsToBeAbsent,
)
from expectations.suite import Run
from pipelines.contracts.normalized import FACTS, REFUSALS, WITHHELD

KEY = ("company_id", "item", "metric_id", "source_reference", "table_name", "check_name")
READS = (FACTS.full_name, REFUSALS.full_name)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="company_id",
            value_set=[each.company_id for each in run.registry.companies],
            description="only figures of registered companies are withheld",
            meta={"check": "companies_are_registered"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="item",
            row_condition=Column("company_id").is_null(),
            description="what is withheld is of a company, or of a thing that is none",
            meta={"check": "something_is_named"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["item", "rule"],
            second_table=REFUSALS.full_name,
            second_columns=["subject", "rule"],
            row_condition=Column("item").is_not_null(),
            tables=str(run.tables),
            description="a refusal says of every thing that rows of it are withheld, and why",
            meta={"check": "withholding_of_things_is_refused_aloud"},
        ),
        ExpectWithheldFactsToBeAbsent(
            second_table=FACTS.full_name,
            tables=str(run.tables),
            description="no fact that a failed check withholds is used",
            meta={"check": "withheld_facts_are_absent"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "rule"],
            second_table=REFUSALS.full_name,
            row_condition=Column("company_id").is_not_null(),
            tables=str(run.tables),
            description="a refusal says of every company that figures of it are withheld, and why",
            meta={"check": "withholding_is_refused_aloud"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(WITHHELD.key),
            description="a check withholds the same figures once",
            meta={"check": "rows_are_unique"},
        ),
    ]
