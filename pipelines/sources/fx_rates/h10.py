"""The Federal Reserve's H.10 rates as text: its own CSV, and the CSV of FRED, which repeats it.

Which currencies are asked for, and the table's rows of the ECB, are elsewhere (`fx_rates.py`,
`fx_ecb.py`). A series says by its name which way it quotes: `RXI$US_…` is USD for one unit of
the currency, `RXI_…` is units of the currency for one USD. `ND` means that there is no data.

Source of the shape: the Data Download Program's CSV with labels, layout `seriescolumn` (rows
Series Description, Unit, Multiplier, Currency, Unique Identifier, Time Period); H.10 "Foreign
Exchange Rates", whose daily rates are noon buying rates in New York.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.document import Refusal, SourceError, refuse_non_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# A rate: currency, base, quote, frequency, date, rate as quoted.
Quote = tuple[str, str, str, str, dt.date, Decimal]

# The countries of H.10 by their codes in its series names, with their currencies.
_CURRENCIES = {
    "AL": "AUD",
    "BZ": "BRL",
    "CA": "CAD",
    "CH": "CNY",
    "DN": "DKK",
    "EU": "EUR",
    "HK": "HKD",
    "IN": "INR",
    "JA": "JPY",
    "KO": "KRW",
    "MA": "MYR",
    "MX": "MXN",
    "NO": "NOK",
    "NZ": "NZD",
    "SD": "SEK",
    "SF": "ZAR",
    "SI": "SGD",
    "SL": "LKR",
    "SZ": "CHF",
    "TA": "TWD",
    "TH": "THB",
    "UK": "GBP",
}
H10_CURRENCIES = frozenset(_CURRENCIES.values())

# FRED's series of the same rates: DEX<base><quote>, by its own codes. USD comes second in
# DEX..US: "units of the first for one of the second", but for the four quoted the other way.
_FRED_CODES = {
    "AUD": "DEXUSAL",
    "BRL": "DEXBZUS",
    "CAD": "DEXCAUS",
    "CHF": "DEXSZUS",
    "CNY": "DEXCHUS",
    "DKK": "DEXDNUS",
    "EUR": "DEXUSEU",
    "GBP": "DEXUSUK",
    "HKD": "DEXHKUS",
    "INR": "DEXINUS",
    "JPY": "DEXJPUS",
    "KRW": "DEXKOUS",
    "LKR": "DEXSLUS",
    "MXN": "DEXMXUS",
    "MYR": "DEXMAUS",
    "NOK": "DEXNOUS",
    "NZD": "DEXUSNZ",
    "SEK": "DEXSDUS",
    "SGD": "DEXSIUS",
    "THB": "DEXTHUS",
    "TWD": "DEXTAUS",
    "ZAR": "DEXSFUS",
}
_FRED_CURRENCIES = {series: currency for currency, series in _FRED_CODES.items()}

_SERIES = re.compile(r"RXI(?P<usd>\$US)?_N\.(?P<frequency>[BM])\.(?P<country>[A-Z]+)", re.ASCII)
_FREQUENCIES = {"B": "day", "M": "month"}
_HEAD = (
    "Series Description",
    "Unit",
    "Multiplier",
    "Currency",
    "Unique Identifier",
    "Time Period",
)
_NO_DATA = frozenset({"ND", "NC", "", "."})
_RATE = re.compile(r"\d{1,12}(?:\.\d{1,10})?", re.ASCII)


def fred_series(currency: str) -> str:
    """FRED's name of the daily H.10 series of a currency that H.10 quotes."""
    return _FRED_CODES[currency]


