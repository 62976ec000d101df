"""Whole numbers written in English words, as `ixt-sec:numwordsen` takes them.

Source of the rule: EDGAR Filer Manual, the SEC's inline transformation registry of 2015-08-31,
`numwordsen`: "no" and "none" are 0, else a cardinal number in words.
"""

from __future__ import annotations

import re

# fmt: off
_ONES_AND_TEENS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
_WHOLE_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
_SMALL = {word: value for value, word in enumerate(_ONES_AND_TEENS)}
_TENS = {word: 10 * value for value, word in enumerate(_WHOLE_TENS, start=2)}
_SCALES = {"trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 1000}
_NONE = frozenset({"no", "none", "zero"})


def number_in_words(text: str) -> int | None:
    """The number, or None if the words are not a number."""
    words = [word for word in re.split(r"[\s,-]+", text.strip().lower()) if word]
    if len(words) == 1 and words[0] in _NONE:
        return 0
    if not words or "and" in (words[0], words[-1]):
        return None
    rest = [word for word in words if word != "and"]
    total = 0
    for scale, size in _SCALES.items():
        if scale in rest:
            place = rest.index(scale)
            count = _below_thousand(rest[:place])
            if count is None:
                return None
            total += count * size
            rest = rest[place + 1 :]
    if not rest:
        return total
    last = _below_thousand(rest)
    return None if last is None else total + last


def _below_thousand(words: list[str]) -> int | None:
    if "hundred" not in words:
        return _below_hundred(words)
    place = words.index("hundred")
    hundreds = _below_hundred(words[:place])
    if hundreds is None or hundreds > 9:
        return None
    if place + 1 == len(words):
        return 100 * hundreds
    rest = _below_hundred(words[place + 1 :])
    return None if rest is None else 100 * hundreds + rest


def _below_hundred(words: list[str]) -> int | None:
    """1 to 99: a zero among other words is not a number."""
    match words:
        case [word] if word in _TENS:
            return _TENS[word]
        case [word]:
            return _SMALL.get(word) or None
        case [tens, ones] if tens in _TENS and 0 < _SMALL.get(ones, 0) < 10:
            return _TENS[tens] + _SMALL[ones]
        case _:
            return None
