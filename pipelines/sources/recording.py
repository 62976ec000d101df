"""Turns archived documents into the recorded data that the project ships.

Reads bodies in the API's shape (companyfacts of any vintage, trimmed copies, submissions and
their older pages), keeps what the registry can use, and writes the layout of
`archive/recorded.py`: figures and identifiers, no prose. XBRL of filings goes to
`sec_segment_recording.py`. What was recorded before stays: every
filed version is kept, each fact once. To take back what was recorded wrongly, delete the file
and record again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl
import zstandard

from pipelines.archive import recorded
from pipelines.sources import sec_company_facts, sec_filings, sec_segment_facts
from pipelines.sources.document import SourceError, cik_name, load_json, refuse_non_json
from pipelines.sources.sec_segment_recording import SUFFIXES, SegmentRecording, Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry import Company, Registry

# Forms whose facts count (rule 4 of the design), with their amendments.
_PERIODIC_FORMS = frozenset({"10-K", "10-Q", "20-F", "40-F"})
_CURRENT_FORMS = frozenset({"6-K", "8-K"})

_SUFFIXES = (".json", ".zst", *SUFFIXES)

_CIK_IN_NAME = re.compile(r"CIK(\d{10})", re.ASCII)
_FACT_IDENTITY = ["concept", "unit", "period_end", "period_start", "accession", "value"]


@dataclass(frozen=True, slots=True)
class Written:
    """One recorded file: what it holds now."""

    source: str
    company_id: str
    cik: int
    rows: int
    newest: str

    def __str__(self) -> str:
        return (
            f"{self.source} {self.company_id} ({cik_name(self.cik)}): {self.rows} rows, newest "
            f"period {self.newest or 'none'}"
        )


@dataclass(slots=True)
class RecordSummary:
    """What `record` did: the files written, the documents skipped and why."""

    written: list[Written] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The summary as lines to print."""
        return [
            *(str(each) for each in self.written),
            *(f"skipped {path}: {sentence}" for path, sentence in self.skipped),
        ]


@dataclass(slots=True)
class _Gathered:
    """What the documents say, by CIK."""

    facts: dict[int, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    filings: dict[int, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))


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
    gathered = _Gathered()
    companies = {cik: company for company in registry.companies for cik in company.ciks}
    documents = _documents(paths)
    for path in documents:
        if path.suffix not in SUFFIXES:
            with _skipping(path, summary):
                _gather(path, companies, registry, gathered)
    names = _recorded_names(out_dir)
    for cik, frames in sorted(gathered.facts.items()):
        company = companies[cik]
        facts = _united_facts([*frames, *_recorded_facts(out_dir, company, cik, registry)])
        names[cik] = facts["entity_name"][0]
        facts = facts.sort(_FACT_IDENTITY, nulls_last=False)
        rows = [_fact_row(row) for row in facts.iter_rows(named=True)]
        recorded.write_rows(recorded.facts_path(out_dir, cik), recorded.FACT_COLUMNS, rows)
        newest = str(facts["period_end"].max())
        summary.written.append(Written(recorded.FACTS, company.company_id, cik, len(rows), newest))
    for cik, frames in sorted(gathered.filings.items()):
        company = companies[cik]
        filings = _united_filings([*frames, *_recorded_filings(out_dir, company, cik)])
        filings = _counting(filings, _accessions_in_facts(out_dir, cik))
        rows = [_filing_row(row) for row in filings.iter_rows(named=True)]
        recorded.write_rows(recorded.filings_path(out_dir, cik), recorded.FILING_COLUMNS, rows)
        newest = str(filings["report_date"].max() or "")
        summary.written.append(
            Written(recorded.FILINGS, company.company_id, cik, len(rows), newest)
        )
    recorded.write_rows(
        out_dir / recorded.FILERS_FILE,
        recorded.FILER_COLUMNS,
        [(str(cik), name) for cik, name in sorted(names.items())],
    )
    # After the filings: they say which filing an XBRL document belongs to.
    segments = SegmentRecording(registry, out_dir, stated or Stated())
    for path in documents:
        if path.suffix in SUFFIXES:
            with _skipping(path, summary):
                segments.add(path)
    summary.written += [Written(sec_segment_facts.SOURCE, *each) for each in segments.write()]
    return summary


@contextmanager
def _skipping(path: Path, summary: RecordSummary) -> Iterator[None]:
    """Names a document that cannot be used in the summary, and goes on."""
    try:
        yield
    except SourceError as error:
        summary.skipped.append((path, str(error)))
    except (OSError, zstandard.ZstdError) as error:
        summary.skipped.append((path, f"cannot be read ({error})"))


