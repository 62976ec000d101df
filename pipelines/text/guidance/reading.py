"""One sentence, read: guidance, a refusal with its reason, or nothing that is about the matter.

The order: does it name capital expenditure; is it of a form that is none (`refusals.py`); which of
its amounts is the level (`roles.py`), else which direction it gives (`directions.py`); for when
(`horizons.py`); and is what was read possible.

What counts: the company itself looks ahead at the level of its capital expenditure, or at the way
that level goes, for a period. So growth told in passing counts where a verb that looks ahead
governs it ("we expect capex growth in 2026 to be driven by servers"), and what capital expenditure
is for, is paid with or does to margins counts in no tense. A horizon is the period that the verb is
about, not one that something is compared with, that a known amount is of, or of the call on which
more will be said. An earlier amount is superseded where the sentence states both as guided: nobody
spends a range, so that a range compared with is one. The basis is what the company says it counts,
in the sentence or by its own standing definition.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.registry.fiscal_year_end import FiscalYearEnd
from pipelines.text.guidance import bounds, directions, refusals, withdrawals
from pipelines.text.guidance.amounts import Amount, amounts
from pipelines.text.guidance.basis import basis, basis_kind
from pipelines.text.guidance.horizons import Horizon, compared_years, horizon
from pipelines.text.guidance.periods import CALENDAR_YEAR, Period, quarter_of, year_of
from pipelines.text.guidance.roles import Role, role
from pipelines.text.guidance.vocabulary import (
    GUIDANCE_NOUN,
    INDIRECT_TOPIC,
    INVESTS_AMOUNT,
    NEGATED_OUTLOOK,
    OUTLOOK,
    REPEATS,
    REVISES,
    TOPIC,
)

Kind = Literal["range", "point", "lower_bound", "upper_bound", "direction", "reiteration"]
Standing = Literal["stated", "replaces", "repeats"]


@dataclass(frozen=True, slots=True)
class Context:
    """Who speaks and when: the fiscal calendar resolves what a sentence leaves open."""

    day: dt.date
    calendar: FiscalYearEnd = CALENDAR_YEAR
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a sentence guides; dollars are whole, a bound has one end, a direction none.

    Attributes:
        standing: replaces an earlier range, only repeats it, or states one.
        basis: the spender's own words for what it counts.
        horizon_source: named in the sentence, by a relative word, or assumed.
    """

    kind: Kind
    low_usd: int | None
    high_usd: int | None
    direction: str | None
    horizon: Period | None
    horizon_source: str | None
    basis: str
    basis_kind: str
    standing: Standing
    supersedes_low_usd: int | None
    supersedes_high_usd: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sentence that names capital expenditure is no guidance."""

    reason: str


# What speech is filled with, and no rule is to see.
_FILLERS = re.compile(
    r",? ?\b(?:you know|I mean|sort of|kind of|again|of course|obviously|frankly|um|uh),(?= )"
    r"|(?<=, )(?:you know|I mean|again|of course|obviously),? ",
    re.IGNORECASE,
)


def read_sentence(sentence: str, context: Context) -> Guidance | Refusal | None:
    """What a sentence guides, why it is refused, or none where it is about something else."""
    text = _FILLERS.sub("", " ".join(sentence.split()))
    if not any(each.search(text) for each in (TOPIC, INDIRECT_TOPIC, INVESTS_AMOUNT)):
        return None
    if reason := refusals.reason_against(text, context.company_id):
        return Refusal(reason)
    found = amounts(text)
    roles = _past_set_apart(text, found, _roles(text, found), context)
    level = _level(text, found, roles)
    if isinstance(level, Refusal):
        return level
    if level is not None:
        return _numeric(text, found, roles, level, context)
    return _wordy(text, found, roles, context)


def _roles(text: str, found: list[Amount]) -> list[Role]:
    roles: list[Role] = []
    for each in found:
        roles.append(role(text, each, bool(roles) and roles[-1] == "part"))
    return [
        said if said in ("part", "step") else withdrawals.withdrawn_role(text, each.start) or said
        for each, said in zip(found, _settled(text, found, roles), strict=True)
    ]


# "$131 billion in 2025".
_IN_YEAR = re.compile(
    r" (?:in|for|during) (?:fiscal (?:year )?|calendar )?(20\d\d)\b", re.IGNORECASE
)


def _past_set_apart(
    text: str, found: list[Amount], roles: list[Role], context: Context
) -> list[Role]:
    """The roles, where one amount of a year that is over stands beside one that is guided."""
    now = year_of(context.calendar, context.day)
    is_over = [
        role == "level" and (year := _IN_YEAR.match(text, each.end)) and int(year[1]) < now
        for each, role in zip(found, roles, strict=True)
    ]
    if sum(role == "level" for role in roles) == sum(map(bool, is_over)):
        return roles
    return ["actual" if over else role for over, role in zip(is_over, roles, strict=True)]


def _settled(text: str, found: list[Amount], roles: list[Role]) -> list[Role]:
    """What an amount is beside the others of the sentence.

    "We told you $200 billion; we now think $220 billion": the first was said before. "No change to
    the $75 billion that we told you", "the range stays where it was, at": what was said holds.
    """
    levels = [place for place, said in enumerate(roles) if said == "level"]
    if len(levels) > 1:
        first, second = levels[:2]
        is_told_again = refusals.is_recalled(text, found[first].start)
        if is_told_again and not refusals.is_recalled(text, found[second].start):
            roles[first] = "prior"
    if not levels and REPEATS.search(text):
        if roles.count("prior") == 1:
            roles[roles.index("prior")] = "level"
        elif roles == ["actual"] and found[0].is_range:
            roles[0] = "level"
    return roles


def _level(text: str, found: list[Amount], roles: list[Role]) -> Amount | Refusal | None:
    """The amount that is guided: the first that is a level, if anybody looks ahead."""
    levels = [each for each, said in zip(found, roles, strict=True) if said == "level"]
    if not levels:
        return None
    level = levels[0]
    if not (TOPIC.search(text) or INVESTS_AMOUNT.search(text) or _is_revised_plainly(text)):
        return None
    if refusals.is_recalled(text, level.start):
        return Refusal(refusals.RECALLED_ONLY)
    if (
        (negated := NEGATED_OUTLOOK.search(text))
        and negated.end() < level.start
        and level.low is not None
        and not bounds.is_denied(text, level.start)
    ):
        return Refusal(refusals.NO_OUTLOOK_GIVEN)
    if (
        OUTLOOK.search(text)
        or REVISES.search(text)
        or REPEATS.search(text)
        or _is_headline(text, level)
    ):
        return level
    return Refusal(refusals.NOT_AHEAD)


_HEADLINE = re.compile(
    r"\b(?:20[2-4]\d|FY\s?['’]?(?:20)?\d\d|[QH][1-4]|fiscal|full[- ]year|guidance|outlook"
    r"|budget)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?:this|next|current|the) (?:year|quarter)(?! ended|[- ]ago)|(?:first|second|third"
    r"|fourth|back)[- ](?:fiscal[- ])?(?:half|quarter))\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|we|our|us|I|they"
    r"|you|that|which)\b",
    re.IGNORECASE,
)


def _is_headline(text: str, level: Amount) -> bool:
    """A period and an amount without a verb: "FY26 capex $52-56 billion".

    Nobody spends a range, so that a range guides beside a verb too.
    """
    if level.is_range and _RELATIVE.search(text):
        return True
    return _HEADLINE.search(text) is not None and (level.is_range or not _VERB.search(text))


def _is_revised_plainly(text: str) -> bool:
    """Guidance moved without naming what: "this adjusts our expectation to $175 billion"."""
    revised = REVISES.search(text)
    return revised is not None and GUIDANCE_NOUN.search(revised[0]) is not None


def _numeric(
    text: str, found: list[Amount], roles: list[Role], level: Amount, context: Context
) -> Guidance | Refusal:
    if (problem := _impossible(level)) is not None:
        return Refusal(problem)
    clause = _clause(text, level)
    when = horizon(text, level.start, clause, context.day, context.calendar) or Horizon(
        Period(year_of(context.calendar, context.day)), "assumed"
    )
    if when.period.end(context.calendar) < context.day:
        return Refusal(refusals.PAST_HORIZON.format(when.period.name))
    if when.period.grain == "years" or _MANY_YEARS.search(text):
        return Refusal(refusals.SEVERAL_YEARS)
    is_named = TOPIC.search(text) or _is_revised_plainly(text)
    if when.source == "assumed" and (not is_named or _SITE.search(text)):
        return Refusal(refusals.SEVERAL_YEARS)
    prior = next((each for each, said in zip(found, roles, strict=True) if said == "prior"), None)
    words = basis(text, level.start)
    kind_of_basis = basis_kind(words, context.company_id)
    standing: Standing = "replaces" if prior or REVISES.search(text) else "stated"
    if REPEATS.search(text) and prior is None:
        standing = "repeats"
    return Guidance(
        _kind(level), level.low, level.high, None, when.period, when.source, words,
        kind_of_basis, standing,
        prior.low if prior else None, prior.high if prior else None,
    )  # fmt: skip


_MANY_YEARS = re.compile(
    r"\b(?:over|in|during|across|within|for) (?:the )?(?:next|coming|last|past) (?:several|few"
    r"|number of"
    r"|couple of|two|three|four|five|ten|\d+)[ -](?:to[ -]\w+[ -])?(?:fiscal )?years\b"
    r"|\b(?:over|in|during|across) (?:the )?(?:coming|next|several|following) years\b"
    r"|\b(?:through|by) (?:the end of )?(?:20[3-9]\d|(?:the|this) decade)\b|\bmulti-?year\b"
    r"|\bover (?:the )?(?:life|term"
    r"|course) of the (?:project|contract|program)",
    re.IGNORECASE,
)


# "To invest at least $20 billion in Pennsylvania": a place and no period is an announced site.
_SITE = re.compile(
    r"\b(?i:invest(?:ing|ments?|s)?|spend(?:ing)?|put(?:ting)?)\b.*\d ?(?:billion|million|bn)"
    r"(?: more)?(?: to (?:build|expand|construct|add|develop|establish|modernize)\b[^.;]{0,60}?)?"
    r" (?:in|into|across|throughout) (?:the )?"
    r"(?!(?:AI|Cap[Ee]x|CAPEX|GPU|CPU|R&D|PP&E|P,|US\$|USD|AWS|Q[1-4]|H[12]|FY)\b)(?:[A-Z][\w.]+)",
)


def _impossible(level: Amount) -> str | None:
    low, high = level.low, level.high
    if level.currency != "USD":
        return refusals.OTHER_CURRENCY.format(level.currency)
    if (low is not None and low < 0) or (high is not None and high < 0):
        return refusals.NEGATIVE
    if low is not None and high is not None and low > high:
        return refusals.LOW_ABOVE_HIGH
    return None


def _kind(level: Amount) -> Kind:
    if level.high is None:
        return "lower_bound"
    if level.low is None:
        return "upper_bound"
    return "point" if level.low == level.high else "range"


_CLAUSE = re.compile(
    r"; |\. |, (?:and|but|while|then) (?:we|our|I|net|the|that|it|this|they|cap\w+|in|for|next"
    r"|20\d\d)\b"
    r"|, then\b|, (?:as|because|since|given) |\bcompared (?:to|with)\b"
    r"|\bversus\b|, (?:of which|with|including)\b(?=.{0,60}\b(?:quarter|half|[QH][1-4])\b)"
    r"|, (?:up|down|increased|narrowed|updated|raised) from\b"
)


def _clause(text: str, level: Amount) -> tuple[int, int]:
    start, end = 0, len(text)
    for cut in _CLAUSE.finditer(text):
        if cut.end() <= level.start:
            start = cut.start()
        elif cut.start() >= level.end:
            end = cut.start()
            break
    return start, end


def _wordy(
    text: str, found: list[Amount], roles: list[Role], context: Context
) -> Guidance | Refusal:
    """Guidance without a level of its own."""
    said = directions.reiteration(text) or _direction(text, context) or directions.ratio(text)
    negated = NEGATED_OUTLOOK.search(text)
    if said and negated and said.clause[0] <= negated.end() <= said.start:
        # "We do not expect capital expenditures to increase".
        said, negated = replace(said, word=f"not_{said.word}"), None
    # "While we give no guidance beyond 2024, we expect it to increase" gives some all the same.
    if negated and (said is None or "," not in text[negated.end() : max(said.clause[0], 0)]):
        return Refusal(refusals.NO_OUTLOOK_GIVEN)
    if said is None:
        return Refusal(_why_not(text, found, roles))
    if reason := refusals.why_not_held(text, said.start):
        return Refusal(reason)
    when = horizon(text, said.start, said.clause, context.day, context.calendar)
    if when is None and said.needs_period:
        return Refusal(refusals.NOT_AHEAD)
    if when is None and not _is_listed(text):
        when = _assumed(text, context)
    if when is not None and when.period.end(context.calendar) < context.day:
        return Refusal(refusals.PAST_HORIZON.format(when.period.name))
    words = basis(text, said.start)
    is_repeated = said.word == "unchanged"
    return Guidance(
        "reiteration" if is_repeated else "direction", None, None, said.word,
        when.period if when else None, when.source if when else None, words,
        basis_kind(words, context.company_id),
        "repeats" if is_repeated or REPEATS.search(text) else "stated", None, None,
    )  # fmt: skip


def _direction(text: str, context: Context) -> directions.Direction | None:
    """The first direction whose clause names its period, else tells it, else the first.

    "Spending will increase sequentially, and we expect FY26 growth to be higher than in FY25" is
    about the year.
    """
    found = list(directions.directions(text))
    # "While we give no guidance for years beyond, it should rise": what is denied governs nothing.
    if negated := NEGATED_OUTLOOK.search(text):
        found = [each for each in found if "," in text[negated.end() : each.clause[0]]] or found
    told = [
        (each, when.source)
        for each in found
        if (when := horizon(text, each.start, each.clause, context.day, context.calendar))
        and when.is_inside
    ]
    named = [each for each, source in told if source == "named"]
    return next(iter([*named, *(each for each, _ in told), *found]), None)


_SEQUENTIAL = re.compile(r"\bsequential|quarter[- ]over[- ]quarter", re.IGNORECASE)
# A list of forward-looking statements or of risks names no period and means none.
_LISTED = re.compile(
    r"\s*[•·●▪]|\s*(?:our |the )?expectations? (?:that|regarding|about|for|of)\b", re.IGNORECASE
)


def _is_listed(text: str) -> bool:
    return _LISTED.match(text) is not None


def _assumed(text: str, context: Context) -> Horizon:
    year, quarter = quarter_of(context.calendar, context.day)
    if _SEQUENTIAL.search(text):
        return Horizon(Period(year, (quarter, quarter)), "relative")
    # "Lower than FY25", said in that year, is about the next.
    is_compared = Period(year) in compared_years(text, context.day, context.calendar)
    return Horizon(Period(year + 1 if is_compared else year), "assumed")


def _why_not(text: str, found: list[Amount], roles: list[Role]) -> str:
    if withdrawals.takes_back(text):
        return refusals.TAKEN_BACK
    if "actual" in roles:
        return refusals.ACTUAL
    if found and "other" in roles:
        return refusals.OTHER_SUBJECT
    return refusals.NO_DIRECTION if OUTLOOK.search(text) else refusals.NOT_AHEAD
