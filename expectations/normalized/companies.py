"""The registered companies."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectRowsToBeFoundIn,
)
from expectations.suite import Run
from pipelines.contracts.normalized import COMPANIES, VERSIONS
from pipelines.registry.models import SPENDING

KEY = COMPANIES.key
READS = (VERSIONS.full_name,)

_SPENDS = Column("role").is_in(["spender", "both"])


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="company_id",
            value_set=[each.company_id for each in run.registry.companies],
            description="the table lists the companies of the registry, all of them and no other",
            meta={"check": "registry_is_complete"},
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="company_id",
            description="no two companies share a company_id",
            meta={"check": "company_id_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="ticker",
            description="no two companies share a ticker",
            meta={"check": "ticker_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="cik",
            description="no two companies share a CIK",
            meta={"check": "cik_is_unique"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="reporting_currency",
            regex=r"^[A-Z]{3}$",
            description="currencies are codes of three capital letters (ISO 4217)",
            meta={"check": "currency_is_a_code"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="headline_basis",
            row_condition=_SPENDS,
            description="each spender has a headline basis",
            meta={"check": "spenders_have_a_headline_basis"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id"],
            second_table=VERSIONS.full_name,
            second_where={"metric_id": SPENDING},
            is_there=False,
            row_condition=_SPENDS & Column("capex_expected_from").is_null(),
            tables=str(run.tables),
            description=(
                "each spender whose capital expenditure is known is in the panel since some day"
            ),
            meta={"check": "spenders_with_capex_are_in_the_panel"},
        ),
    ]
