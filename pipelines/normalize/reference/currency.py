"""Rates for converting into USD: averages for flows, closing rates for stocks.

Which source speaks is the registry's (`rates.yml`; the ECB has no TWD at all, trap F1). Averages
are taken in the direction in which a rate is quoted, and turned into USD for one unit once, at the
end: so are the Federal Reserve's own monthly averages. Everything is exact decimal arithmetic; a
result is rounded to twelve places, half to even.
"""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import CLOSING_RATES, PERIOD_RATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.registry.rates import RateSpeakers

USD = "USD"
IDENTITY = "identity"
ECB = "ecb"

# The longest holidays close markets for less than this; more between two quotes is a hole.
LONGEST_GAP_DAYS = 10
# The last quote of a month or a period lies at most this far from its end.
LONGEST_STALE_DAYS = 7

_EURO = "EUR"
_PLACES = Decimal("1e-12")
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class _Average:
    """An average rate and the rates that it is made of."""

    usd_per_unit: Decimal
    source: str
    first: dt.date
    last: dt.date
    observations: int


@dataclass(slots=True)
class _Quotes:
    """The rates of one source and currency, in one direction, by day or month."""

    source: str
    is_usd_per_unit: bool
    rates: dict[dt.date, Decimal] = field(default_factory=dict)
    dates: list[dt.date] = field(default_factory=list)
    sums: list[Decimal] = field(default_factory=list)
    holes: list[int] = field(default_factory=list)

    def close(self) -> None:
        """Prepare for questions: no rate comes after this."""
        self.dates = sorted(self.rates)
        values = (self.rates[date] for date in self.dates)
        self.sums = [Decimal(0), *accumulate(values, _CONTEXT.add)]
        self.holes = [
            place
            for place, (before, after) in enumerate(pairwise(self.dates), start=1)
            if (after - before).days > LONGEST_GAP_DAYS
        ]

    def usd(self, rate: Decimal) -> Decimal:
        """A rate in this direction as USD for one unit, rounded."""
        exact = rate if self.is_usd_per_unit else _CONTEXT.divide(Decimal(1), rate)
        return exact.quantize(_PLACES, context=_CONTEXT)

    def average_of_days(self, start: dt.date, end: dt.date) -> _Average | None:
        """The mean of the days' rates, or None if they do not cover the period."""
        low, high = bisect_left(self.dates, start), bisect_right(self.dates, end)
        if low == high:
            return None
        first, last = self.dates[low], self.dates[high - 1]
        stale = max((first - start).days, (end - last).days)
        has_hole = bisect_right(self.holes, low) < bisect_left(self.holes, high)
        if stale > LONGEST_STALE_DAYS or has_hole:
            return None
        total = _CONTEXT.subtract(self.sums[high], self.sums[low])
        mean = _CONTEXT.divide(total, Decimal(high - low))
        return _Average(self.usd(mean), self.source, first, last, high - low)

    def average_of_months(self, start: dt.date, end: dt.date) -> _Average | None:
        """The months' averages weighted by the period's days in each, or None if one lacks."""
        total, days = Decimal(0), 0
        months = list(_months(start, end))
        for month, last in months:
            rate = self.rates.get(month)
            if rate is None:
                return None
            within = (min(last, end) - max(month, start)).days + 1
            total = _CONTEXT.add(total, _CONTEXT.multiply(rate, Decimal(within)))
            days += within
        mean = _CONTEXT.divide(total, Decimal(days))
        return _Average(self.usd(mean), self.source, months[0][0], months[-1][0], len(months))

    def closing(self, day: dt.date) -> tuple[Decimal, dt.date] | None:
        """The last rate on or before a day and its date, or None if it is too old."""
        place = bisect_right(self.dates, day)
        if place == 0 or (day - self.dates[place - 1]).days > LONGEST_STALE_DAYS:
            return None
        date = self.dates[place - 1]
        return self.usd(self.rates[date]), date


# By source, currency and frequency.
_Book = dict[tuple[str, str, str], _Quotes]


