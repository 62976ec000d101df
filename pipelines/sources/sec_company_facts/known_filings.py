"""The filings that recorded facts name, for documents that name theirs.

Imports nothing of the source's parser.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.archive import recorded
from pipelines.sources.sec_company_facts import replay
from pipelines.sources.xbrl.identity import KnownFiling

if TYPE_CHECKING:
    from pathlib import Path


def known_filings(out_dir: Path, cik: int) -> list[KnownFiling]:
    """The sources of the recorded facts; each reports on the newest period that it states."""
    path = replay.path(out_dir, cik)
    newest: dict[tuple[str, str, str], str] = {}
    for row in recorded.read_rows(path, replay.COLUMNS) if path.is_file() else ():
        filing = (row["accession"], row["form"], row["filed"])
        newest[filing] = max(newest.get(filing, ""), row["end"])
    return [
        KnownFiling(
            accession,
            form,
            dt.date.fromisoformat(filed),
            dt.date.fromisoformat(end),
            is_inferred=True,
        )
        for (accession, form, filed), end in newest.items()
    ]
