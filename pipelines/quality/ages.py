"""How old the newest record of each kind of source is: what recorded data says of itself, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import (
    RAW_COMPANY_STATEMENTS,
    RAW_FX_RATES,
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_DOCUMENTS,
    RAW_SEC_FILINGS,
    RAW_TAIWAN_MONTHLY_REVENUE,
)
from pipelines.storage import tables

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.settings import Settings

# The column of a table that says when its source last spoke; dimensional facts are of the filings.
_DAYS = {
    "lists of filings": (RAW_SEC_FILINGS, "accepted_at"),
    "company facts": (RAW_SEC_COMPANY_FACTS, "filed_date"),
    "texts of filings": (RAW_SEC_DOCUMENTS, "filed_date"),
    "monthly reports": (RAW_TAIWAN_MONTHLY_REVENUE, "report_date"),
    "exchange rates": (RAW_FX_RATES, "rate_date"),
    "company statements": (RAW_COMPANY_STATEMENTS, "stated_date"),
}


def newest_records(settings: Settings, today: dt.date) -> list[str]:
    """A sentence for each kind of source that has records: the day of its newest, and its age."""
    lines = []
    for kind, (table, column) in _DAYS.items():
        days = [
            pl.scan_parquet(path, glob=False).select(pl.col(column).cast(pl.Date).max())
            for path in tables.files(table, settings)
        ]
        newest = max((day.item() for day in pl.collect_all(days) if day.item()), default=None)
        if newest is not None:
            lines.append(f"{kind} end on {newest}, {(today - newest).days:,} days ago")
    return lines
