"""The period that guidance is for: named in the sentence, told by a relative word, or assumed.

"Fiscal 2026", "calendar year 2026", "FY25", "'27", "Q1", "the second half", "this fiscal year",
"the quarter", "sequentially". Relative words are resolved by the company's fiscal calendar and the
day on which it spoke. A year without "calendar" is the company's own. A period that something is
compared with ("higher than FY24", "in line with 2022") is not the horizon.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from pipelines.registry.fiscal_year_end import FiscalYearEnd
from pipelines.text.guidance.period_words import Source, expressions
from pipelines.text.guidance.periods import Period

_HEAD = (
    r"(?:the |our |its |a |full[- ]year |fiscal |calendar |year |in |of |what it is in "
    r"|what we (?:did|spent|saw) in |those (?:of|in) |that (?:of|in) |levels? (?:of|in) "
    r"|an? average of "
    r"|roughly |approximately |actual |FY)*"
)
_COMPARED = re.compile(
    r"\b(?:than|versus|vs\.?|relative to|compared (?:to|with)|comparison to|in[- ]line with"
    r"|similar (?:levels? )?(?:to|as)|after|following|"
    r"consistent with|compar(?:able|ed) (?:to|with)|over|from|exceed(?:s|ing)?|above|below"
    r"|flat (?:to|with|on"
    r"|versus)|on top of|equal to|twice|"
    rf"double (?:that of|those of|what|the|our)|beyond|since|prior to|off of?"
    rf"|what it (?:is|was)|same as|demand (?:in|for)|capacity (?:in|for)|the (?:same )?level of"
    rf"|level with|(?:down|up|lower|higher|flat) on"
    r"|where (?:it|we|they) (?:did|was|were|stood|ended)(?: up)?(?: in)?|push(?:ed"
    r"|ing)?(?: out)? (?:in)?to|slip(?:ped|ping)? (?:in)?to"
    rf"|(?<!of )(?<!of our )(?<!of total )revenue in"
    rf"|as (?:we )?(?:did|in)|we (?:had|did|saw|spent|reported)(?: here)? in|ended"
    rf"|ending) {_HEAD}$",
    re.IGNORECASE,
)
# "In excess of double 2025", and not "double in 2026".
_MULTIPLIED = re.compile(
    r"\b(?:double|triple|\d(?:\.\d)?x|times)\s+(?:(?:the|our|fiscal|calendar|FY)\s*)*$",
    re.IGNORECASE,
)
# "$5 billion a year through 2026" is this year's first.
_EACH_YEAR_THROUGH = re.compile(
    r"\b(?:a|per|each|every) year\b[^.;]*\bthrough (?:fiscal |calendar )?$", re.IGNORECASE
)
# "Double this year what it was", and not "double this year's".
_OWN_YEAR = re.compile(r"(?:this|next) (?:fiscal )?year\b(?!['’]s| level)", re.IGNORECASE)
# Money names what a comparison is with: "compared to $59 billion in 2022".
_COMPARED_AMOUNT = re.compile(
    r"\b(?:(?<!more )(?<!less )(?<!greater )(?<!no )(?<!higher )(?<!lower )than|versus|vs\.?"
    r"|relative to|compared (?:to|with)|up from|down from)\b[^,;.]{0,12}"
    rf"[\d.]+ (?:billion|million)?(?: \w+)? (?:in|for|during) {_HEAD}$",
    re.IGNORECASE,
)
# "At or above the $12 billion of the first quarter": the amount that is known is that quarter's.
_KNOWN_AMOUNT = re.compile(
    r"\bthe\s+\$?[\d.]+ (?:billion|million)(?: \w+){0,4} (?:of|in|for|from|during)"
    rf" (?<!plan for ){_HEAD}$",
    re.IGNORECASE,
)
_LEVEL_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:(?:capex |spending |spend )?levels?|actuals?|results?|budget cycle"
    r"|(?:earnings |conference |results )?(?:calls?|release|report|letter|filing|remarks))\b",
    re.IGNORECASE,
)
_WEIGHTED_BEFORE = re.compile(
    r"\b(?:weighted|loaded|skewed|concentrated|back-?end|timing)\b[^,;.]{0,30}$", re.IGNORECASE
)
_WEIGHTED_AFTER = re.compile(r"-(?:weighted|loaded)", re.IGNORECASE)
_PAST_YEAR = re.compile(
    r"\b(?:last|prior|past|previous|preceding|this past|over the|in recent)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_EACH_QUARTER = re.compile(
    r"\b(?:quarterly(?! (?:noise|varia|fluctuat|swing|timing|lump))|each quarter|every quarter)\b",
    re.IGNORECASE,
)
_GROWS_ON = re.compile(
    r"\b(?:continu\w+|again|further|also)\b[^.;]{0,60}\b(?:throughout|over"
    r"|through) the\s+(?:rest|remainder|balance|course)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Horizon:
    """A period, what it rests on (a name, a relative word, an assumption), and whether the clause
    asked about holds it.
    """

    period: Period
    source: Source
    is_inside: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    period: Period
    source: Source
    is_compared: bool
    start: int
    end: int


def horizon(
    text: str, place: int, clause: tuple[int, int], day: dt.date, rule: FiscalYearEnd
) -> Horizon | None:
    """The horizon of what stands at a place of a sentence; none if nothing tells it.

    What is named counts before what is relative, what stands in the clause before what stands
    elsewhere, what had not ended before what had, and then what is nearest.
    """
    found = [each for each in _expressions(text, day, rule) if not each.is_compared]
    if not found:
        return None
    sources = ("named", "relative")

    def rank(each: _Found) -> tuple[bool, bool, bool, int, int]:
        ended = each.period.end(rule) < day
        outside = not clause[0] <= each.start < clause[1]
        distance = each.start - place if each.start >= place else place - each.end
        # "Sequential growth through the year" is the year's.
        return ended, outside, _is_sequential(text, each), sources.index(each.source), distance

    best = min(found, key=rank)
    is_inside = clause[0] <= best.start < clause[1]
    return Horizon(_widened(text, best, found, day, rule), best.source, is_inside)


def compared_years(text: str, day: dt.date, rule: FiscalYearEnd) -> set[Period]:
    """The years that something is compared with."""
    found = _expressions(text, day, rule)
    return {each.period for each in found if each.is_compared and each.period.grain == "year"}


def _widened(
    text: str, best: _Found, found: list[_Found], day: dt.date, rule: FiscalYearEnd
) -> Period:
    """A period with what belongs to it: "quarterly ... throughout the year", "in the second quarter
    and continue to increase throughout the year"."""
    period = best.period
    if _EACH_QUARTER.search(text):
        # "To increase sequentially each quarter through the year" is about the year's quarters.
        years = [each.period for each in found if each.period.grain == "year"]
        if period.grain == "year" or (_is_sequential(text, best) and years):
            return replace(period if period.grain == "year" else years[0], each_quarter=True)
    if period.grain == "quarter" and _GROWS_ON.search(text, best.end):
        later = [
            each
            for each in found
            if each.start > best.end and each.period.grain in ("year", "quarters")
        ]
        if later and later[0].source == "relative" and later[0].period.year == period.year:
            return replace(period, quarters=(period.quarters[0], 4))
    return period


def _is_sequential(text: str, found: _Found) -> bool:
    return text[found.start : found.end].lower().startswith("sequential")


def _expressions(text: str, day: dt.date, rule: FiscalYearEnd) -> list[_Found]:
    return [
        _Found(*told, _is_compared(text, start, end), start, end)
        for told, start, end in expressions(text, day, rule)
    ]


def _is_compared(text: str, start: int, end: int) -> bool:
    """Whether something is compared with the period, or weighted to it."""
    if _MULTIPLIED.search(text, 0, start) and not _OWN_YEAR.match(text, start):
        return True
    return any(
        pattern.search(text, 0, start)
        for pattern in (
            _COMPARED,
            _EACH_YEAR_THROUGH,
            _COMPARED_AMOUNT,
            _KNOWN_AMOUNT,
            _PAST_YEAR,
            _WEIGHTED_BEFORE,
        )
    ) or any(pattern.match(text, end) for pattern in (_LEVEL_AFTER, _WEIGHTED_AFTER))
