"""The basis of guidance in the spender's own words: what it counts as capital expenditure."""

from __future__ import annotations

import re

from pipelines.text.guidance.vocabulary import INDIRECT_TOPIC, TOPIC

_MODIFIERS = re.compile(
    r"(?:\b(?:total|overall|gross|net|cash|growth|maintenance|recurring|non-recurring|organic"
    r"|adjusted|reported|accrued|AI|cloud|quarterly|global|development)\s+)+$",
    re.IGNORECASE,
)
_WITH = re.compile(
    r",?\s*\(?(?:including|excluding|inclusive of|exclusive of|net of|which includes?|plus)\s+"
    r"(?:the\s+)?(?:principal\s+)?(?:payments?\s+(?:on|of"
    r"|under)\s+)?(?:assets\s+acquired\s+under\s+)?(?:(?:finance|capital|operating"
    r"|equipment)\s+(?:and\s+\w+\s+)?leases?"
    r"|[^,;.)]{3,60}?(?=,|;|\)|\.| (?:will|to|are|is|in|of|were|was|for)\b))",
    re.IGNORECASE,
)


# "Capex of $5 billion, including finance leases": after the amount.
_LEASES = re.compile(
    r"(?:including|inclusive of|excluding)\s+(?:principal\s+)?(?:payments?\s+(?:on|of|under)\s+)?"
    r"(?:finance|capital|equipment)\s+leases?|\bnet of [^,;.]{3,60}"
    r"|(?:finance|capital|equipment)\s+leases?\s+(?:included|among them)",
    re.IGNORECASE,
)

# "Net of partner contributions, we expect".
_NET_OF = re.compile(r"\W*net of [^,;.]{3,80}(?=,)", re.IGNORECASE)


def basis(text: str, place: int) -> str:
    """The words around the mention of capital expenditure that is nearest to a place."""
    mentions = [*TOPIC.finditer(text)] or [*INDIRECT_TOPIC.finditer(text)]
    # "Net capex, defined as purchases of property": what defines it is not its name.
    mentions = [each for each in mentions if not text[: each.start()].endswith("defined as ")]
    if not mentions:
        return ""
    topic = min(mentions, key=lambda each: min(abs(each.start() - place), abs(each.end() - place)))
    before = _MODIFIERS.search(text, 0, topic.start())
    after = _WITH.match(text, topic.end())
    words = text[
        before.start() if before else topic.start() : after.end() if after else topic.end()
    ]
    elsewhere = None if after else _LEASES.search(text, topic.end()) or _NET_OF.match(text)
    return f"{words.strip()}, {elsewhere[0]}" if elsewhere else words.strip()


# What a company calls so by its own definition, whether or not the sentence repeats it: Microsoft's
# capital expenditures include finance leases, and Amazon's capital investments are cash capital
# expenditures with equipment finance leases.
_DEFINED = (
    ("MSFT", re.compile("")),
    ("AMZN", re.compile(r"capital investments?", re.IGNORECASE)),
)


def basis_kind(words: str, company_id: str = "") -> str:
    """What the words come to: with_finance_leases, net, gross, cash, or not_stated."""
    low = words.lower()
    if re.search(
        r"(?:including|inclusive|includes?|plus)\b.*\bleases?|\bleases? (?:included|among)", low
    ):
        return "with_finance_leases"
    for kind in ("net", "gross", "cash"):
        if re.search(rf"\b{kind}\b", low):
            return kind
    if any(who == company_id and words_.search(words) for who, words_ in _DEFINED):
        return "with_finance_leases"
    return "not_stated"
