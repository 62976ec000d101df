"""Who sells AI, as registered."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run
from pipelines.contracts.normalized import MODEL_COMPANIES

KEY = MODEL_COMPANIES.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeUnique(
            column="model_company_id",
            description="each seller stands once",
            meta={"check": "sellers_are_unique"},
        ),
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="model_company_id",
            value_set=sorted(each.model_company_id for each in run.registry.model_companies),
            description="the sellers are those of the registry",
            meta={"check": "sellers_are_the_registrys"},
        ),
    ]
