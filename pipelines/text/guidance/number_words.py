"""Numbers that are written in words: "one hundred and fifteen", "two and a quarter"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_NUMBER_WORDS = {
    "half a": Decimal("0.5"), "one": Decimal(1), "two": Decimal(2), "three": Decimal(3),
    "four": Decimal(4), "five": Decimal(5), "six": Decimal(6), "seven": Decimal(7),
    "eight": Decimal(8), "nine": Decimal(9), "ten": Decimal(10), "eleven": Decimal(11),
    "twelve": Decimal(12), "thirteen": Decimal(13), "fourteen": Decimal(14),
    "fifteen": Decimal(15), "sixteen": Decimal(16), "seventeen": Decimal(17),
    "eighteen": Decimal(18), "nineteen": Decimal(19), "twenty": Decimal(20), "thirty": Decimal(30),
    "forty": Decimal(40), "fifty": Decimal(50), "sixty": Decimal(60), "seventy": Decimal(70),
    "eighty": Decimal(80), "ninety": Decimal(90), "a hundred": Decimal(100),
    "one hundred": Decimal(100), "hundred": Decimal(100),
}  # fmt: skip
_NUMBER_WORDS.update(
    {
        f"{ten}{mark}{one}": _NUMBER_WORDS[ten] + _NUMBER_WORDS[one]
        for ten in ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
        for one in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
        for mark in (" ", "-")
    }
)
_PARTS = {
    "a quarter": Decimal("0.25"), "a half": Decimal("0.5"), "three quarters": Decimal("0.75"),
    "three-quarters": Decimal("0.75"),
}  # fmt: skip
# "Two and a quarter billion", "three quarters of a billion".
_NUMBER_WORDS.update(
    {
        f"{word} and {part}": number + more
        for word, number in list(_NUMBER_WORDS.items())
        for part, more in _PARTS.items()
        if 1 <= number <= 20
    }
    | {f"{part} of a": value for part, value in _PARTS.items()}
)


def one_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS = one_of(_NUMBER_WORDS)
# "One hundred fifteen", "two hundred and ten".
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_HUNDREDS = rf"(?:a|{_ONES})[ -]hundred"
SPOKEN = rf"(?:{_HUNDREDS}(?:[ -](?:and[ -])?(?:{_WORDS}))?|{_WORDS})"


def spoken(words: str) -> Decimal:
    """The number that words say."""
    hundreds, has_hundreds, rest = (
        words.lower().replace("-hundred", " hundred").partition(" hundred")
    )
    if not has_hundreds:
        return _NUMBER_WORDS[words.lower()]
    rest = re.sub(r"^[ -](?:and[ -])?", "", rest)
    count = Decimal(1) if hundreds == "a" else _NUMBER_WORDS[hundreds]
    return count * 100 + (_NUMBER_WORDS[rest] if rest else 0)


def is_of_hundreds(low: str, high: str) -> bool:
    """Whether the low end leaves the word out that the high end says: "one to two hundred"."""
    is_short = re.fullmatch(_ONES, low, re.IGNORECASE)
    return is_short is not None and re.match(_HUNDREDS, high, re.IGNORECASE) is not None
