"""Turns XBRL of filings, and the Financial Statement Data Sets, into recorded dimensional facts.

Takes instances with their label linkbase, inline documents and zips of the data sets; keeps
what `sec_segment_facts.py` keeps; writes the layout of `replay.py`. Of each
filing one document speaks: one with labels before one without, XBRL before the data sets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive import recorded
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError
from pipelines.sources.sec_company_facts import replay as facts_replay
from pipelines.sources.sec_filings import replay as filings_replay
from pipelines.sources.sec_segment_facts import financial_data_sets, replay
from pipelines.sources.sec_segment_facts import source as sec_segment_facts
from pipelines.sources.sec_segment_facts.folder import choose
from pipelines.sources.sec_segment_facts.identity import Cover, KnownFiling, cover_of, match
from pipelines.sources.xbrl import kind_of, parse_inline, parse_instance, parse_labels
from pipelines.text.sgml import Header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from pipelines.registry import Company, Registry
    from pipelines.sources.recording.files import File

# What a folder of EDGAR holds beside the documents that state facts.
COMPANION = "schemas, linkbases and the renderer's pages, which state no facts of their own"

_Rows = list[tuple[str, ...]]
_LINKBASE = re.compile(r"_(cal|def|lab|pre|ref)\.xml", re.ASCII)
_RENDERED_PAGE = re.compile(r"R\d+\.html?", re.ASCII | re.IGNORECASE)
_RENDERED = re.compile(rb"<(?:FilingSummary|InstanceReport|MyReports|Rendering)\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says about documents that do not say it themselves."""

    accession: str | None = None
    filed_date: dt.date | None = None


class NoFactsError(SourceError):
    """A page without figures that are asked for: a fault only where it says nothing else."""


