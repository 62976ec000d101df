"""Amounts as sentences write them: ranges, bounds, thirds of a decade, currencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.guidance.amounts import amounts

BN = 1_000_000_000


def ends(text: str) -> list[tuple[float | None, float | None]]:
    """Low and high of each amount in billions."""
    return [
        (each.low / BN if each.low is not None else None,
         each.high / BN if each.high is not None else None)
        for each in amounts(text)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("of $30-37 billion", 30, 37),
        ("one hundred fifteen to one hundred thirty-five billion dollars", 115, 135),
        ("at least $125 billion and no more than $145 billion", 125, 145),
        ("we do not expect it to be below $200 billion", 200, None),
        ("should grow 50% over $131 billion", 131, 131),
        # A hyphen that does not break, as releases print it.
        ("to $195\u2011205 billion", 195, 205),
        ("between $3.4 and $3.7 billion", 3.4, 3.7),
        ("between USD 40 billion and USD 42 billion", 40, 42),
        ("USD 52-56 billion", 52, 56),
        ("$52-56B", 52, 56),
        ("27 to 29 billion dollars", 27, 29),
        ("$900 million to $1.2 billion", 0.9, 1.2),
        ("in the $70 billion to approximately $72 billion range", 70, 72),
        ("$14 billion, plus or minus $500 million", 13.5, 14.5),
        # An end or a half of a range is what holds of it.
        ("at the high end of our range of $14 billion to $16 billion", 16, 16),
        ("toward the lower end of the $14 billion to $16 billion range", 14, 14),
        ("near the midpoint of our $14 billion to $16 billion guide", 15, 15),
        ("in the upper half of the $14 billion to $16 billion range", 15, 16),
        ("at or slightly above the top end of our $14 billion to $16 billion range", 16, None),
        ("at or above the first-quarter capex of $3 billion", 3, None),
        ("a budget of twenty billion dollars", 20, 20),
        ("$14 billion ± $0.5 billion", 13.5, 14.5),
        ("$9.5 billion, +/- 10%", 8.55, 10.45),
        ("$14 billion of CapEx in fiscal 2025, plus or minus $500 million", 13.5, 14.5),
        ("$30 billion or a bit more", 30, None),
        ("mid-$70 billion", 74, 76),
        ("low- to mid-$80 billion", 81, 86),
        ("high-$7 billion range", 7.7, 7.9),
        ("$1,250 million", 1.25, 1.25),
        ("$52,500,000,000", 52.5, 52.5),
        ("half a billion dollars", 0.5, 0.5),
        ("one billion dollars", 1, 1),
        ("at least $30 billion", 30, None),
        ("$30 billion or more", 30, None),
        ("$30+ billion", 30, None),
        ("a 30-plus billion dollar budget", 30, None),
        ("at or above the 12 billion level", 12, None),
        ("no less than $4bn", 4, None),
        ("north of $4bn", 4, None),
        ("up to $5 billion", None, 5),
        ("not expected to exceed $5 billion", None, 5),
        ("no more than about $5 billion", None, 5),
        ("$5 billion at most", None, 5),
        ("$65 billion to $60 billion", 65, 60),
        ("two and a quarter billion dollars", 2.25, 2.25),
        ("two to two and a half billion dollars", 2, 2.5),
        ("three quarters of a billion dollars", 0.75, 0.75),
        ("seventy-five billion dollars", 75, 75),
        ("will top $30 billion", 30, None),
        ("going past $30 billion", 30, None),
        ("not going past $30 billion", None, 30),
        ("just shy of $30 billion", None, 30),
        ("holding it under $30 billion", None, 30),
        # Where a figure was moved to is no bound.
        ("took the figure up to about $25 billion", 25, 25),
        ("negative $2 billion", -2, -2),
        ("$(2) billion", -2, -2),
    ],
)
def test_an_amount(text: str, low: float | None, high: float | None) -> None:
    assert ends(text) == [(low, high)]


def test_a_step_is_two_amounts_and_a_range_after_from_is_one() -> None:
    assert ends("raising our guidance from $2 billion to $5 billion") == [(2, 2), (5, 5)]
    assert ends("ranging from $2 billion to $5 billion") == [(2, 5)]
    assert ends("taking it from $2 billion to $5 billion") == [(2, 2), (5, 5)]
    assert ends("moves up $2 billion to $5 billion") == [(2, 2), (5, 5)]
    assert ends("is $6 billion, up from $2 billion to $3 billion") == [(6, 6), (2, 3)]


def test_two_amounts_beside_each_other_are_no_range() -> None:
    assert ends("$14.1 billion and $10.4 billion during Q2") == [(14.1, 14.1), (10.4, 10.4)]
    assert ends("in 2024 to $5 billion") == [(5, 5)]


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("NT$90 billion", "TWD"),
        ("TWD 52 billion to TWD 56 billion", "TWD"),
        ("€1.8 billion", "EUR"),
        ("1.8 billion euros", "EUR"),
        ("US$38 billion", "USD"),
        ("RMB 2 billion", "CNY"),
        ("300 million", "USD"),
    ],
)
def test_the_currency(text: str, currency: str) -> None:
    assert [each.currency for each in amounts(text)] == [currency]


@pytest.mark.parametrize(
    "text", ["1.6T transceivers", "800-gig", "in 2026", "7%", "$500", "Q2 FY25"]
)
def test_what_is_no_amount(text: str) -> None:
    assert amounts(text) == []


@given(
    st.integers(1, 999), st.integers(1, 999), st.sampled_from([" to ", "-", " – ", "-$", " to $"])
)
def test_what_is_written_is_read(low: int, high: int, joined: str) -> None:
    assert ends(f"We expect ${low}{joined}{high} billion in 2026.") == [(low, high)]


@given(st.text(alphabet="$0123456789.,-–()% bmilontrUSDmid+/±", max_size=40))
def test_any_text_has_amounts_in_order(text: str) -> None:
    places = [(each.start, each.end) for each in amounts(text)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
