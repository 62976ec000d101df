"""Turns the files that a person has into the recorded data that the project ships.

Finds out what each file is, gives it to the module that records its kind, and says of every file
what became of it (`kinds.py` says which kinds there are, the `recording.py` of a source's folder
what it does with its own). What was recorded before stays. To take back what was recorded wrongly,
delete the file and record again; a data directory that a run has filled from it keeps it, as
everything that a source once said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.sources.discovery import known_filings, recordings
from pipelines.sources.document import BodyError, SourceError
from pipelines.sources.recording.filer_bodies import (
    CIK_IN_NAME,
    kind_of_body,
    refuse_doubled_names,
)
from pipelines.sources.recording.files import (
    File,
    beside,
    decompressed,
    files_in,
    members,
    parts,
    refuse_other_csv,
)
from pipelines.sources.recording.filings import FilingsOfDocuments, Stated
from pipelines.sources.recording.kinds import (
    NoFactsError,
    ReportRecording,
    TextRecording,
    Written,
    WrittenReport,
    XbrlRecording,
)
from pipelines.sources.xbrl import kind_of
from pipelines.text import sgml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry import Registry


# XBRL, alone or in the SEC's SGML; and everything that is read.
_TEXT_SUFFIXES = (".htm", ".html", ".xhtml", ".xml", ".xsd", ".txt")
_SUFFIXES = (".json", ".zst", ".csv", *_TEXT_SUFFIXES)
_XBRL_KINDS = frozenset({"instance", "inline", "linkbase"})

# What a folder of EDGAR holds beside the documents that state facts.
COMPANION = "schemas, linkbases and the renderer's pages, which state no facts of their own"
NO_DOCUMENT = "readmes, pictures and hidden files, which are not documents"
_OTHER_PAGES = (
    "pages and exhibits without facts of their own, of filings read from another document"
)
_READ_FOR_WORDS = "documents without revenue in XBRL, of filings read for their words"
_OTHER_FILERS = "about filers that the registry does not have"
_NO_KIND = (
    "is not of a kind that is read (.htm, .html, .xhtml, .xml, .txt, .json, .csv, .zip, .zst): "
    "unpack or convert it, or leave it out"
)

_IN_ARCHIVE = "is an archive in an archive: unpack the outer one, or leave it out"

_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"

# Refusals of one document that are told one by one.
_MOST_TOLD = 5


@dataclass(slots=True)
class RecordSummary:
    """What `record` did with each file it was given.

    Attributes:
        written: the recorded files that hold something new or the same again.
        skipped: what could not be used, with the reason.
        refused: what was left out of documents that were used, with the reason.
        passed_over: files that state nothing by their nature, by folder and what they are.
        read_for_words: documents in whose sentences something was looked for.
    """

    written: list[Written | WrittenReport] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)
    passed_over: Counter[tuple[str, str]] = field(default_factory=Counter)
    read_for_words: set[str] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether everything was used that could state something."""
        return not self.skipped and not self.refused

    def lines(self) -> list[str]:
        """The summary as lines to print."""
        return [
            *(str(each) for each in self.written),
            *(f"skipped {path}: {sentence}" for path, sentence in self.skipped),
            *_told_by_place(self.refused),
            *(
                f"passed over {count} {'file' if count == 1 else 'files'} in {folder}: {what}"
                for (folder, what), count in sorted(self.passed_over.items())
            ),
        ]


def _told_by_place(refused: list[tuple[Path, str]]) -> list[str]:
    """A few of the refusals of each document, and how many more there are."""
    by_place: dict[Path, list[str]] = defaultdict(list)
    for path, sentence in refused:
        by_place[path].append(sentence)
    lines = []
    for path, sentences in by_place.items():
        lines += [f"refused in {path}: {sentence}" for sentence in sentences[:_MOST_TOLD]]
        if more := len(sentences) - _MOST_TOLD:
            lines += [f"refused in {path}: {more} more like these"] if more > 0 else []
    return lines


@dataclass(frozen=True, slots=True)
class _OfFilings:
    """The documents of filings, and what records them.

    Attributes:
        filings: which filing each belongs to.
        xbrl: what records figures.
        texts: what records words.
        summary: what became of each file.
    """

    filings: FilingsOfDocuments
    xbrl: list[XbrlRecording]
    texts: list[TextRecording]
    summary: RecordSummary

    def add(self, documents: list[File]) -> None:
        """Gather XBRL and texts, submissions first: they know their filings' dates."""
        folders: dict[str, dict[str, File]] = {}
        for file in documents:
            if file.folder not in folders:
                folders[file.folder] = beside(file)
            folders[file.folder][file.name] = file
        pages: list[tuple[File, str]] = []
        for file in sorted(documents, key=lambda each: (each.suffix != ".txt", each.place)):
            with _skipping(file, self.summary):
                body = file.read()
                said = [each.add(file, body) for each in self.texts]
                if any(said):
                    self.summary.read_for_words.add(file.place)
                inside = self._taken_apart(file, body) if sgml.is_sgml(body) else [file]
                others = folders[file.folder] if inside == [file] else {x.name: x for x in inside}
                for each in inside:
                    with _skipping(each, self.summary):
                        try:
                            self._add_figures(each, others)
                        except NoFactsError as error:
                            pages.append((each, str(error)))
        for file, reason in pages:
            self._pass_over(file, reason)

    def _add_figures(self, file: File, others: dict[str, File]) -> None:
        if not self.xbrl:
            raise NoFactsError("no source here records the XBRL of filings")
        stated = [each.add(file, others) for each in self.xbrl]
        if not any(stated):
            self.summary.passed_over[file.folder, COMPANION] += 1

    def _pass_over(self, file: File, reason: str) -> None:
        """Say of a page without figures what it is, or that it could not be used."""
        if not self.summary.read_for_words.isdisjoint({file.place, file.folder.removesuffix("!")}):
            self.summary.passed_over[file.folder, _READ_FOR_WORDS] += 1
        elif any(each.is_companion(file) for each in self.xbrl):
            self.summary.passed_over[file.folder, _OTHER_PAGES] += 1
        else:
            self.summary.skipped.append((Path(file.place), reason))

    def _taken_apart(self, file: File, body: bytes) -> list[File]:
        """The documents of a submission that are XBRL."""
        inside = parts(file, body)
        header = inside[0].header
        if header.accession:
            self.filings.headers[header.accession] = header
        found = [each for each in inside if kind_of(each.read()) in _XBRL_KINDS]
        if not found and file.place not in self.summary.read_for_words:
            raise SourceError(
                "the submission holds neither inline XBRL nor an instance, and no text of a filing "
                "of a registered company"
            )
        if others := len(inside) - len(found):
            self.summary.passed_over[file.place, _OTHER_PAGES] += others
        return found


