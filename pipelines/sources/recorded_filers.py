"""Recorded data that is by filer: a file a CIK, and the filers' names in one file beside them.

Shared by the SEC's sources; what a file holds is each source's own (`replay.py`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.archive.recorded import read_rows
from pipelines.sources.document import cik_name

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.archive.recorded import Document

# A document, or a part of one: `CIK##########/<accession>/<file>`.
KEYS = re.compile(r"(CIK\d{10})(?:/([A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-]+))?", re.ASCII)

FILERS_FILE = "filers.csv"
FILER_COLUMNS = ("cik", "entity_name")


def path_of(directory: Path, source: str, cik: int) -> Path:
    """Where the recorded rows of a CIK lie."""
    return directory / source / f"{cik_name(cik)}.csv"


def cik_of(document: Document) -> int:
    """Whose file it is."""
    return int(document.name.removeprefix("CIK"))


def names(directory: Path) -> dict[int, str]:
    """The recorded names of the filers, by CIK; none if there is no such file.

    Raises:
        StorageError: the file is of another layout.
    """
    path = directory / FILERS_FILE
    if not path.is_file():
        return {}
    return {int(row["cik"]): row["entity_name"] for row in read_rows(path, FILER_COLUMNS)}


def entity_name(document: Document) -> str:
    """The name of the filer whose file it is; empty if none is recorded."""
    return names(document.directory).get(cik_of(document), "")
