"""An item in quarantine, as a source leaves it, made for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.storage import tables

if TYPE_CHECKING:
    from pipelines.settings import Settings


def quarantine(settings: Settings, **changes: object) -> None:
    """Put AMD's body, cut off, into quarantine."""
    item = {
        "source": "sec_company_facts",
        "company_id": "AMD",
        "item": "CIK0000002488",
        "reason": "the body is cut off",
        "sha256": None,
        "accession": None,
        "is_whole_document": True,
        **changes,
    }
    frame = pl.DataFrame([item], schema=RAW_QUARANTINE.polars_schema)
    tables.write(RAW_QUARANTINE, frame, settings, f"{item['source']}__{item['company_id']}")
