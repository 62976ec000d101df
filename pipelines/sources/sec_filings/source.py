"""The SEC's submissions: which filings there are, of what form, and when each was accepted.

Holds the requests (recent filings and older pages), the rules by which a document or a filing
is refused, and the shape of `RAW_SEC_FILINGS`. What a filing states is elsewhere.

Source of the shape: the SEC's EDGAR application programming interfaces,
`/submissions/CIK##########.json`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.sources.base import SEC_LIMITS, SEC_TERMS, CompanySource, Publisher
from pipelines.sources.document import (
    Parsed,
    Refusal,
    SourceError,
    cik_name,
    cik_of,
    load_json,
    quarantine_rows,
    refuse_other_cik,
)
from pipelines.sources.sec_filings.acceptance_times import NeitherReadingError, Stamp, instants
from pipelines.sources.sec_filings.replay import NAME, REPLAY

if TYPE_CHECKING:
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings

TABLE = RAW_SEC_FILINGS

_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}", re.ASCII)
_PAGE = re.compile(r"(CIK\d{10})-submissions-\d{3}\.json", re.ASCII)
# EDGAR's first filings are of 1993.
_FIRST_YEAR, _LAST_YEAR = 1993, 9998
# From a Friday evening to the business day after a long weekend, and another zone's day.
_MOST_DAYS_AHEAD = dt.timedelta(days=6)

_COLUMNS = (
    "accessionNumber",
    "filingDate",
    "reportDate",
    "acceptanceDateTime",
    "form",
    "isInlineXBRL",
    "primaryDocument",
)


def request(cik: int, settings: Settings) -> Request:
    """The request for the recent filings of one CIK (a year of them, or a thousand)."""
    name = cik_name(cik)
    return Request(NAME, name, f"{settings.sec_data_url}/submissions/{name}.json")


def requests(company: Company, settings: Settings) -> list[Request]:
    """The requests for every CIK of a company, today's first (trap ET4)."""
    return [request(cik, settings) for cik in company.ciks]


def older_pages(body: bytes, settings: Settings) -> list[Request]:
    """The requests for the pages of older filings that a body names.

    Raises:
        SourceError: the body is no JSON, or names a page that is not this filer's.
    """
    document = _unwrapped(load_json(body, "submissions"))
    filings = document.get("filings")
    files = filings.get("files") if isinstance(filings, dict) else None
    listed = files if isinstance(files, list) else []
    names = [page.get("name") for page in listed if isinstance(page, dict)]
    pages = []
    stated = cik_of(document.get("cik"))
    for name in names:
        match = _PAGE.fullmatch(name) if isinstance(name, str) else None
        if match is None or int(match[1][3:]) != stated:
            raise SourceError(
                f"submissions of CIK {stated}: names an older page that is not its "
                f"own ({name!r}): the API has changed, or the body is another filer's"
            )
        url = f"{settings.sec_data_url}/submissions/{name}"
        pages.append(Request(NAME, match[0].removesuffix(".json"), url))
    return pages


def parse_document(
    body: bytes, requested: Request, company_id: str, cik: int, registry: Registry
) -> Parsed:
    """`parse`; `requested` tells a page of older filings, which names no filer, from the rest."""
    del registry
    return parse(
        body, company_id, cik, is_page=_PAGE.fullmatch(f"{requested.key}.json") is not None
    )


