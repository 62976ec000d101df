"""The exchange rates of the small world: quotes, averages of periods, and closing rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.support.suite_suppliers import FIRST_DAY, LAST_DAY, MONTHS, Row, month_end, quarter_days

PLACES = Decimal("1e-12")


def quotes() -> list[Row]:
    """Every third day: the Federal Reserve's TWD and EUR, the ECB's dollar."""
    rows = []
    day, place = FIRST_DAY, 0
    while day <= LAST_DAY:
        euro = Decimal("1.1") + Decimal(place % 5) / 1000
        for source, currency, base, quote, rate in (
            ("fed_h10", "TWD", "USD", "TWD", Decimal(30) + Decimal(place % 7) / 10),
            ("fed_h10", "EUR", "EUR", "USD", euro),
            ("ecb", "USD", "EUR", "USD", euro + Decimal("0.001")),
        ):
            rows.append(
                {
                    "source": source,
                    "currency": currency,
                    "base_currency": base,
                    "quote_currency": quote,
                    "frequency": "day",
                    "rate_date": day,
                    "rate": rate,
                }
            )
        day, place = day + dt.timedelta(days=3), place + 1
    return rows


def _usd(currency: str, rate: Decimal) -> Decimal:
    return (rate if currency == "EUR" else 1 / rate).quantize(PLACES)


def period_rates(quarters: list[tuple[int, int]]) -> list[Row]:
    periods = [quarter_days(*quarter) for quarter in quarters]
    years = [
        (quarter_days(year, 1)[0], quarter_days(year, 4)[1])
        for year, quarter in quarters
        if quarter == 4
    ]
    months = [(month, month_end(month)) for month in MONTHS]
    rows = []
    for currency, spans in (("EUR", [*periods, *years]), ("TWD", [*periods, *months])):
        own = [row for row in quotes() if row["currency"] == currency]
        for start, end in spans:
            within = [row for row in own if start <= row["rate_date"] <= end]
            mean = sum((row["rate"] for row in within), Decimal(0)) / len(within)
            rows.append(
                {
                    "currency": currency,
                    "period_start": start,
                    "period_end": end,
                    "usd_per_unit": _usd(currency, mean),
                    "source": "fed_h10",
                    "first_rate_date": within[0]["rate_date"],
                    "last_rate_date": within[-1]["rate_date"],
                    "observations": len(within),
                }
            )
    return rows


def closing_rates() -> list[Row]:
    rows = []
    for currency in ("EUR", "TWD"):
        own = [row for row in quotes() if row["currency"] == currency]
        for month in MONTHS:
            last = [row for row in own if row["rate_date"] <= month_end(month)][-1]
            rows.append(
                {
                    "currency": currency,
                    "month_end": month_end(month),
                    "usd_per_unit": _usd(currency, last["rate"]),
                    "source": "fed_h10",
                    "rate_date": last["rate_date"],
                }
            )
    return rows
