"""The recorded data that the project ships: its layout, and its replay as bodies of the API.

The layout is the project's own and holds figures and identifiers only:

- `filers.csv`: cik, entity_name;
- `sec_company_facts/CIK##########.csv`: `FACT_COLUMNS`, one row per fact;
- `sec_filings/CIK##########.csv`: `FILING_COLUMNS`, one row per filing;
- `sec_segment_facts/CIK##########.csv`: see `recorded_segments.py`.

Numbers are written as filed, dates as YYYY-MM-DD, times in UTC with their offset (`+00:00`, not
the API's own label `Z`, which is not always true). Replaying renders the rows as
the API would send them, byte for byte the same each time, so that the same parsers run.
Writing the layout is in `sources/recording/filers.py`.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive import recorded_segments
from pipelines.archive.errors import NotRecorded
from pipelines.archive.transport import Request, Response
from pipelines.storage.files import StorageError, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.archive.store import Archive
    from pipelines.settings import Settings

# A document, or a part of one: `CIK##########/<accession>/<file>`.
_KEY = re.compile(r"(CIK\d{10})(?:/([A-Za-z0-9_.\-]+/[A-Za-z0-9_.\-]+))?", re.ASCII)

FACTS = "sec_company_facts"
FILINGS = "sec_filings"
FILERS_FILE = "filers.csv"
FILER_COLUMNS = ("cik", "entity_name")
FACT_COLUMNS = (
    "concept",
    "unit",
    "start",
    "end",
    "value",
    "accession",
    "fy",
    "fp",
    "form",
    "filed",
)
FILING_COLUMNS = (
    "accession",
    "form",
    "filed",
    "report_date",
    "accepted_at",
    "primary_document",
    "is_inline_xbrl",
)


def facts_path(directory: Path, cik: int) -> Path:
    """Where the recorded facts of a CIK lie."""
    return directory / FACTS / f"CIK{cik:010d}.csv"


def filings_path(directory: Path, cik: int) -> Path:
    """Where the recorded filings of a CIK lie."""
    return directory / FILINGS / f"CIK{cik:010d}.csv"


def read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of one recorded file.

    Raises:
        FileNotFoundError: it does not exist.
        StorageError: it has other columns, so it is no recorded data of this version.
    """
    return _rows(path.read_bytes(), columns, path)


