"""The published revenue lines."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run

KEY = ("revenue_line_id",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectTableRowCountToEqual(
            value=len(run.registry.revenue_lines),
            description="there are as many lines as the registry has",
            meta={"check": "rows_are_kept"},
        ),
    ]
