"""Turns the SEC's JSON (companyfacts and submissions) into recorded facts and filings by filer.

Reads bodies in the API's shape (companyfacts of any vintage, trimmed copies, submissions and
their older pages), keeps what the registry can use, and writes the layout of
the sources' `replay.py`: figures and identifiers, no prose. What was recorded before stays: every
filed version is kept, each fact once. Where copies state one filing differently, as one that
somebody typed may, the copy that holds most of the filing is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from pipelines.archive import recorded
from pipelines.sources import recorded_filers
from pipelines.sources.document import SourceError, cik_name, cik_of, load_json, refuse_non_json
from pipelines.sources.sec_company_facts import replay as facts_replay
from pipelines.sources.sec_company_facts import source as sec_company_facts
from pipelines.sources.sec_filings import replay as filings_replay
from pipelines.sources.sec_filings import source as sec_filings

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Company, Registry
    from pipelines.sources.recording.files import File

# Forms whose facts count (rule 4 of the design), with their amendments.
_PERIODIC_FORMS = frozenset({"10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F"})
_CURRENT_FORMS = frozenset({"6-K", "8-K"})

CIK_IN_NAME = re.compile(r"CIK(\d{10})", re.ASCII)
_CELL = ["concept", "unit", "period_start", "period_end", "accession"]
_FACT_IDENTITY = ["concept", "unit", "period_end", "period_start", "accession", "value"]


@dataclass(slots=True)
class FilerRecording:
    """Gathers what the documents say, then writes it per CIK.

    Attributes:
        registry: companies, and the concepts to keep.
        out_dir: the recorded data.
        refused: what was left out of documents that were used: place and reason.
    """

    registry: Registry
    out_dir: Path
    refused: list[tuple[str, str]] = field(default_factory=list)
    _facts: dict[int, dict[str, pl.DataFrame]] = field(default_factory=lambda: defaultdict(dict))
    _filings: dict[int, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))

    @property
    def companies(self) -> dict[int, Company]:
        """The registry's companies by each CIK they have had."""
        return {cik: company for company in self.registry.companies for cik in company.ciks}

    def add(self, file: File, body: bytes) -> None:
        """Gather one document.

        Raises:
            SourceError: it cannot be used, or is about a filer that the registry does not have.
        """
        kind, stated = _kind(body)
        name = CIK_IN_NAME.match(file.name)
        cik = stated if stated is not None else int(name[1]) if name else None
        if cik is None:
            raise SourceError("the document names no CIK, neither inside nor in its file name")
        company = self.companies.get(cik)
        if company is None:
            raise SourceError(f"the document is about CIK {cik}, which is not in the registry")
        if kind == "facts":
            concepts = self.registry.concepts_of(company)
            parsed = sec_company_facts.parse(body, company.company_id, cik, concepts)
            if parsed.frame.is_empty():
                raise SourceError("the document states none of the registry's concepts")
            self._facts[cik][file.place] = parsed.frame
        else:
            parsed = sec_filings.parse(body, company.company_id, cik, is_page=kind == "page")
            self._filings[cik].append(parsed.frame)
        self.refused += [(file.place, reason) for reason in parsed.quarantined["reason"]]

    def write(self) -> list[tuple[str, str, int, int, str]]:
        """Write what was gathered, with what was recorded before.

        Returns:
            Source, company_id, CIK, rows and newest period of each file written.

        Raises:
            StorageError: a recorded file cannot be written, or is of another layout.
        """
        out_dir = self.out_dir
        companies = self.companies
        written = []
        names = recorded_filers.names(out_dir)
        for cik, copies in sorted(self._facts.items()):
            company = companies[cik]
            before = _recorded_facts(out_dir, company, cik, self.registry)
            agreeing, contradicted = _agreeing(copies | before)
            self.refused += contradicted
            facts = _united_facts(agreeing)
            names[cik] = facts["entity_name"][0]
            facts = facts.sort(_FACT_IDENTITY, nulls_last=False)
            rows = [_fact_row(row) for row in facts.iter_rows(named=True)]
            recorded.write_rows(facts_replay.path(out_dir, cik), facts_replay.COLUMNS, rows)
            newest = str(facts["period_end"].max())
            written.append((facts_replay.NAME, company.company_id, cik, len(rows), newest))
        for cik, frames in sorted(self._filings.items()):
            company = companies[cik]
            filings = _united_filings([*frames, *_recorded_filings(out_dir, company, cik)])
            filings = _counting(filings, _accessions_in_facts(out_dir, cik))
            rows = [_filing_row(row) for row in filings.iter_rows(named=True)]
            recorded.write_rows(filings_replay.path(out_dir, cik), filings_replay.COLUMNS, rows)
            newest = str(filings["report_date"].max() or "")
            written.append((filings_replay.NAME, company.company_id, cik, len(rows), newest))
        recorded.write_rows(
            out_dir / recorded_filers.FILERS_FILE,
            recorded_filers.FILER_COLUMNS,
            [(str(cik), name) for cik, name in sorted(names.items())],
        )
        return written


