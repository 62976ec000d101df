"""Exchange rates: quoted in the right direction, and of the right currency."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from expectations.bounds import PLAUSIBLE_UNITS
from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of

_DOLLAR, _EURO = "USD", "EUR"
# And what polars cuts off a product behind the twelfth place.
_HALF_A_CENT = Decimal("0.0050001")


class ExpectRatesToBePlausible(ExpectNoFailingRows):
    """A rate, units of the quote currency for one of the base, lies within the currencies' bounds.

    A currency without bounds passes. Without a column for it, the quote is the US dollar.
    """

    column: str
    base: str
    quote: str | None = None
    day: str | None = None
    since: dt.date | None = None

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows whose rate lies outside."""
        quote = pl.lit(_DOLLAR) if self.quote is None else pl.col(self.quote)
        least = _bound(quote, 0) / _bound(pl.col(self.base), 1)
        most = _bound(quote, 1) / _bound(pl.col(self.base), 0)
        rate = pl.col(self.column).cast(pl.Float64)
        outside = ~rate.is_between(least * (1 - 1e-9), most * (1 + 1e-9))
        rows = table.drop_nulls(self.column)
        if self.day is not None:
            rows = rows.filter(pl.col(self.day) >= self.since)
        return failing_of(rows, outside & least.is_not_null())


class ExpectDollarsToFollowTheRate(ExpectNoFailingRows):
    """value_usd is value times fx_rate, to the cent; there are none without a rate."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Amounts whose dollars are others."""
        off = (pl.col("value") * pl.col("fx_rate") - pl.col("value_usd")).abs() > _HALF_A_CENT
        return failing_of(table.drop_nulls("value_usd"), off)


class ExpectPairsToNameTheirCurrency(ExpectNoFailingRows):
    """A quote is between two currencies: the one that it is of, and one of the anchors."""

    anchors: list[str]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Quotes between other currencies."""
        base, quote = pl.col("base_currency"), pl.col("quote_currency")
        is_named = (pl.col("currency") == base) | (pl.col("currency") == quote)
        is_anchored = base.is_in(self.anchors) | quote.is_in(self.anchors)
        return failing_of(table, ~is_named | ~is_anchored | (base == quote))


class ExpectSourcesOfRatesToAgree(ExpectNoFailingRows):
    """The averages of a currency's month lie within so many percent of each other, by source."""

    most_pct: float

    def failing(self, table: pl.DataFrame) -> Failing:
        """Months of a currency whose averages lie apart."""
        months = (
            units_per_dollar(table)
            .with_columns(month=pl.col("rate_date").dt.truncate("1mo"))
            .group_by("currency", "month", "source")
            .agg(pl.col("units").mean())
            .group_by("currency", "month")
            .agg(sources=pl.len(), low=pl.col("units").min(), high=pl.col("units").max())
            .filter(pl.col("sources") > 1)
            .sort("currency", "month")
        )
        fails = pl.col("high") > pl.col("low") * (1 + self.most_pct / 100)
        return failing_of(months, fails, name_of("currency", "month"))


class ExpectAveragesToLieAmongQuotes(ExpectNoFailingRows):
    """A period's rate lies between the lowest and highest quote of its source on its dates.

    Attributes:
        second_table: the quotes.
        slack: how far outside it may lie, as a share: for crosses, and the twelfth place.
    """

    second_table: str
    slack: float

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rates that lie outside, or have no quotes."""
        period = ["currency", "period_start", "period_end"]
        rates = table.filter(pl.col("currency") != _DOLLAR)
        quotes = units_per_dollar(self.second(self.second_table))
        among = (
            rates.join(
                quotes.select("source", "currency", "rate_date", "units"),
                on=["source", "currency"],
            )
            .filter(pl.col("rate_date").is_between("first_rate_date", "last_rate_date"))
            .group_by(period)
            .agg(low=pl.col("units").min(), high=pl.col("units").max())
        )
        units = 1 / pl.col("usd_per_unit").cast(pl.Float64)
        low, high = pl.col("low") * (1 - self.slack), pl.col("high") * (1 + self.slack)
        judged = rates.join(among, on=period, how="left", maintain_order="left")
        return failing_of(judged, ~units.is_between(low, high))


class ExpectSourcesToSpeakForTheirCurrency(ExpectNoFailingRows):
    """A rate is of a source that may speak for its currency; US dollars need none.

    Attributes:
        sources: who may speak, by currency.
        others: who may for a currency that is not among them.
    """

    sources: dict[str, list[str]]
    others: list[str]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rates of another source."""
        pairs = [f"{currency} {each}" for currency, all_ in self.sources.items() for each in all_]
        pair = pl.concat_str("currency", "source", separator=" ")
        may_speak = (
            pl.when(pl.col("currency").is_in(list(self.sources)))
            .then(pair.is_in(pairs))
            .otherwise(pl.col("source").is_in(self.others))
        )
        return failing_of(table, ~may_speak & (pl.col("currency") != _DOLLAR))


def units_per_dollar(quotes: pl.DataFrame) -> pl.DataFrame:
    """source, currency, frequency, rate_date, units: what one US dollar costs.

    A rate for one euro is crossed with the same source's dollars for one euro on that date, and
    left out where there are none. The directions are read from the quotes, so that a rate turned
    upside down is seen.
    """
    date = ["source", "frequency", "rate_date"]
    quoted = quotes.with_columns(pl.col("rate").cast(pl.Float64))
    base, quote = pl.col("base_currency"), pl.col("quote_currency")
    dollars = quoted.filter((base == _EURO) & (quote == _DOLLAR)).select(*date, dollars="rate")
    return (
        quoted.join(dollars, on=date, how="left", maintain_order="left")
        .select(
            *date,
            # What is dollars for one euro is the euro's rate, whatever the series is named after.
            currency=pl.when(quote == _DOLLAR).then(base).otherwise(quote),
            units=pl.when(base == _DOLLAR)
            .then(pl.col("rate"))
            .when(quote == _DOLLAR)
            .then(1 / pl.col("rate"))
            .when(base == _EURO)
            .then(pl.col("rate") / pl.col("dollars")),
        )
        .drop_nulls("units")
    )


def _bound(currency: pl.Expr, place: int) -> pl.Expr:
    bounds = {code: both[place] for code, both in PLAUSIBLE_UNITS.items()}
    return currency.replace_strict(bounds, default=None, return_dtype=pl.Float64)
