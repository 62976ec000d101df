"""What companies say in words: press releases and commentary of current reports, and the text of
annual and quarterly ones.

Holds which filings are read and the requests. What is found in a document is `findings.py`'s.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive.errors import CorruptedObject, NotRecorded
from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.sources.base import SEC_LIMITS, SEC_TERMS, Filing, FilingSource, Publisher
from pipelines.sources.document import (
    Parsed,
    Refusal,
    SourceError,
    cik_name,
    load_json,
    quarantine_rows,
)
from pipelines.sources.sec_documents import findings
from pipelines.sources.sec_documents.findings import FORMS, NAME, TABLE
from pipelines.sources.sec_documents.replay import FINDINGS, FOUND, REPLAY, UNREAD
from pipelines.storage.files import DamagedFile, read_parquet

if TYPE_CHECKING:
    from pipelines.archive.transport import Transport
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Fetch


def parser_inputs(registry: Registry) -> str:
    """What a parse depends on besides the bodies: the technologies, and fiscal calendars."""
    calendars = sorted((each.company_id, each.fiscal_year_end) for each in registry.companies)
    return f"{registry.technologies!r}\0{calendars!r}"


def filings(company: Company, transport: Transport, settings: Settings) -> list[Filing]:
    """The company's filings to be read for their words, the newest first.

    Live: those of `raw.sec_filings` since `settings.documents_since`. Recorded: those of which
    findings are recorded.

    Raises:
        NotRecorded: it is not known which filings there are.
        SourceError: the list cannot be read.
    """
    if not company.ciks:
        raise NotRecorded(f"{company.company_id}: has no CIK, so no filings at the SEC")
    listed = (
        _filings_in_table(company, settings) if settings.live else _recorded(company, transport)
    )
    return sorted(listed, key=lambda each: (each.filed_date, each.accession), reverse=True)


def read_filing(
    filing: Filing, company_id: str, fetch: Fetch, registry: Registry, settings: Settings
) -> Parsed:
    """Ask for what a filing says in words, and parse it.

    Of a current report the complete submission, which alone says what its documents are; of a
    periodic one the main document.

    Raises:
        SourceError: the document cannot be used.
        FetchError: it could not be fetched.
    """
    folder = (
        f"{settings.sec_archives_url}/Archives/edgar/data/{filing.cik}/"
        f"{filing.accession.replace('-', '')}"
    )
    is_whole = findings.is_current(filing.form) or not filing.primary_document
    name = f"{filing.accession}.txt" if is_whole else filing.primary_document
    if not settings.live:
        name = FINDINGS
    key = f"{cik_name(filing.cik)}/{filing.accession}/{name}"
    body = fetch(Request(NAME, key, f"{folder}/{name}", is_immutable=True)).body
    if not settings.live:
        return recorded_findings(body, filing, company_id)
    reading = findings.Reading(
        filing, registry.company(company_id), registry, None if is_whole else name
    )
    return findings.read(body, f"{filing.accession}, {name}", reading)


def recorded_findings(body: bytes, filing: Filing, company_id: str) -> Parsed:
    """The rows that were recorded of a filing.

    Raises:
        SourceError: they are damaged.
    """
    what = f"{NAME} of {company_id}, {filing.accession}"
    rows: Any = load_json(body, what)["findings"]
    texts = pl.DataFrame(rows, schema=dict.fromkeys((*FOUND, "reason"), pl.String()))
    unread = texts.filter(pl.col("finding") == UNREAD).select("exhibit", "reason").iter_rows()
    refused = [
        Refusal(f"text {exhibit} #{place}", reason, filing.accession)
        for place, (exhibit, reason) in enumerate(unread)
    ]
    types = TABLE.polars_schema
    try:
        frame = texts.filter(pl.col("finding") != UNREAD).select(
            pl.lit(company_id).alias("company_id"),
            pl.lit(filing.cik).alias("cik"),
            *(_typed(name, types[name]) for name in FOUND),
        )
        return Parsed(TABLE.conform(frame), quarantine_rows(NAME, company_id, refused))
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise SourceError(
            f"{what}: the recorded rows are damaged ({error}): restore the file, or record it again"
        ) from None


def _typed(name: str, type_: pl.DataType) -> pl.Expr:
    filled = pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
    if isinstance(type_, pl.Date):
        return filled.str.to_date("%Y-%m-%d")
    if isinstance(type_, pl.Datetime):
        return filled.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us")
    return filled.cast(type_)


def _filings_in_table(company: Company, settings: Settings) -> list[Filing]:
    path = RAW_SEC_FILINGS.directory(settings) / f"{company.company_id}.parquet"
    try:
        frame = read_parquet(path)
    except (FileNotFoundError, DamagedFile) as error:
        raise NotRecorded(
            f"{company.company_id}: {RAW_SEC_FILINGS.full_name} holds no filings of it "
            f"({type(error).__name__}): fetch sec_filings first"
        ) from None
    wanted = frame.filter(
        pl.col("form").is_in(FORMS) & (pl.col("filed_date") >= settings.documents_since)
    )
    return [
        Filing(cik, accession, form, filed, primary_document=primary or "")
        for cik, accession, form, filed, primary in wanted.select(
            "cik", "accession", "form", "filed_date", "primary_document"
        ).iter_rows()
    ]


def _recorded(company: Company, transport: Transport) -> list[Filing]:
    found: list[Filing] = []
    missing: NotRecorded | None = None
    for cik in company.ciks:
        try:
            found += _listed(cik, transport)
        except NotRecorded as answer:
            missing = missing or answer
    if not found and missing is not None:
        raise missing
    return found


def _listed(cik: int, transport: Transport) -> list[Filing]:
    """The filings of one CIK of which findings are recorded."""
    # Only the recorded data answers this: there is no such document at the SEC.
    request = Request(NAME, cik_name(cik), f"recorded:{NAME}/{cik_name(cik)}")
    try:
        body = transport.fetch(request).body
    except CorruptedObject:
        body = transport.fetch(replace(request, is_fresh=True)).body
    what = f"recorded documents of {cik_name(cik)}"
    listed: Any = load_json(body, what)["filings"]
    try:
        return [
            Filing(
                cik,
                each["accession"],
                each["form"],
                dt.date.fromisoformat(each["filed"]),
                version=each["digest"],
            )
            for each in listed
        ]
    except ValueError as error:
        raise SourceError(
            f"{what}: a row has no filing date ({error}): restore the file, or record it again"
        ) from None


SOURCE = FilingSource(
    name=NAME,
    table=TABLE,
    period="filed_date",
    publishers=(
        Publisher(
            name="SEC, texts of filings",
            url="https://www.sec.gov/search-filings",
            gives="what companies say of guidance and technologies in releases and reports: "
            "figures, counts and places, no prose",
            appears="with the filing",
            terms=SEC_TERMS,
            limits=SEC_LIMITS,
        ),
    ),
    parser_inputs=parser_inputs,
    replay=REPLAY,
    filings=filings,
    read_filing=read_filing,
)
