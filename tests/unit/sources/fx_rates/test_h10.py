"""The Federal Reserve's CSV and FRED's: directions, days without data, files that are no such."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.fx_rates.h10 import H10_CURRENCIES, fred_series, parse_fred, parse_h10
from tests.support.whole_bodies import h10_body

DAYS = ["2025-01-01", "2025-01-02"]


def test_the_name_of_a_series_says_which_way_it_quotes() -> None:
    body = h10_body(
        {
            "RXI$US_N.B.EU": ["ND", "1.0314"],
            "RXI_N.B.TA": ["ND", "32.85"],
            "JRXWTFB_N.B": ["1", "2"],
        },
        DAYS,
    )
    quotes, missing = parse_h10(body, {"EUR", "TWD"}, "fed")
    assert quotes == [
        ("EUR", "EUR", "USD", "day", dt.date(2025, 1, 2), Decimal("1.0314")),
        ("TWD", "USD", "TWD", "day", dt.date(2025, 1, 2), Decimal("32.85")),
    ]
    assert missing == []


def test_a_monthly_average_is_told_from_a_day() -> None:
    body = h10_body({"RXI_N.M.KO": ["1450.1"]}, ["2025-01-01"])
    assert parse_h10(body, {"KRW"}, "fed")[0][0][3] == "month"


@pytest.mark.parametrize("nothing", ["ND", "NC", "", " ND "])
def test_a_currency_with_nothing_but_nd_rows_is_missing(nothing: str) -> None:
    body = h10_body({"RXI_N.B.TA": [nothing, nothing], "RXI_N.B.JA": ["150", "ND"]}, DAYS)
    quotes, missing = parse_h10(body, {"TWD", "JPY", "KRW"}, "fx_rates fed_h10")
    assert [quote[0] for quote in quotes] == ["JPY"]
    assert [each.item for each in missing] == ["currency KRW", "currency TWD"]
    assert missing[1].reason.startswith("fx_rates fed_h10: holds no rate of TWD")


def test_what_nobody_asks_for_may_be_anything() -> None:
    body = h10_body({"RXI_N.B.VES": ["x", "y"], "RXI_N.B.JA": ["150", "151"]}, DAYS)
    assert len(parse_h10(body, {"JPY"}, "fed")[0]) == 2


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html>", "HTML"),
        (b"Date,Country,Exchange rate\n", "first rows are not those"),
        (h10_body({"RXI_N.B.JA": ["1", "2"]}, DAYS, multipliers="1000"), "multiplier '1000'"),
        (h10_body({"RXI_N.B.JA": ["150", "151"]}, DAYS, cut=5), "cut off"),
        (h10_body({"RXI_N.B.JA": ["0", "-3"]}, DAYS), "2025-01-01: '0' is not a rate"),
        (b",\n,\n", "empty"),
        (h10_body({"RXI_N.B.JA": ["150", "151"]}, DAYS[::-1]), "out of order"),
        (
            h10_body({"RXI_N.B.EU": ["1", "1"], "RXI$US_N.B.EU": ["1", "1"]}, DAYS),
            "two series of one frequency",
        ),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence) as refused:
        parse_h10(body, {"JPY", "EUR"}, "fed")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["-3", "0", "0.000", "NaN", "Infinity", "1e2", '"1,500"', ".5", "null", "1E-9"]
)
def test_what_is_no_rate_is_refused_alone(text: str) -> None:
    """The day before and the currency beside it stand, and so does the last good rate."""
    body = h10_body({"RXI_N.B.JA": ["150", text], "RXI_N.B.TA": ["32", "33"]}, DAYS)
    quotes, [refusal] = parse_h10(body, {"JPY", "TWD"}, "fed")
    stated = sorted((quote[0], quote[-1]) for quote in quotes)
    assert stated == [("JPY", Decimal(150)), ("TWD", Decimal(32)), ("TWD", Decimal(33))]
    assert refusal.item == "rates of JPY, value"
    shown = text.strip('"')
    assert f"fed: {DAYS[1]}: {shown!r} is not a rate of JPY: fetch the file again" == refusal.reason


@pytest.mark.parametrize(
    ("day", "rate", "item", "sentence"),
    [
        ("01/03/2025", "151", "rows, day", "not a date"),
        ("2025-02-29", "151", "rows, day", "not a date"),
        ("2999-01-01", "151", "rates of JPY, future", "2999-01-01: the rate of JPY is in the"),
        (DAYS[1], "152", "rates of JPY, twice", f"{DAYS[1]}: a rate of JPY comes twice with two"),
    ],
)
def test_a_row_of_no_day_that_has_been_is_refused_alone(
    day: str, rate: str, item: str, sentence: str
) -> None:
    body = h10_body({"RXI_N.B.JA": ["150", "151", rate]}, [*DAYS, day])
    quotes, [refusal] = parse_h10(body, {"JPY"}, "fed")
    assert [quote[-1] for quote in quotes] == [Decimal(150), Decimal(151)][: 2 - (day in DAYS)]
    assert refusal.item == item
    assert sentence in refusal.reason


def test_the_same_rate_twice_and_empty_lines_are_no_fault() -> None:
    body = h10_body({"RXI_N.B.JA": ["150", "151", "151"]}, [*DAYS, DAYS[1]]) + b"\n,\n\n"
    quotes, refusals = parse_h10(body, {"JPY"}, "fed")
    assert ([quote[-1] for quote in quotes], refusals) == ([Decimal(150), Decimal(151)], [])


def test_a_day_to_come_says_nothing_of_the_order_of_the_others() -> None:
    """2062 for 2026, in the middle of the file."""
    body = h10_body({"RXI_N.B.JA": ["150", "151", "152"]}, [DAYS[0], "2062-01-02", "2025-01-03"])
    quotes, [refusal] = parse_h10(body, {"JPY"}, "fed")
    assert [quote[-1] for quote in quotes] == [Decimal(150), Decimal(152)]
    assert "2062-01-02: the rate of JPY is in the future" in refusal.reason


def test_a_good_rate_between_two_that_leap_stands() -> None:
    days = [f"2025-01-0{day}" for day in range(1, 6)]
    body = h10_body({"RXI_N.B.TA": ["31", "3100", "31.2", "3100", "31.3"]}, days)
    quotes, [refusal] = parse_h10(body, {"TWD"}, "fed")
    assert [str(quote[-1]) for quote in quotes] == ["31", "31.2", "31.3"]
    assert f"{days[1]}: the rate of TWD, 3100, is more" in refusal.reason
    assert "and 1 more like it" in refusal.reason


@pytest.mark.parametrize(
    ("before", "last", "stands"),
    [
        ("31.0", "31.15", True),
        ("31.0", "31.1", True),
        ("31.0", "", True),
        ("31.0", "31", False),
        ("31.0", "31.", False),
        ("150", "15", False),
        ("", "31.1", False),
    ],
)
def test_a_last_row_without_a_line_end_counts_if_its_rate_looks_whole(
    before: str, last: str, stands: bool
) -> None:
    """Whole files end so as well, and the newest rate would be refused in every run."""
    body = f"DATE,DEXTAUS\n2025-01-01,31.0\n2025-01-02,{before}\n2025-01-03,{last}"
    if not before:
        body = body.replace("31.0", "")
    if stands:
        quotes, refusals = parse_fred(body.encode(), "DEXTAUS", {"TWD"}, "fred")
        assert [str(quote[-1]) for quote in quotes][2:] == [last][: bool(last)]
        assert refusals == []
    elif before:
        quotes, [refusal] = parse_fred(body.encode(), "DEXTAUS", {"TWD"}, "fred")
        assert dt.date(2025, 1, 3) not in {quote[-2] for quote in quotes}
        assert "has no line end and may be cut off" in refusal.reason
    else:
        with pytest.raises(SourceError, match="has no line end and may be cut off"):
            parse_fred(body.encode(), "DEXTAUS", {"TWD"}, "fred")


def test_a_last_row_without_a_line_end_may_be_cut_off() -> None:
    """152.3 cut to 15 is a rate all the same."""
    body = h10_body({"RXI_N.B.JA": ["150", "152.3"]}, DAYS, cut=4)
    assert body.endswith(b",15")
    quotes, [refusal] = parse_h10(body, {"JPY"}, "fed")
    assert [quote[-1] for quote in quotes] == [Decimal(150)]
    assert "has no line end and may be cut off" in refusal.reason


@pytest.mark.parametrize("text", ["0.0067", "15000", "1.5"])
def test_a_rate_that_leaps_and_comes_back_is_refused_alone(text: str) -> None:
    """Turned over, or with its point elsewhere; one that stays is for the table's checks."""
    days = [*DAYS, "2025-01-07", "2025-01-08"]
    body = h10_body({"RXI_N.B.JA": ["150", text, "151", "152"]}, days)
    quotes, [refusal] = parse_h10(body, {"JPY"}, "fed")
    assert [quote[-1] for quote in quotes] == [Decimal(150), Decimal(151), Decimal(152)]
    assert f"{DAYS[1]}: the rate of JPY, {text}, is more than ten times off those" in refusal.reason
    for stays in (
        ["150", "151", text, text],
        ["150", "151", "152", text],
        [text, "150", "151", "152"],
    ):
        assert parse_h10(h10_body({"RXI_N.B.JA": stays}, days), {"JPY"}, "fed")[1] == []


