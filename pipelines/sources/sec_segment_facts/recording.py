"""Turns XBRL of filings, and the Financial Statement Data Sets, into recorded dimensional facts.

Takes instances with their label linkbase, inline documents and zips of the data sets; keeps
what `source.py` keeps; writes the layout of `replay.py`. Of each
filing one document speaks: one with labels before one without, XBRL before the data sets. Where
another states another figure of the same thing, it is said which was kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive import recorded
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError
from pipelines.sources.recording.kinds import NoFactsError, Written, XbrlRecording
from pipelines.sources.sec_segment_facts import financial_data_sets, replay
from pipelines.sources.sec_segment_facts import source as sec_segment_facts
from pipelines.sources.sec_segment_facts.folder import choose
from pipelines.sources.xbrl import Facts, kind_of, parse_inline, parse_instance, parse_labels
from pipelines.sources.xbrl.identity import cover_of, names_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipelines.sources.recording.files import File
    from pipelines.sources.recording.filings import FilingsOfDocuments

_Rows = list[tuple[str, ...]]
_DATA_SET = frozenset({financial_data_sets.SUBMISSIONS, financial_data_sets.NUMBERS})
_LINKBASE = re.compile(r"_(cal|def|lab|pre|ref)\.xml", re.ASCII)
_PAGES = (".htm", ".html", ".xhtml")
_RENDERED_PAGE = re.compile(r"R\d+\.html?", re.ASCII | re.IGNORECASE)
_RENDERED = re.compile(rb"<(?:FilingSummary|InstanceReport|MyReports|Rendering)\b")


class SegmentRecording(XbrlRecording):
    """Gathers the facts of documents, then writes them per CIK."""

    def __init__(self, filings: FilingsOfDocuments) -> None:
        self.refused = []
        self._known = filings
        # The filings of which facts were gathered, and those by the folder of their documents.
        self._accessions: set[str] = set()
        self._folders: dict[str, set[str]] = defaultdict(set)
        # Exhibits with the document that each is read with, and the places of those that were read.
        self._parts: list[tuple[File, File]] = []
        self._read: set[str] = set()
        # Of each filer and filing, the rows of each document and where that lies.
        self._rows: dict[int, dict[str, list[tuple[_Rows, str]]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def add(self, file: File, beside: Mapping[str, File]) -> bool:
        """Gather one document; False if it is a companion of others."""
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
        if kind == "inline" and (main := _main_of(file, body, beside)) is not None:
            self._parts.append((file, main))
            return True  # read with the document that has the cover page
        cover = cover_of(body)
        company = self._known.companies.get(cover.cik)
        if company is None:
            raise SourceError(
                f"the document is about CIK {cover.cik}, which is not in the registry"
            )
        filing = self._known.of(file, cover)
        labels = None
        if kind == "instance":
            facts = parse_instance(body, file.name)
            linkbase = _labels_beside(file, beside)
            labels = parse_labels(linkbase.read(), linkbase.name) if linkbase else None
            # EDGAR names an extract by the filing's document, copies of it may be named otherwise.
            is_extract = file.name.endswith("_htm.xml")
            document = (is_extract and _extract_of(filing.primary_document)) or file.name
        else:
            parts = _parts_of(file, body, beside)
            facts = _one_after_the_other(parse_inline({file.name: body, **parts}, file.name))
            own = file.name if file.header.accession else ""
            document = _extract_of(filing.primary_document or own)
        kept = sec_segment_facts.concepts(self._known.registry) | self._known.registry.concepts
        parsed = sec_segment_facts.rows_of(
            facts,
            labels,
            Filing(cover.cik, filing.accession, filing.form, filing.filed_date),
            company_id=company.company_id,
            document=document or None,
            registry=self._known.registry,
        )
        self._read.add(file.place)
        self._add_rows(parsed.frame, document, file.place)
        reasons = parsed.quarantined.select("item", "reason").iter_rows()
        self.refused += [
            (file.place, reason) for item, reason in reasons if not kept.isdisjoint(item.split())
        ]
        if parsed.frame.is_empty():
            raise NoFactsError("the document states none of the registry's concepts")
        self._accessions.add(filing.accession)
        self._folders[file.folder].add(filing.accession)
        return True

    def takes_archive(self, names: Collection[str]) -> bool:
        """Whether they are those of the Financial Statement Data Sets."""
        return _DATA_SET.issubset(names)

    def add_archive(self, file: File) -> None:
        """Gather a zip of the Financial Statement Data Sets.

        Raises:
            SourceError: it cannot be used, or states nothing of the registry's companies.
        """
        companies = {cik: company.company_id for cik, company in self._known.companies.items()}
        concepts = sec_segment_facts.concepts(self._known.registry)
        data_set = financial_data_sets.parse(Path(file.place), companies, concepts, file.name)
        self.refused += [(file.place, refusal.reason) for refusal in data_set.refused]
        if data_set.frame.is_empty():
            raise SourceError("the data set states nothing that the registry asks for")
        self._add_rows(data_set.frame, financial_data_sets.NUMBERS, file.place)

    def is_companion(self, file: File) -> bool:
        """Whether another document has stated the filing that this page belongs to.

        By its accession number; without one, only what EDGAR's renderer names (`R2.htm`) beside
        the documents of a single filing: any other page may be another filing's.
        """
        if file.accession is not None:
            return file.accession in self._accessions
        is_alone = len(self._folders.get(file.folder, ())) == 1
        return is_alone and _RENDERED_PAGE.fullmatch(file.name) is not None

    def write(self) -> list[Written]:
        """Write what was gathered, with what was recorded before.

        Raises:
            StorageError: a recorded file cannot be written, or is of another layout.
        """
        self.refused += [
            (part.place, f"is read with {main.name}, which was not recorded: give both together")
            for part, main in self._parts
            if main.place not in self._read
        ]
        written = []
        for cik, filings in sorted(self._rows.items()):
            path = replay.path(self._known.out_dir, cik)
            before: dict[str, _Rows] = defaultdict(list)
            if path.is_file():
                for row in recorded.read_rows(path, replay.COLUMNS):
                    before[row["accession"]].append(tuple(row.values()))
            for accession, rows in before.items():
                filings[accession].append((rows, str(path)))
            chosen = []
            for candidates in filings.values():
                speaks, place = max(candidates, key=lambda each: _rank(each[0]))
                chosen.append(speaks)
                self.refused += [
                    (other, said)
                    for rows, other in candidates
                    if rows is not speaks
                    and (
                        said := _contradiction(rows, speaks, place) or _missing(rows, speaks, place)
                    )
                    is not None
                ]
            chosen.sort(key=lambda rows: (rows[0][2], rows[0][0]))
            united = [row for rows in chosen for row in rows]
            recorded.write_rows(path, replay.COLUMNS, united)
            newest = max(row[replay.COLUMNS.index("end")] for row in united)
            company_id = self._known.companies[cik].company_id
            written.append(Written(replay.NAME, company_id, cik, len(united), newest))
        return written

    def _add_rows(self, frame: pl.DataFrame, document: str, place: str) -> None:
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
            self._rows[cik][accession].append((rows, place))


_COLUMNS = replay.COLUMNS
_OF_A_FACT = ("concept", "dimensions", "unit", "start", "end")


def _rank(rows: _Rows) -> tuple[bool, bool, int, _Rows]:
    """The better of two documents of one filing; the same one whatever came first."""
    labels = _COLUMNS.index("dimension_labels")
    return not _is_data_set(rows), any(row[labels] for row in rows), len(rows), rows


def _is_data_set(rows: _Rows) -> bool:
    return rows[0][_COLUMNS.index("document")] == financial_data_sets.NUMBERS


def _contradiction(rows: _Rows, speaks: _Rows, place: str) -> str | None:
    """What is said of a document that states other figures than the one that speaks; or None.

    Repeats of one figure may be rounded, so two are at odds only beyond what both round away.
    """
    kept = _figures(speaks)
    for fact, (value, least) in (
        (fact, stated) for fact, all_stated in _figures(rows).items() for stated in all_stated
    ):
        known = kept.get(fact)
        if known and all(
            value != other and abs(value - other) >= least + slack for other, slack in known
        ):
            concept, dimensions, unit, start, end = fact
            period = f"{start} to {end}" if start else end
            of = f"{concept} of {dimensions}" if dimensions else concept
            return (
                f"{of} for {period} is {value:f} {unit} here and {known[0][0]:f} in {place}, "
                "another document of the same filing, which is kept: find out which is the "
                "filing's, delete the other and what was recorded of it, and record again"
            )
    return None


def _missing(rows: _Rows, speaks: _Rows, place: str) -> str | None:
    """What is said of a document that states more than the one that speaks; or None.

    Not of the data sets, which name members otherwise.
    """
    if _is_data_set(rows) or _is_data_set(speaks):
        return None
    kept = _figures(speaks)
    more = [fact for fact in _figures(rows) if fact not in kept]
    if not more:
        return None
    concept, dimensions, _, _, end = more[0]
    return (
        f"{concept} of {dimensions or 'the whole'} for {end}, one of {len(more)} such figures, "
        f"stands here and not in {place}, another document of the same filing, which is kept: find "
        "out which is the filing's, delete the other and what was recorded of it, and record again"
    )


def _figures(rows: _Rows) -> dict[tuple[str, ...], list[tuple[Decimal, Decimal]]]:
    """By fact, the values stated and how far rounding may have moved each."""
    found: dict[tuple[str, ...], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for row in rows:
        cells = dict(zip(_COLUMNS, row, strict=True))
        decimals = cells["decimals"]
        slack = Decimal(5).scaleb(-int(decimals) - 1) if decimals else Decimal(0)
        found[tuple(cells[name] for name in _OF_A_FACT)].append((Decimal(cells["value"]), slack))
    return found


def _main_of(file: File, body: bytes, beside: Mapping[str, File]) -> File | None:
    """The document whose part an inline exhibit is: the one of its filing with the cover page.

    A filing's inline documents are one set, whose parts may use each other's contexts (trap N4).
    They are known as one filing's by the accession number alone.
    """
    if names_form(body):
        return None
    covers = [each for each, content in _inline_beside(file, beside) if names_form(content)]
    return covers[0] if len(covers) == 1 else None


def _parts_of(file: File, body: bytes, beside: Mapping[str, File]) -> dict[str, bytes]:
    """The inline exhibits of a document with a cover page, which state no form of their own."""
    if not names_form(body):
        return {}
    inline = _inline_beside(file, beside)
    if any(names_form(content) for _, content in inline):
        return {}  # a copy of it lies beside, and nothing says whose the exhibits are
    return {each.name: content for each, content in inline}


def _inline_beside(file: File, beside: Mapping[str, File]) -> list[tuple[File, bytes]]:
    """The other inline documents beside a document that are of its filing, with what they hold."""
    accession = file.header.accession or file.accession
    if accession is None:
        return []
    found = []
    for name, each in sorted(beside.items()):
        of_filing = (each.header.accession or each.accession) == accession
        if name == file.name or each.suffix not in _PAGES or not of_filing:
            continue
        with suppress(SourceError):  # it is told of by itself
            content = each.read()
            if kind_of(content) == "inline":
                found.append((each, content))
    return found


def _one_after_the_other(facts: Facts) -> Facts:
    """The facts of a set with places that go on from document to document."""
    if facts.frame["document"].n_unique() < 2:
        return facts
    before = 0
    parts = []
    for part in facts.frame.partition_by("document", maintain_order=True):
        parts.append(part.with_columns(pl.col("fact_order") + before))
        before += int(part["fact_order"].max())  # type: ignore[arg-type]
    return Facts(pl.concat(parts), facts.refused)


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


RECORDING = SegmentRecording
