"""The published versions of monthly revenue."""

from __future__ import annotations

from typing import Any

from expectations.shared import dollars_are_sound, versions_follow_each_other
from expectations.suite import Run

_CELL = ["company_id", "month"]
KEY = (*_CELL, "version")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        versions_follow_each_other(_CELL),
        *dollars_are_sound(),
    ]
