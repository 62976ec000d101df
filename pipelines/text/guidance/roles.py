"""What each amount of a sentence is: the level guided, the one before, a part, a step, an actual.

An amount belongs to the nearest subject before it, or to the one right after it: "net CapEx of $12
to $14 billion", "$6 billion to $7 billion of infrastructure".
"""

from __future__ import annotations

import re
from typing import Literal

from pipelines.text.guidance.amounts import Amount
from pipelines.text.guidance.vocabulary import (
    INDIRECT_TOPIC,
    OTHER_SUBJECT,
    OUTLOOK,
    PAST,
    REVISES,
    TOPIC,
)

Role = Literal["level", "prior", "compared", "part", "step", "actual", "other"]

_HEDGES = (
    r"(?:approximately|about|roughly|around|circa|nearly|some|up to|almost|the|a|an|our|another|"
    r"additional|only|just|of|at|to be|was|for|is|total|in|range|between|level|USD|from"
    r"|at least|over|or|more than)"
)
_NOUN = (
    r"(?:estimates?|guidance|ranges?|outlook|guides?|forecasts?|expectations?|plans?|targets?"
    r"|projections?|budget|view|indication|figure|number|level)"
)
_BEFORE = (
    r"(?:prior|previous(?:ly)?|earlier|initial(?:ly)?|original(?:ly)?|last|old|former|existing"
    r"|preliminary|formerly)"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# Who said it: "the $20 billion we spoke of in July", "it had anticipated", "we were targeting".
_SAID = (
    r"(?:guided|guid(?:ing)? to|said|told you|expect(?:ed|ing)|project(?:ed|ing)|communicated"
    r"|indicated|estimat(?:ed|ing)|gave|g(?:ave|iven) you|shared|provided|issued|discussed"
    r"|announced|laid out|forecast(?:ed|ing)?|anticipat(?:ed|ing)|plann(?:ed|ing)(?: on| for)?"
    r"|target(?:ed|ing)|budgeted|assum(?:ed|ing)|outlined|mentioned|quoted|set|(?:talk|spok"
    r"|speak)\w*"
    r"(?: \w+)? (?:of|about)|spoke of|had in mind|in mind|look(?:ed|ing) for|call(?:ed|ing) for)"
)
# "updated from our prior estimate of", "versus our previous full-year guide for", "(prior: ".
_PRIOR_BEFORE = re.compile(
    rf"\b{_BEFORE}\b(?:[ -][\w-]+){{0,4}}?[ -]{_NOUN}(?:\s+(?:for"
    rf"|on)\s+(?:\w+\s+){{0,3}}?)?(?:[\s,]+(?:we\s+(?:gave|provided|shared|had|issued)"
    rf"|{_HEDGES}))*[\s,:(]*$"
    rf"|\(?\b(?:{_BEFORE}|was|vs\.?)\b\s*:?\s*(?:{_HEDGES}\s+)*$(?<!was )"
    rf"|\b(?:{_BEFORE})\s+(?:expected|guided|projected|estimated|announced|indicated"
    rf"|communicated|targeted|anticipated|forecast|planned)(?:\s+{_HEDGES})*\s*$"
    rf"|\b(?:(?:we|I)\s+(?:had\s+)?(?:{_BEFORE}\s+)?|(?:after|having)\s+(?:{_BEFORE}\s+)?)"
    rf"(?:said|guid(?:ed|ing)|expected|projected|told you|foresaw|budgeted|planned|anticipated"
    rf"|targeted"
    rf"|communicated|indicated|estimated)(?:\s+(?:to|you|was|it|would|be|last quarter|in \w+"
    rf"|earlier|expect|our|20\d\d|FY\d+|fiscal|full[- ]year|cap(?:ital )?ex\w*"
    rf"|capital|spending|expenditures?|investments?))*"
    rf"(?:\s+{_HEDGES})*\s*$"
    rf"|\b(?:instead of|rather than|in place of|as opposed to|replac(?:es|ing)|supersed(?:es|ing))"
    rf"(?:\s+{_HEDGES})*\s*$"
    rf"|\b{_MONTH}(?:['’]s)?\s+(?:\w+\s+)?{_NOUN}(?:\s+{_HEDGES})*\s*$"
    rf"|\b{_BEFORE},?\s+(?:it|that|this|they|the \w+)\s+(?:was|were|stood|had been)"
    rf"(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
_PRIOR_AFTER = re.compile(
    rf"[\s,)]*(?:that\s+|which\s+)?(?:(?:we|I|was|were"
    rf"|had)\s+)*(?:(?!last\b){_BEFORE}|before(?=\W*$"
    rf"|[,;]))\b(?!\s*:?\s*(?:{_HEDGES}\s+)*(?:US)?[$€£\d])"
    rf"|(?:\s+plus|\s+or (?:so|more))?\s*(?:that\s+|which\s+)?(?:we|I|it|the company"
    rf"|management)(?:['’]d|\s+(?:had|have|were"
    rf"|was)|)"
    rf"(?:\s+(?:been|previously|originally|initially|first|last|earlier))*\s+{_SAID}\b"
    rf"|\s*(?:that\s+|which\s+)?(?:was|were|had been)\s+(?:guided|anticipated|forecast|indicated"
    rf"|projected|estimated|targeted|planned|expected|given)\b"
    rf"|\s+(?:was|were|had been)\s+(?:the|our)\s+(?:\w+\s+)?{_NOUN}\b"
    rf"|\s+(?:in|under|as)\s+(?:our|the|its)\s+{_BEFORE}\s+{_NOUN}"
    rf"|\s+{_BEFORE}\s+{_NOUN}|\s+{_NOUN}\s+(?:that\s+)?(?:we|I)\s+(?:had|gave|set|shared)\b",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom(?:\s+{_HEDGES})*\s*$", re.IGNORECASE)
_COMPARED = re.compile(
    rf"\b(?:compared (?:to|with)|versus|vs\.?|relative to|than|against|after|following|over"
    rf"|above|exceed(?:s"
    rf"|ing)?|from|twice|double|triple|(?:last|prior"
    rf"|previous) (?:fiscal )?year['’]s)(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\b(?:includ(?:ing|es?|ed)|of which|exclud(?:ing|es?)|net of|compris\w+|consist\w+ of"
    rf"|(?<!stick )(?<!sticking )(?<!sticks )with|plus|assum(?:es?|ing)|reflect\w+|offsets? of"
    rf"|reimburse\w*)(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
# "Our 2026 outlook includes $3.25 billion to $3.75 billion of capex": the plan's whole.
_PLAN_INCLUDES = re.compile(
    r"\b(?:outlook|guidance|plans?|budget|forecast)(?: for [\w ]{2,20})? (?:also )?(?:includ(?:es?"
    r"|ing)"
    rf"|contemplates?)(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
_STEP_AFTER = re.compile(
    r"\s*(?:(?:year[- ]over[- ]year|sequential|annual)\s+)?(?:increase|decrease|rise|reduction"
    r"|more\b|higher|lower|step[- ]?up|above|below|cut\b|growth|decline|delta|uptick"
    # "$5 billion less than in 2025", and not "$25 billion less $5 billion of incentives".
    r"|less\b(?=[.,;]|$| (?:than (?!half)|(?:on|in|for)\b|cap(?:ital )?(?:ex|sp)|spend)))",
    re.IGNORECASE,
)
_STEP_BEFORE = re.compile(
    rf"\b(?:increas\w+|decreas\w+|ris(?:e|ing)|grow(?:th|ing)?|reduc\w+|declin\w+|up|down"
    rf"|lower(?:ed|ing)?|rais\w+|higher|step[- ]?up|cut\w*|bump\w*|lift\w*|trim\w*|boost\w*)"
    rf"(?:\s+(?:(?:(?!to\b)[\w-]+\s+){{0,3}}?of"
    rf"|(?:(?!to\b)[\w-]+\s+){{0,8}}?by))(?:\s+{_HEDGES})*\s*$"
    rf"|(?<!end )(?<!ends )(?<!ending )\b(?:up"
    rf"|down)(?:\s+(?:approximately|about|roughly|around|nearly))?\s*$"
    r"|\b(?:incremental|additional|extra|further|add(?:ing|s|ed)?|by|(?:mov|go|com)\w+ (?:up|down))"
    r"(?:\s+(?:approximately|about|roughly|an?|another|extra|more than|over|at least|up to))*\s*$"
    # "To increase $69 billion to $200 billion", without the word "by".
    r"|\b(?:will|to|should|would) (?:increase|rise|grow|climb|decrease|decline|fall|drop)\s*$",
    re.IGNORECASE,
)
# "Our range of A is withdrawn and replaced by B", "replacing it with B": no step, and no part.
_REPLACED_BY = re.compile(
    rf"\b{_NOUN}\b[^;]*\breplac(?:e|ed|es|ing)(?: (?:it|them|this|that))? (?:by|with)"
    rf"(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
# "Flat with 2025's $131 billion", "in line with last year's".
_OF_A_PAST_YEAR = re.compile(
    r"\b(?:with|to|from|on|versus|vs\.?|than|over|above|below|against|half|twice|double|triple"
    rf"|exceed(?:s|ing)?) (?:{_HEDGES} )*(?:20\d\d|(?:last|prior|previous) (?:fiscal )?year"
    rf"|a year ago)['’]s(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
_REVISES_FROM = re.compile(
    r"\b(?:rais|lift|boost|lower|reduc|cut|trim|narrow|tighten|widen|updat|revis|adjust"
    r"|increas|mov|chang|bump|hik|expand|upp(?:ed|ing)|doubl|tripl|tak|took|push|(?:com|step)(?:s"
    r"|p?ed|e|es|p?ing)?"
    r" (?:up|down)|go(?:es|ing)? (?:up|down))\w*\b|\bgoes\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:targets?|budget|view|guidance|outlook|range|guide|forecast|estimate|expect\w*"
    r"|anticipat\w*|projec\w*|plan)\b",
    re.IGNORECASE,
)
# "The increase from $75 billion to $85 billion in our capex outlook".
_ANNOUNCED_AFTER = re.compile(
    r"\b(?:in|to|of)\s+(?:our|the|its)\s+(?:[\w-]+\s+){0,5}?(?:outlook|guidance|range|guide"
    r"|forecast"
    r"|budget|plan|estimate|target)\b",
    re.IGNORECASE,
)
# Guidance that is moved, whatever it is called: "2025 capex is being raised from A to B".
_MOVED_GUIDANCE = re.compile(
    r"\b(?:rais(?:ed|ing|es?)|lift(?:ed|ing)|revis\w+|updat\w+|trimm\w+|narrow(?:ed|ing)|tighten\w*"
    r"|upp(?:ed|ing))\b[^.;]{0,60}$",
    re.IGNORECASE,
)
# "It was $20 billion", "where three months ago it was", "(was $3.4-$3.7 billion)".
_IT_WAS = re.compile(
    rf"(?:[;,(]|\bwhere\b|\bwhile\b)\s*(?:[\w’']+\s+){{0,5}}?(?:it|that|this|they)\s+"
    rf"(?:was|were|stood|had been|used to be)(?:\s+{_HEDGES})*\s*$"
    rf"|\(\s*(?:was|were|from|vs\.?|versus|against|up from|down from)(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
_PAST_PERIOD = re.compile(
    r"\s*(?:in|for|during)?\s*(?:the\s+)?(?:fiscal\s+|full[- ]year\s+)?(?:last|prior|previous"
    r"|20\d\d|year[- ]ago|(?:a|one) year (?:ago|earlier)|(?:first|second|third|fourth) quarter"
    r"|Q[1-4])",
    re.IGNORECASE,
)
_PAST_YEAR = re.compile(
    r"\s*(?:in|for|during)?\s*(?:the\s+)?(?:fiscal\s+|full[- ]year\s+)?(?:last|prior|previous"
    r"|20\d\d|year[- ]ago)(?! (?:quarter|time|call|month|report))",
    re.IGNORECASE,
)
_SUBJECT_AFTER = (
    r"\s*(?:USD\s*)?(?:range\s+)?(?:of|in|for|on|worth of|kind of)?\s*(?:our\s+|total\s+"
    r"|the\s+)?(?:(?!(?:and|to|or|after|before|from|by|with|as|that|which|when|because|while"
    r"|versus|than)\b)[\w-]+\s+){0,2}?"
)


def role(text: str, amount: Amount, parts_before: bool) -> Role:
    """What an amount is; `parts_before` if the one before it is a part, which "and" continues."""
    start, end = amount.start, amount.end
    found: Role
    if amount.is_part:
        found = "actual" if _is_past(text, start, end) else "level"
    elif _AFTER_SPENDING.search(text, 0, start):
        found = "other"
    elif _REPLACED_BY.search(text, 0, start):
        found = "level"
    elif _is_prior(text, amount):
        found = "prior"
    elif _is_part(text, start) or (parts_before and _AND.search(text, 0, start)):
        found = "part"
    elif _ANNUALISED.match(text, end) or _OUTLOOK_MET.search(text, 0, start):
        found = "actual"
    elif _STEP_AFTER.match(text, end) or _STEP_BEFORE.search(text, 0, start):
        found = "step"
    elif amount.low == amount.high and (
        _COMPARED.search(text, 0, start) or _OF_A_PAST_YEAR.search(text, 0, start)
    ):
        found = "compared"
    elif not _is_of_topic(text, start, end):
        found = "other"
    else:
        found = "actual" if _is_past(text, start, end) else "level"
    return found


def _is_part(text: str, start: int) -> bool:
    return bool(_PART.search(text, 0, start)) and not _PLAN_INCLUDES.search(text, 0, start)


# "Q4's $26 billion of capex, annualized to about $105 billion": what was, and the level after it.
_ANNUALISED = re.compile(
    r"[^.;$]{0,40}\bannuali[sz](?:ed|es|ing)?,?\s+(?:to|at|is)?\s*(?:about\s+|\w+ly\s+)?[$\d]",
    re.IGNORECASE,
)
# "Was $72.2 billion, within our outlook of $70-72 billion": the outlook that an actual met.
_OUTLOOK_MET = re.compile(
    r"\b(?:was|were|came in|totall?ed|finished|ended|landed|spent"
    r"|amounted)\b[^;]{0,60}\d[^;]{0,20},?\s+"
    r"(?:well |just |right )*(?:within|inside|in line with|above|below|ahead of|versus|against"
    r"|consistent with|compared (?:to|with)|at the [\w -]+ of)\s+(?:our|the)\s+(?:[\w-]+\s+){0,4}?"
    rf"{_NOUN}(?:\s+{_HEDGES})*\s*$",
    re.IGNORECASE,
)
# "Net leverage of 3 times after capex of $250 million", "cash flow net of capital spending of".
_AFTER_SPENDING = re.compile(
    rf"\b(?:after|before|net of|less|excluding|funding)\s+(?:\w+\s+){{0,3}}?(?:{TOPIC.pattern})"
    rf"\s+(?:of|at|being)(?:\s+{_HEDGES.replace(' ', '[ ]')})*\s*$",
    re.IGNORECASE | re.VERBOSE,
)
_AMOUNT = re.compile(r"\d ?(?:billion|million|bn|[BM]\b)", re.IGNORECASE)
_AND = re.compile(r"\band(?:\s+\w+)?\s*$")


def _is_prior(text: str, amount: Amount) -> bool:
    start, end = amount.start, amount.end
    if _PRIOR_BEFORE.search(text, 0, start) or _PRIOR_AFTER.match(text, end):
        return True
    # "Raising our guidance from A to B", and not "up from A in 2024".
    # Nobody spends a range: what is compared was guided, whatever calls it so.
    is_compared = _COMPARED.search(text, 0, start) or _IT_WAS.search(text, 0, start)
    if amount.is_range and is_compared and _AMOUNT.search(text, 0, start):
        return _PAST_YEAR.match(text, end) is None
    if _PAST_PERIOD.match(text, end):
        return False
    is_guided = bool(
        _ANNOUNCED.search(text, 0, start) or _ANNOUNCED_AFTER.search(text, end, end + 80)
    )
    if is_guided and _IT_WAS.search(text, 0, start) and _AMOUNT.search(text, 0, start):
        return True
    if not _FROM.search(text, 0, start):
        return False
    is_moved = _REVISES_FROM.search(text, 0, start) is not None
    return (is_guided and is_moved) or _MOVED_GUIDANCE.search(text, 0, start) is not None


def _is_of_topic(text: str, start: int, end: int) -> bool:
    after = text[end : end + 60]
    if re.match(_SUBJECT_AFTER + f"(?:{TOPIC.pattern})", after, re.IGNORECASE | re.VERBOSE):
        return True
    if (other := _right_after(OTHER_SUBJECT, after)) and not TOPIC.search(after[: other.end()]):
        return False
    topic = _last(TOPIC, text, start) or _last(INDIRECT_TOPIC, text, start)
    other = _last(OTHER_SUBJECT, text, start)
    if topic is None:
        return other is None
    # "Interest on the debt that we draw for capex will be $1 billion": the subject is interest.
    is_purpose = _FOR.search(text, 0, topic.start()) and _WILL_BE.search(text, topic.end(), start)
    if is_purpose and (other := _last(OTHER_SUBJECT, text, topic.start())):
        return _CLAUSE_BREAK.search(text, other.end(), topic.start()) is not None
    if other is None or other.start() < topic.end():
        return True
    # "Capex to support revenue growth will be $5 billion": what it is for is not what it is.
    purpose = text[topic.end() : other.start()]
    return bool(
        re.search(
            r"\b(?:to support|to meet|for|driven by|due to|including|given|reflecting"
            r"|inclusive of|excluding|net of|less|before)\b[^,;]*$",
            purpose,
        )
    )


_FOR = re.compile(r"\b(?:for|fund|finance|support)\s+(?:our\s+|the\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_WILL_BE = re.compile(r"\b(?:will|to|should|would) be\b", re.IGNORECASE)
_CLAUSE_BREAK = re.compile(r"[,;:]|\band\b")


def _right_after(pattern: re.Pattern[str], after: str) -> re.Match[str] | None:
    found = pattern.search(after)
    if found is None:
        return None
    between = after[: found.start()]
    return found if re.fullmatch(r"\s*(?:of|in|for|on)\s+(?:[\w-]+\s+){0,2}", between) else None


def _last(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, 0, end):  # noqa: B007
        pass
    return found


_SPENT_AFTER = re.compile(
    r"\s*(?:of\s+\w+\s+)?(?:that\s+|which\s+)?(?:we|was|were|it|they|the company)\s+(?:just\s+"
    r"|already\s+|have\s+|had\s+)*(?:spent|invested|had|did|incurred|paid|reported|saw"
    r"|deployed|put)\b",
    re.IGNORECASE,
)


def _is_past(text: str, start: int, end: int) -> bool:
    """Whether the verb that governs the amount tells what was: the last before it, else after."""
    if _SPENT_AFTER.match(text, end):
        return True
    ahead, past = _last(OUTLOOK, text, start), _last(PAST, text, start)
    revises = _last(REVISES, text, start)
    newest_ahead = max((found.start() for found in (ahead, revises) if found), default=-1)
    if past is None and newest_ahead < 0:
        return bool(PAST.search(text, end)) and not OUTLOOK.search(text, end)
    return past is not None and past.start() > newest_ahead
