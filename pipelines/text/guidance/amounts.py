"""Amounts of money as sentences write them, in whole units of their currency.

Forms: `$30 billion`, `$27-29 billion`, `$25 to $27 billion`, `between $3.4 and $3.7 billion`,
`USD 40 billion and USD 42 billion` after `between`, `$14 billion, plus or minus $500 million`,
`at least $30 billion`, `$30 billion or more`, `up to $5 billion`, `mid-$70 billion`, `$52B`,
`the high end of our range of $14 billion to $16 billion`, which is its high end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.text.guidance import bounds
from pipelines.text.guidance.number_words import SPOKEN, is_of_hundreds, one_of, spoken

_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "usd$": "USD", "u.s.$": "USD", "nt$": "TWD",
    "twd": "TWD", "ntd": "TWD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY",
    "jpy": "JPY", "krw": "KRW", "₩": "KRW", "rmb": "CNY", "cny": "CNY", "c$": "CAD", "cad": "CAD",
    "a$": "AUD", "aud": "AUD", "hk$": "HKD", "chf": "CHF", "inr": "INR", "₹": "INR", "sek": "SEK",
}  # fmt: skip
_CURRENCY_WORDS = {
    "euro": "EUR", "euros": "EUR", "yen": "JPY", "won": "KRW", "pounds": "GBP", "rmb": "CNY",
    "yuan": "CNY", "renminbi": "CNY", "rupees": "INR", "nt dollars": "TWD",
    "new taiwan dollars": "TWD", "canadian dollars": "CAD", "australian dollars": "AUD",
    "krw": "KRW", "jpy": "JPY", "twd": "TWD", "eur": "EUR", "kronor": "SEK", "swiss francs": "CHF",
    "dollars": "USD", "us dollars": "USD", "u.s. dollars": "USD", "usd": "USD",
}  # fmt: skip
_SCALES = {
    "trillion": 12, "tn": 12, "t": 12, "billion": 9, "billions": 9, "bn": 9, "b": 9,
    "million": 6, "millions": 6, "mm": 6, "mn": 6, "m": 6, "thousand": 3, "k": 3,
}  # fmt: skip
_TOKEN = re.compile(
    rf"(?P<third>\b(?:low|mid|high|lower|upper)(?:[ -]{{1,2}}(?:to[ -])?(?:mid|high))?[ -])?"
    rf"(?P<sign>\bnegative[ ]|(?<![\d\w])[-−–](?=\s?[$€£]))?"
    rf"(?:(?<![A-Za-z])(?P<currency>{one_of(_CURRENCIES)}))?[ ]?"
    rf"(?P<minus>\((?=[\d.,]+\)))?"
    rf"(?:(?<![\d.,'’A-Za-z])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)s?"
    rf"|\b(?P<words>{SPOKEN})"
    rf"(?=(?:[ ](?:to|and)[ ]{SPOKEN})?[ -](?:trillion|billion|million)))"
    rf"(?(minus)\))"
    rf"(?P<more>\+(?=[ -]?[TBMKtbmk])|[ -]plus(?=[ -](?:trillion|billion|million)))?"
    rf"(?:[ -]?(?P<scale>trillion|billions?|million?s?|thousand|bn|tn|mm|mn|[TBMK])(?![A-Za-z]))?"
    rf"(?:[ ](?P<unit>{one_of(_CURRENCY_WORDS)})\b)?",
    re.IGNORECASE,
)
_HEDGE = r"(?:approximately|about|around|roughly|circa|nearly|some|perhaps|likely)"
_TO = re.compile(rf"\s*(?:[-‐‑–—−~]|\bto\b|\bthrough\b)\s*(?:{_HEDGE}\s+)?(?:a\s+)?", re.IGNORECASE)
_AND = re.compile(rf"\s+and\s+(?:{_HEDGE}\s+)?", re.IGNORECASE)
_RANGE_BEFORE = re.compile(
    rf"(?:between|range[sd]?|ranging|anywhere)(?:\s+(?:of|from|between|is|in|{_HEDGE}))*\s*$",
    re.IGNORECASE,
)
_PLUS_MINUS = re.compile(
    r"(?:\s+(?:of|in|for) [A-Za-z ]{2,40}(?:20\d\d)?)?\s*,?\s*\(?(?:plus or minus|plus[/-]minus"
    r"|\+\s*/\s*[-−–]|±|give or take)\s*(?:about\s+)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|percent)")
_BETWEEN_BOUND_AND_AMOUNT = rf"\s+(?:the\s+|a\s+|{_HEDGE}\s+|level\s+of\s+)*$"
# "At or above the first-quarter capex of $3 billion": the level that bounds, by what it was.
_AT_A_LEVEL = re.compile(
    r"\bat or (?:(?P<least>above|over|higher than)|below|under|lower than)"
    r"\s+(?:the|our|that|what)\s+(?:[\w'’-]+\s+){0,5}?(?:of|was|at)\s+(?:\w+ly\s+|about\s+)?$",
    re.IGNORECASE,
)
_AT_MOST_BEFORE = re.compile(
    r"(?:\bup to|at or below|as high as|at (?:the )?most|(?:no|not) (?:more|higher|greater) than"
    r"|(?:not"
    r"|n['’]t) (?:(?!(?:and|but|or)\b)\w+ ){0,6}?"
    r"(?:exceed(?:ing)?|top|surpass|(?:go(?:ing)? |run(?:ning)? |come (?:in )?)(?:past|over|above))"
    r"|(?:shy|short|south) of|(?:limit(?:ed|ing)?|capped|hold(?:ing)?"
    r"|keep(?:ing)?) (?:[\w-]+ ){0,4}?(?:under|within)|limited to"
    r"|(?:not|n['’]t) (?:be )?above|below|(?<!no )(?<!not )less than|under"
    r"|lower than|"
    r"maximum of|as much as|capped at)" + _BETWEEN_BOUND_AND_AMOUNT,
    re.IGNORECASE,
)
_AT_LEAST_BEFORE = re.compile(
    r"(?:at least|as low as"
    r"|at or above|(?:no|not) (?:less|lower) than|not below|in excess of|(?<!no )"
    r"(?<!not )(?:more|greater|higher) than|"
    r"\bover|\babove|exceed(?:s|ing)?|north of|upwards? of|minimum of|beyond|surpass(?:es|ing)?"
    r"|(?<=will )top|(?<=should )top|(?<=to )top|\btop(?:s|ping)(?= \S*\d)|\b(?:go|goes|going|run"
    r"|come|push"
    r"|get)(?:es|s|ning|ing)? past)" + _BETWEEN_BOUND_AND_AMOUNT,
    re.IGNORECASE,
)
_AT_LEAST_AFTER = re.compile(
    r"\s*(?:\+|-?plus\b(?! or minus)|or (?:a (?:bit|little) )?(?:more|higher|above|greater)"
    r"|and (?:above|up)"
    r"|at a minimum)", re.I)  # fmt: skip
_AT_MOST_AFTER = re.compile(r"\s*(?:or (?:less|lower|below|under)|at (?:the )?most)", re.IGNORECASE)

# "$2 billion below the $20 billion that we guided": a known amount, which is no bound.
_COMPARED_BEFORE = re.compile(
    r"(?<!at or )\b(?:above|below|over|under|than|exceed\w*)\s+(?:the|our|that)\s+$", re.IGNORECASE
)

# "We took our number up to $25 billion": where it was moved to, which is no bound.
_UP_TO_NOW = re.compile(
    r"\b(?:t[ao]k|took|mov|br[io]|rais|push|com|go)\w*\b[^.;,]{1,60}\bup to\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_SMALLEST = 1_000_000
_YEARS = range(1990, 2100)
# The thirds of a decade that speech names: the low seventies are 71 to 73.
_THIRDS = {"low": (1, 3), "lower": (1, 3), "mid": (4, 6), "high": (7, 9), "upper": (7, 9)}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or a range; a bound has one end only. `start` and `end` are places in the text.

    Attributes:
        is_part: an end or a half of a range that was given: what holds now, not what held.
    """

    low: int | None
    high: int | None
    currency: str
    start: int
    end: int
    is_part: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it has two different ends."""
        return self.low is not None and self.high is not None and self.low != self.high


@dataclass(frozen=True, slots=True)
class _Token:
    value: Decimal
    scale: int | None
    currency: str | None
    third: str
    is_negative: bool
    has_sign: bool
    is_letter: bool
    is_least: bool
    start: int
    end: int

    @property
    def is_money(self) -> bool:
        """Whether it names a currency or a scale: "6.4T" alone is a speed."""
        return self.currency is not None or (self.scale is not None and not self.is_letter)

    def at(self, scale: int) -> int:
        exact = self.value.scaleb(self.scale if self.scale is not None else scale)
        return int(-exact if self.is_negative else exact)


def amounts(text: str) -> list[Amount]:
    """The amounts of a sentence in their order; one without a scale word is in whole units."""
    found: list[Amount] = []
    tokens = [_token(match) for match in _TOKEN.finditer(text)]
    place = 0
    while place < len(tokens):
        amount, place = _amount(text, tokens, place)
        if amount is not None and max(abs(amount.low or 0), abs(amount.high or 0)) >= _SMALLEST:
            found.append(_bounded(text, amount))
    return _united(text, found)


def _token(match: re.Match[str]) -> _Token:
    number, words, unit = match["number"], match["words"], match["unit"]
    value = Decimal(number.replace(",", "")) if number else spoken(words)
    scale = _SCALES[match["scale"].lower()] if match["scale"] else None
    named = (match["currency"] or "").lower()
    currency = _CURRENCIES.get(named) or (_CURRENCY_WORDS[unit.lower()] if unit else None)
    blanks = len(match[0]) - len(match[0].lstrip())
    return _Token(
        value, scale, currency, (match["third"] or "").lower(),
        bool(match["sign"] or match["minus"]), bool(named), len(match["scale"] or "") == 1,
        bool(match["more"]),
        match.start() + blanks, match.end(),
    )  # fmt: skip


def _amount(text: str, tokens: list[_Token], place: int) -> tuple[Amount | None, int]:
    """The amount that starts at a token, and the place of the next one."""
    first = tokens[place]
    second = tokens[place + 1] if place + 1 < len(tokens) else None
    if second is not None and _is_range(text, first, second):
        if is_of_hundreds(text[first.start : first.end], text[second.start : second.end]):
            first = replace(first, value=first.value * 100)
        # "$25 to $27 billion" is 25 billion; "$900 million to $1.2 billion" names both scales.
        low, high = first.at(second.scale or 0), second.at(first.scale or 0)
        currency = first.currency or second.currency or "USD"
        return Amount(low, high, currency, first.start, second.end), place + 2
    if not first.is_money:
        return None, place + 1
    value, currency = first.at(0), first.currency or "USD"
    whole = Amount(value, value, currency, first.start, first.end)
    if first.third:
        return _third(first, whole), place + 1
    if first.is_least:
        return replace(whole, high=None), place + 1
    around = _PLUS_MINUS.match(text, first.end)
    beside = place + 1
    while around and beside < len(tokens) and tokens[beside].start < around.end() - 1:
        beside += 1
    second = tokens[beside] if beside < len(tokens) else None
    if around is None or second is None or second.start > around.end() + 1:
        return whole, place + 1
    percent = _PERCENT.match(text, around.end())
    wide = int(value * Decimal(percent[1]) / 100) if percent else second.at(first.scale or 0)
    end = percent.end() if percent else second.end
    return replace(whole, low=value - wide, high=value + wide, end=end), beside + 1


def _is_range(text: str, first: _Token, second: _Token) -> bool:
    if not (second.is_money or (first.currency and second.scale)):
        return False
    if second.has_sign and not first.is_money:
        return False
    if not first.is_money and first.value in _YEARS:
        return False
    between = text[first.end : second.start]
    if _TO.fullmatch(between):
        # "From $2 billion to $5 billion" may step from one to the other.
        return first.scale is None or not _steps_from(text, first.start)
    if not _AND.fullmatch(between):
        return False
    return first.scale is None or _RANGE_BEFORE.search(text, 0, first.start) is not None


_FROM = re.compile(
    rf"\bfrom\s+(?:{_HEDGE}\s+|(?:the |our |an? )?(?:initial|original|previous|prior|earlier"
    rf"|former)\s+)*$",
    re.IGNORECASE,
)
# "Ranging from A to B", and "$80 billion, up from A to B": a range after the word.
_RANGE_FROM = re.compile(
    r"\b(?:rang(?:e|es|ing|ed)|(?:billion|million|bn|[BM])\W.*)\s+(?:is\s+)?from\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
# "Raising our guidance by $2 billion to $12 billion": a step, and where it leads.
_GUIDANCE_BY = re.compile(
    r"\b(?:guidance|outlook|guide|range|plan|budget|forecast|estimate|target)\b[^,;.]{0,40}"
    rf"\bby\s+(?:{_HEDGE}\s+)*$",
    re.IGNORECASE,
)
# "Adding $10 billion to the plan, taking it from $75 billion to $85 billion".
_TAKES_FROM = re.compile(
    rf"\b(?:tak|bring|mov|rais|lift|lower|reduc|cut|trim)\w* (?:it|that|this|us|the \w+) from"
    rf"(?:\s+{_HEDGE})*\s*$",
    re.IGNORECASE,
)
# "Our forecast moves up $15 billion to $50 billion".
_MOVES_UP = re.compile(
    rf"\b(?:mov|go|com|step|rais|ris|tak|increas)\w*(?: (?!from\b)[\w’']+)? (?:up|down)"
    rf"(?:\s+{_HEDGE})*\s*$",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?<!not )(?<!n['’]t )(?:rais|increas|lift|boost|lower|reduc|cut|trim|narrow|updat|revis"
    r"|mov|chang|adjust|went|"
    r"going|goes|up\b|down\b|bump|hik|doubl|tripl|tak|took|upp(?:ed|ing)|expand|com(?:es"
    r"|ing)\b)\w*",
    re.IGNORECASE,
)


def _steps_from(text: str, start: int) -> bool:
    """Whether "from A to B" here is a step: "raising our 2025 guidance from A to B"."""
    before = text[:start]
    if _GUIDANCE_BY.search(before) or _MOVES_UP.search(before):
        return True
    if _TAKES_FROM.search(before):
        return True
    return bool(_FROM.search(before) and not _RANGE_FROM.search(before) and _STEP.search(before))


def _third(token: _Token, whole: Amount) -> Amount:
    """A third of a decade: "mid-$70 billion" is 74 to 76 billion."""
    is_whole = token.value == token.value.to_integral_value()
    plain = f"{int(token.value)}" if is_whole else ""
    zeros = len(plain) - len(plain.rstrip("0"))
    # "Mid-$7 billion" is of tenths, "mid-$70 billion" of units.
    step = Decimal(10) ** (zeros - 1) if plain else Decimal("0.01")
    named = [word for word in re.split(r"[ -]+", token.third) if word in _THIRDS]
    scale = token.scale or 0
    low = (token.value + _THIRDS[named[0]][0] * step).scaleb(scale)
    high = (token.value + _THIRDS[named[-1]][1] * step).scaleb(scale)
    return replace(whole, low=int(low), high=int(high))


# "Toward the low end of our prior range of", "in the upper half of the", "near the midpoint of".
_PART_OF_RANGE = re.compile(
    r"(?P<beyond>\bat or (?:\w+ly )?(?:above|below|over|under|beyond) )?"
    r"\b(?:the |our )?(?:very )?"
    r"(?P<part>high(?:er)?|upper|top|low(?:er)?|bottom|mid(?:dle|[ -]?point)?)"
    r"[ -]?(?P<half>end|half|part|portion)? (?:of|in) (?:the|our|its|this|that|a)\b"
    r"(?: (?!(?:and|but|or|than|from)\b)[\w'’-]+){0,6}? ?$",
    re.IGNORECASE,
)


def _part_of_range(text: str, amount: Amount) -> Amount:
    """An end or a half of a range, where the words before it name one."""
    named = _PART_OF_RANGE.search(text, max(0, amount.start - 120), amount.start)
    low, high = amount.low, amount.high
    if named is None or low is None or high is None:
        return amount
    part, middle = named["part"].lower(), (low + high) // 2
    is_high = part.startswith(("high", "up", "top"))
    if named["half"] and named["half"].lower() != "end":
        ends: tuple[int | None, int | None] = (middle, high) if is_high else (low, middle)
    elif part.startswith("mid"):
        ends = (middle, middle)
    else:
        end = high if is_high else low
        beyond = (end, None) if is_high else (None, end)
        ends = beyond if named["beyond"] else (end, end)
    return replace(amount, low=ends[0], high=ends[1], is_part=True)


def _bounded(text: str, amount: Amount) -> Amount:
    """The amount, as a bound if words around it make it one."""
    if amount.is_range:
        return _part_of_range(text, amount)
    is_bound = amount.low is None or amount.high is None
    if is_bound or any(
        each.search(text, 0, amount.start)
        for each in (_COMPARED_BEFORE, _UP_TO_NOW, bounds.SHARE_BEFORE)
    ):
        return amount
    is_least = _is_least(text, amount)
    if is_least is None:
        return amount
    return replace(amount, high=None) if is_least else replace(amount, low=None)


def _is_least(text: str, amount: Amount) -> bool | None:
    """Whether an amount is a lower bound or an upper one; null where it is none."""
    if (is_least := bounds.is_least(text, amount.start)) is not None:
        return is_least
    if level := _AT_A_LEVEL.search(text, 0, amount.start):
        return level["least"] is not None
    if _AT_MOST_BEFORE.search(text, 0, amount.start) or _AT_MOST_AFTER.match(text, amount.end):
        return False
    if _AT_LEAST_BEFORE.search(text, 0, amount.start) or _AT_LEAST_AFTER.match(text, amount.end):
        return True
    return None


def _united(text: str, found: list[Amount]) -> list[Amount]:
    """The amounts, two bounds or two ends that belong together made the range that they are."""
    united: list[Amount] = []
    for each in found:
        before = united[-1] if united else None
        if (
            before is not None
            and before.low is not None
            and each.high is not None
            and not (before.is_range or each.is_range)
            and before.currency == each.currency
            and bounds.belong_together(
                text, before.end, each.start, each.end,
                are_bounds=before.high is None and each.low is None,
            )
        ):  # fmt: skip
            united[-1] = replace(before, high=each.high, end=each.end)
        else:
            united.append(each)
    return united
