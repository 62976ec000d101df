"""Figures: formats, scale, sign and decimals, exact to the last digit or refused."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.xbrl import parse_inline, parse_instance
from pipelines.sources.xbrl.figures import UnusableFactError, inline_number, xml_number
from pipelines.sources.xbrl.number_words import number_in_words
from tests.support.examples import MANY
from tests.support.xbrl_bodies import figure, inline, instance, item

TR4 = "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"


def value(*facts: str) -> Decimal:
    """The value of the first fact, the only one without refusal."""
    result = parse_inline({"a.htm": inline(*facts)}, "w")
    assert result.refused == []
    found: Decimal = result.frame["value"][0]
    return found


def reason(fact: str) -> str:
    """Why the fact is refused, beside which a good one stays."""
    result = parse_inline({"a.htm": inline(fact, figure("7", id="good"))}, "w")
    assert result.frame["element_id"].to_list() == ["good"]
    (refused,) = result.refused
    assert refused.reason.startswith(f"{refused.item}: ")
    assert "us-gaap:Revenues" in refused.item
    return refused.reason


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("47,525", "ixt:num-dot-decimal", "47525"),
        (" 1 234.5 ", "ixt:num-dot-decimal", "1234.5"),
        (".5", "ixt:num-dot-decimal", "0.5"),
        ("1.234,5", "ixt:num-comma-decimal", "1234.5"),
        ("1'234.5", "ixt5:num-dot-decimal-apos", "1234.5"),
        ("1'234,5", "ixt5:num-comma-decimal-apos", "1234.5"),
        ("1,234.5", "ixt3:numdotdecimal", "1234.5"),
        ("1.234,5", "ixt3:numcommadecimal", "1234.5"),
        ("1,23,456.7", "ixt3:numdotdecimalin", "123456.7"),
        ("1,234.5", "ixt1:numcommadot", "1234.5"),
        ("1 234.5", "ixt1:numspacedot", "1234.5"),
        ("1.234,5", "ixt1:numdotcomma", "1234.5"),
        ("1 234,5", "ixt1:numspacecomma", "1234.5"),
        ("1234,5", "ixt1:numcomma", "1234.5"),
        ("-", "ixt1:numdash", "0"),
        ("—", "ixt3:zerodash", "0"),
        ("—", "ixt:fixed-zero", "0"),
        ("no", "ixt-sec:numwordsen", "0"),
        ("Twenty-one", "ixt-sec:numwordsen", "21"),
        ("1000.25", None, "1000.25"),
    ],
)
def test_each_format_is_read(text: str, form: str | None, expected: str) -> None:
    assert value(figure(text, format=form)) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("1,234", None, "without a format"),
        ("-5", None, "without a format"),
        ("", "ixt:num-dot-decimal", "not of its format"),
        ("(5)", "ixt:num-dot-decimal", "not of its format"),
        ("12,34", "ixt3:numdotdecimal", "not of its format"),
        ("1.234.5", "ixt:num-dot-decimal", "not of its format"),
        ("about five", "ixt-sec:numwordsen", "not of its format"),
        ("5", "ixt3:zerodash", "not of its format"),
        ("5", "ixt:num-unit-decimal", "not one that the ledger knows"),
        ("5", "ixt:date-day-month-year", "not one that the ledger knows"),
        ("5", "srt:num-dot-decimal", "not one that the ledger knows"),
        ("5", "nowhere:num-dot-decimal", "not one that the ledger knows"),
        ("5", "num-dot-decimal", "not one that the ledger knows"),
        ("9" * 101, "ixt:num-dot-decimal", "is not a number"),
    ],
)
def test_what_is_not_of_its_format_is_refused(text: str, form: str | None, words: str) -> None:
    assert words in reason(figure(text, format=form))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scale": "six"}, "the scale 'six'"),
        ({"scale": "1.5"}, "the scale '1.5'"),
        ({"scale": "999"}, "the scale '999'"),
        ({"scale": "40"}, "beyond 28 digits"),
        ({"scale": "-40"}, "beyond 28 digits"),
        ({"sign": "+"}, "the sign '+'"),
        ({"decimals": "two"}, "its decimals 'two'"),
        ({"decimals": None}, "neither decimals nor precision"),
        ({"decimals": None, "precision": "0"}, "its precision '0'"),
    ],
)
def test_what_scales_or_signs_oddly_is_refused(changes: dict[str, str | None], words: str) -> None:
    assert words in reason(figure("1", **changes))


def test_trap_n3_scale_and_sign_apply_in_any_order_of_attributes() -> None:
    pieces = ['scale="6"', 'sign="-"', 'contextRef="c-1"', 'unitRef="usd"', 'decimals="-6"',
              'name="us-gaap:Revenues"', 'format="ixt:num-dot-decimal"']  # fmt: skip
    for turn in range(len(pieces)):
        order = " ".join(pieces[turn:] + pieces[:turn])
        for quoted in (order, order.replace('"', "'"), order.replace(" ", "\n")):
            fact = f"<ix:nonFraction {quoted}>47,525</ix:nonFraction>"
            assert value(fact) == Decimal("-47525000000")


def test_trap_n3_nil_is_no_figure() -> None:
    for nil in ("true", "1"):
        result = parse_inline({"a.htm": inline(figure("", **{"xsi:nil": nil}), figure())}, "w")
        assert result.frame["fact_order"].to_list() == [2]
        assert result.refused == []
    assert value(figure(**{"xsi:nil": "false"})) == Decimal(1000)
    read = parse_instance(instance(item("", **{"xsi:nil": "true"}), item("5")), "w")
    assert (read.frame["value"].to_list(), read.refused) == ([Decimal(5)], [])


def test_trap_n3_a_figure_in_a_figure_is_two_facts() -> None:
    inner = figure("1,234", name="us-gaap:CostOfRevenue", scale="3", id="inner")
    outer = figure(f"<b>{inner}</b>", scale="3", sign="-", id="outer")
    frame = parse_inline({"a.htm": inline(outer)}, "w").frame
    assert frame.select("element_id", "concept", "value", "fact_order").rows() == [
        ("outer", "us-gaap:Revenues", Decimal(-1234000), 1),
        ("inner", "us-gaap:CostOfRevenue", Decimal(1234000), 2),
    ]


def test_markup_inside_does_not_split_a_figure() -> None:
    assert value(figure("<span>47</span>,<i>5<b>2</b></i>5", scale="6")) == Decimal(47525000000)


def test_the_least_and_the_greatest_figures_stay_exact() -> None:
    least, greatest = "0.0000000001", "9999999999999999999999999999.9999999999"
    for text in (least, greatest):
        assert value(figure(text, format=None)) == Decimal(text)
        assert value(figure(text, format=None, sign="-")) == Decimal(f"-{text}")
        read = parse_instance(instance(item(text), item(f"-{text}")), "w").frame
        assert read["value"].to_list() == [Decimal(text), Decimal(f"-{text}")]
    for text in ("0.00000000001", "10000000000000000000000000000"):
        assert "beyond 28 digits" in reason(figure(text, format=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1000", "1000"), (" -0.5\n", "-0.5"), ("+7.", "7"), (".25", "0.25"), ("1.5E6", "1500000")],
)
def test_numbers_of_an_instance(text: str, expected: str) -> None:
    assert xml_number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "1,000", "INF", "NaN", "--1", "0x10", "1e999", "١٢", "1_000"])
def test_what_is_no_number_of_an_instance_is_refused(text: str) -> None:
    result = parse_instance(instance(item(text), item("5", id="good")), "w")
    assert result.frame["element_id"].to_list() == ["good"]
    assert len(result.refused) == 1


@pytest.mark.parametrize(
    ("decimals", "precision", "expected"),
    [("-6", None, -6), ("2", None, 2), ("INF", None, None), (None, "INF", None),
     (None, "2", -2), (None, "6", 2)],
)  # fmt: skip
def test_decimals(decimals: str | None, precision: str | None, expected: int | None) -> None:
    body = instance(item("1234", decimals=decimals, precision=precision))
    result = parse_instance(body, "w")
    assert (result.frame["decimals"].to_list(), result.refused) == ([expected], [])
    assert result.frame.schema["decimals"] == pl.Int32


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("none", 0), ("zero", 0), ("one", 1), ("twelve", 12), ("Ninety-Nine", 99),
        ("one hundred", 100), ("one hundred and five", 105), ("two thousand", 2000),
        ("three hundred twenty-one thousand, six hundred and fifty-four", 321654),
        ("one million two", 1000002), ("five trillion", 5 * 10**12),
        ("", None), ("and", None), ("one two", None), ("twenty twelve", None), ("5", None),
        ("thousand", None), ("thousand million", None), ("hundred", None), ("one and", None),
        ("one zero", None), ("twenty zero", None), ("two thousand zero", None),
        ("twelve hundred", None), ("one thousand one thousand", None),
    ],
)  # fmt: skip
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert number_in_words(words) == number


@MANY
@given(
    number=st.decimals(
        min_value=Decimal("-1e15"), max_value=Decimal("1e15"), places=4, allow_nan=False
    ),
    scale=st.integers(min_value=-6, max_value=12),
    form=st.sampled_from(["num-dot-decimal", "num-comma-decimal", None]),
)
def test_what_is_written_is_read_back(number: Decimal, scale: int, form: str | None) -> None:
    shown = f"{abs(number):,.4f}" if form else f"{abs(number):.4f}"
    if form == "num-comma-decimal":
        shown = shown.translate(str.maketrans(",.", ".,"))
    named = (TR4, form) if form else None
    read = inline_number(shown, named, str(scale), "-" if number < 0 else None)
    assert read == number * Decimal(10) ** scale
    assert xml_number(f"{read:f}") == read


@MANY
@given(st.text(max_size=30), st.sampled_from(["num-dot-decimal", "num-comma-decimal", None]))
def test_no_text_is_read_as_anything_but_its_digits(text: str, form: str | None) -> None:
    try:
        read = inline_number(text, (TR4, form) if form else None, None, None)
    except UnusableFactError as error:
        assert str(error)
    else:
        digits = "".join(character for character in text if character in "0123456789")
        assert digits.strip("0") == "".join(map(str, read.as_tuple().digits)).strip("0")
