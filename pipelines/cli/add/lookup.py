"""Which company a ticker is: the SEC's list of tickers, and the registry's own.

Source of the shape: the SEC's `company_tickers_exchange.json`, names of columns in `fields` and
rows in `data`; a class of shares is written with a dash (BRK-B). Filings are not read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from pipelines.archive.transport import Request
from pipelines.errors import LedgerError
from pipelines.registry.models import Cik, CompanyId
from pipelines.sources.document import SourceError, load_json

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings

SOURCE = "sec_tickers"
_NAME = "company_tickers_exchange"
_COLUMNS = ("cik", "name", "ticker")

_CIK: TypeAdapter[int] = TypeAdapter(Cik)
_TICKER: TypeAdapter[str] = TypeAdapter(CompanyId)


class WrongTicker(LedgerError):
    """A ticker of which no entries can be proposed: registered, unknown or ambiguous."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A company as the SEC lists it.

    Attributes:
        ticker: as the SEC writes it.
        cik: whose it is.
        name: the filer's name.
    """

    ticker: str
    cik: int
    name: str


def request(settings: Settings) -> Request:
    """The request for the SEC's list of tickers."""
    return Request(SOURCE, _NAME, f"{settings.sec_archives_url}/files/{_NAME}.json")


def as_listed(ticker: str) -> str:
    """The ticker as the SEC writes it.

    Raises:
        WrongTicker: it is none.
    """
    written = ticker.strip().upper()
    try:
        return _TICKER.validate_python(written).replace(".", "-")
    except ValidationError:
        raise WrongTicker(
            f"{ticker!r} is not a ticker: write it as the exchange does, such as SNPS or BRK-B"
        ) from None


def refuse_registered(ticker: str, registry: Registry) -> None:
    """Refuse a ticker that the registry has.

    Raises:
        WrongTicker: it has.
    """
    for company in registry.companies:
        names = {name.replace(".", "-") for name in (company.ticker, company.company_id)}
        if as_listed(ticker) in names:
            raise WrongTicker(f"{company.ticker} is in the registry already: see companies.yml")


def find(body: bytes, ticker: str, registry: Registry) -> Listed:
    """The company of a ticker.

    Args:
        body: the SEC's list.
        ticker: in any case of letters, with a dot or a dash.
        registry: refused are companies it has, under whatever ticker.

    Raises:
        WrongTicker: no company has it, several have it, or the company is registered.
        SourceError: the list is cut off, HTML, or in another shape.
    """
    wanted = as_listed(ticker)
    companies = {each.cik: each for each in _rows(body, wanted)}
    if not companies:
        raise WrongTicker(
            f"no company {wanted!r} in the SEC's list of tickers: check the spelling; a company "
            "that does not file with the SEC is entered by hand, with its taiwan_listing"
        )
    if len(companies) > 1:
        several = "; ".join(f"CIK {each.cik} ({each.name})" for each in companies.values())
        raise WrongTicker(
            f"{wanted} stands for several companies in the SEC's list of tickers, {several}: "
            "enter the one that is meant in companies.yml by hand"
        )
    (found,) = companies.values()
    for company in registry.companies:
        if found.cik in company.ciks:
            raise WrongTicker(
                f"{wanted} is CIK {found.cik}, which is in the registry already as "
                f"{company.ticker}: see companies.yml"
            )
    return found


def _rows(body: bytes, wanted: str) -> list[Listed]:
    what = "the SEC's list of tickers"
    document = load_json(body, what)
    fields, data = document.get("fields"), document.get("data")
    if not isinstance(fields, list) or not isinstance(data, list) or not data:
        raise SourceError(f"{what}: has no fields and data: the SEC has changed its shape")
    if not set(_COLUMNS) <= {field for field in fields if isinstance(field, str)}:
        raise SourceError(
            f"{what}: its fields are {fields!r} without {', '.join(_COLUMNS)}: the SEC has "
            "changed its shape"
        )
    found = []
    for row in data:
        if not isinstance(row, list) or len(row) != len(fields):
            raise SourceError(
                f"{what}: a row is not as long as its fields: the SEC has changed its shape, or "
                "the body is damaged"
            )
        cell = dict(zip(fields, row, strict=True))
        if str(cell["ticker"]).upper().replace(".", "-") != wanted:
            continue
        try:
            cik = _CIK.validate_python(cell["cik"], strict=True)
        except ValidationError:
            raise SourceError(
                f"{what}: {wanted} has no CIK ({cell['cik']!r}): the body is damaged"
            ) from None
        found.append(Listed(wanted, cik, _printable(str(cell["name"]))))
    return found


def _printable(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
