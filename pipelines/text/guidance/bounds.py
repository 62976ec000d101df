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
# No word of another clause, and none of doubt: "will not grow and stay below", "not much below".
_SAME_CLAUSE = (
    r"(?: (?!(?:and|but|or|nor|while|as|so|because|if|much|far|only|just|certain|sure|clear)\b"
    r"|(?<!in )which\b|(?<!think )(?<!believe )(?<!expect )that\b)\w+)"
)
# "Not to be below", "don't see it falling under", "no lower than".
_NOT_BELOW = re.compile(
    rf"(?:\bno|\bnever|(?:\bnot|n['’]t){_SAME_CLAUSE}{{0,8}}?) {_LESS}\s+{_HEDGES}$",
    re.IGNORECASE,
)
# "50 percent over $131 billion": what is compared with, no bound.
SHARE_BEFORE = re.compile(
    r"(?:%|percent|times|half) (?:over|above|below|under|(?:more|higher|less|lower) than)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_END = (
    r"(?P<part>high(?:er)?|upper|top|low(?:er)?|bottom)[ -]end(?: (?:of|on) [^.;,]{1,50}?)?"
    r"(?: by [^;,]{1,30}?)?"
)
_ABOUT = r"(?:(?:about|roughly|around|\w+ly) )?$"
# "Raising the top end by $5 billion to": the end is moved, and nothing lands near it.
_END_MOVED = re.compile(
    r"\b(?:rais|lift|boost|increas|lower|reduc|cut|trim|narrow|tighten|widen|updat|revis|adjust"
    r"|mov|chang|bring|brought|bump|tak|took|push|set|put|cap|fix|rose)\w* (?:(?:both|just|only"
    rf"|up|down|now) )?(?:the|our) (?:very )?{_END} (?:up to|down to|to|at) {_ABOUT}",
    re.IGNORECASE,
)
# "The low end of our range is now $180 billion", and not "near the low end of the range, which is".
_END_IS = re.compile(
    r"(?<!toward )(?<!towards )(?<!near )(?<!at )(?<!around )(?<!in )(?<!to )(?<!above )(?<!below )"
    rf"\b(?:the|our|its) (?:very )?{_END} (?:is(?: now)?|becomes|will be|(?:moves|goes|comes|rises"
    rf"|increases|falls|drops)(?: up| down)? to) {_ABOUT}",
    re.IGNORECASE,
)
_TO_OTHER_BOUND = re.compile(
    r",?\s+(?:and|but|to|or)\s+(?:(?:likely|probably)\s+)?"
    r"(?:(?:no|not) (?:more|higher|greater) than|at (?:the )?most|up to|less than|under|below"
    rf"|not (?:above|over|exceed(?:ing)?)|as (?:much|high) as|a maximum of)\s+{_HEDGES}",
    re.IGNORECASE,
)
_AT_THE_LOW_END = re.compile(
    r"\s+(?:at|on|for) the low(?:er)?[ -]end,?\s+(?:and|to)\s+"
    rf"(?P<most>(?:up to|as (?:much|high) as|at (?:the )?most) )?{_HEDGES}",
    re.IGNORECASE,
)
# "Raising the low end to $115 billion and the high end to $135 billion".
_AND_THE_HIGH_END = re.compile(
    r",? and the (?:high(?:er)?|upper|top)[ -]end (?:up )?(?:to|is(?: now)?) (?:about |roughly )?",
    re.IGNORECASE,
)
_LOW_END = re.compile(r"\b(?:low(?:er)?|bottom)[ -]end\b", re.IGNORECASE)
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
    if moved := _END_MOVED.search(text, 0, start) or _END_IS.search(text, 0, start):
        return not moved["part"].lower().startswith(("high", "up", "top"))
    return None


def belong_together(
    text: str, low_end: int, high_start: int, high_end: int, *, are_bounds: bool
) -> bool:
    """Whether two amounts, the one until `low_end` and the other, are the ends of one range."""
    if are_bounds and _TO_OTHER_BOUND.fullmatch(text, low_end, high_start):
        return True
    if _AND_THE_HIGH_END.fullmatch(text, low_end, high_start):
        return _LOW_END.search(text, 0, low_end) is not None
    low = _AT_THE_LOW_END.fullmatch(text, low_end, high_start)
    return low is not None and bool(low["most"] or _AT_THE_HIGH_END.match(text, high_end))