def parse(body: bytes, company_id: str, cik: int, *, is_page: bool = False) -> Parsed:
    """Parse one submissions body into the rows of `RAW_SEC_FILINGS`.

    Acceptance times are UTC in this API, unlike in the SGML header of a filing, which gives
    New York time (trap V2). A body whose times are New York time in spite of their label is
    told by its filing dates (`acceptance_times.py`); a time without its zone is refused.

    Args:
        body: the body as fetched; one wrapped as `{"data": …}` by whoever stored it is taken.
        company_id: the company, as the registry names it.
        cik: the CIK that was asked for.
        is_page: a page of older filings, which states no CIK of its own.

    Raises:
        SourceError: the body is empty, HTML, cut off, no JSON, about another CIK, or its
            columns are missing or of unequal length, or its acceptance times contradict its
            filing dates.
    """
    what = f"submissions of {company_id} ({cik_name(cik)})"
    document = _unwrapped(load_json(body, what))
    if is_page:
        columns: object = document
    else:
        refuse_other_cik(document.get("cik"), cik, what, document.get("name"))
        filings = document.get("filings")
        columns = filings.get("recent") if isinstance(filings, dict) else None
    if not isinstance(columns, dict):
        raise SourceError(f"{what}: the body has no filings: it is another document")
    lists = [columns.get(name) for name in _COLUMNS]
    lengths = {len(values) if isinstance(values, list) else None for values in lists}
    if len(lengths) != 1 or None in lengths:
        raise SourceError(
            f"{what}: the columns {', '.join(_COLUMNS)} are not all there, or not of one "
            "length: the API has changed, or the body is damaged"
        )
    stated: dict[str, list[dict[str, Any]]] = {}
    rows: dict[str, dict[str, Any]] = {}
    refusals = []
    for place, values in enumerate(zip(*lists, strict=True)):
        try:
            row = _filing(values)
        except ValueError as error:
            accession = values[0] if isinstance(values[0], str) else None
            item = f"filing {accession or ''} #{place}"
            refusals.append(Refusal(item, f"{what}: {item}: {error}: it is left out", accession))
        else:
            stated.setdefault(row["accession"], []).append(row)
    for accession, found in stated.items():
        if all(row == found[0] for row in found):
            rows[accession] = found[0]
            continue
        item = f"filing {accession}"
        said = f"is listed {len(found)} times, and not alike each time"
        reason = f"{what}: {item}: {said}, and nothing says which is right: it is left out"
        refusals.append(Refusal(item, reason, accession))
    try:
        _settle_times(list(rows.values()))
    except NeitherReadingError as error:
        raise SourceError(f"{what}: {error}: no acceptance time in it can be trusted") from None
    for row in rows.values():
        row |= {"company_id": company_id, "cik": cik}
    frame = pl.DataFrame(list(rows.values()), schema=TABLE.polars_schema, orient="row")
    name = document.get("name")
    refused = quarantine_rows(NAME, company_id, refusals)
    return Parsed(TABLE.conform(frame), refused, name if isinstance(name, str) else "")


def _unwrapped(document: dict[str, object]) -> dict[str, object]:
    inner = document.get("data")
    return inner if isinstance(inner, dict) and "filings" not in document else document


def _settle_times(rows: list[dict[str, Any]]) -> None:
    """Turn times as labelled into UTC without a zone.

    The API's own label is `Z`; one written with its offset is our own and holds as it is.
    """
    labelled = [row for row in rows if row["is_labelled"]]
    stamps = [Stamp(row["form"], row["filed_date"], row["accepted_at"]) for row in labelled]
    settled = dict(zip((row["accession"] for row in labelled), instants(stamps), strict=True))
    for row in rows:
        as_is = row["accepted_at"].replace(tzinfo=None)
        row["accepted_at"] = settled.get(row["accession"], as_is)
        del row["is_labelled"]


def _filing(values: tuple[object, ...]) -> dict[str, Any]:
    """One filing, its acceptance time as labelled."""
    accession, filed, report, accepted, form, inline, primary = values
    if not isinstance(accession, str) or not _ACCESSION.fullmatch(accession):
        raise ValueError(f"names no valid accession number ({accession!r})")
    if not isinstance(form, str) or not form:
        raise ValueError("names no form")
    return {
        "accession": accession,
        "form": form,
        "filed_date": _past(_date(filed, "filing date")),
        "report_date": _date(report, "period of report") if report else None,
        "accepted_at": _instant(accepted),
        "is_labelled": str(accepted).endswith("Z"),
        "primary_document": primary if isinstance(primary, str) and primary else None,
        "is_inline_xbrl": inline in (1, True),
    }


def _date(text: object, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"has a {name} that is not a valid date ({text!r})") from None


def _past(filed: dt.date) -> dt.date:
    """A filing date; one of an evening is that of the next business day (Regulation S-T, 13(a))."""
    if filed > dt.datetime.now(dt.UTC).date() + _MOST_DAYS_AHEAD:
        raise ValueError(f"has a filing date in the future ({filed})")
    return filed


def _instant(text: object) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"has an acceptance time that is not valid ({text!r})") from None
    if instant.tzinfo is None:
        raise ValueError(f"has an acceptance time without its zone ({text!r})")
    if (
        not _FIRST_YEAR <= instant.year <= _LAST_YEAR
    ):  # no clock of another zone is beyond all years
        raise ValueError(f"has an acceptance time in an impossible year ({text!r})")
    return instant.astimezone(dt.UTC)


SOURCE = CompanySource(
    name=NAME,
    table=TABLE,
    period="report_date",
    publishers=(
        Publisher(
            name="SEC, submissions",
            url="https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
            gives="each filing with its form, dates and acceptance time",
            appears="with the filing",
            terms=SEC_TERMS,
            limits=SEC_LIMITS,
        ),
    ),
    replay=REPLAY,
    requests=requests,
    parse=parse_document,
    older_pages=older_pages,
)
