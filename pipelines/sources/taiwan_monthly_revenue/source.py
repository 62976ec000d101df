"""Monthly revenue of companies listed in Taiwan, from the two exchanges' open data.

Holds the requests, the rules by which a file or a row is refused, and the shape of
`RAW_TAIWAN_MONTHLY_REVENUE`. Which report speaks for a month is told in `normalize/months/`.

The endpoints show one month only, and before the 10th of a month still the month before the
last (trap F2): every archived body counts, so that the table grows month by month. Dates are in
the calendar of the Republic of China (`11402` is February 2025), amounts in thousands of TWD.

Source of the shape: `t187ap05_L` of openapi.twse.com.tw and `mopsfin_t187ap05_O` of
www.tpex.org.tw, as JSON or CSV; and the CSV as spreadsheets save it again, in Big5 with tabs.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.recorded import recorded_names
from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.registry import ROC_EPOCH
from pipelines.sources.base import UnpartitionedSource
from pipelines.sources.document import (
    Parsed,
    Refusal,
    SourceError,
    json_value,
    quarantine_rows,
    refuse_non_json,
)
from pipelines.sources.taiwan_monthly_revenue import row_checks
from pipelines.sources.taiwan_monthly_revenue.publishers import PUBLISHERS
from pipelines.sources.taiwan_monthly_revenue.replay import (
    CONFIDENCE,
    DATE_BASIS,
    DUE,
    HIGH,
    MEDIUM,
    NAME,
    REPLAY,
    STATED,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.registry import Registry
    from pipelines.settings import Settings

TABLE = RAW_TAIWAN_MONTHLY_REVENUE

MARKETS = ("twse", "tpex")
STATEMENTS = ("current", "prior_month", "prior_year")

# The fields that the parser reads, in the report's order: dates, code, the three amounts.
_FIELDS = (
    "出表日期",
    "資料年月",
    "公司代號",
    "營業收入-當月營收",
    "營業收入-上月營收",
    "營業收入-去年當月營收",
)
_HEADER = (
    "出表日期",
    "資料年月",
    "公司代號",
    "公司名稱",
    "產業別",
    "營業收入-當月營收",
    "營業收入-上月營收",
    "營業收入-去年當月營收",
    "營業收入-上月比較增減(%)",
    "營業收入-去年同月增減(%)",
    "累計營業收入-當月累計營收",
    "累計營業收入-去年累計營收",
    "累計營業收入-前期比較增減(%)",
    "備註",
)
# The same columns as a spreadsheet has translated them; two of them are called "Date".
_ENGLISH_HEADER = (
    "Date",
    "Date",
    "Number",
    "Name",
    "Industry",
    "Revenue for the month",
    "Last month's revenue",
    "Last year's monthly revenue",
    "Compared with last month(%)",
    "Change in the same month last year(%)",
    "Cumulative revenue for the month",
    "Cumulative revenue last year",
    "Compared with the increase and decrease in the previous period(%)",
    "備註",
)
_PLACES = tuple(_HEADER.index(field) for field in _FIELDS)

_ROC_MONTH = re.compile(r"(\d{2,3})(\d{2})", re.ASCII)
_ROC_DAY = re.compile(r"(\d{2,3})(\d{2})(\d{2})", re.ASCII)
_AMOUNT = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)", re.ASCII)
_NONE = frozenset({"", "-"})
_THOUSAND = 1000
_MOST_DIGITS = 13  # in thousands, so that the amount fits the table
_KEY = re.compile(r"(twse|tpex)(?:_\d{4}(?:-\d{2})?)?", re.ASCII)

# What recorded months say beside the exchange's fields; a report of the exchange says the first.
_SAID_BESIDE = {DATE_BASIS: (STATED, DUE), CONFIDENCE: (HIGH, MEDIUM)}


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one security in a report, as text, and where they stand."""

    place: int
    report_date: str
    report_month: str
    code: str
    amounts: tuple[str, ...]
    beside: tuple[str, ...]


class _RowRefusedError(Exception):
    """One row cannot be used; the message is the reason."""


def requests(registry: Registry, settings: Settings) -> list[Request]:
    """Both exchanges' newest month, and without `live` the recorded months."""
    del registry
    newest = [Request(NAME, market, _url(market, settings)) for market in MARKETS]
    return newest if settings.live else [*newest, *shipped_requests(settings)]


def shipped_requests(settings: Settings) -> list[Request]:
    """The recorded months, which no endpoint shows any more."""
    return [
        Request(NAME, key, _url(_market(key), settings))
        for key in recorded_names(settings.recorded_dir, NAME)
    ]


