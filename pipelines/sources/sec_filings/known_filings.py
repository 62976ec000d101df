"""The filings that are recorded of a filer, for documents that name theirs.

Imports nothing of the source's parser.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.archive import recorded
from pipelines.sources.sec_filings import replay
from pipelines.sources.xbrl.identity import KnownFiling

if TYPE_CHECKING:
    from pathlib import Path


def known_filings(out_dir: Path, cik: int) -> list[KnownFiling]:
    """Those of its recorded submissions."""
    path = replay.path(out_dir, cik)
    return [
        KnownFiling(
            row["accession"],
            row["form"],
            dt.date.fromisoformat(row["filed"]),
            dt.date.fromisoformat(row["report_date"]) if row["report_date"] else None,
            row["primary_document"],
        )
        for row in (recorded.read_rows(path, replay.COLUMNS) if path.is_file() else ())
    ]
