"""What makes a bound of an amount although the word before it says the contrary, or makes two one.

"Not below $200 billion" is a lower bound; "at least $125 billion and no more than $145 billion" is
a range. Plain bounds, by one word, are in `amounts.py`.
"""

from __future__ import annotations

import re

_HEDGES = (
    r"(?:(?:the|a|approximately|about|around|roughly|circa|nearly|some|perhaps|likely"
    r"|level of)\s+)*"
)
_LESS = r"(?:below|under|less than|lower than|smaller than)"
# "Not to be below", "don't see it falling under", "no lower than".
_NOT_BELOW = re.compile(
    rf"(?:\bno|\bnever|(?:\bnot|n['’]t)(?: \w+){{0,6}}?) {_LESS}\s+{_HEDGES}$", re.IGNORECASE
)
# "50 percent over $131 billion": what is compared with, no bound.
SHARE_BEFORE = re.compile(
    r"(?:%|percent|times|half) (?:over|above|below|under|(?:more|higher|less|lower) than)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "The low end of our range is now $180 billion", "raising the top end by $5 billion to".
_END_MOVED = re.compile(
    r"\b(?P<part>high(?:er)?|upper|top|low(?:er)?|bottom)[ -]end (?:of|to|on) [^.;,]{0,60}?"
    r"\b(?:to|is(?: now)?|at|becomes) (?:about |roughly |\w+ly )?$",
    re.IGNORECASE,
)
_TO_OTHER_BOUND = re.compile(
    r",?\s+(?:and|but|to|or)\s+(?:(?:likely|probably)\s+)?"
    r"(?:(?:no|not) (?:more|higher|greater) than|at (?:the )?most|up to|less than|under|below"
    rf"|not (?:above|over|exceed(?:ing)?)|as (?:much|high) as|a maximum of)\s+{_HEDGES}",
    re.IGNORECASE,
)
_AT_THE_LOW_END = re.compile(
    rf"\s+(?:at|on|for) the low(?:er)?[ -]end,?\s+(?:and|to)\s+{_HEDGES}", re.IGNORECASE
)
_AT_THE_HIGH_END = re.compile(
    r"\s+(?:at|on|for) the (?:high(?:er)?|upper|top)[ -]end", re.IGNORECASE
)


def is_denied(text: str, start: int) -> bool:
    """Whether a denial makes what stands at a place a lower bound."""
    return _NOT_BELOW.search(text, 0, start) is not None


def is_least(text: str, start: int) -> bool | None:
    """Whether words before a place make a lower bound or an upper one of what stands there."""
    if is_denied(text, start):
        return True
    if moved := _END_MOVED.search(text, 0, start):
        return not moved["part"].lower().startswith(("high", "up", "top"))
    return None


def belong_together(
    text: str, low_end: int, high_start: int, high_end: int, *, are_bounds: bool
) -> bool:
    """Whether two amounts, the one until `low_end` and the other, are the ends of one range."""
    if are_bounds and _TO_OTHER_BOUND.fullmatch(text, low_end, high_start):
        return True
    is_low = _AT_THE_LOW_END.fullmatch(text, low_end, high_start) is not None
    return is_low and _AT_THE_HIGH_END.match(text, high_end) is not None
