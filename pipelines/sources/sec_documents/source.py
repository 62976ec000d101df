"""What companies say in words: press releases and commentary of current reports, and the text of
annual and quarterly ones.

Holds which filings are read and the requests. What is found in a document is `findings.py`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive.transport import Request
from pipelines.sources.base import SEC_LIMITS, SEC_TERMS, Filing, FilingSource, Publisher
from pipelines.sources.document import (
    Parsed,
    Refusal,
    SourceError,
    cik_name,
    load_json,
    quarantine_rows,
)
from pipelines.sources.filing_lists import filings_to_read, folder_url
from pipelines.sources.sec_documents import findings
from pipelines.sources.sec_documents.findings import FORMS, NAME, TABLE
from pipelines.sources.sec_documents.replay import FINDINGS, FOUND, REPLAY, UNREAD

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
    return filings_to_read(
        NAME, company, transport, settings, forms=FORMS, since=settings.documents_since
    )


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
    folder = folder_url(filing, settings)
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
