"""The Federal Reserve's H.10 rates as text: its own CSV, and the CSV of FRED, which repeats it.

Which currencies are asked for, and the table of the ECB, are elsewhere (`source.py`, `ecb.py`). A
series says by its name which way it quotes: `RXI$US_…` is USD for one unit of the currency, `RXI_…`
is units of the currency for one USD. `ND` means that there is no data.

Source of the shape: the Data Download Program's CSV with labels, layout `seriescolumn` (rows
Series Description, Unit, Multiplier, Currency, Unique Identifier, Time Period); H.10 "Foreign
Exchange Rates", whose daily rates are noon buying rates in New York.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from pipelines.sources.document import Refusal, SourceError, refuse_page
from pipelines.sources.fx_rates.rate_rows import Rates, csv_lines, days

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.sources.fx_rates.rate_rows import Quote

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


def fred_series(currency: str) -> str:
    """FRED's name of the daily H.10 series of a currency that H.10 quotes."""
    return _FRED_CODES[currency]


def parse_h10(body: bytes, wanted: Collection[str], what: str) -> tuple[list[Quote], list[Refusal]]:
    """The quotes of the wanted currencies, and a refusal for each that the file lacks.

    Other series of the file (indexes, other currencies) are left alone. What is no rate, or of no
    day that has been, is refused alone.

    Raises:
        SourceError: the body is empty, HTML, cut off, no UTF-8, or no such CSV; or a wanted
            series is scaled or named twice, or holds nothing that can be used.
    """
    text, lines = _lines(body, what)
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
    rates, width = Rates(what), len(lines[5])
    for day, line in days(lines[6:], text, width, rates):
        for column, (currency, base, quote, frequency) in columns.items():
            rates.add((currency, base, quote), frequency, day, line[column])
    quotes, refusals = rates.found()
    return quotes, refusals + _missing(wanted, {quote[0] for quote in quotes}, what)


def parse_fred(
    body: bytes, series: str, wanted: Collection[str], what: str
) -> tuple[list[Quote], list[Refusal]]:
    """The quotes of one series of FRED.

    Raises:
        SourceError: as `parse_h10`, or the file is of another series.
    """
    currency = _FRED_CURRENCIES[series]
    text, lines = _lines(body, what)
    header = [cell.strip() for cell in lines[0]]
    if header not in (["observation_date", series], ["DATE", series]):
        raise SourceError(
            f"{what}: the columns are {', '.join(header)[:120]}, not observation_date and "
            f"{series}: it is another series"
        )
    base, quote = (currency, "USD") if series.startswith("DEXUS") else ("USD", currency)
    rates = Rates(what)
    for day, line in days(lines[1:], text, 2, rates):
        rates.add((currency, base, quote), "day", day, line[1])
    quotes, refusals = rates.found()
    missing = _missing({currency} & set(wanted), {quote[0] for quote in quotes}, what)
    return quotes, refusals + missing


def _lines(body: bytes, what: str) -> tuple[str, list[list[str]]]:
    """The text, and the lines that hold something."""
    refuse_page(body, what, "CSV")
    try:
        text = body.decode("utf-8-sig")
        lines = csv_lines(text)
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"{what}: the CSV cannot be read ({error}): it is cut off or damaged, fetch it again"
        ) from None
    if not lines:
        raise SourceError(f"{what}: the CSV is empty: fetch it again")
    return text, lines


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