@dataclass(slots=True)
class SegmentRecording:
    """Gathers the facts of documents, then writes them per CIK.

    Attributes:
        registry: companies, and the concepts to keep.
        out_dir: the recorded data.
        stated: what a person says about the documents.
        headers: what submissions say of their filings, by accession.
        accessions: the filings of which facts were gathered.
        folders: the filings by the folder of the documents that state them.
        refused: what was left out of documents that were used: place and reason.
    """

    registry: Registry
    out_dir: Path
    stated: Stated = field(default_factory=Stated)
    headers: dict[str, Header] = field(default_factory=dict)
    accessions: set[str] = field(default_factory=set)
    folders: dict[str, set[str]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    _rows: dict[int, dict[str, list[_Rows]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, file: File, beside: Mapping[str, File]) -> bool:
        """Gather one document; False if it is a companion (schema, linkbase) of others.

        Args:
            file: the document.
            beside: the files of its folder, by name.

        Raises:
            NoFactsError: it is a page without inline XBRL, or states no revenue.
            SourceError: it cannot be used, or nobody knows which filing it belongs to.
        """
        body = file.read()
        kind = kind_of(body)
        if kind in {"linkbase", "schema"} or (kind == "other" and _RENDERED.search(body[:2048])):
            return False
        if kind == "empty":
            raise SourceError("the file is empty: get it again")
        if kind == "other" and _LINKBASE.search(file.name):
            return False
        if kind not in {"instance", "inline"}:
            raise NoFactsError("the document is not an instance and holds no inline XBRL")
        cover = cover_of(body)
        company = self._companies.get(cover.cik)
        if company is None:
            raise SourceError(
                f"the document is about CIK {cover.cik}, which is not in the registry"
            )
        filing = self.filing(file, cover)
        labels = None
        if kind == "instance":
            facts = parse_instance(body, file.name)
            linkbase = _labels_beside(file, beside)
            labels = parse_labels(linkbase.read(), linkbase.name) if linkbase else None
            # EDGAR names an extract by the filing's document, copies of it may be named otherwise.
            is_extract = file.name.endswith("_htm.xml")
            document = (is_extract and _extract_of(filing.primary_document)) or file.name
        else:
            facts = parse_inline({file.name: body}, file.name)
            own = file.name if file.header.accession else ""
            document = _extract_of(filing.primary_document or own)
        kept = sec_segment_facts.concepts(self.registry) | self.registry.concepts
        parsed = sec_segment_facts.rows_of(
            facts,
            labels,
            Filing(cover.cik, filing.accession, filing.form, filing.filed_date),
            company_id=company.company_id,
            document=document or None,
            registry=self.registry,
        )
        self._add_rows(parsed.frame, document)
        reasons = parsed.quarantined.select("item", "reason").iter_rows()
        self.refused += [
            (file.place, reason) for item, reason in reasons if not kept.isdisjoint(item.split())
        ]
        if parsed.frame.is_empty():
            raise NoFactsError("the document states none of the registry's concepts")
        self.accessions.add(filing.accession)
        self.folders.setdefault(file.folder, set()).add(filing.accession)
        return True

    def add_data_set(self, file: File) -> None:
        """Gather a zip of the Financial Statement Data Sets.

        Raises:
            SourceError: it cannot be used, or states nothing of the registry's companies.
        """
        companies = {cik: company.company_id for cik, company in self._companies.items()}
        concepts = sec_segment_facts.concepts(self.registry)
        data_set = financial_data_sets.parse(Path(file.place), companies, concepts, file.name)
        self.refused += [(file.place, refusal.reason) for refusal in data_set.refused]
        if data_set.frame.is_empty():
            raise SourceError("the data set states nothing that the registry asks for")
        self._add_rows(data_set.frame, financial_data_sets.NUMBERS)

    def is_companion(self, file: File) -> bool:
        """Whether another document has stated the filing that this page belongs to.

        By its accession number; without one, only what EDGAR's renderer names (`R2.htm`) beside
        the documents of a single filing: any other page may be another filing's.
        """
        if file.accession is not None:
            return file.accession in self.accessions
        is_alone = len(self.folders.get(file.folder, ())) == 1
        return is_alone and _RENDERED_PAGE.fullmatch(file.name) is not None

    def write(self) -> list[tuple[str, int, int, str]]:
        """Write what was gathered, with what was recorded before.

        Returns:
            company_id, CIK, rows and newest period of each file written.

        Raises:
            StorageError: a recorded file cannot be written, or is of another layout.
        """
        written = []
        for cik, filings in sorted(self._rows.items()):
            path = replay.path(self.out_dir, cik)
            before: dict[str, _Rows] = defaultdict(list)
            if path.is_file():
                for row in recorded.read_rows(path, replay.COLUMNS):
                    before[row["accession"]].append(tuple(row.values()))
            for accession, rows in before.items():
                filings[accession].append(rows)
            chosen = [max(candidates, key=_rank) for candidates in filings.values()]
            chosen.sort(key=lambda rows: (rows[0][2], rows[0][0]))
            united = [row for rows in chosen for row in rows]
            recorded.write_rows(path, replay.COLUMNS, united)
            newest = max(row[replay.COLUMNS.index("end")] for row in united)
            written.append((self._companies[cik].company_id, cik, len(united), newest))
        return written

    @property
    def _companies(self) -> dict[int, Company]:
        return {cik: company for company in self.registry.companies for cik in company.ciks}

    def filing(self, file: File, cover: Cover) -> KnownFiling:
        """The filing of a document, by what a person says, then its submission, then its names.

        Raises:
            SourceError: nobody knows it, or it contradicts the document.
        """
        named = file.header.accession or file.accession
        if file.header.accession and file.accession not in {None, file.header.accession}:
            raise SourceError(
                f"its submission is {file.header.accession}, its name says {file.accession}: "
                "correct the name"
            )
        accession = self.stated.accession or named
        known = list(known_filings(self.out_dir, cover.cik))
        header = self.headers.get(accession or "", Header())
        if header.ciks and cover.cik not in header.ciks:
            raise SourceError(
                f"the document is about CIK {cover.cik}, its submission about "
                f"{', '.join(map(str, sorted(header.ciks)))}: one of them is another filing's"
            )
        form = header.form or cover.form
        is_new = accession not in {each.accession for each in known}
        if is_new and accession and header.filed_date and form:
            days = header.filed_date, header.report_date or cover.period_end
            known.append(KnownFiling(accession, form, *days))
        return match(cover, known, accession, self.stated.filed_date)

    def _add_rows(self, frame: pl.DataFrame, document: str) -> None:
        by_filing: dict[tuple[int, str], _Rows] = defaultdict(list)
        for row in frame.sort("accession", "fact_order", *frame.columns[8:]).iter_rows(named=True):
            texts = row | {
                "document": document,
                "filed": row["filed_date"],
                "start": row["period_start"],
                "end": row["period_end"],
                "value": f"{row['value'].normalize():f}",
            }
            by_filing[row["cik"], row["accession"]].append(
                tuple("" if (x := texts[name]) is None else str(x) for name in _COLUMNS)
            )
        for (cik, accession), rows in by_filing.items():
            self._rows[cik][accession].append(rows)


_COLUMNS = replay.COLUMNS


def _rank(rows: _Rows) -> tuple[bool, bool, int, _Rows]:
    """The better of two documents of one filing; the same one whatever came first."""
    document, labels = _COLUMNS.index("document"), _COLUMNS.index("dimension_labels")
    is_data_set = rows[0][document] == financial_data_sets.NUMBERS
    return not is_data_set, any(row[labels] for row in rows), len(rows), rows


def _labels_beside(file: File, beside: Mapping[str, File]) -> File | None:
    """The label linkbase in an instance's folder: its own, or the only one beside one instance."""
    names = {name: each.size for name, each in beside.items()}
    chosen = choose(names)
    instances = [name for name in names if choose({name: 0}) is not None]
    if chosen is None or chosen.labels is None:
        return None
    stem = file.name.removesuffix("_htm.xml").removesuffix(".xml")
    is_own = chosen.labels.startswith(f"{stem}_")
    return beside[chosen.labels] if is_own or len(instances) == 1 else None


def _extract_of(primary_document: str) -> str:
    """The name under which EDGAR's renderer extracts an inline document; empty if not known."""
    stem, dot, ending = primary_document.rpartition(".")
    return f"{stem}_{ending}.xml" if dot and ending == "htm" else ""


def known_filings(out_dir: Path, cik: int) -> Iterable[KnownFiling]:
    """The filings that are recorded for a filer: its submissions, then the sources of its facts.

    A filing that only facts name reports on the newest period that it states.
    """
    found: dict[str, KnownFiling] = {}
    path = filings_replay.path(out_dir, cik)
    for row in recorded.read_rows(path, filings_replay.COLUMNS) if path.is_file() else ():
        found[row["accession"]] = KnownFiling(
            row["accession"],
            row["form"],
            dt.date.fromisoformat(row["filed"]),
            dt.date.fromisoformat(row["report_date"]) if row["report_date"] else None,
            row["primary_document"],
        )
    path = facts_replay.path(out_dir, cik)
    newest: dict[tuple[str, str, str], str] = {}
    for row in recorded.read_rows(path, facts_replay.COLUMNS) if path.is_file() else ():
        filing = (row["accession"], row["form"], row["filed"])
        newest[filing] = max(newest.get(filing, ""), row["end"])
    for (accession, form, filed), end in newest.items():
        days = dt.date.fromisoformat(filed), dt.date.fromisoformat(end)
        found.setdefault(accession, KnownFiling(accession, form, *days))
    return found.values()