def period_rates(
    raw_fx: pl.DataFrame, periods: pl.DataFrame, speakers: RateSpeakers
) -> pl.DataFrame:
    """The average rate of each period, for flows.

    Of the first series that may speak and covers the period: the mean of daily rates, or the
    monthly averages weighted by the days of the period in each month. Daily rates cover a period
    if the first and last lie within `LONGEST_STALE_DAYS` of its ends and no two are more than
    `LONGEST_GAP_DAYS` apart. A period that nothing covers has no row.

    Args:
        raw_fx: rows of `RAW_FX_RATES`.
        periods: currency, period_start, period_end; repeated periods count once, and one without
            a start (an instant) has no average.
        speakers: who speaks for which currency.

    Returns:
        Rows of `contracts.PERIOD_RATES`; USD has rate 1 from no observation.

    Raises:
        ValueError: a period ends before it starts, or a series is quoted in two directions.
    """
    book = _book(raw_fx)
    rows = []
    wanted = periods.select("currency", "period_start", "period_end").drop_nulls().unique()
    for currency, start, end in wanted.iter_rows():
        if end < start:
            raise ValueError(f"{currency}: the period from {start} to {end} ends before it starts")
        average = _average(book, speakers, currency, start, end)
        if average is not None:
            rows.append(
                (
                    currency,
                    start,
                    end,
                    average.usd_per_unit,
                    average.source,
                    average.first,
                    average.last,
                    average.observations,
                )
            )
    schema = PERIOD_RATES.polars_schema
    return PERIOD_RATES.conform(pl.DataFrame(rows, schema=schema, orient="row"))


def closing_rates(
    raw_fx: pl.DataFrame, month_ends: pl.DataFrame, speakers: RateSpeakers
) -> pl.DataFrame:
    """The last quote on or before each month end, for stocks.

    Of the first daily series that may speak and has one at most `LONGEST_STALE_DAYS` old; monthly
    averages never are a closing rate. A month end without a quote has no row.

    Args:
        raw_fx: rows of `RAW_FX_RATES`.
        month_ends: currency, month_end.
        speakers: who speaks for which currency.

    Returns:
        Rows of `contracts.CLOSING_RATES`; USD has rate 1.

    Raises:
        ValueError: a series is quoted in two directions.
    """
    book = _book(raw_fx)
    rows: list[tuple[str, dt.date, Decimal, str, dt.date]] = []
    for currency, day in month_ends.select("currency", "month_end").unique().iter_rows():
        if currency == USD:
            rows.append((currency, day, Decimal(1), IDENTITY, day))
            continue
        for speaker in speakers.of(currency):
            is_daily = speaker.frequency == "day" and speaker.may_speak(day, day)
            quotes = book.get((speaker.source, currency, "day")) if is_daily else None
            found = quotes.closing(day) if quotes else None
            if found is not None:
                rows.append((currency, day, found[0], speaker.source, found[1]))
                break
    schema = CLOSING_RATES.polars_schema
    return CLOSING_RATES.conform(pl.DataFrame(rows, schema=schema, orient="row"))


def _average(
    book: _Book, speakers: RateSpeakers, currency: str, start: dt.date, end: dt.date
) -> _Average | None:
    if currency == USD:
        return _Average(Decimal(1), IDENTITY, start, end, 0)
    for speaker in speakers.of(currency):
        quotes = book.get((speaker.source, currency, speaker.frequency))
        if quotes is None or not speaker.may_speak(start, end):
            continue
        if speaker.frequency == "day":
            average = quotes.average_of_days(start, end)
        else:
            average = quotes.average_of_months(start, end)
        if average is not None:
            return average
    return None


def _book(raw_fx: pl.DataFrame) -> _Book:
    """The rates by source, currency and frequency, each against USD, ready for questions."""
    book: _Book = {}
    euro: dict[str, dict[dt.date, Decimal]] = defaultdict(dict)
    columns = ("source", "currency", "base_currency", "quote_currency", "frequency", "rate_date")
    for source, currency, base, quote, frequency, date, rate in raw_fx.select(
        *columns, "rate"
    ).iter_rows():
        if source == ECB:
            if base != _EURO or quote != currency:
                raise ValueError(f"the ECB quotes {currency} for one EUR, not {quote} for {base}")
            euro[currency][date] = rate
            continue
        is_usd_per_unit = (base, quote) == (currency, USD)
        if not is_usd_per_unit and (base, quote) != (USD, currency):
            raise ValueError(f"{source}: {currency} is quoted as {quote} for one {base}")
        quotes = book.setdefault((source, currency, frequency), _Quotes(source, is_usd_per_unit))
        if quotes.is_usd_per_unit != is_usd_per_unit:
            raise ValueError(f"{source}: {currency} is quoted in two directions")
        quotes.rates[date] = rate
    dollars = euro.pop(USD, {})
    if dollars:
        book[ECB, _EURO, "day"] = _Quotes(ECB, True, dollars)
    for currency, rates in euro.items():
        # Units for one EUR by USD for one EUR, on the same day: units for one USD.
        crosses = {
            date: _CONTEXT.divide(rate, dollars[date])
            for date, rate in rates.items()
            if date in dollars
        }
        book[ECB, currency, "day"] = _Quotes(ECB, False, crosses)
    for quotes in book.values():
        quotes.close()
    return book


def _months(start: dt.date, end: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of each month that a period touches."""
    month = start.replace(day=1)
    while month <= end:
        last = _month_end(month)
        yield month, last
        month = last + dt.timedelta(days=1)


def _month_end(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
