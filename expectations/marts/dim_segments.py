"""The published segments."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run

KEY = ("segment_id", "sub_segment_id")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectTableRowCountToEqual(
            value=sum(len(each.sub_segments) for each in run.registry.segments),
            description="there are as many sub-segments as the registry has",
            meta={"check": "rows_are_kept"},
        ),
    ]
