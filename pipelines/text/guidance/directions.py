"""Guidance without an amount: which way capital expenditure goes, and that it stays as guided.

The form: somebody looks ahead ("we expect"), then a direction ("to increase", "higher", "in line
with"), and what goes that way is capital expenditure: named between the two or right after, or
named before and meant by "it", "that amount", "these investments".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.text.guidance.vocabulary import (
    CONTINUES,
    GUIDANCE_NOUN,
    INDIRECT_TOPIC,
    LEVEL_AS_RATIO,
    OTHER_SUBJECT,
    OUTLOOK,
    REPEATS,
    TOPIC,
)

_UP = (
    r"increas\w*|grow(?:s|ing|th)?|high(?:er)?\b(?! end)|step(?:s|ping)?[- ]up|ramp(?:s"
    r"|ing)?(?:[- ]up)?|ris(?:e|es|ing)|pick(?:s|ing)?[- ]up|scal(?:e|es|ing)[- ]up|doubl\w*"
    r"|tripl\w*|twice|\d(?:\.\d)?x|(?:two|three|\d) times|exceed\w*|accelerat\w*|elevated"
    r"|larger|greater|more|above|surpass\w*|expand\w*|upward|up(?= |,|\.|$| and)(?! to)"
    r"|invest (?:more|heavily|aggressively|significantly|meaningfully)|\bpeak\w*"
)
_DOWN = (
    r"decreas\w*|declin\w*|lower\w*|step(?:s|ping)?[- ]down|reduc\w*|fall\w*|moderat\w*"
    r"|decelerat\w*|slow\w*|smaller|less|below|downward|down(?= |,|\.|$| and)(?! to)"
    r"|normali[sz]\w*|tapers?|come down|drop\w*|ease\b"
)
_FLAT = (
    r"flat\b|in[- ]line with|similar|consistent with|comparable|roughly equal"
    r"|approximately equal|same level|stable|unchanged|remain at|representative of"
    r"|(?<!the )same as|sustain\w*"
)
_DIRECTION = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<flat>{_FLAT}))", re.IGNORECASE)
# What follows no longer says which way it goes, but why.
_CLAUSE_END = re.compile(
    r"[;:]|\.\s|,? (?:because|given|due to|driven|primarily|particularly|as (?:we|our|a result)"
    r"|reflecting|in order to|so that|while|although|though|but|which|keeping|leading"
    r"|depending|rather than|since|mainly)\b"
    r"|,? and (?:we|that|the|our|it|this|I|as)\b|, (?:and|with|including|as|to|we|I)\b"
    r"|\bto (?:support|meet|serve|enable|fund|drive|address|capture|accommodate|deliver|help"
    r"|make|provide|cover)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:it|that amount|this amount|that|these|those|this|they|growth rate|rate of growth"
    r"|the pace|levels?|amount|spend(?:ing)?|investments?|number)\b",
    re.IGNORECASE,
)
# "To", "will", "be": what was named before the verb goes on.
_GOES_ON = re.compile(
    r"(?:\s*\b(?:to|be|will|would|should|that|a|an|the|about|around|nearly|further|\w+ly|even"
    r"|another|and|continue|continues|continued|for|see|"
    r"have|also|sequential|on|year[- ]over[- ]year|in|at|or|it['’]s|going|again|once|notable"
    r"|material|substantial|"
    r"modest|slight|significant|meaningful|much|some|of|invest|our|we|trend|remain|move|come"
    r"|normal|large|big|"
    r"20\d\d|fiscal|FY\d*|year|this|next|quarter|Q[1-4])\b,?)*\s*",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:growth rate|rate of growth|pace of growth)\s*$", re.IGNORECASE)
_REFERS_TO_GUIDANCE = re.compile(
    r"\s+(?:outlook|guidance|forecast|budget|number|comments?|expectations?|estimate|cycle"
    r"|range|guide|surge|trend)\b",
    re.IGNORECASE,
)
_NOT_A_LEVEL = re.compile(
    r"\b(?:fluctuat\w*|var(?:y|ies|iability)|depend\w*|volatil\w*|lumpy)\b", re.IGNORECASE
)
_UNCHANGED = re.compile(
    r"\b(?:unchanged|no change|the same|(?:not|n['’]t) changed?|intact|reiterat\w*|reaffirm\w*"
    r"|maintain\w*|confirm\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Direction:
    """Which way, and where the sentence says so: from the outlook's verb to the clause's end."""

    word: str
    start: int
    clause: tuple[int, int]


def directions(text: str) -> Iterator[Direction]:
    """The directions in which capital expenditure is guided, one a clause, in their order."""
    if not TOPIC.search(text) and not INDIRECT_TOPIC.search(text):
        return
    verbs = (*OUTLOOK.finditer(text), *CONTINUES.finditer(text))
    for verb in sorted(verbs, key=lambda each: each.start()):
        ends = _CLAUSE_END.search(text, verb.end())
        end = ends.start() if ends else len(text)
        for found in _DIRECTION.finditer(text, verb.start(), end):
            if _is_of_topic(text, verb, found, end):
                word = next(name for name, value in found.groupdict().items() if value)
                yield Direction(word, found.start(), (verb.start(), end))
                break


def ratio(text: str) -> Direction | None:
    """A level as a share of revenue: "in the mid-thirties percent of revenue"."""
    share, topic, verb = LEVEL_AS_RATIO.search(text), TOPIC.search(text), OUTLOOK.search(text)
    if share is None or topic is None or verb is None or topic.start() > share.start():
        return None
    return Direction("share_of_revenue", share.start(), (0, len(text)))


def reiteration(text: str) -> Direction | None:
    """Guidance that is said to stand, without its amount."""
    topic, repeats = TOPIC.search(text), _UNCHANGED.search(text)
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
    if _is_of_other(between, after) or _NOT_A_LEVEL.search(text, verb.start(), found.start()):
        return False
    if named := _adjacent(after):
        # "The higher capex outlook" tells of guidance, and "higher capex this year" gives it.
        return not _REFERS_TO_GUIDANCE.match(after, named.end())
    meant = next(
        (hit for each in (TOPIC, _MEANT, INDIRECT_TOPIC) if (hit := each.search(between))), None
    )
    if meant is not None:
        return not _REFERS_TO_GUIDANCE.match(between, meant.end())
    return _GOES_ON.fullmatch(between) is not None and _is_subject(text[: verb.start()], after)


def _is_of_other(between: str, after: str) -> bool:
    """Whether another subject goes that way: named before the direction, or right after it."""
    if OTHER_SUBJECT.search(between) and not _ends_with_topic(between):
        return True
    other = OTHER_SUBJECT.search(after)
    if other is None or _adjacent(after) or _OTHER_PHRASE.match(after):
        return False
    return len(after[: other.start()].split()) <= 2


# "Higher than revenue", "in line with demand": what follows is compared, and goes nowhere itself.
_OTHER_PHRASE = re.compile(r"\s*(?:in|than|to|as|of|from)\b")


def _is_subject(subject: str, after: str) -> bool:
    """Whether capital expenditure, named before the verb, is what it says; else after it."""
    if _RATE.search(subject):
        return True
    topics = [hit.end() for each in (TOPIC, INDIRECT_TOPIC) for hit in each.finditer(subject)]
    others = [hit.end() for hit in OTHER_SUBJECT.finditer(subject)]
    if topics:
        return max(topics) > max(others, default=-1) or _is_relative(subject)
    return not others and bool(TOPIC.search(after) or INDIRECT_TOPIC.search(after))


def _adjacent(after: str) -> re.Match[str] | None:
    """Capital expenditure within four words: "higher full-year cash CapEx"."""
    found = TOPIC.search(after)
    if found is None:
        return None
    between = after[: found.start()]
    is_near = len(between.split()) <= 4 and not _PARTS.search(between)
    return found if is_near and not OTHER_SUBJECT.search(between) else None


# "Faster than our capital expenditures", "as our capital expenditures increase".
_PARTS = re.compile(r"\b(?:than|as|with|from|because|when|if|by|versus)\b", re.IGNORECASE)


def _ends_with_topic(between: str) -> bool:
    topics = [each.end() for each in TOPIC.finditer(between)]
    return bool(topics) and max(topics) > max(
        each.end() for each in OTHER_SUBJECT.finditer(between)
    )


def _is_relative(subject: str) -> bool:
    """Whether the verb belongs to a relative clause on investments: "investments we expect to"."""
    return bool(
        re.search(
            r"\binvestments?,? (?:that |which )?(?:we|the company) (?:\w+ )?$",
            subject,
            re.IGNORECASE,
        )
    )
