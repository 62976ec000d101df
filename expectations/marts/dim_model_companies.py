"""The published sellers of AI."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run

KEY = ("model_company_id",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectTableRowCountToEqual(
            value=len(run.registry.model_companies),
            description="there are as many sellers as the registry has",
            meta={"check": "rows_are_kept"},
        ),
    ]
