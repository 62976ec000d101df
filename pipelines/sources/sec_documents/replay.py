"""Recorded findings in documents, replayed filing by filing.

`sec_documents/CIK##########.csv` holds `COLUMNS`, one row per document and per finding, filing
after filing; `reason` says of a row `unread` what could not be read. A document cannot be rendered
from what is found in it, and no prose is recorded: what stands in for it is a list of the findings
(`findings.json`), beside the list of the filings that are recorded of a CIK.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay, not_recorded, rows_of
from pipelines.sources import recorded_filers
from pipelines.sources.sec_documents.findings import NAME, TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.archive.recorded import Document

# Of the table, without what the file itself says: whose it is.
FOUND = tuple(name for name in TABLE.polars_schema if name not in ("company_id", "cik"))
COLUMNS = (*FOUND, "reason")
UNREAD = "unread"
FINDINGS = "findings.json"

_Row = dict[str, str]
_RENDERING = hashlib.sha256(Path(__file__).read_bytes()).digest()


def path(directory: Path, cik: int) -> Path:
    """Where the recorded findings of a CIK lie."""
    return recorded_filers.path_of(directory, NAME, cik)


def _render(document: Document) -> bytes:
    filings = _filings(document.content, document.path)
    if not document.part:
        return _listing(filings)
    accession, _, name = document.part.partition("/")
    if name != FINDINGS or accession not in filings:
        raise not_recorded(document.source, document.key)
    return json.dumps({"findings": filings[accession]}, separators=(",", ":")).encode()


def _listing(filings: Mapping[str, list[_Row]]) -> bytes:
    """The filings recorded; a digest tells whether what is recorded of one has changed."""
    listed = [
        {
            "accession": accession,
            "form": rows[0]["form"],
            "filed": rows[0]["filed_date"],
            "digest": hashlib.sha256(
                b"\0".join((_RENDERING, *("\t".join(row.values()).encode() for row in rows)))
            ).hexdigest(),
        }
        for accession, rows in filings.items()
    ]
    return json.dumps({"filings": listed}, separators=(",", ":")).encode()


@lru_cache(maxsize=1)
def _filings(content: bytes, path: Path) -> dict[str, list[_Row]]:
    rows = rows_of(content, COLUMNS, path)
    return {name: list(each) for name, each in groupby(rows, lambda row: row["accession"])}


REPLAY = Replay(recorded_filers.KEYS, _render, Path(__file__))
