"""In which sense a sentence names a technology: in hand, in prospect, or as boilerplate.

Boilerplate is a risk factor or a definition, whatever its verbs. Else the clause that names the
technology decides, not what stands beside it ("OCS revenue grew, and we expect it to grow again"):

    conditional  what is asked, by an analyst or not; what is not there yet (early stages, a road
                 map, a prototype, what will be shipped, what nobody sees yet), or is denied, left
                 or put off (do not use, none of our products, exited); and what a verb of
                 will or chance governs (expect, plan, will, could, are exploring) or a year to
                 come starts (from 2027); but "next, I'll discuss" promises nothing
    affirmative  everything else: it ships, is ordered, earns, was shown or bought, is what a
                 product has or will have by the company's word, or is simply told as it is

An adjective or a noun beside the technology (next-generation, emerging, applications, test) says
nothing of that.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from pipelines.text.denials import is_denied
from pipelines.text.questions import QUESTION

MentionClass = Literal["affirmative", "conditional", "boilerplate"]
CLASSES: tuple[str, ...] = get_args(MentionClass)

_BOILERPLATE = re.compile(
    r"\b(?:could|may|might|would) (?:\w+ ){0,6}?(?:adversely|harm\w*|negatively|materially|fail"
    r"|not|be unable|delay|impair|suffer|hurt|render|displace|disrupt|obsolete|lose"
    r"|less competitive)\b"
    r"|\bno assurance|\bforward[- ]looking statements?\b|\brisks? (?:and uncertainties"
    r"|factors?|that|related|associated|include)|\b(?:refers? to|is defined as|stands for"
    r"|(?:is|are) an? (?:\w+ ){0,3}?(?:technology|approach|technique|method|device"
    r"|architecture) (?:that"
    r"(?! we)|in which|where|of))\b"
    r"|\b(?:risks?|uncertainties) (?:\w+ ){0,4}(?:include|are)\b|\bif we (?:fail|are unable"
    r"|do not|cannot)\b|\bthere is a risk\b|\bour ability to\b",
    re.IGNORECASE,
)
# What is not there yet, whatever else is: this outweighs what is in hand.
_NOT_YET = re.compile(
    r"(?:\bnot|n['’]t) (?:\w+ )?(?:see|expect|anticipate|believe|think|seeing|expecting|material"
    r"|meaningful|significant|ready|mature)\b|\b(?:not yet|once (?:the )?\w+ (?:is|are) ready"
    r"|still (?:a bit |some |years "
    r"|very )?(?:further out|early|out|away)|early (?:stages?|days|innings)|road ?maps?"
    r"|(?:in|under) development|over time|down the road|(?:long|longer)[- ]term opportunit\w+"
    r"|(?:will|['’]ll|to|could|may|should|would) (?:be |begin |start )+(?:\w+ly )?(?:shipping"
    r"|delivering|deploying|ramping|shipped|deployed|released|launched|introduced|available|sold"
    r"|adopted|sampled|sampling)"
    r"|(?:revenue|shipments|orders|sales)\b[^.;]{0,40}\b(?:is|are) (?:\w+ly )?(?:expected"
    r"|anticipated|projected|likely)"
    r"|(?:only )?just beginning|beginning to|starting to (?:see|have)|waiting for"
    r"|(?:expect|anticipate|plan|target|intend)\w* (?:\w+ ){0,4}?(?:first|initial|to (?:sample"
    r"|qualify|ship|launch|begin|start|introduce|be (?:significant|a))|meaningful)|planned for"
    r"|slated|tied to the (?:transition|migration)|prototypes?|proofs? of concept"
    r"|future generations?|in the future|point in time|years? (?:away|out|from (?:now|being"
    r"|the)))\b",
    re.IGNORECASE,
)
# Done, under way or sold; and what the company says its product has or will have.
_IN_HAND = re.compile(
    r"\b(?:ship(?:ped|ping|s)\b|(?:is|are|was|were|been|being|have|has|['’]ve) (?:\w+ly |now "
    r"|already |been )?(?:shipping|shipped|deploy(?:ed|ing)|delivered|delivering|launched|won"
    r"|ramping|ramped|sold|selling|qualified|adopted|installed|selected|ordered|sampling|secured"
    r"|released|demonstrated|announced|expanded|added|begun|started(?! to (?:look|see|evaluate"
    r"|explore|consider|think|talk|discuss))|built|broadened|completed)"
    r"|(?:revenue|backlog|sales|orders|bookings)\b[^.;]{0,50}\b(?:grew|increased|rose|doubled"
    r"|tripled|exceeded|was|were|reached|is|are|contributed|of \$)|backlog"
    r"|(?:in|into|entered|began|started) (?:volume |mass |full |high-volume )?production"
    r"|purchase orders?|design wins?|(?:named|selected|chose|awarded|commenced|began|acquired"
    r"|introduced|launched|unveiled|announced|showcased|demonstrated|brought|delivered|won)\b"
    r"|announcement|progress(?:ing|es)? well"
    r"|continues? to (?:drive|progress|ramp|gain|see strong|grow|win)"
    r"|generat(?:ed|ing) (?:\w+ )?revenue|in the (?:market|field)|field[- ]proven|successfully"
    r"|(?:we|our \w+|designs?|products?|portfolio|solutions?|systems?"
    r"|platforms?) (?:\w+ )?(?:supports?|provides?|offers?|includes?|features?)\b|the only"
    r"|capable of"
    r"|(?:will|['’]ll) (?:\w+ly )?(?:deliver|provide|offer|have(?! \w+ed\b)|develop|bring))\b",
    re.IGNORECASE,
)
_IN_PROSPECT = re.compile(
    r"\b(?:expect(?:s|ed|ing)?|anticipat(?:e|es|ed|ing)|plan(?:s|ned|ning)?|intends?|hop(?:e|es"
    r"|ing|efully)|target(?:s|ing|ed)|aim(?:s|ing)?|forecast(?:s|ing)?|envision\w*"
    r"|(?:will|['’]ll)(?! (?:also |just |now |briefly )?(?:say|tell|add|note"
    r"|start|turn|talk|discuss|cover|move|touch|highlight|review|walk|share|comment|give|provide an"
    r" update|update|spend)\b)|would"
    r"|could(?!n['’]t)|may|might|(?<!I )should|any (?:\w+ )?(?:adoption|impact|shift|move"
    r"|transition)"
    r"|when (?:[\w-]+ ){1,4}(?:arrives?|comes|becomes?|matures?|takes off)|on track (?:to|for)"
    r"|(?<!up )(?<!down )from (?:fiscal |calendar )?20\d\d(?! to)|scheduled|(?:more|far"
    r"|much) longer than|(?:a|the) move to|can (?:drive|become|replace|be)\b"
    r"|going to (?:be (?:needed|required|used|adopted)|need|see|require|ramp|come|take|replace)"
    r"|potential\w*|opportunit\w+|possib\w+|eventual\w*|ultimately"
    r"|if(?! you (?:look|think)| anything)|until"
    r"|look(?:s|ing)? (?:at|to|into)|explor(?:e|es|ing)|evaluat(?:e|es|ing)|investigat\w+"
    r"|consider(?:s|ing)|discussions?|conversations?|(?<!became )(?<!became very )interested in"
    r"|interest in|sampl(?:e|es)|trials?"
    r"|pilots?|developing|(?:transition\w*|migrat\w+|moving|moves|shift\w*|evolv\w+) (?:to"
    r"|towards?)"
    r"|whether(?! (?:it|that|they)(?:['’]s| is| are|['’]re)\b)|being built)\b",
    re.IGNORECASE,
)
# Where a clause ends: not at a relative one, which tells of what stands before it.
_CLAUSE = re.compile(
    r";|:| - |, (?:but|so|while|as|because|although|though) |, (?:and )?(?=(?:we|I|it|our|they"
    r"|this)\b)(?!I (?:should|would|must) say|I (?:think|mean|guess|believe),)"
    r"|, (?:\w+ly )?(?=reflecting\b)"
    r"|, and (?=(?:[\w-]+ ){1,7}(?:is|are|was|were|has|have|had|remains?|continues?|rose"
    r"|grew|increased|doubled|shipped|began|started)\b)"
    r"|\b(?:and|but) (?=(?:we|I|it|they|expect|anticipate|plan|will|would)\b)"
    r"|\b(?:because|while|although)\b",
    re.IGNORECASE,
)


# "For OCS, we now expect": the topic of the clause that follows.
_LEADING = re.compile(
    r"(?:and |so |now |then )*(?:as for|for|on|in|regarding|concerning|as to|with|turning to|as it"
    r" relates to|when it comes to|in terms of|over)\b"
    r"(?:\W+[\w-]+){1,7}",
    re.IGNORECASE,
)


def mention_class(sentence: str, place: int = 0, *, is_question: bool = False) -> MentionClass:
    """In which sense a sentence names the technology at a place; what an analyst says is asked."""
    if is_question or sentence.rstrip().endswith("?"):
        return "conditional"
    if _BOILERPLATE.search(sentence):
        return "boilerplate"
    if QUESTION.search(sentence):
        return "conditional"
    start, end = _ends_of_clause(sentence, place)
    clause = sentence[start:end]
    if is_denied(sentence, start, place, end) or _NOT_YET.search(clause):
        return "conditional"
    if _IN_HAND.search(clause):
        return "affirmative"
    return "conditional" if _IN_PROSPECT.search(clause) else "affirmative"


def _ends_of_clause(sentence: str, place: int) -> tuple[int, int]:
    start, end = 0, len(sentence)
    for cut in _CLAUSE.finditer(sentence):
        if cut.end() <= place:
            start = cut.start()
        elif cut.start() >= place and not _LEADING.fullmatch(sentence, start, cut.start()):
            end = cut.start()
            break
    return start, end