def parser_inputs(registry: Registry) -> str:
    """The securities followed: they choose the rows of a report."""
    return json.dumps(sorted((*place, owner) for place, owner in owners(registry).items()))


def parse_document(body: bytes, requested: Request, registry: Registry) -> Parsed:
    """The rows of the registered securities in one report, JSON or CSV.

    A security that cannot be read, or of which two rows differ, is refused alone; one that is
    not registered is not looked at. `-` and an empty cell mean that the company states no amount.

    Raises:
        SourceError: the body is empty, HTML, cut off, in no known encoding, of another report,
            or without a row.
    """
    what = f"{NAME} {requested.key}"
    market = _market(requested.key)
    followed_here = {
        code: owner for (place, code), owner in owners(registry).items() if place == market
    }
    cells = list(_cells(body, what))
    if not cells:
        raise SourceError(f"{what}: the report holds no row: the next run asks again")
    followed = [row for row in cells if row.code in followed_here]
    # A row that stands twice says one thing; where two differ, nothing says which is right.
    followed = list({replace(row, place=0): row for row in reversed(followed)}.values())[::-1]
    times = Counter((row.code, row.report_month) for row in followed)
    rows: list[tuple[object, ...]] = []
    quarantined = [RAW_QUARANTINE.empty()]
    for row in followed:
        company_id = followed_here[row.code]
        try:
            count = times[row.code, row.report_month]
            if count > 1:
                raise _RowRefusedError(
                    f"{count} rows of one report are of this code and month and differ, and "
                    "nothing says which is right: none is used until a report states it once"
                )
            rows += [
                (company_id, row.code, market, *figure, *row.beside) for figure in _figures(row)
            ]
        except _RowRefusedError as error:
            item = f"{row.code} of {row.report_month}"
            reason = f"{what}: row {row.place}, code {row.code} ({company_id}): {error}"
            quarantined.append(quarantine_rows(NAME, company_id, [Refusal(item, reason)]))
    names = ("company_id", "security_code", "market", "month", "report_month", "statement")
    schema = {
        name: TABLE.polars_schema[name] for name in (*names, "value", "report_date", *_SAID_BESIDE)
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return Parsed(TABLE.conform(frame), pl.concat(quarantined))


def combine(frame: pl.DataFrame, newest: str | None = None) -> pl.DataFrame:
    """One row for each day on which a report first said a figure or said another one.

    The endpoint dates the same report anew each day until the next month replaces it.

    Args:
        frame: rows of all bodies, the oldest body first.
        newest: the digest of the newest body, which may have repeated a figure.
    """
    figure = ("company_id", "month", "report_month", "statement")
    ordered = TABLE.united(frame.unique(TABLE.key, keep="last", maintain_order=True))
    is_repeated = (pl.col("value") == pl.col("value").shift(1)).over(figure).fill_null(False)
    said = ordered.with_columns(is_repeated=is_repeated).with_columns(
        place=(~pl.col("is_repeated")).cum_sum()
    )
    is_said_again = (pl.col("last_body") == pl.lit(newest, pl.String())).any().over("place")
    return TABLE.united(
        said.with_columns(
            last_body=pl.when(is_said_again).then(pl.lit(newest)).otherwise("last_body")
        ).filter(~pl.col("is_repeated"))
    )


def _url(market: str, settings: Settings) -> str:
    if market == "twse":
        return f"{settings.twse_url}/opendata/t187ap05_L"
    return f"{settings.tpex_url}/mopsfin_t187ap05_O"


def _market(key: str) -> str:
    match = _KEY.fullmatch(key)
    if match is None:
        raise SourceError(
            f"{NAME} {key}: names no exchange and month: a recorded report is called "
            "<market>_<YYYY-MM>.csv, a year of them <market>_<YYYY>.csv"
        )
    return match[1]


def owners(registry: Registry) -> dict[tuple[str, str], str]:
    """The company of each followed security, by market and code.

    A company that moves to the other exchange keeps its code, which the two assign from one
    range: its reports of before the move stay its own whether or not the registry dates the
    move, unless the code is another company's there.
    """
    found: dict[tuple[str, str], str] = {}
    listings = [
        (company.company_id, listing)
        for company in registry.companies
        for listing in company.taiwan_listings
    ]
    for company_id, listing in listings:
        found.setdefault((listing.market, listing.code), company_id)
    for company_id, listing in listings:
        for market in MARKETS:
            found.setdefault((market, listing.code), company_id)
    return found


def _cells(body: bytes, what: str) -> Iterator[_Row]:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return _json_cells(body, what)
    refuse_non_json(body, what)
    return _csv_cells(body, what)


def _json_cells(body: bytes, what: str) -> Iterator[_Row]:
    rows = json_value(body, what)
    if not isinstance(rows, list):
        raise SourceError(f"{what}: the body is not a list of rows: it is not this report")
    for place, row in enumerate(rows, start=1):
        cells = [row.get(field) for field in _FIELDS] if isinstance(row, dict) else [None]
        if not all(isinstance(cell, str) for cell in cells):
            raise SourceError(
                f"{what}: row {place} lacks one of {', '.join(_FIELDS)}: it is not this report, "
                "or the exchange has changed it"
            )
        yield _row(place, [str(cell) for cell in cells], _said_beside(row, place, what))


def _csv_cells(body: bytes, what: str) -> Iterator[_Row]:
    text = _decoded(body, what)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SourceError(
            f"{what}: the CSV cannot be read ({error}): it is cut off or damaged, fetch it again"
        ) from None
    header = tuple(cell.strip() for cell in lines[0])
    if header not in (_HEADER, _ENGLISH_HEADER):
        raise SourceError(
            f"{what}: the columns are not those of the monthly revenue report (t187ap05) but "
            f"{', '.join(header)[:120]}: it is another report"
        )
    for place, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            raise SourceError(
                f"{what}: line {place} has {len(line)} cells, not {len(header)}: the file is cut "
                "off or damaged, fetch it again"
            )
        yield _row(place, [line[column] for column in _PLACES])


def _decoded(body: bytes, what: str) -> str:
    """UTF-8, else Big5 as Windows writes it; neither is guessed from a part of the body."""
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(
        f"{what}: the file is neither UTF-8 nor Big5: save it again in one of them, or fetch it"
    )


def _said_beside(row: dict[str, str], place: int, what: str) -> tuple[str, ...]:
    """How the date is known and how sure the figures are."""
    said = tuple(row.get(name, choices[0]) for name, choices in _SAID_BESIDE.items())
    for text, (name, choices) in zip(said, _SAID_BESIDE.items(), strict=True):
        if text not in choices:
            raise SourceError(
                f"{what}: row {place}: the {name} {text[:40]!r} is not one of "
                f"{', '.join(choices)}: correct the recorded file"
            )
    return said


def _row(place: int, cells: list[str], beside: tuple[str, ...] = (STATED, HIGH)) -> _Row:
    report_date, report_month, code, *amounts = (cell.strip() for cell in cells)
    return _Row(place, report_date, report_month, code, tuple(amounts), beside)


def _figures(row: _Row) -> list[tuple[dt.date, dt.date, str, Decimal, dt.date]]:
    """Month, report month, statement, TWD and report date of each amount that is stated."""
    report_month = _roc(_ROC_MONTH, row.report_month, "資料年月 (month)")
    report_date = _roc(_ROC_DAY, row.report_date, "出表日期 (date of the report)")
    if problem := row_checks.date_problem(report_date, report_month):
        raise _RowRefusedError(problem)
    months = (
        report_month,
        (report_month - dt.timedelta(days=1)).replace(day=1),
        report_month.replace(year=report_month.year - 1),
    )
    figures = [
        (month, report_month, statement, _amount(text, statement), report_date)
        for month, statement, text in zip(months, STATEMENTS, row.amounts, strict=True)
        if text not in _NONE
    ]
    if problem := row_checks.scale_problem({each[2]: each[3] for each in figures}):
        raise _RowRefusedError(problem)
    return figures


def _roc(pattern: re.Pattern[str], text: str, field: str) -> dt.date:
    match = pattern.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, *day = (int(part) for part in match.groups())
        return dt.date(year + ROC_EPOCH, month, day[0] if day else 1)
    except ValueError:
        raise _RowRefusedError(
            f"{field} {text!r} is not a valid date of the Republic of China calendar, "
            "such as 1140317"
        ) from None


def _amount(text: str, statement: str) -> Decimal:
    digits = text.replace(",", "").lstrip("-")
    if not _AMOUNT.fullmatch(text) or len(digits) > _MOST_DIGITS:
        raise _RowRefusedError(
            f"the {statement} amount {text!r} is not a whole number of thousand TWD: correct the "
            "file, or wait for the exchange's next one"
        )
    return Decimal(text.replace(",", "")) * _THOUSAND


SOURCE = UnpartitionedSource(
    name=NAME,
    table=TABLE,
    period="report_month",
    publishers=PUBLISHERS,
    parser_inputs=parser_inputs,
    replay=REPLAY,
    requests=requests,
    parse=parse_document,
    shipped_requests=shipped_requests,
    combine=combine,
    accumulates=True,
    rhythm=dt.timedelta(days=31),
)
