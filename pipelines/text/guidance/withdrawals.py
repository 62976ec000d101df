"""Guidance that holds no longer, or never did, asked of each amount or direction by its clause.

"We withdraw our range of $100 to $110 billion and now expect $120 billion" takes the range back and
guides all the same; "our revenue guidance was withdrawn" takes nothing back that is read here.
"""

from __future__ import annotations

import re
from typing import Literal

from pipelines.text.guidance.vocabulary import OTHER_SUBJECT, TOPIC

_NOUN = r"(?:guidance|outlook|forecast|range|target|projection|estimate)s?\b"
_VERB = (
    r"(?:withdr[ae]w(?:s|n|ing)?|(?:suspend|rescind|retract|abandon|pull)(?:s|ed|ing)?"
    r"|taken[ ]back|tak(?:e|es|ing)[ ]back)"
)
_EXPECTS = (
    r"(?:expect|anticipat|project|plan|guid|see|forecast|estimat|target|think|believ|intend"
    r"|provid|giv|set|introduc|issu|replac|reinstat|rais|low|reiterat|maintain|confirm|keep"
    r"|withdr|suspend|rescind|retract|abandon)\w*"
)
# "We are withdrawing our guidance", and "our guidance is withdrawn" or "no longer valid".
_WITHDRAWN = re.compile(
    rf"""
    \b(?: (?P<verb> {_VERB} \s (?:our|the|its|all|any|that|this|previous|prior) \s
            (?: (?! (?:and|but|to|while)\s{_EXPECTS} ) [\w$€£.-]+ \s){{0,7}}?
            {_NOUN} (?! [^.;,]{{0,40}} \b(?:ahead|forward)\b) )
        | {_NOUN} (?: (?! {_NOUN} | ,\s(?:and|but)\b ) (?:[^.;]|\.(?=\d)) ){{0,60}}? \b
            (?: (?:is|are|was|were|has\sbeen|have\sbeen|being) \s (?:now\s|hereby\s)*
                    (?:withdrawn|suspended|rescinded|retracted|abandoned|off\sthe\stable)
              | (?:is|are) \s no \s longer \s
                    (?:valid|applicable|current|appropriate|relevant|operative|achievable|our)
              | no \s longer \s (?:applies|apply|holds?|stands?)
              | should \s (?:not|no\slonger) \s be \s relied )
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What is said not to be so, from these words to the end of their clause.
_DENIED = re.compile(
    r"""
    \b(?: (?:we|I|management|the\scompany) \s (?:have\s|has\s)? never \s
            (?:said|guided|stated|indicated|told|suggested|projected)
        | (?:it\sis|it['’]s|that\sis|that['’]s) \s (?:not\s(?:true|correct|the\scase)
            |(?:wrong|incorrect|untrue|false)) \s (?:to\ssay\s)? that
        | not \s (?:yet\s)? (?:certain|sure|clear) \s (?:that|whether|if)
        | (?:would|['’]d) \s be \s (?:very\s)? surprised \s (?:if|to\ssee)
        | (?:wrong|misleading|premature|a\smistake) \s to \s
            (?:assume|think|expect|model|conclude|say|suggest)
        | (?:nobody|no\sone|none\sof\syou) \s (?:should|ought\sto) \s (?:expect|assume|model|count)
    ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "Nowhere near $125 billion", "neither $100 billion nor $200 billion".
_NOT_THIS = re.compile(
    r"\b(?:nowhere near|neither|nor) (?:(?:the|about|around|at|roughly) )*"
    r"(?=(?:US|USD|USD )?[$€£]? ?\d)",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bwithout"
    r"|\bno (?:need|plans?|reason|intention|cause) (?:to|for|of))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_BREAK = re.compile(
    rf"""
    ; | \.\s | \s[-–—]\s? | —  | :\s(?=(?:we|our|it)\b)
    | ,?\s(?:and|but|so)\s (?:(?:we|our|I|it|instead|now|today|currently|therefore|are|is|have|has
        |will|would|still|also|then) \s | we['’]re\s )* {_EXPECTS}
    | ,\s(?:we|I|it|management|the\scompany)(?:['’](?:re|ll))?\s
        (?:(?:now|still|are|will|do|also|currently)\s)* {_EXPECTS}\b(?!,)
    | ,\s(?:and|but|so|yet|while|whereas|as|because|since|which|instead|now|then|with|though
        |although|expecting|anticipating)\b
    | \sas\s(?:our|the|we|it)\b
    | ,?\s(?:but|except|other\sthan|apart\sfrom|in\sfavou?r\sof|while|because|although
        |replac\w+|supersed\w+|so\sthat)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORDS_BEFORE = re.compile(r"(?:[\w&-]+ ){0,4}$")
_WORDS_AFTER = re.compile(
    rf" (?:of|for|on) (?:(?!{_EXPECTS}\b|we\b|our\b)[\w&-]+,? ?){{1,10}}", re.IGNORECASE
)
_MONEY = re.compile(r"\d ?(?:trillion|billion|million|bn|[TBM]\b)", re.IGNORECASE)


def withdrawn_role(text: str, start: int) -> Literal["prior", "other"] | None:
    """What the amount at a place is if it is taken back, or denied; null if it is neither."""
    if any(_covers(text, found, start) for found in _withdrawals(text)):
        return "prior"
    is_denied = any(found.end() == start for found in _NOT_THIS.finditer(text)) or any(
        _denies(text, found, start) for found in _denials(text)
    )
    return "other" if is_denied else None


def takes_back(text: str) -> bool:
    """Whether anything in a sentence is taken back or denied."""
    return bool(_withdrawals(text) or _denials(text) or _NOT_THIS.search(text))


def _withdrawals(text: str) -> list[re.Match[str]]:
    return [
        found
        for found in _WITHDRAWN.finditer(text)
        if not _NEGATION.search(text, 0, found.start()) and not _is_of_another(text, found)
    ]


def _denials(text: str) -> list[re.Match[str]]:
    return [
        found for found in _DENIED.finditer(text) if not _NEGATION.search(text, 0, found.start())
    ]


def _is_of_another(text: str, found: re.Match[str]) -> bool:
    """Whether the guidance taken back is of revenue, demand or the like."""
    before = "" if found["verb"] else _WORDS_BEFORE.search(text, 0, found.start())
    noun_end = found.end() if found["verb"] else text.find(" ", found.start())
    after = _WORDS_AFTER.match(text, noun_end)
    named = (before[0] if before else "") + found[0] + (after[0] if after else "")
    return OTHER_SUBJECT.search(named) is not None and TOPIC.search(named) is None


def _covers(text: str, found: re.Match[str], place: int) -> bool:
    if place >= found.start():
        return place < found.end() or _BREAK.search(text, found.end(), place) is None
    # "The $140 billion of guidance is withdrawn", where the guidance has no amount of its own.
    is_verb = found["verb"] is not None
    return not (is_verb or _MONEY.search(found[0]) or _BREAK.search(text, place, found.start()))


def _denies(text: str, found: re.Match[str], place: int) -> bool:
    return place >= found.end() and _BREAK.search(text, found.end(), place) is None