def parse_h10(body: bytes, wanted: Collection[str], what: str) -> tuple[list[Quote], list[Refusal]]:
    """The quotes of the wanted currencies, and a refusal for each that the file lacks.

    Other series of the file (indexes, other currencies) are left alone.

    Raises:
        SourceError: the body is empty, HTML, cut off, no UTF-8, or no such CSV; or a wanted
            series is scaled, named twice, or holds a text that is not a rate.
    """
    lines = _lines(body, what)
    head = [line[0].strip().rstrip(":") if line else "" for line in lines[: len(_HEAD)]]
    if tuple(head) != _HEAD:
        raise SourceError(
            f"{what}: the first rows are not those of a Federal Reserve download ({_HEAD[0]} to "
            f"{_HEAD[-1]}): it is another file, or the layout has changed"
        )
    columns: dict[int, tuple[str, str, str, str]] = {}
    for column, name in enumerate(lines[5][1:], start=1):
        match = _SERIES.fullmatch(name.strip())
        currency = _CURRENCIES.get(match["country"]) if match else None
        if match is None or currency is None or currency not in wanted:
            continue
        if _cell(lines[2], column) != "1" or _cell(lines[4], column) != f"H10/H10/{name.strip()}":
            raise SourceError(
                f"{what}: the series {name} has the multiplier {_cell(lines[2], column)!r} and "
                f"the identifier {_cell(lines[4], column)!r}: 1 and H10/H10/{name} are known"
            )
        base, quote = (currency, "USD") if match["usd"] else ("USD", currency)
        columns[column] = (currency, base, quote, _FREQUENCIES[match["frequency"]])
    found = [(currency, frequency) for currency, _, _, frequency in columns.values()]
    if len(set(found)) < len(found):
        raise SourceError(f"{what}: a currency lies in two series of one frequency")
    quotes = [
        (*columns[column], day, value)
        for day, line in days(lines[6:], len(lines[5]), what)
        for column in columns
        if (value := rate(line[column], what, day)) is not None
    ]
    return quotes, _missing(wanted, {quote[0] for quote in quotes}, what)


def parse_fred(
    body: bytes, series: str, wanted: Collection[str], what: str
) -> tuple[list[Quote], list[Refusal]]:
    """The quotes of one series of FRED.

    Raises:
        SourceError: as `parse_h10`, or the file is of another series.
    """
    currency = _FRED_CURRENCIES[series]
    lines = _lines(body, what)
    if lines[0] not in (["observation_date", series], ["DATE", series]):
        raise SourceError(
            f"{what}: the columns are {', '.join(lines[0])[:120]}, not observation_date and "
            f"{series}: it is another series"
        )
    base, quote = (currency, "USD") if series.startswith("DEXUS") else ("USD", currency)
    quotes = [
        (currency, base, quote, "day", day, value)
        for day, line in days(lines[1:], 2, what)
        if (value := rate(line[1], what, day)) is not None
    ]
    return quotes, _missing({currency} & set(wanted), {quote[0] for quote in quotes}, what)


def _lines(body: bytes, what: str) -> list[list[str]]:
    refuse_non_json(body, what)
    try:
        text = body.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"{what}: the CSV cannot be read ({error}): it is cut off or damaged, fetch it again"
        ) from None


def days(lines: list[list[str]], width: int, what: str) -> Iterator[tuple[dt.date, list[str]]]:
    """The lines of a CSV of rates with their days; raises `SourceError` out of order or cut off."""
    newest = dt.date.min
    for line in lines:
        try:
            if len(line) != width:
                raise ValueError
            day = dt.date.fromisoformat(line[0].strip())
        except ValueError:
            raise SourceError(
                f"{what}: the row {','.join(line)[:80]!r} is not a date and {width - 1} rates: "
                "the file is cut off or damaged, fetch it again"
            ) from None
        if day <= newest:
            raise SourceError(f"{what}: {day} comes twice or out of order: fetch the file again")
        newest = day
        yield day, line


def rate(text: str, what: str, day: dt.date) -> Decimal | None:
    """A cell as a rate, None where there is none; raises `SourceError` for another text."""
    stripped = text.strip()
    if stripped in _NO_DATA:
        return None
    if not _RATE.fullmatch(stripped) or not Decimal(stripped):
        raise SourceError(f"{what}: {day}: {stripped[:40]!r} is not a rate: fetch the file again")
    return Decimal(stripped)


def _cell(line: list[str], column: int) -> str:
    return line[column].strip() if column < len(line) else ""


def _missing(wanted: Collection[str], found: set[str], what: str) -> list[Refusal]:
    return [
        Refusal(
            f"currency {currency}",
            f"{what}: holds no rate of {currency}: amounts in it have no rate from this source "
            "until the next file brings one",
        )
        for currency in sorted(set(wanted) & H10_CURRENCIES - found)
    ]
