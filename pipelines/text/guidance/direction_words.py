"""The words that say which way something goes, and those that may stand around them."""

from __future__ import annotations

import re

_UP = (
    r"more than (?:doubl|tripl)\w*|increas\w*|grow(?:s|ing|th)?|high(?:er)?\b(?! (?:end|half))"
    r"|step(?:s|ping)?[- ]up|ramp(?:s"
    r"|ing)?(?:[- ]up)?|ris(?:e|es|ing)|pick(?:s|ing)?[- ]up|scal(?:e|es|ing)(?:[- ]up| (?=our"
    r"|the))|doubl\w*"
    r"|tripl\w*|twice|\d(?:\.\d)?x|(?:two|three|\d) times|exceed\w*|accelerat\w*|elevated"
    r"|larger|bigger|greater|heavier|more(?! (?:normal|moderate|slow|gradual|modest))|above"
    r"|surpass\w*|outpac\w*|expand\w*|upward"
    r"|up(?= |,|\.|$| and)(?! to)|climb\w*|jump\w*|lift\w*|boost\w*|rais(?:e|es|ing)"
    r"|(?:high(?:er)?|upper|top) (?:end|half) of|additional|incremental|tick(?:s|ing)? up"
    r"|(?:invest|spend) more|\bpeak\w*|beat\b|surg\w*|soar\w*|balloon\w*|swell\w*"
)
_DOWN = (
    r"decreas\w*|declin\w*|lower\w*|step(?:s|ping)?[- ]down|reduc\w*|fall\w*|moderat\w*"
    r"|decelerat\w*|slow\w*|smaller|lighter|less|below|downward|down(?= |,|\.|$| and)(?! to)"
    r"|more (?:normal|moderate|slow|gradual|modest)\w*|normali[sz]\w*|tapers?|com(?:e|es"
    r"|ing) down|drop\w*|ease\b|cut(?:s|ting)?\b|trim\w*"
    r"|(?:bottom|low) (?:end|half) of|curtail\w*|pull(?:s|ing)? back|scal(?:e|es|ing) back"
    r"|level(?:s|ing)? off|shrink\w*|soften\w*|taper\w*|contract(?:s|ing)\b|wind(?:s|ing)? down"
)
_FLAT = (
    r"flat\b|in[- ]line with|similar|consistent with|comparable|roughly equal"
    r"|approximately equal|about equal|equal to|same level|stable|steady|unchanged|(?:remain"
    r"|stay)(?:s|ing)? at"
    r"|representative of"
    r"|(?:about|roughly|approximately|be|is|much) the same\b|(?<!the )same as"
    r"|look (?:a lot )?like|sustain\w*|(?:at |near |close to |about |around "
    r"|roughly )+the (?:same )?level of"
    r"|(?:near|close to) (?=(?:last|the prior|20\d\d|this))|(?:roughly |broadly "
    r"|about )?level with|(?:about|roughly|near|around|much) where"
    r"|in the same (?:range|ballpark|area|neighbou?rhood)|on (?:a )?par with|little changed"
    r"|plateau\w*|hold(?:s|ing)? (?:steady|flat)"
    r"|not (?:differ|change|be (?:very |much )?different)(?: much| materially| significantly|ly)*"
    r"|match(?:es|ing)?"
)
DIRECTION = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<flat>{_FLAT}))", re.IGNORECASE)
# "Our capital expenditures come down in 2026": the present, of what is settled.
PRESENT = re.compile(
    r"(?:\s+growth)?(?:\s+(?:in|for)\s+(?:the\s+)?[\w’' ]{2,24}?)?,?\s+(?:\w+ly\s+|then\s+"
    r"|again\s+)*"
    r"(?=(?:increas|decreas|declin|doubl|tripl|mov|go|grow|step|ramp|rise|fall|drop|com|tick"
    r"|trend|climb|peak|level|normaliz|moderat|slow|stay|remain|hold)(?:e|es|s)?\b)"
    r"|(?:,? (?:in |for )?(?:full[- ]year |fiscal |FY ?)?(?:20\d\d|next year|this year))?:\s+",
    re.IGNORECASE,
)
# What follows no longer says which way it goes, but why, or what else is so.
CLAUSE_END = re.compile(
    r"[;:]|\.\s|,? (?:because|given|due to|driven|primarily|particularly"
    r"|as (?:we|our|a result|the|it|they|these|this|more|demand|new|customers|cap\w+)"
    r"|even (?:as|though|with|if)|despite|reflecting|in order to|so that|whil(?:e|st)|although"
    r"|though|but(?! at)|which|whereas"
    r"|where(?<!about where)(?<!near where)(?<!around where)(?<!much where)"
    r"|when|unless|keeping|leading|depending|rather than"
    r"|since"
    r"|mainly|helped by)\b"
    r"|,? and (?:we|that|the|our|it|this|I|as)\b|, (?:and|with|including|as|to|we|I)\b"
    r"|\bto (?:support|meet|serve|enable|fund|drive|address|capture|accommodate|deliver|help"
    r"|make|provide|cover)\b",
    re.IGNORECASE,
)
# "To", "will", "be", how much, and when: what was named before the verb goes on.
GOES_ON = re.compile(
    r"(?:\s*\b(?:to|be|kept|held|broadly|will|would|should|that|an?|the|about|around|nearly"
    r"|further|\w+ly|even"
    r"|another|and|continue[sd]?|for|see|have|also|sequential|on|year[- ]over[- ]year|in|at|or"
    r"|it['’]s|going|again|once|notable|material|substantial|modest|slight|significant"
    r"|meaningful|considerable|sharp|strong|steep|much|some|somewhat|still|now|well|bit|little"
    r"|lot|of|invest(?:ing)?|spend(?:ing)?|keep|get|go|look|run|trend|our|we|remain|move|come|end"
    r"|normal|large"
    r"|big|back|half|first|second|balance|rest|remainder|calendar|full|20\d\d|fiscal|FY\d*|year"
    r"|this|next|quarter|Q[1-4]|percent|\d+(?:\.\d+)?(?:%|\b))(?:(?<=%)|\b),?)*\s*",
    re.IGNORECASE,
)
# "To weigh on margins", "to translate into": the capital expenditure does something else.
EFFECT = re.compile(
    r"[^.;,]{0,60}?\b(?:weigh|driv|generat|translat|lead|result|benefit|hurt|help|pressur|impact"
    r"|affect|creat|produc|pay|contribut|requir|flow|yield|deliver|offset|allow|filter|position"
    r")(?:e|es|s|ing)?\b",
    re.IGNORECASE,
)
# "Higher than revenue", "in line with demand": what follows is compared, and goes nowhere itself.
COMPARED = re.compile(
    r"\s*(?:(?:much|even|faster|slower|more|less|\w+ly) )*(?:in|than|to|as|of|from)\b"
)
# "Faster than our capital expenditures", "as our capital expenditures increase".
BESIDE = re.compile(
    r"\b(?:than|as|with|from|because|when|where|if|by|versus|despite|though|while|which)\b",
    re.IGNORECASE,
)
# "If it turns out that we overbuilt, we would slow it": nothing that is planned.
# "CapEx growth will be significant": the noun says which way.
GOING = re.compile(
    r"\b(?:(?P<up>growth|increases?|step[- ]?up|ramp(?:[- ]up)?)|(?P<down>decreases?|reductions?"
    r"|declines?))\b",
    re.IGNORECASE,
)
SOMETHING_ELSE = re.compile(
    r"\s*(?:\w+ly\s+)?(?:funded|financed|offset|met|spread|paid|covered|due|a (?:drag|headwind"
    r"|result))\b",
    re.IGNORECASE,
)
HYPOTHETICAL = re.compile(
    r"\b(?:if(?! you (?:look|think))|unless|(?:as|so) long as|provided that|to the extent"
    r"|possib(?:le|ility) that|in the event|worst case|were to|hypothetical\w*)\b",
    re.IGNORECASE,
)
NOT_A_LEVEL = re.compile(
    r"\b(?:fluctuat\w*|var(?:y|ies|iability)|depend\w*|volatil\w*|lumpy)\b", re.IGNORECASE
)
# "The higher capex outlook" tells of guidance, and "higher capex this year" gives it.
OF_GUIDANCE = re.compile(
    r"\s+(?:outlook|guidance|forecast|budget|comments?|expectations?|estimate|cycle"
    r"|range|guide|surge|trend(?! (?:up|down|higher|lower)))\b",
    re.IGNORECASE,
)
UNCHANGED = re.compile(
    r"\b(?:unchanged|no change|the same|as[ -]is|(?:not|n['’]t) changed?|intact|reiterat\w*"
    r"|reaffirm\w*"
    r"|maintain\w*|confirm\w*)\b",
    re.IGNORECASE,
)
