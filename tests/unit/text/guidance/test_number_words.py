"""Numbers in words."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from pipelines.text.guidance.number_words import SPOKEN, is_of_hundreds, spoken


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("sixteen", "16"),
        ("thirty-five", "35"),
        ("One Hundred", "100"),
        ("a hundred and twenty", "120"),
        ("one hundred fifteen", "115"),
        ("two-hundred-ten", "210"),
        ("three hundred and thirty-five", "335"),
        ("two and a quarter", "2.25"),
    ],
)
def test_words_say_a_number_as_a_whole(words: str, number: str) -> None:
    assert re.fullmatch(SPOKEN, words, re.IGNORECASE)
    assert spoken(words) == Decimal(number)


def test_a_low_end_is_of_the_hundreds_that_the_high_end_says() -> None:
    assert is_of_hundreds("one", "two hundred million")
    assert not is_of_hundreds("ninety", "one hundred million")
    assert not is_of_hundreds("one", "two million")
