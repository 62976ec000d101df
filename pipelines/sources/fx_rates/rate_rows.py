"""Rows of rates by their days, of whichever file: what cannot be used is refused alone.

A cell that is no rate, a day that is none or still to come, and a rate that stands twice with two
values leave the others as they are. What a file is, and which of its columns is whose, is in the
module of its publisher.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.document import Refusal, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A rate: currency, base, quote, frequency, date, rate as quoted.
Quote = tuple[str, str, str, str, dt.date, Decimal]

_NO_DATA = frozenset({"ND", "NC", "N/A", "", "."})
# No currency has ever been worth ten times as much on one day alone.
_MOST_TIMES = 10
_RATE = re.compile(r"\d{1,12}(?:\.\d{1,10})?", re.ASCII)


class Rates:
    """Gathers the rates of a file, and what is refused in it.

    Args:
        what: names the file in sentences.

    Attributes:
        what: the same.
        today: what is dated later is refused.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.today = dt.datetime.now(dt.UTC).date()
        self._quotes: dict[tuple[str, str, dt.date], Quote] = {}
        self._left_out: set[tuple[str, str, dt.date]] = set()
        self._faults: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, pair: tuple[str, str, str], frequency: str, day: dt.date, text: str) -> None:
        """Take a cell: the rate of a currency, its base and its quote; none where it says so."""
        stripped, currency = text.strip(), pair[0]
        if stripped in _NO_DATA:
            return
        if not _RATE.fullmatch(stripped) or not Decimal(stripped):
            self._refuse(currency, "value", f"{day}: {stripped[:40]!r} is not a rate of {currency}")
            return
        if day > self.today:
            sentence = f"{day}: the rate of {currency} is in the future: today is {self.today}"
            self._refuse(currency, "future", f"{sentence} (UTC)")
            return
        key = (currency, frequency, day)
        new = (*pair, frequency, day, Decimal(stripped))
        if self._quotes.setdefault(key, new) != new and key not in self._left_out:
            self._left_out.add(key)
            sentence = f"{day}: a rate of {currency} comes twice with two values: neither counts"
            self._refuse(currency, "twice", sentence)

    def refuse_row(self, line: list[str], kind: str, problem: str) -> None:
        """Leave out a row whose cells are of no known day, or may be cut off."""
        self._refuse("row", kind, f"the row {','.join(line)[:80]!r} {problem}")

    def _refuse(self, called: str, kind: str, sentence: str) -> None:
        self._faults[called, kind].append(sentence)

    def found(self) -> tuple[list[Quote], list[Refusal]]:
        """The rates, and one refusal for each kind of fault of each currency.

        Raises:
            SourceError: there is none that can be used, and something was refused.
        """
        self._refuse_outliers()
        refusals = []
        for (called, kind), sentences in sorted(self._faults.items()):
            more = f", and {len(sentences) - 1} more like it" if len(sentences) > 1 else ""
            reason = f"{self.what}: {sentences[0]}{more}: fetch the file again"
            item = "rows" if called == "row" else f"rates of {called}"
            refusals.append(Refusal(f"{item}, {kind}", reason))
        quotes = [quote for key, quote in self._quotes.items() if key not in self._left_out]
        if refusals and not quotes:
            raise SourceError(refusals[0].reason)
        return quotes, refusals

    def _refuse_outliers(self) -> None:
        """Refuse what leaps and comes back at once: a point too far, or a rate turned over.

        A rate that stays where it leapt to is for the checks of the table to judge. One beside a
        rate that was left out is not held against it.
        """
        series: dict[tuple[str, str], list[tuple[dt.date, Decimal]]] = defaultdict(list)
        for key in sorted(self._quotes.keys() - self._left_out):
            series[key[0], key[1]].append((key[2], self._quotes[key][-1]))
        for (currency, frequency), rates in series.items():
            for (day_before, before), (day, rate), (_, after) in zip(
                rates, rates[1:], rates[2:], strict=False
            ):
                if (currency, frequency, day_before) in self._left_out:
                    continue
                low, high = min(before, after), max(before, after)
                if not low / _MOST_TIMES <= rate <= high * _MOST_TIMES and high < low * _MOST_TIMES:
                    self._left_out.add((currency, frequency, day))
                    sentence = f"{day}: the rate of {currency}, {rate:f}, is more than ten times"
                    self._refuse(currency, "leap", f"{sentence} off those before and after it")


def csv_lines(text: str) -> list[list[str]]:
    """The lines of a CSV that hold something; raises `csv.Error`."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [line for line in reader if any(cell.strip() for cell in line)]


def dated(lines: list[list[str]], width: int, rates: Rates) -> Iterator[tuple[dt.date, list[str]]]:
    """The lines of a CSV of rates with their days; one of no day is refused alone.

    Raises:
        SourceError: a line has fewer or more cells: the file is cut off or damaged.
    """
    for line in lines:
        if len(line) != width:
            raise SourceError(
                f"{rates.what}: the row {','.join(line)[:80]!r} is not a date and {width - 1} "
                "rates: the file is cut off or damaged, fetch it again"
            )
        try:
            day = dt.date.fromisoformat(line[0].strip())
        except ValueError:
            rates.refuse_row(line, "day", "begins with what is not a date such as 2026-03-31")
        else:
            yield day, line


def days(
    lines: list[list[str]], text: str, width: int, rates: Rates
) -> Iterator[tuple[dt.date, list[str]]]:
    """The lines of a CSV that is in order, with their days, as `dated` gives them.

    A last one that may be cut off is refused alone. A day still to come is a slip, which says
    nothing of the order of the others.

    Args:
        lines: those that `csv_lines` found below the heading.
        text: the whole file.
        width: how many cells each has.
        rates: what is refused is told there.

    Raises:
        SourceError: a day is out of order, or as `dated`.
    """
    newest = dt.date.min
    for day, line in dated(_whole_lines(lines, text, width, rates), width, rates):
        if day < newest:
            raise SourceError(f"{rates.what}: {day} comes out of order: fetch the file again")
        newest = newest if day > rates.today else day
        yield day, line


def _whole_lines(lines: list[list[str]], text: str, width: int, rates: Rates) -> list[list[str]]:
    """The lines without a last one that has no line end, if its rate looks cut off.

    Whole files end so as well: a rate that is as exact as the one before it, and near it, counts.
    """
    if text.rstrip(" \t,").endswith(("\n", "\r")) or not lines or len(lines[-1]) != width:
        return lines
    *before, last = lines
    if _looks_whole(last[-1].strip(), (line[-1].strip() for line in reversed(before))):
        return lines
    rates.refuse_row(last, "end", "has no line end and may be cut off")
    return before


def _looks_whole(text: str, earlier: Iterable[str]) -> bool:
    """Whether a cell says that there is no rate, or one like the last that was stated before."""
    if text in _NO_DATA:
        return True
    stated = next((each for each in earlier if _RATE.fullmatch(each)), None)
    if stated is None or not _RATE.fullmatch(text):
        return False
    low, high = sorted((Decimal(text), Decimal(stated)))
    return len(text.partition(".")[2]) >= len(stated.partition(".")[2]) and high <= 2 * low
