"""Guidance without an amount: which way capital expenditure goes, and that it stays as guided.

A direction guides if a verb that looks ahead governs it and it is capital expenditure that goes
that way. Which it is, the place of the two tells, in five forms:

    its complement       we expect [capital expenditures] to *increase*; we expect *higher* [capex]
    its subject          [capex] will be *up*; on [capex], we expect to be *up*
    its object           we will *increase* [our capital expenditures]
    what causes it       we expect demand to *increase* [capital expenditures]
    settled, in present  [our capital expenditures] *come down* in 2026

A word for capital expenditure elsewhere (after "despite", "as", "with", in what it pays for or does
to margins) is no subject of a direction, nor is what follows an "if".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.text.guidance.direction_words import (
    BESIDE,
    CLAUSE_END,
    COMPARED,
    DIRECTION,
    EFFECT,
    GOES_ON,
    GOING,
    HYPOTHETICAL,
    NOT_A_LEVEL,
    OF_GUIDANCE,
    PRESENT,
    SOMETHING_ELSE,
    UNCHANGED,
)
from pipelines.text.guidance.vocabulary import (
    CONTINUES,
    GUIDANCE_NOUN,
    INDIRECT_TOPIC,
    LEVEL_AS_RATIO,
    OTHER_SUBJECT,
    OUTLOOK,
    REPEATS,
    SPENDERS,
    TOPIC,
)

# What stands for capital expenditure that the sentence names elsewhere: a noun, or a pronoun.
_MEANT = re.compile(
    r"\b(?:that amount|this amount|growth rate|rate of growth|the pace|levels?|amount"
    r"|spend(?:ing)?|investments?|number)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\s*(?:that\s+)?(?:it|they|them|(?:that|these|those|this)(?= (?:to|will|would|should|is"
    r"|are)\b))",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:growth rate|rate of growth|pace of growth)\s*$", re.IGNORECASE)
# Words before a noun: "that our full-year 2026", "as we look at it, overall". Nine at the most.
_LEAD = re.compile(r"(?:\s*[\w’'$.%/-]+,?){0,9}\s*")
_SPEAKER = re.compile(
    r"\b(?:we|I|the company|management)(?:['’](?:re|ll|d|ve|m))?"
    r"(?:\s+(?:\w+ly|also|now|still|do|again|then|would))*\s*$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\s*(?:in|of|for|on)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\binvestments?,? (?:that |which )?(?:we|the company) (?:\w+ )?$|\bwhich (?:we|I)\s*$",
    re.IGNORECASE,
)
_TOPICALISED = re.compile(
    r"\b(?:on|in|for|regarding|concerning|as (?:to|for)|terms of|respect to|look(?:ing)? at|turning"
    r" to|moving to|regards? to)\W+(?:[\w’'-]+\s+){0,4}$",
    re.IGNORECASE,
)


# "We expect the demand that we see to meaningfully increase capital expenditures".
_CAUSES = re.compile(r"\bto\s+(?:\w+ly\s+)*$", re.IGNORECASE)
_CAUSED = re.compile(r"(?:increase|raise|lift|boost|reduce|lower|decrease|cut)$", re.IGNORECASE)
# "We could see capex rise", "capex may go up".
_CHANCE = re.compile(r"\b(?:could|may|might)\b", re.IGNORECASE)
_TO_BE = re.compile(r"\b(?:be|expected|anticipated|projected|remain)$", re.IGNORECASE)
# "Demand growth should outpace our capex growth": capital expenditure is what is outdone.
_OUTDOES = re.compile(r"\b(?:will|would|should)\b.*\b(?:outpace|exceed|surpass)$", re.IGNORECASE)
# Whoever spends: "customers will reduce what we need" tells what becomes of it, not who plans it.
_SPENDS = re.compile(
    rf"\b(?:we|I|it|the company|management|plans?|expects?|intends?|aims?|{'|'.join(SPENDERS)})\b"
    r"|[’']ll|[’']re",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Direction:
    """Which way, and where the sentence says so: from the outlook's verb to the clause's end.

    Attributes:
        needs_period: stands in the present, which a period alone makes one of the future.
    """

    word: str
    start: int
    clause: tuple[int, int]
    needs_period: bool = False


def directions(text: str) -> Iterator[Direction]:
    """The directions in which capital expenditure is guided, one a clause, in their order."""
    topics = [hit for each in (TOPIC, INDIRECT_TOPIC) for hit in each.finditer(text)]
    if not topics:
        return
    verbs = (*OUTLOOK.finditer(text), *CONTINUES.finditer(text))
    for verb in sorted(verbs, key=lambda each: each.start()):
        if HYPOTHETICAL.search(text, 0, verb.start()):
            continue
        if _OUTDOES.search(verb[0]) and topics[0].start() > verb.start():
            continue
        end = _clause_end(text, verb.end())
        for found in DIRECTION.finditer(text, verb.start(), end):
            if _is_of_topic(text, verb, found, end):
                yield Direction(_word(found), found.start(), (verb.start(), end))
                break
        else:
            yield from _in_subject(text, verb, topics, end)
    yield from _in_present(text, topics)


def _in_subject(
    text: str, verb: re.Match[str], topics: list[re.Match[str]], end: int
) -> Iterator[Direction]:
    """What the subject says already: "growth in capital expenditures will be driven by servers"."""
    if not _TO_BE.search(verb[0]) or SOMETHING_ELSE.match(text, verb.end()):
        return
    for topic in topics:
        start = max(topic.start() - 25, 0)
        found = GOING.search(text, start, min(topic.end() + 20, verb.start()))
        if found and topic.end() <= verb.start() <= topic.end() + 40:
            between = text[topic.end() : verb.start()]
            if not (OTHER_SUBJECT.search(between) or CLAUSE_END.search(between)):
                yield Direction(_word(found), found.start(), (topic.start(), end))
                return


def _in_present(text: str, topics: list[re.Match[str]]) -> Iterator[Direction]:
    for topic in topics:
        before = text[: topic.start()]
        verb = PRESENT.match(text, topic.end())
        if verb is None or HYPOTHETICAL.search(before):
            continue
        if BESIDE.search(before[-40:]) or _CHANCE.search(before[-40:]):
            continue
        end = _clause_end(text, verb.end())
        found = DIRECTION.search(text, verb.end(), end)
        if found is None or _is_of_other("", text[found.end() : end]):
            continue
        if text[verb.end() : found.start()].count(" ") <= 2:
            yield Direction(_word(found), found.start(), (topic.start(), end), needs_period=True)


def _clause_end(text: str, start: int) -> int:
    ends = CLAUSE_END.search(text, start)
    return ends.start() if ends else len(text)


def _word(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value)


def ratio(text: str) -> Direction | None:
    """A level as a share of revenue: "in the mid-thirties percent of revenue"."""
    share, topic, verb = LEVEL_AS_RATIO.search(text), TOPIC.search(text), OUTLOOK.search(text)
    if share is None or topic is None or verb is None or topic.start() > share.start():
        return None
    if OTHER_SUBJECT.search(text, 0, topic.start()):
        return None
    return Direction("share_of_revenue", share.start(), (0, len(text)))


def reiteration(text: str) -> Direction | None:
    """Guidance that is said to stand, without its amount."""
    topic, repeats = TOPIC.search(text), UNCHANGED.search(text)
    if topic is None or repeats is None or not REPEATS.search(text):
        return None
    noun = GUIDANCE_NOUN.search(text)
    if noun is None or noun.start() > repeats.end() + 60:
        return None
    between = text[min(topic.start(), repeats.start()) : max(topic.end(), repeats.end())]
    if len(between) > 120 or OTHER_SUBJECT.search(between):
        return None
    return Direction("unchanged", topic.start(), (0, len(text)))


def _is_of_topic(text: str, verb: re.Match[str], found: re.Match[str], end: int) -> bool:
    """Whether it is capital expenditure that goes the way that was found."""
    between = text[verb.end() : found.start()] if found.start() >= verb.end() else ""
    after = text[found.end() : end]
    if _is_inside_topic(text, verb.start(), found.start(), end) or (
        _CAUSES.search(between) and _CAUSED.match(found[0]) and _adjacent(after)
    ):
        return True
    if _is_of_other(between, after) or NOT_A_LEVEL.search(text, verb.start(), found.start()):
        return False
    if INDIRECT_TOPIC.search(between) or GOES_ON.fullmatch(between) is None:
        return _is_complement(between)
    if named := _adjacent(after):
        is_made = re.match(r"will\b|would\b|should\b", verb[0], re.IGNORECASE) is not None
        if is_made and not between.strip() and not _SPENDS.search(text, 0, verb.start()):
            return _PREPOSITION.match(after) is not None
        return not (OF_GUIDANCE.match(after, named.end()) or EFFECT.match(after, named.end()))
    return _is_subject(text[: verb.start()], verb[0], after)


def _is_inside_topic(text: str, start: int, place: int, end: int) -> bool:
    """Whether it stands in the words for it: "we will be investing *more* in infrastructure"."""
    topics = INDIRECT_TOPIC.finditer(text, start, end)
    return any(each.start() <= place < each.end() for each in topics)


def _is_complement(between: str) -> bool:
    """Whether what stands after the verb is capital expenditure: "we expect our capex to"."""
    pronoun = _PRONOUN.match(between)
    if pronoun and GOES_ON.fullmatch(between, pronoun.end()):
        return True
    named = next(
        (hit for each in (TOPIC, INDIRECT_TOPIC, _MEANT) if (hit := each.search(between))), None
    )
    if named is None:
        return False
    lead = between[: named.start()]
    if _LEAD.fullmatch(lead) is None or BESIDE.search(lead) or EFFECT.match(lead):
        return False
    return not (OF_GUIDANCE.match(between, named.end()) or EFFECT.match(between, named.end()))


def _is_of_other(between: str, after: str) -> bool:
    """Whether another subject goes that way: named before the direction, or right after it."""
    if OTHER_SUBJECT.search(between) and not _ends_with_topic(between):
        return True
    other = OTHER_SUBJECT.search(after)
    if other is None or _adjacent(after) or COMPARED.match(after):
        return False
    return len(after[: other.start()].split()) <= 2


def _is_subject(subject: str, verb: str, after: str) -> bool:
    """Whether capital expenditure, named before the verb, is what goes; or what is made to go."""
    if _RATE.search(subject) or _RELATIVE.search(subject):
        return True
    topics = [hit for each in (TOPIC, INDIRECT_TOPIC) for hit in each.finditer(subject)]
    others = [hit.end() for hit in OTHER_SUBJECT.finditer(subject)]
    if _SPEAKER.search(subject) or re.match(r"(?:we|I)\b", verb, re.IGNORECASE):
        if any(_TOPICALISED.search(subject, 0, each.start()) for each in topics):
            return True
        named = TOPIC.search(after) or INDIRECT_TOPIC.search(after)
        return named is not None and not any(
            each.search(after, 0, named.start()) for each in (BESIDE, OTHER_SUBJECT)
        )
    return bool(topics) and max(each.end() for each in topics) > max(others, default=-1)


def _adjacent(after: str) -> re.Match[str] | None:
    """Capital expenditure within four words: "higher full-year cash CapEx"."""
    found = TOPIC.search(after) or INDIRECT_TOPIC.search(after)
    if found is None:
        return None
    between = after[: found.start()]
    is_near = len(between.split()) <= 4 and not BESIDE.search(between)
    return found if is_near and not OTHER_SUBJECT.search(between) else None


def _ends_with_topic(between: str) -> bool:
    topics = [each.end() for each in TOPIC.finditer(between)]
    return bool(topics) and max(topics) > max(
        each.end() for each in OTHER_SUBJECT.finditer(between)
    )
