"""The published technologies."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run

KEY = ("technology_id",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectTableRowCountToEqual(
            value=len(run.registry.technologies),
            description="there are as many technologies as the registry has",
            meta={"check": "rows_are_kept"},
        ),
    ]
