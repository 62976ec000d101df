"""Rates for flows and stocks: directions, holes, exactness, which source speaks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts.normalized import CLOSING_RATES, PERIOD_RATES
from pipelines.contracts.raw import RAW_FX_RATES
from pipelines.normalize.reference.currency import closing_rates, period_rates
from pipelines.registry import load_registry
from pipelines.registry.rates import RateSpeakers
from pipelines.settings import Settings

SPEAKERS = load_registry(Settings().registry_dir).rates
Q1 = (dt.date(2025, 1, 1), dt.date(2025, 3, 31))
Quote = tuple[str, str, str, str, str, dt.date, Decimal]


def fed(currency: str, date: dt.date, rate: str, frequency: str = "day") -> Quote:
    """USD for one EUR, units of the others for one USD, as H.10 quotes."""
    base, quote = ("EUR", "USD") if currency == "EUR" else ("USD", currency)
    return "fed_h10", currency, base, quote, frequency, date, Decimal(rate)


def ecb(currency: str, date: dt.date, rate: str) -> Quote:
    return "ecb", currency, "EUR", currency, "day", date, Decimal(rate)


def cbc(date: dt.date, rate: str) -> Quote:
    return "cbc", "TWD", "USD", "TWD", "day", date, Decimal(rate)


def raw(*quotes: Quote) -> pl.DataFrame:
    return RAW_FX_RATES.conform(
        pl.DataFrame(quotes, schema=RAW_FX_RATES.polars_schema, orient="row")
    )


def month(number: int) -> dt.date:
    return dt.date(2025, number, 1)


def weekdays(start: dt.date, end: dt.date) -> list[dt.date]:
    days = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    return [day for day in days if day.weekday() < 5]


def average(
    frame: pl.DataFrame, currency: str, period: tuple[dt.date, dt.date] = Q1
) -> dict | None:  # type: ignore[type-arg]
    schema = {"currency": pl.String(), "period_start": pl.Date(), "period_end": pl.Date()}
    periods = pl.DataFrame([(currency, *period)], schema=schema, orient="row")
    rates = period_rates(frame, periods, SPEAKERS)
    return rates.row(0, named=True) if rates.height else None


def closing(frame: pl.DataFrame, currency: str, day: dt.date) -> dict | None:  # type: ignore[type-arg]
    rates = closing_rates(
        frame, pl.DataFrame({"currency": [currency], "month_end": [day]}), SPEAKERS
    )
    return rates.row(0, named=True) if rates.height else None


TWD_MONTHS = [fed("TWD", month(n), rate, "month") for n, rate in ((1, "32"), (2, "33"), (3, "34"))]


def test_months_count_by_their_days() -> None:
    rate = average(raw(*TWD_MONTHS), "TWD")
    assert rate is not None
    exact = Fraction(90, 31 * 32 + 28 * 33 + 31 * 34)
    assert abs(Fraction(rate["usd_per_unit"]) - exact) <= Fraction(1, 2 * 10**12)
    assert (rate["source"], rate["observations"]) == ("fed_h10", 3)
    assert (rate["first_rate_date"], rate["last_rate_date"]) == (month(1), month(3))


def test_a_fiscal_quarter_takes_the_days_it_has_in_each_month() -> None:
    period = (dt.date(2025, 1, 27), dt.date(2025, 2, 9))
    rate = average(raw(*TWD_MONTHS), "TWD", period)
    assert rate is not None
    exact = Fraction(14, 5 * 32 + 9 * 33)
    assert abs(Fraction(rate["usd_per_unit"]) - exact) <= Fraction(1, 2 * 10**12)


def test_a_period_with_a_missing_month_has_no_rate() -> None:
    assert average(raw(*TWD_MONTHS[:2]), "TWD") is None
    assert average(raw(TWD_MONTHS[0], TWD_MONTHS[2]), "TWD") is None


def test_days_speak_before_months() -> None:
    days = [fed("TWD", day, "30") for day in weekdays(*Q1)]
    rate = average(raw(*TWD_MONTHS, *days), "TWD")
    assert rate is not None
    assert rate["usd_per_unit"] == Decimal("0.033333333333")
    assert rate["observations"] == len(days)


def test_days_that_do_not_cover_the_period_give_way_to_months() -> None:
    days = weekdays(*Q1)
    for kept in (days[8:], days[:-8], [*days[:20], *days[30:]]):
        rate = average(raw(*TWD_MONTHS, *(fed("TWD", day, "30") for day in kept)), "TWD")
        assert rate is not None
        assert rate["observations"] == 3
        assert average(raw(*(fed("TWD", day, "30") for day in kept)), "TWD") is None


def test_holidays_are_no_hole() -> None:
    days = weekdays(*Q1)
    lunar_new_year = [day for day in days if not dt.date(2025, 1, 25) <= day <= dt.date(2025, 2, 2)]
    assert average(raw(*(fed("TWD", day, "30") for day in lunar_new_year)), "TWD") is not None


def test_a_hole_outside_the_period_does_not_matter() -> None:
    before = [fed("TWD", dt.date(2024, 11, 1), "30")]
    after = [fed("TWD", dt.date(2025, 5, 1), "30")]
    days = [fed("TWD", day, "30") for day in weekdays(*Q1)]
    assert average(raw(*before, *days, *after), "TWD") is not None


def test_the_direction_of_each_series_is_respected() -> None:
    days = weekdays(*Q1)
    frame = raw(
        *(fed("EUR", day, "1.25") for day in days), *(fed("JPY", day, "160") for day in days)
    )
    euro, yen = average(frame, "EUR"), average(frame, "JPY")
    assert euro is not None and yen is not None
    assert euro["usd_per_unit"] == Decimal("1.25")
    assert yen["usd_per_unit"] == Decimal("0.00625")


def test_the_ecbs_crosses_go_through_the_dollar() -> None:
    days = weekdays(*Q1)
    frame = raw(
        *(ecb("USD", day, "1.25") for day in days), *(ecb("JPY", day, "200") for day in days)
    )
    yen, euro = average(frame, "JPY"), average(frame, "EUR")
    assert yen is not None and euro is not None
    assert (yen["usd_per_unit"], yen["source"]) == (Decimal("0.00625"), "ecb")
    assert euro["usd_per_unit"] == Decimal("1.25")


def test_the_ecb_speaks_only_where_the_federal_reserve_does_not() -> None:
    days = weekdays(*Q1)
    months = [fed("JPY", month(n), "160", "month") for n in (1, 2, 3)]
    crosses = [
        *(ecb("USD", day, "1.25") for day in days),
        *(ecb("JPY", day, "250") for day in days),
    ]
    both = average(raw(*months, *crosses), "JPY")
    assert both is not None
    assert both["source"] == "fed_h10"
    alone = average(raw(*months[:1], *crosses), "JPY")
    assert alone is not None
    assert (alone["source"], alone["usd_per_unit"]) == ("ecb", Decimal("0.005"))


def test_the_central_bank_of_taiwan_speaks_where_the_federal_reserve_has_no_month() -> None:
    taipei = [cbc(day, "32") for day in weekdays(*Q1)]
    both = average(raw(*TWD_MONTHS, *taipei), "TWD")
    assert both is not None
    assert both["source"] == "fed_h10"
    alone = average(raw(*TWD_MONTHS[:2], *taipei), "TWD")
    assert alone is not None
    assert (alone["source"], alone["usd_per_unit"]) == ("cbc", Decimal("0.03125"))
    close = closing(raw(*TWD_MONTHS, *taipei), "TWD", Q1[1])
    assert close is not None
    assert (close["source"], close["rate_date"]) == ("cbc", Q1[1])


def test_a_source_is_silent_outside_its_span() -> None:
    early = (dt.date(2021, 10, 1), dt.date(2021, 12, 31))
    taipei = raw(*(cbc(day, "28") for day in weekdays(*early)))
    assert average(taipei, "TWD", early) is None
    assert closing(taipei, "TWD", early[1]) is None


def test_a_hole_in_the_only_source_of_a_span_leaves_the_period_without_a_rate() -> None:
    days = weekdays(*Q1)
    with_hole = raw(*(cbc(day, "32") for day in (*days[:20], *days[30:])))
    assert average(with_hole, "TWD") is None
    assert average(with_hole, "TWD", (days[30], Q1[1])) is not None


def test_without_speakers_nothing_is_converted_but_dollars() -> None:
    periods = pl.DataFrame(
        {"currency": ["TWD", "USD"], "period_start": [Q1[0]] * 2, "period_end": [Q1[1]] * 2}
    )
    rates = period_rates(raw(*TWD_MONTHS), periods, RateSpeakers())
    assert rates["currency"].to_list() == ["USD"]


def test_trap_f1_without_the_federal_reserve_twd_has_no_rate() -> None:
    days = weekdays(*Q1)
    crosses = raw(
        *(ecb("USD", day, "1.25") for day in days), *(ecb("JPY", day, "9") for day in days)
    )
    assert average(crosses, "TWD") is None
    assert closing(crosses, "TWD", Q1[1]) is None
    assert average(raw(*TWD_MONTHS), "TWD") is not None


def test_trap_f1_flows_take_the_average_and_stocks_the_close() -> None:
    days = weekdays(*Q1)
    rising = [fed("KRW", day, str(1000 + place)) for place, day in enumerate(days)]
    flow, stock = average(raw(*rising), "KRW"), closing(raw(*rising), "KRW", Q1[1])
    assert flow is not None and stock is not None
    mean = Fraction(2000 + len(days) - 1, 2)
    assert abs(Fraction(flow["usd_per_unit"]) - 1 / mean) <= Fraction(1, 2 * 10**12)
    last = Fraction(1000 + len(days) - 1)
    assert abs(Fraction(stock["usd_per_unit"]) - 1 / last) <= Fraction(1, 2 * 10**12)
    assert stock["rate_date"] == days[-1]


def test_trap_f1_a_monthly_average_is_no_close() -> None:
    assert closing(raw(*TWD_MONTHS), "TWD", dt.date(2025, 3, 31)) is None


@pytest.mark.parametrize(("age", "is_there"), [(0, True), (7, True), (8, False)])
def test_a_close_is_at_most_a_week_old(age: int, is_there: bool) -> None:
    quote = fed("TWD", Q1[1] - dt.timedelta(days=age), "32")
    assert (closing(raw(quote), "TWD", Q1[1]) is not None) == is_there


def test_a_later_quote_is_never_the_close() -> None:
    frame = raw(fed("TWD", Q1[1], "32"), fed("TWD", Q1[1] + dt.timedelta(days=1), "99"))
    rate = closing(frame, "TWD", Q1[1])
    assert rate is not None
    assert rate["usd_per_unit"] == Decimal("0.03125")


def test_the_ecbs_close_stands_in() -> None:
    frame = raw(ecb("USD", Q1[1], "1.25"), ecb("JPY", Q1[1], "200"))
    rate = closing(frame, "JPY", Q1[1])
    assert rate is not None
    assert (rate["source"], rate["usd_per_unit"]) == ("ecb", Decimal("0.00625"))


def test_dollars_are_dollars() -> None:
    flow, stock = average(raw(), "USD"), closing(raw(), "USD", Q1[1])
    assert flow is not None and stock is not None
    assert flow["usd_per_unit"] == stock["usd_per_unit"] == 1
    assert flow["source"] == stock["source"] == "identity"


def test_frames_have_their_contracts_shape_even_without_rows() -> None:
    periods = pl.DataFrame(
        {"currency": ["TWD"], "period_start": [None], "period_end": [Q1[1]]},
        schema={"currency": pl.String(), "period_start": pl.Date(), "period_end": pl.Date()},
    )
    assert period_rates(raw(), periods, SPEAKERS).equals(PERIOD_RATES.empty())
    ends = pl.DataFrame({"currency": ["TWD"], "month_end": [Q1[1]]})
    assert closing_rates(raw(), ends, SPEAKERS).equals(CLOSING_RATES.empty())


def test_what_cannot_be_is_a_defect() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        average(raw(), "TWD", (Q1[1], Q1[0]))
    mixed = raw(
        ("fed_h10", "EUR", "EUR", "USD", "day", Q1[0], Decimal("1.25")),
        ("fed_h10", "EUR", "USD", "EUR", "day", Q1[1], Decimal("0.8")),
    )
    with pytest.raises(ValueError, match="two directions"):
        average(mixed, "EUR")


RATES = st.decimals(min_value=Decimal("0.5"), max_value=2000, places=4)


@given(st.lists(RATES, min_size=64, max_size=64), st.randoms(use_true_random=False))
def test_an_average_is_exact_and_does_not_depend_on_the_order(rates, random) -> None:  # type: ignore[no-untyped-def]
    quotes = [fed("TWD", day, str(rate)) for day, rate in zip(weekdays(*Q1), rates, strict=True)]
    result = average(raw(*quotes), "TWD")
    shuffled = list(quotes)
    random.shuffle(shuffled)
    frame = pl.DataFrame(shuffled, schema=RAW_FX_RATES.polars_schema, orient="row")
    assert average(frame, "TWD") == result
    assert result is not None
    exact = Fraction(len(rates), 1) / sum(Fraction(rate) for rate in rates)
    assert abs(Fraction(result["usd_per_unit"]) - exact) <= Fraction(1, 2 * 10**12)