def write_rows(path: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write one recorded file: the same rows, the same bytes.

    Raises:
        StorageError: it cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    replace_file(path, text.getvalue().encode())


def render(directory: Path, source: str, key: str) -> bytes:
    """A recorded document as the body that the API would send, the same bytes each time.

    Raises:
        NotRecorded: nothing is recorded for this document.
        StorageError: the recorded file is of another layout.
    """
    return _Recorded(directory).document(source, key).render()


class RecordedTransport:
    """Replays the recorded data through the archive, as the network would bring it."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._recorded = _Recorded(settings.recorded_dir)
        self.archive = archive

    def fetch(self, request: Request) -> Response:
        """Bring one recorded document; unchanged recorded data costs one look at a file.

        Raises:
            NotRecorded: nothing is recorded for this request.
            StorageError: the recorded file cannot be used, or the archive not be written.
        """
        document = self._recorded.document(request.source, request.key)
        known = self.archive.latest(request.source, request.key)
        is_held = known and known.etag == document.etag and self.archive.has(known.sha256)
        if known and is_held and not request.is_fresh:
            return Response(known, True, self.archive)
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            document.render(),
            etag=document.etag,
            last_modified=None,
            fetched_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        """Nothing is held open."""


@dataclass(frozen=True)
class _Document:
    """A recorded file and whose it is."""

    source: str
    cik: int
    entity_name: str
    path: Path
    content: bytes
    part: str = ""

    @property
    def etag(self) -> str:
        """Changes with the rows, the filer's name and the way of rendering."""
        parts = (_RENDERING, self.entity_name.encode(), self.content)
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def render(self) -> bytes:
        return _RENDERERS[self.source](self)


class _Recorded:
    """The recorded data of one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def document(self, source: str, key: str) -> _Document:
        match = _KEY.fullmatch(key)
        name, part = match.groups(default="") if match else ("", "")
        path = self._directory / source / f"{name}.csv"
        if source not in _RENDERERS or not name or not path.is_file():
            raise _not_recorded(source, key)
        cik = int(name.removeprefix("CIK"))
        return _Document(
            source, cik, self._entity_names.get(cik, ""), path, path.read_bytes(), part
        )

    @cached_property
    def _entity_names(self) -> dict[int, str]:
        path = self._directory / FILERS_FILE
        if not path.is_file():
            return {}
        return {int(row["cik"]): row["entity_name"] for row in read_rows(path, FILER_COLUMNS)}


def _render_facts(document: _Document) -> bytes:
    """The body of companyfacts that these rows would come from."""
    rows = _rows(document.content, FACT_COLUMNS, document.path)
    taxonomies = []
    for taxonomy, of_taxonomy in groupby(rows, lambda row: row["concept"].partition(":")[0]):
        concepts = []
        for concept, of_concept in groupby(of_taxonomy, lambda row: row["concept"]):
            units = []
            for unit, of_unit in groupby(of_concept, lambda row: row["unit"]):
                facts = ",".join(_render_fact(row) for row in of_unit)
                units.append(f"{json.dumps(unit)}:[{facts}]")
            local_name = concept.partition(":")[2]
            concepts.append(f'{json.dumps(local_name)}:{{"units":{{{",".join(units)}}}}}')
        taxonomies.append(f"{json.dumps(taxonomy)}:{{{','.join(concepts)}}}")
    name = json.dumps(document.entity_name)
    head = f'{{"cik":{document.cik},"entityName":{name},"facts":{{'
    return f"{head}{','.join(taxonomies)}}}}}".encode()


def _render_fact(row: dict[str, str]) -> str:
    start = f'"start":{json.dumps(row["start"])},' if row["start"] else ""
    # The value is written as filed, never through a float.
    return (
        f'{{{start}"end":{json.dumps(row["end"])},"val":{row["value"]},'
        f'"accn":{json.dumps(row["accession"])},"fy":{row["fy"] or "null"},'
        f'"fp":{json.dumps(row["fp"] or None)},"form":{json.dumps(row["form"])},'
        f'"filed":{json.dumps(row["filed"])}}}'
    )


def _render_filings(document: _Document) -> bytes:
    """The body of submissions that these rows would come from, without older pages."""
    rows = _rows(document.content, FILING_COLUMNS, document.path)
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
        "cik": f"{document.cik:010d}",
        "name": document.entity_name,
        "filings": {"recent": recent, "files": []},
    }
    return json.dumps(body, separators=(",", ":")).encode()


def _render_segments(document: _Document) -> bytes:
    """The list of a filer's recorded filings, or a file in the folder of one."""
    rows = _segment_rows(document.content, document.path)
    body = recorded_segments.render(rows, document.cik, document.part)
    if body is None:
        raise _not_recorded(document.source, f"CIK{document.cik:010d}/{document.part}")
    return body


@lru_cache(maxsize=1)
def _segment_rows(content: bytes, path: Path) -> list[dict[str, str]]:
    """A filer's filings come one after the other, three documents of each."""
    return _rows(content, recorded_segments.COLUMNS, path)


def _not_recorded(source: str, key: str) -> NotRecorded:
    return NotRecorded(
        f"{source} {key}: nothing is recorded: run with --live, or record it with `ledger record`"
    )


_RENDERERS: dict[str, Callable[[_Document], bytes]] = {
    FACTS: _render_facts,
    FILINGS: _render_filings,
    recorded_segments.SOURCE: _render_segments,
}

# The rendering is part of a recorded document's validator: another rendering, another body.
_RENDERING = hashlib.sha256(
    b"".join(Path(file).read_bytes() for file in (__file__, recorded_segments.__file__))
).digest()


def _rows(content: bytes, columns: tuple[str, ...], path: Path) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise StorageError(
            f"{path}: the recorded data is damaged ({error}): restore the file, or record it "
            "again with `ledger record`"
        ) from error
    if tuple(reader.fieldnames or ()) != columns:
        raise StorageError(
            f"{path}: the recorded data has other columns than {', '.join(columns)}: record it "
            "again with `ledger record`"
        )
    return rows