def record(
    paths: Iterable[Path], registry: Registry, out_dir: Path, stated: Stated | None = None
) -> RecordSummary:
    """Record documents, or folders of them, as what each is: facts, filings, filings' XBRL.

    `stated` says which filing XBRL documents belong to where they do not.

    A document about a filer that the registry does not know, or one that cannot be used, is
    named in the summary and skipped. The order of the paths does not matter, and the same
    documents give the same bytes.

    Raises:
        StorageError: a recorded file cannot be written, or is of another layout.
    """
    summary = RecordSummary()
    filings = FilingsOfDocuments(registry, out_dir, known_filings, stated or Stated())
    found = recordings()
    reports = [each(registry, out_dir) for each in found if issubclass(each, ReportRecording)]
    of_filings = _OfFilings(
        filings,
        [each(filings) for each in found if issubclass(each, XbrlRecording)],
        [each(filings) for each in found if issubclass(each, TextRecording)],
        summary,
    )
    documents: list[File] = []
    for file in _sorted_out([Path(path) for path in paths], of_filings, summary):
        with _skipping(file, summary):
            if file.suffix in _TEXT_SUFFIXES:
                documents.append(file)
                continue
            body = decompressed(file.read()) if file.suffix == ".zst" else file.read()
            if file.suffix == ".csv":
                refuse_other_csv(body)
            taker = next((each for each in reports if each.takes(file, body)), None)
            if taker is None:
                raise SourceError(f"no source here records {kind_of_body(body)[0]} of the SEC")
            if body.lstrip(_BEFORE_JSON).startswith((b"{", b"[")):
                refuse_doubled_names(body)
            taker.add(file, body)
    for report in reports:
        summary.written += report.write()
    # After the filings: they say which filing an XBRL document belongs to.
    of_filings.add(documents)
    of_documents = [*of_filings.xbrl, *of_filings.texts]
    for each in of_documents:
        summary.written += each.write()
    for recording in (*reports, *of_documents):
        summary.refused += [(Path(place), reason) for place, reason in recording.refused]
    return summary


def _sorted_out(
    given: list[Path], of_filings: _OfFilings, summary: RecordSummary
) -> Iterator[File]:
    """The files that may state something, archives opened; data sets are gathered at once."""

    def refuse(place: str, reason: str) -> None:
        summary.skipped.append((Path(place), reason))

    named = {str(path) for path in given}
    for file in files_in(given, refuse):
        if file.is_no_document and file.place not in named:
            summary.passed_over[file.folder, NO_DOCUMENT] += 1
            continue
        with _skipping(file, summary):
            if file.suffix == ".zip":
                yield from _opened(file, of_filings, summary)
            elif file.suffix in _SUFFIXES:
                yield file
            else:
                raise SourceError(_NO_KIND)


def _opened(file: File, of_filings: _OfFilings, summary: RecordSummary) -> Iterator[File]:
    """The documents in a zip; one that is a document itself is gathered as one."""
    found = members(file)
    names = {each.name for each in found}
    takers = [each for each in of_filings.xbrl if each.takes_archive(names)]
    if takers:
        takers[0].add_archive(file)
        return
    companies = of_filings.filings.companies
    for each in found:
        cik = CIK_IN_NAME.match(each.name)
        if each.is_no_document:
            summary.passed_over[file.place, NO_DOCUMENT] += 1
        elif cik and int(cik[1]) not in companies:
            summary.passed_over[file.place, _OTHER_FILERS] += 1
        elif each.suffix not in _SUFFIXES:
            reason = _IN_ARCHIVE if each.suffix == ".zip" else _NO_KIND
            summary.skipped.append((Path(each.place), reason))
        else:
            yield each


@contextmanager
def _skipping(file: File, summary: RecordSummary) -> Iterator[None]:
    """Names a document that cannot be used in the summary, and goes on."""
    try:
        yield
    except BodyError as error:
        # No run fetches a file that a person has.
        summary.skipped.append((Path(file.place), f"{error.problem}: get it again"))
    except SourceError as error:
        summary.skipped.append((Path(file.place), str(error)))
