"""Whether a sentence denies a technology: not used by the company or anybody, left, or put off.

The denial has to govern the technology. It does not where it denies another thing ("without a
DSP"), a measure ("not enough", "as many as we do") or a way ("not sold directly"), where others
lack it ("no competitor"), where it is denied itself ("never stopped"), or is over ("delayed, and
now ships").
"""

from __future__ import annotations

import re

# No preposition stands between: "we do not use a DSP in linear pluggable optics" denies the DSP.
_BETWEEN = (
    "in|for|with|on|by|to|of|from|at|as|like|when|but|and|about|than|that|which|who|where|because"
    "|since|once|if|before|after|until|while|so|then|now|except|beyond|without"
)
_OBJECT = rf"(?: (?!(?:{_BETWEEN})\b)[\w'’-]+){{0,4}} ?$"
# Nor a measure ("we don't have enough silicon photonics"), nor what is others'.
_WHOLE_OBJECT = (
    rf"(?: (?!(?:{_BETWEEN}|enough|sufficient|adequate|excess|only|just|all|every|such|other|fewer"
    r"|third[- ]party|outside|external|less|better|(?<!any )more)\b)[\w'’-]+){0,4} ?$"
)
_NO_MORE = (
    r"(?:(?:discontinu|divest|cancel|abandon|ceas|stopp|shelv|scrapp|terminat|postpon|defer"
    r"|withdr[ae]w)\w*|delay(?:ed|ing)|(?<!the )(?<!a )delays?|exit(?:ed|ing)?"
    r"|wound down|winding down|withdrawn)"
)
_DENIED_BEFORE = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|have|has|had|will|would)(?: not|n['’]t)"
    r"|never|no longer|(?:have|has|had) yet to)"
    r" (?:yet |currently |presently |now |today |ever |actively |been )*"
    r"(?:us(?:es?|ed|ing)|offer\w*|s[eo]l(?:ls?|ling|d)|ship\w*|ma(?:k(?:es?|ing)|de)|support\w*"
    r"|includ\w+|provid\w+|own\w*|develop\w*|manufactur\w+|deploy\w*|produc(?:e|ed|ing)"
    rf"|suppl(?:y|ied|ying)|adopt\w*|employ\w*|buil[dt]\w*|have|market\w*){_WHOLE_OBJECT}"
    r"|\b(?:rather than|instead of|as opposed to)"
    r" (?:(?:us(?:e|ing)|adopt(?:ing)?|deploy(?:ing)?|offer(?:ing)?|an?|the|any) )*$"
    rf"|\b(?:lacks?|lacking){_WHOLE_OBJECT}",
    re.IGNORECASE,
)
# "We do not make our silicon photonics": somebody makes it for us.
_OURS = re.compile(r"^do(?:es)?(?: not|n['’]t)\b.* our\b", re.IGNORECASE)
_NO_DEMAND_BEFORE = re.compile(
    r"(?:\bnot|n['’]t) (?:yet )?(?:see|seen|seeing|had|have|received) (?:any |much |\w+ful )?"
    r"(?:demand|orders?|adoption|revenues?|interest) (?:for|from|of|in) (?:(?:our|the|any) )?$"
    r"|\bno (?:\w+ )?(?:demand|revenues?|orders?|sales|shipments?|contribution)"
    r" (?:for|from|of|in) (?:(?:our|the) )?$",
    re.IGNORECASE,
)
# Somebody has to use it or not: "no customer made up a tenth of CPO revenue" denies no CPO.
_NOBODY_BEFORE = re.compile(
    r"\b(?:none of (?:our|the|these|its)|no (?:customers?|one|products?|company|companies))"
    r"(?: (?!(?:who|whose|that|which|as|than|but|without|except|else)\b"
    rf"|{_NO_MORE})[\w'’-]+){{0,6}}?"
    r" (?:(?:us(?:es?|ed|ing)|ship\w*|order\w*|adopt\w*|deploy\w*|buys?|bought|buying|sells?|sold"
    r"|selling|includ\w+|contain\w*|support\w*|offer\w*|employ\w*|qualif\w+|purchas\w+"
    r"|select\w*|chosen?|feature\w*|install\w*|ma(?:kes?|de|king)|needs?|wants?)"
    rf"{_WHOLE_OBJECT}|(?:ha(?:s|ve)|committed to|moved to|(?:asked|paid)(?: us)? for)"
    r" (?:an? |any )?$)",
    re.IGNORECASE,
)
# Left, put off, or not part of what ships.
_LEFT_BEFORE = re.compile(
    rf"\b{_NO_MORE}(?! (?:report|disclos|break|giving|tak|accept|count)\w*)(?: from)?{_OBJECT}"
    rf"|\b(?:ship(?:s|ped|ping)?|sells?|sold|offer(?:s|ed)?|deliver(?:s|ed)?)"
    rf" (?:[\w-]+ ){{0,3}}?without{_OBJECT}",
    re.IGNORECASE,
)
# "We discontinued the first generation", "terminated a supply agreement": not the technology.
_OLDER = re.compile(r"\bolder\b|[- ]generation\b", re.IGNORECASE)
_AGREEMENT_AFTER = re.compile(
    r"(?:(?!(?:in|for|with|on|by|to|of|from|at|and)\b)[\w-]+ ){1,5}?(?:agreements?|contracts?"
    r"|wafers|inventory)\b",
    re.IGNORECASE,
)
_SOLD_BEFORE = re.compile(r"\b(?:sold|divested|spun off) (?:our|its|the) (?:\w+ )?$", re.IGNORECASE)
# "We sold our silicon photonics unit": units in the plural are goods.
_UNIT_AFTER = re.compile(
    r"(?:(?!(?:in|into|to|for|by|of|from|through|across)\b)[\w-]+ ){1,4}?"
    r"(?:unit|business(?:es)?|division|assets|operations|subsidiary)\b",
    re.IGNORECASE,
)
# What the technology is the subject of: no other verb and no relative clause stands between.
_SUBJECT = (
    r"(?:(?!\b(?:that|which|who|whose|where|when|but|is|are|was|were|ships?|grew|rose|uses?)\b)"
    r"[^.;,:]){0,60}?"
)
_NOT_USED_AFTER = re.compile(
    rf"{_SUBJECT}\b(?:is|are|was|were)(?: not|n['’]t| no longer) (?:yet |currently |being )*"
    r"(?:used|shipp\w+|sold|offered|available|included|part|in (?:any|our|use|production)|deployed"
    r"|supported|adopted)\b(?! (?:[\w'’-]+ ){0,3}?(?:any(?:one|body|where)|else\w*|others?"
    r"|competitors?|separately|directly|alone|enough|sufficient|through|as|without|numbers?"
    r"|figures?|backlog|results|comparisons?|quantit\w+"
    r"|sale|divestiture)\b)",
    re.IGNORECASE,
)
_LEFT_AFTER = re.compile(
    rf"{_SUBJECT}\b(?:was|were|has been|have been|is being) (?:\w+ly )?(?:discontinued|cancell?ed"
    r"|removed|dropped|abandoned|divested|postponed|delayed|deferred|shelved|scrapped"
    r"|terminated)\b",
    re.IGNORECASE,
)
# "Work on CPO was dropped", but not "tariffs on CPO", nor "in LPO the DSP".
_NOT_SUBJECT = re.compile(
    r"\b(?:(?:tariffs?|exemptions?|permits?|construction|restrictions?|limits?|constraints?"
    r"|bottlenecks?|issues?|holds?) (?:on|in|for|of|with)|in|with|by|using|through"
    r"|inside|via|than) (?:(?:our|the|its) )?$",
    re.IGNORECASE,
)
_NONE_BEFORE = re.compile(r"\bnone of (?:our|the|these|its) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
_IN_USE_AFTER = re.compile(
    rf"{_SUBJECT}\b(?:is|are|has|have)(?: yet| been)* (?:ship\w*|sold|available|in (?:volume )?"
    r"production|deployed|used)\b",
    re.IGNORECASE,
)
# A denial of a denial: "never stopped", "no customer cancelled".
_NEGATED = re.compile(
    r"(?:\b(?:no|none|not|never|without|nobody|neither|nor|cannot)|n['’]t)\b"
    r"(?: (?!(?:and|but|so)\b)[\w'’-]+){0,4} $",
    re.IGNORECASE,
)
# What was not there once, and is today.
_ONCE = re.compile(r"\b(?:did|had|was|were)(?:n['’]t)?\b", re.IGNORECASE)
_TODAY = re.compile(
    r"(?:[,;]|\b(?:and|but)) (?:and |but )?(?:(?:it )?(?:is|are) )?(?:today|now)\b(?!"
    r" (?:\w+ )?(?:expect|plan|anticipat|target|not)\w*)|^[^.;]*\b(?:before|prior to|until)\b",
    re.IGNORECASE,
)
# "Not used in phones, but in data centers".
_BUT_ELSEWHERE = re.compile(
    r"[^.;:]*\bbut (?:in|by|as|to|with|for|at)\b"
    r"(?!.*\b(?:we|it|they|will|may|might|could|expect\w*|plan\w*|now)\b)",
    re.IGNORECASE,
)
# What was put off and is there since, as is revenue that is deferred.
_PUT_OFF = re.compile(r"\b(?:postpon|delay|defer)\w*", re.IGNORECASE)
_THERE_SINCE = re.compile(
    r"\b(?:now|then|since|but)\b(?! (?:\w+ )?(?:expect|plan|anticipat|target|schedul|slat|due|not"
    r"|cancel|drop|abandon|discontinu|shelv|scrap|terminat|look)\w*)"
    r"|\b(?:resumed|recovered|caught up|(?:has|have) shipped)\b",
    re.IGNORECASE,
)
_DEFERRED_REVENUE = re.compile(r"(?:[\w-]+ ){1,4}?(?:revenues?|income)\b", re.IGNORECASE)
_DELIVERIES_BEFORE = re.compile(
    r"\b(?<!first )(?<!initial )(?:revenues?|income|deliveries|shipments|installations)"
    r" (?:from|of|for) (?:our )?$",
    re.IGNORECASE,
)
# What limits a denial to a measure or a way ("fast enough", "directly"), and what others lack.
_LIMITED_AFTER = re.compile(
    r"(?:[\w'’-]+ ){1,6}?(?:enough|alone|separately|directly|ourselves|in-house|internally|the way"
    r"|as (?:many|much|fast|quickly|well)|than|unless|without|like (?:we|us)|but us|except|besides"
    r"|at (?:this|our|such|the) (?:scale|volumes?|pace|level|price)|at a (?:loss|discount)"
    r"|in isolation|overnight)\b"
    r"|(?:(?!(?:in|for|with|on|by|to|of|from|at)\b)[\w'’-]+ ){1,4}?(?:constraints?|shortages?"
    r"|issues?|problems?|bottlenecks?|concerns?|fabs?|foundr(?:y|ies))\b",
    re.IGNORECASE,
)
_RANKED_AFTER = re.compile(
    r"[^.;:]*\b(?:such|larger|higher|greater|better|faster|more)\b", re.IGNORECASE
)
_LOST_AFTER = re.compile(
    r"[^.;:]*\b(?:cancel|lost|delay|push|postpon|declin|slow|soften|weaken|fall|fell|wan(?:e|ing)"
    r"|drop)\w*",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:competitors?|competition|rivals?|peers|others|(?:other|most|few|many) (?:\w+ )?"
    r"(?:vendors|suppliers|companies|players|foundries))\b",
    re.IGNORECASE,
)


def is_denied(sentence: str, start: int, place: int, end: int) -> bool:
    """Whether the clause from `start` to `end` denies the technology that it names at `place`."""
    before, after, rest = sentence[start:place], sentence[place:end], sentence[place:]
    if _OTHERS.search(before):
        return False
    if _is_left(before, after, rest):
        return True
    is_elsewhere = _BUT_ELSEWHERE.match(rest) is not None
    is_past = _ONCE.search(sentence, start, end) is not None and _TODAY.search(rest) is not None
    return not is_elsewhere and not is_past and _is_not_used(before, after)


def _is_not_used(before: str, after: str) -> bool:
    """It is not what the company, or anybody, has: "we do not use", "no customer uses"."""
    if _NOBODY_BEFORE.search(before):
        return not (_LIMITED_AFTER.match(after) or _RANKED_AFTER.match(after))
    if _NO_DEMAND_BEFORE.search(before):
        return not _LOST_AFTER.match(after)
    if _SOLD_BEFORE.search(before) and _UNIT_AFTER.match(after):
        return False
    if found := _DENIED_BEFORE.search(before):
        return not (_OURS.match(found[0]) or _LIMITED_AFTER.match(after))
    if _NONE_BEFORE.search(before):
        return bool(_IN_USE_AFTER.match(after))
    return bool(_NOT_USED_AFTER.match(after)) and not _NOT_SUBJECT.search(before)


def _is_left(before: str, after: str, rest: str) -> bool:
    """It was given up, sold or put off, and is not there since."""
    if (found := _SOLD_BEFORE.search(before)) and _UNIT_AFTER.match(after):
        return not _NEGATED.search(before[: found.start()])
    if found := _LEFT_BEFORE.search(before):
        if _PUT_OFF.match(found[0]):
            is_other = _DEFERRED_REVENUE.match(after) or _THERE_SINCE.search(rest)
        else:
            is_other = _OLDER.search(found[0]) or _AGREEMENT_AFTER.match(after)
        return not is_other and not _NEGATED.search(before[: found.start()])
    if found := _LEFT_AFTER.match(after):
        is_over = _PUT_OFF.search(found[0]) and (
            _DEFERRED_REVENUE.match(found[0])
            or _DELIVERIES_BEFORE.search(before)
            or _THERE_SINCE.search(rest, found.end())
        )
        return not (is_over or _NEGATED.search(before) or _NOT_SUBJECT.search(before))
    return False