class _Top(msgspec.Struct):
    """The keys that tell the kinds of document apart."""

    cik: int | str | None = None
    facts: msgspec.Raw = msgspec.Raw()
    filings: msgspec.Raw = msgspec.Raw()
    accessionNumber: msgspec.Raw = msgspec.Raw()  # noqa: N815
    data: msgspec.Raw = msgspec.Raw()


def _kind(body: bytes) -> tuple[str, int | None]:
    """What a document is (facts, submissions or page), and the CIK that it states."""
    refuse_non_json(body, "the document")
    try:
        top = msgspec.json.decode(body, type=_Top)
        if top.data:
            top = msgspec.json.decode(bytes(top.data), type=_Top)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        load_json(body, "the document")  # names what is wrong with it, if it is no JSON
        raise SourceError("the document is not in the shape of the SEC's API") from None
    stated = cik_of(top.cik)
    for kind, part in (
        ("facts", top.facts),
        ("submissions", top.filings),
        ("page", top.accessionNumber),
    ):
        if part:
            return kind, stated
    raise SourceError("the document holds neither facts nor filings: it is another document")


def _agreeing(
    copies: dict[str, pl.DataFrame],
) -> tuple[list[pl.DataFrame], list[tuple[str, str]]]:
    """The copies without what fuller ones contradict, and a place and a sentence for each of it.

    A filing may state two values of one thing: they contradict nothing as long as the fullest copy
    of the filing has both. Copies that hold equally much of it are equally right.
    """
    placed = pl.concat(
        frame.with_columns(place=pl.lit(place)) for place, frame in sorted(copies.items())
    ).with_columns(held=pl.len().over("place", "accession"))
    fullest = pl.col("held").max().over(_CELL)
    right = (
        placed.filter(pl.col("held") == fullest)
        .group_by(_CELL)
        .agg(right=pl.col("value").unique().sort(), fullest="held", fuller=pl.col("place").min())
        .with_columns(pl.col("fullest").list.first())
    )
    judged = placed.join(
        right, on=_CELL, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(
        is_right=(pl.col("held") == pl.col("fullest")) | pl.col("value").is_in(pl.col("right"))
    )
    kept = [
        judged.filter("is_right", pl.col("place") == place).select(frame.columns)
        for place, frame in sorted(copies.items())
    ]
    wrong = judged.filter(~pl.col("is_right")).iter_rows(named=True)
    return (
        [frame for frame in kept if not frame.is_empty()],
        [(row["place"], _contradiction(row)) for row in wrong],
    )


def _contradiction(row: dict[str, Any]) -> str:
    start, end = row["period_start"], row["period_end"]
    when = f"from {start} to {end}" if start else f"on {end}"
    fuller = " and ".join(f"{value.normalize():f}" for value in row["right"])
    return (
        f"it says {row['value'].normalize():f} {row['unit']} for {row['concept']} {when} in "
        f"{row['accession']}, and {row['fuller']}, which holds more of that filing, says {fuller}: "
        "the fuller one is recorded, correct this one"
    )


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


def _recorded_facts(
    out_dir: Path, company: Company, cik: int, registry: Registry
) -> dict[str, pl.DataFrame]:
    path = facts_replay.path(out_dir, cik)
    if not path.is_file():
        return {}
    body = recorded.render(out_dir, facts_replay.NAME, cik_name(cik), facts_replay.REPLAY)
    concepts = registry.concepts_of(company)
    parsed = sec_company_facts.parse(body, company.company_id, cik, concepts)
    return {str(path): parsed.frame}


def _recorded_filings(out_dir: Path, company: Company, cik: int) -> list[pl.DataFrame]:
    if not filings_replay.path(out_dir, cik).is_file():
        return []
    body = recorded.render(out_dir, filings_replay.NAME, cik_name(cik), filings_replay.REPLAY)
    return [sec_filings.parse(body, company.company_id, cik).frame]


def _accessions_in_facts(out_dir: Path, cik: int) -> frozenset[str]:
    path = facts_replay.path(out_dir, cik)
    if not path.is_file():
        return frozenset()
    return frozenset(row["accession"] for row in recorded.read_rows(path, facts_replay.COLUMNS))


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
