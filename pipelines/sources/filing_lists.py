"""Which filings of a company a source reads one by one: live those that submissions list, else
those of which something is recorded.

Not here: what is asked for of a filing (each source), and that each is read once
(`refresh/filings.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive.errors import CorruptedObject, NotRecorded
from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError, cik_name, load_json
from pipelines.storage.files import DamagedFile, read_parquet

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.archive.transport import Transport
    from pipelines.registry import Company
    from pipelines.settings import Settings


def filings_to_read(
    source: str,
    company: Company,
    transport: Transport,
    settings: Settings,
    *,
    forms: Collection[str],
    since: dt.date,
) -> list[Filing]:
    """The company's filings, the newest first.

    Args:
        source: the name under which filings of it are recorded.
        company: whose filings.
        transport: brings the recorded lists.
        settings: live, those of `raw.sec_filings`; else those of which `source` records something,
            which need not be among the recorded submissions.
        forms: live, the forms that are read.
        since: live, the first filing date.

    Raises:
        NotRecorded: it is not known which filings there are.
        SourceError: the list cannot be read.
    """
    if not company.ciks:
        raise NotRecorded(f"{company.company_id}: has no CIK, so no filings at the SEC")
    listed = (
        _in_table(company, settings, forms, since)
        if settings.live
        else _recorded(source, company, transport)
    )
    return sorted(listed, key=lambda each: (each.filed_date, each.accession), reverse=True)


def folder_url(filing: Filing, settings: Settings) -> str:
    """The address of the folder that holds a filing's documents."""
    return (
        f"{settings.sec_archives_url}/Archives/edgar/data/{filing.cik}/"
        f"{filing.accession.replace('-', '')}"
    )


def _in_table(
    company: Company, settings: Settings, forms: Collection[str], since: dt.date
) -> list[Filing]:
    path = RAW_SEC_FILINGS.directory(settings) / f"{company.company_id}.parquet"
    try:
        frame = read_parquet(path)
    except (FileNotFoundError, DamagedFile) as error:
        raise NotRecorded(
            f"{company.company_id}: {RAW_SEC_FILINGS.full_name} holds no filings of it "
            f"({type(error).__name__}): fetch sec_filings first"
        ) from None
    wanted = frame.filter(pl.col("form").is_in(forms) & (pl.col("filed_date") >= since))
    names = ("cik", "accession", "form", "filed_date", "is_inline_xbrl", "primary_document")
    return [
        Filing(cik, accession, form, filed, has_instance, primary_document=document or "")
        for cik, accession, form, filed, has_instance, document in wanted.select(names).iter_rows()
    ]


def _recorded(source: str, company: Company, transport: Transport) -> list[Filing]:
    found: list[Filing] = []
    missing: NotRecorded | None = None
    for cik in company.ciks:
        try:
            found += _listed(source, cik, transport)
        except NotRecorded as answer:
            missing = missing or answer
    if not found and missing is not None:
        raise missing
    return found


def _listed(source: str, cik: int, transport: Transport) -> list[Filing]:
    """The filings of one CIK of which something is recorded, and those of which it once was."""
    # Only the recorded data answers this: there is no such document at the SEC.
    request = Request(source, cik_name(cik), f"recorded:{source}/{cik_name(cik)}")
    missing: NotRecorded | None = None
    try:
        bodies = [transport.fetch(request).body]
    except CorruptedObject:
        bodies = [transport.fetch(replace(request, is_fresh=True)).body]
    except NotRecorded as answer:
        missing, bodies = answer, []
    entries = reversed(transport.archive.bodies(source, [request.key]))
    for entry in entries:
        try:
            bodies.append(transport.archive.read(entry.sha256))
        except CorruptedObject:
            continue  # an older list: what it named is in the table, or in a list beside it
    if not bodies and missing is not None:
        raise missing
    newest_first = [filing for body in bodies for filing in _filings_of(body, cik)]
    return list({filing.accession: filing for filing in reversed(newest_first)}.values())


def _filings_of(body: bytes, cik: int) -> list[Filing]:
    """The filings of one list."""
    what = f"recorded filings of {cik_name(cik)}"
    listed: Any = load_json(body, what)["filings"]
    try:
        return [
            Filing(
                cik,
                each["accession"],
                each["form"],
                dt.date.fromisoformat(each["filed"]),
                has_instance=True,
                version=each["digest"],
            )
            for each in listed
        ]
    except ValueError as error:
        raise SourceError(
            f"{what}: a row has no filing date ({error}): restore the file, or record it again"
        ) from None
