"""Recorded filings, replayed as bodies of submissions.

`sec_filings/CIK##########.csv` holds `COLUMNS`, one row per filing. Times are in UTC with their
offset (`+00:00`, not the API's own label `Z`, which is not always true).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay
from pipelines.sources import recorded_filers

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "sec_filings"
COLUMNS = (
    "accession",
    "form",
    "filed",
    "report_date",
    "accepted_at",
    "primary_document",
    "is_inline_xbrl",
)


def path(directory: Path, cik: int) -> Path:
    """Where the recorded filings of a CIK lie."""
    return recorded_filers.path_of(directory, NAME, cik)


def _render(document: Document) -> bytes:
    """The body of submissions that these rows would come from, without older pages."""
    rows = document.rows(COLUMNS)
    recent = {
        "accessionNumber": [row["accession"] for row in rows],
        "filingDate": [row["filed"] for row in rows],
        "reportDate": [row["report_date"] for row in rows],
        "acceptanceDateTime": [row["accepted_at"] for row in rows],
        "form": [row["form"] for row in rows],
        "isInlineXBRL": [int(row["is_inline_xbrl"]) for row in rows],
        "primaryDocument": [row["primary_document"] for row in rows],
    }
    body = {
        "cik": f"{recorded_filers.cik_of(document):010d}",
        "name": recorded_filers.entity_name(document),
        "filings": {"recent": recent, "files": []},
    }
    return json.dumps(body, separators=(",", ":")).encode()


REPLAY = Replay(recorded_filers.KEYS, _render, Path(__file__), recorded_filers.entity_name)
