"""The items that the newest run could not use."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run
from pipelines.contracts.raw import RAW_QUARANTINE

KEY = RAW_QUARANTINE.key


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description=f"no two rows share {', '.join(KEY)}",
            meta={"check": "key_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="reason",
            severity="warning",
            description="the newest run could use every document and every fact",
            meta={"check": "nothing_is_quarantined"},
        ),
    ]