def _documents(paths: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(each for each in path.rglob("*") if each.suffix in _SUFFIXES)
        else:
            found.add(path)
    return sorted(found)


def _gather(
    path: Path, companies: dict[int, Company], registry: Registry, gathered: _Gathered
) -> None:
    body = path.read_bytes()
    if path.suffix == ".zst":
        body = zstandard.ZstdDecompressor().decompress(body)
    kind, stated = _kind(body)
    name = _CIK_IN_NAME.match(path.name)
    cik = int(stated) if stated else int(name[1]) if name else None
    if cik is None:
        raise SourceError("the document names no CIK, neither inside nor in its file name")
    company = companies.get(cik)
    if company is None:
        raise SourceError(f"the document is about CIK {cik}, which is not in the registry")
    if kind == "facts":
        parsed = sec_company_facts.parse(body, company.company_id, cik, registry.concepts)
        if parsed.frame.is_empty():
            raise SourceError("the document states none of the registry's concepts")
        gathered.facts[cik].append(parsed.frame)
        return
    parsed = sec_filings.parse(body, company.company_id, cik, is_page=kind == "page")
    gathered.filings[cik].append(parsed.frame)


class _Top(msgspec.Struct):
    """The keys that tell the kinds of document apart."""

    cik: int | str | None = None
    facts: msgspec.Raw = msgspec.Raw()
    filings: msgspec.Raw = msgspec.Raw()
    accessionNumber: msgspec.Raw = msgspec.Raw()  # noqa: N815
    data: msgspec.Raw = msgspec.Raw()


def _kind(body: bytes) -> tuple[str, str | None]:
    """What a document is (facts, submissions or page), and the CIK that it states."""
    refuse_non_json(body, "the document")
    try:
        top = msgspec.json.decode(body, type=_Top)
        if top.data:
            top = msgspec.json.decode(bytes(top.data), type=_Top)
    except msgspec.DecodeError:
        load_json(body, "the document")  # names what is wrong with it, if it is no JSON
        raise SourceError("the document is not in the shape of the SEC's API") from None
    digits = str(top.cik).strip() if top.cik is not None else ""
    stated = digits if digits.isascii() and digits.isdigit() else None
    for kind, part in (
        ("facts", top.facts),
        ("submissions", top.filings),
        ("page", top.accessionNumber),
    ):
        if part:
            return kind, stated
    raise SourceError("the document holds neither facts nor filings: it is another document")


def _united_facts(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The union, each fact once; where copies describe one differently, the newest one speaks.

    The age of a copy is the newest filing date in it, whatever its file is called.
    """
    dated = [
        frame.with_columns(copy_date=pl.lit(frame["filed_date"].max()), size=pl.lit(frame.height))
        for frame in frames
    ]
    united = pl.concat(dated).sort(
        "copy_date",
        "size",
        "filing_fiscal_year",
        "filing_fiscal_period",
        "form",
        "filed_date",
        "entity_name",
        descending=True,
        nulls_last=True,
    )
    newest_name = united["entity_name"][0]
    return (
        united.unique(_FACT_IDENTITY, keep="first", maintain_order=True)
        .drop("copy_date", "size")
        .with_columns(entity_name=pl.lit(newest_name))
    )


def _united_filings(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The union, each filing once, as the newest copy has it: its times are the best proven."""
    dated = [frame.with_columns(copy_date=pl.lit(frame["filed_date"].max())) for frame in frames]
    return (
        pl.concat(dated)
        .sort("copy_date", *frames[0].columns, descending=True, nulls_last=True)
        .unique("accession", keep="first", maintain_order=True)
        .drop("copy_date")
        .sort("filed_date", "accession")
    )


def _counting(filings: pl.DataFrame, in_facts: frozenset[str]) -> pl.DataFrame:
    """The filings whose facts count; current reports only if they hold structured facts."""
    form = pl.col("form").str.strip_suffix("/A")
    has_facts = pl.col("is_inline_xbrl") | pl.col("accession").is_in(list(in_facts))
    return filings.filter(
        form.is_in(list(_PERIODIC_FORMS)) | (form.is_in(list(_CURRENT_FORMS)) & has_facts)
    )


def _recorded_names(out_dir: Path) -> dict[int, str]:
    path = out_dir / recorded.FILERS_FILE
    if not path.is_file():
        return {}
    rows = recorded.read_rows(path, recorded.FILER_COLUMNS)
    return {int(row["cik"]): row["entity_name"] for row in rows}


def _recorded_facts(
    out_dir: Path, company: Company, cik: int, registry: Registry
) -> list[pl.DataFrame]:
    if not recorded.facts_path(out_dir, cik).is_file():
        return []
    body = recorded.render(out_dir, recorded.FACTS, cik_name(cik))
    return [sec_company_facts.parse(body, company.company_id, cik, registry.concepts).frame]


def _recorded_filings(out_dir: Path, company: Company, cik: int) -> list[pl.DataFrame]:
    if not recorded.filings_path(out_dir, cik).is_file():
        return []
    body = recorded.render(out_dir, recorded.FILINGS, cik_name(cik))
    return [sec_filings.parse(body, company.company_id, cik).frame]


def _accessions_in_facts(out_dir: Path, cik: int) -> frozenset[str]:
    path = recorded.facts_path(out_dir, cik)
    if not path.is_file():
        return frozenset()
    return frozenset(row["accession"] for row in recorded.read_rows(path, recorded.FACT_COLUMNS))


def _fact_row(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["concept"],
        row["unit"],
        _text(row["period_start"]),
        _text(row["period_end"]),
        f"{row['value'].normalize():f}",
        row["accession"],
        _text(row["filing_fiscal_year"]),
        _text(row["filing_fiscal_period"]),
        row["form"],
        _text(row["filed_date"]),
    )


def _filing_row(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["accession"],
        row["form"],
        _text(row["filed_date"]),
        _text(row["report_date"]),
        f"{row['accepted_at']:%Y-%m-%dT%H:%M:%S}+00:00",
        _text(row["primary_document"]),
        str(int(row["is_inline_xbrl"])),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