def test_many_faults_of_a_currency_are_one_refusal() -> None:
    body = h10_body({"RXI_N.B.JA": ["150", "x", "y"]}, [*DAYS, "2025-01-07"])
    _, [refusal] = parse_h10(body, {"JPY"}, "fed")
    assert "'x' is not a rate of JPY, and 1 more like it" in refusal.reason


def test_fred_repeats_h10_in_both_directions() -> None:
    taiwan = b"observation_date,DEXTAUS\n2025-01-01,\n2025-01-02,32.85\n"
    euro = b"DATE,DEXUSEU\n2025-01-01,.\n2025-01-02,1.0314\n"
    assert parse_fred(taiwan, "DEXTAUS", {"TWD"}, "fred")[0] == [
        ("TWD", "USD", "TWD", "day", dt.date(2025, 1, 2), Decimal("32.85"))
    ]
    assert parse_fred(euro, "DEXUSEU", {"EUR"}, "fred")[0] == [
        ("EUR", "EUR", "USD", "day", dt.date(2025, 1, 2), Decimal("1.0314"))
    ]


def test_another_series_of_fred_is_refused() -> None:
    with pytest.raises(SourceError, match="another series"):
        parse_fred(b"observation_date,DEXKOUS\n", "DEXTAUS", {"TWD"}, "fred")


def test_a_series_of_fred_without_a_rate_is_missing() -> None:
    body = b"observation_date,DEXTAUS\n2025-01-01,.\n"
    quotes, missing = parse_fred(body, "DEXTAUS", {"TWD", "KRW"}, "fred")
    assert quotes == []
    assert [each.item for each in missing] == ["currency TWD"]


def test_exactly_four_currencies_are_quoted_in_dollars() -> None:
    in_dollars = {each for each in H10_CURRENCIES if fred_series(each).startswith("DEXUS")}
    assert in_dollars == {"EUR", "GBP", "AUD", "NZD"}
