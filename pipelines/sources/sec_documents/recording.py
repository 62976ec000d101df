"""Turns documents that a person has into recorded findings: figures, labels, counts and places.

Which filing a document is comes from the submission around it, from its cover page, or from its
accession number. The document that was recorded last speaks for its filing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive import recorded
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError
from pipelines.sources.recording.kinds import TextRecording, Written
from pipelines.sources.sec_documents import findings, replay
from pipelines.sources.xbrl import kind_of
from pipelines.sources.xbrl.identity import KnownFiling, cover_of
from pipelines.text import sgml
from pipelines.text.errors import DocumentError

if TYPE_CHECKING:
    from pipelines.sources.document import Parsed
    from pipelines.sources.recording.files import File
    from pipelines.sources.recording.filings import FilingsOfDocuments

_TEXTS = frozenset({"inline", "html", "other"})
_RENDERED_PAGE = re.compile(r"R\d+\.html?", re.ASCII | re.IGNORECASE)


class DocumentRecording(TextRecording):
    """Gathers what is found in documents, then writes it per CIK."""

    def __init__(self, filings: FilingsOfDocuments) -> None:
        self.refused = []
        self._known = filings
        self._rows: dict[int, dict[str, list[tuple[str, ...]]]] = defaultdict(dict)

    def add(self, file: File, body: bytes) -> bool:
        """Gather one document; False if it holds no text that a filing is read for."""
        if _RENDERED_PAGE.fullmatch(file.name) or kind_of(body) not in _TEXTS:
            return False
        is_submission = sgml.is_sgml(body)
        known = self._of_submission(file, body) if is_submission else self._of_document(file, body)
        if known is None or known[1].form not in findings.FORMS:
            return False
        cik, filing = known
        reading = findings.Reading(
            Filing(cik, filing.accession, filing.form, filing.filed_date),
            self._known.companies[cik],
            self._known.registry,
            # Of a current report one document is its press release, whatever that is called.
            None if findings.is_current(filing.form) else filing.primary_document or None,
        )
        parsed = findings.read(body, file.name, reading)
        self.refused += [(file.place, reason) for reason in parsed.quarantined["reason"]]
        rows = _recorded(parsed, filing)
        if rows:
            self._rows[cik][filing.accession] = rows
        return bool(rows)

    def write(self) -> list[Written]:
        """Write what was gathered, with what was recorded before.

        Raises:
            StorageError: a recorded file cannot be written, or is of another layout.
        """
        written = []
        for cik, filings in sorted(self._rows.items()):
            path = replay.path(self._known.out_dir, cik)
            united: dict[str, list[tuple[str, ...]]] = defaultdict(list)
            if path.is_file():
                for row in recorded.read_rows(path, replay.COLUMNS):
                    united[row["accession"]].append(tuple(row.values()))
            united |= filings
            filed = replay.COLUMNS.index("filed_date")
            in_order = sorted(united.items(), key=lambda each: (each[1][0][filed], each[0]))
            rows = [row for _, each in in_order for row in each]
            recorded.write_rows(path, replay.COLUMNS, rows)
            company_id, newest = self._known.companies[cik].company_id, rows[-1][filed]
            written.append(Written(findings.NAME, company_id, cik, len(rows), newest))
        return written

    def _of_submission(self, file: File, body: bytes) -> tuple[int, KnownFiling] | None:
        """The filer and the filing that a submission's header names, if it is registered."""
        try:
            header = sgml.read(body, file.name, is_whole=False).header
        except DocumentError as error:
            raise SourceError(str(error)) from None
        ciks = sorted(header.ciks & self._known.companies.keys())
        if not (ciks and header.accession and header.form and header.filed_date):
            return None
        days = header.filed_date, header.report_date
        return ciks[0], KnownFiling(header.accession, header.form, *days)

    def _of_document(self, file: File, body: bytes) -> tuple[int, KnownFiling] | None:
        """The filer and the filing of one document, if it is known to be its main one."""
        if kind_of(body) == "inline":
            cover = cover_of(body)
            if cover.cik not in self._known.companies:
                return None
            return cover.cik, self._known.of(file, cover)
        # A folder may hold other pages of the filing that its name names.
        accession = self._known.stated.accession or replace(file, above=()).accession
        for cik in self._known.companies if accession else ():
            for each in self._known.known(cik):
                if each.accession == accession:
                    return cik, each
        return None


def _recorded(parsed: Parsed, filing: KnownFiling) -> list[tuple[str, ...]]:
    """The rows as they are recorded, and those that say what could not be read."""
    frame = parsed.frame.with_columns(
        pl.col("low_usd", "high_usd", "supersedes_low_usd", "supersedes_high_usd").cast(pl.Int64),
        accepted_at=pl.col("accepted_at").dt.strftime("%Y-%m-%dT%H:%M:%S"),
    ).select(pl.col(replay.FOUND).cast(pl.String).fill_null(""), reason=pl.lit(""))
    rows = frame.rows()
    identity = {
        "accession": filing.accession,
        "form": filing.form,
        "filed_date": filing.filed_date.isoformat(),
        "finding": replay.UNREAD,
    }
    for item, reason in parsed.quarantined.select("item", "reason").iter_rows():
        exhibit = item.removeprefix("text ").rpartition(" #")[0]
        unread = identity | {"exhibit": exhibit, "reason": reason}
        rows.append(tuple(unread.get(name, "") for name in replay.COLUMNS))
    return rows


RECORDING = DocumentRecording
