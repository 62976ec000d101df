"""The words that the rules know, as patterns: what is spent, what else there is, who looks ahead.

A word that a rule lacks is added here, with the form it stands in; the rules are in the modules
beside.
"""

from __future__ import annotations

import re


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


# Capital expenditure by name.
TOPIC = _pattern(
    r"""
    \b(?: cap(?:ital)?[ -]?ex(?:p(?:end(?:iture)?s?|enses?))?s? \b
        | capital \s (?:and \s lease \s)?
            (?:expenditures?|expenses?|spending|spend|investments?|budgets?|outlays?|
            program(?:me)?s? | plans? | intensity | deployments? | construction \s spend\w*)
        | (?:cash \s)? (?:purchases?|additions?|payments?|paid|spend(?:ing)?|investments?) \s
            (?:of|to|in|for|on) \s
            (?:our \s)? (?:property|PP&E|P,?\sP,?\s(?:and|&)\sE)
        | PP&E \s (?:spend\w*|additions?|investments?|purchases?)
        | (?:acquisitions?|acquiring) \s of \s (?:our \s)? property
        | (?:spend(?:ing)?|invest(?:ing)?|use|expend) (?:\s [\w$.,–-]+){1,9}? \s (?:on|in|for) \s
            (?:our \s|new \s)? (?:property|PP&E)
        | (?:fixed|capital)[ -]assets? \s
            (?:spend\w*|investments?|purchases?|additions?|expenditures?|acquisitions?)
        | (?:spend(?:ing)?|invest(?:ing|ments?)?) \s (?:on|in) \s (?:fixed|capital) \s assets
        | (?:net|gross|consolidated|data \s cent(?:er|re)) \s development \s (?:capital \s)?
            spend(?:ing)?
        | (?:infrastructure|data \s? cent(?:er|re)s?) \s (?:capital|spend(?:ing)?|investments?)
    )
    """
)
# What the spenders call it where they do not name it: no other thing is invested in so.
INDIRECT_TOPIC = _pattern(
    r"""
    \b(?: invest(?:ments?|ing)? \b (?:\W+\w+){0,4}? \W+
        (?:(?:technical|cloud|AI|computing|compute|digital) \s infrastructure|data \s?
        cent(?:er|re)s?|
            servers?|infrastructure)
        | (?:technical|AI|cloud) \s infrastructure \s (?:and \s \w+ \s)? invest\w*
        | (?:levels?|pace) \s of \s (?:capital \s)? investment
        | short(?:er)?[ -]lived \s assets
        | infrastructure \s (?:spend\w*|build[ -]?outs?)
        | (?<! ad \s)(?<! advertising \s) (?:quarterly|total) \s spend(?:ing)? \b
            (?! \s (?:on|for|per|by|of|from|across|at) \b | \s volume)
        | (?:finance|operating) \s leases?
    )
    """
)
# What else a company plans, reports or compares; an amount or a direction belongs to the nearest.
OTHER_SUBJECT = _pattern(
    r"""
    \b(?: (?:net \s)? (?:revenues?|sales) | (?:total \s)? (?:costs? \s and \s)? expenses
        | op(?:erating)?[ -]?ex(?:penses?|penditures?)? s?
        | (?:operating|net|gross) \s (?:income|profit|loss|margins?) | margins? | profitability
            | earnings | EPS | EBITDA
        | COGS | cost \s of (?:\s \w+){1,2} | costs | (?:AFFO|FFO)
        | depreciation (?: \s and \s amortization)? | amortization | D&A
        | (?:free|operating) \s cash \s flows? | cash \s flows? | FCF
        | (?:share|stock) \s (?:repurchases?|buybacks?|count) | repurchases? | buybacks?
            | dividends?
        | (?:long[ -]term \s)? debt | bonds? | loans? | borrowings? | notes | financing | liquidity
            | cash \s (?:and \s cash \s equivalents|balance|position)
        | tax(?:es)? (?:\s rate)? | tax \s (?:payments?|rate) | interest (?:\s (?:expense|income))?
        | backlog | bookings? | RPO | remaining \s performance \s obligations? | orders
        | research \s and \s development | R&D | headcount | hiring | acquisition \s of
            (?! \s (?:our \s)? property) | consideration
        | capacity \s of | TAM | inventor(?:y|ies) | (?:bit \s)? (?:demand|supply) | pricing
            | prices | growth \s in \s (?:depreciation|revenue)
        | pressures? | headwinds? | burden | (?:incremental \s)? benefits? | usage
            | utilization | efficienc(?:y|ies) | megawatts?
            | gigawatts? | availability | customers
    ) \b
    """
)
# Somebody looks ahead: verbs in the present, participles after "is" and "are", and what will be.
OUTLOOK = _pattern(
    r"""
    \b(?: (?<! than \s) expects? | (?<! was \s)(?<! were \s)(?<! been \s) expecting
        | (?:(?:is|are|be|now|currently|still) \s (?:now \s|currently \s|still \s|also
            \s|presently \s)* )
            (?:expected|anticipated|projected|planned|forecast(?:ed)?|estimated|targeted|budgeted
            |slated|likely|guided|seen
                |modell?ed|foreseen|envisaged|envisioned|earmarked|capped|pegged|assumed
                |put \s at|pencill?ed \s in|coming \s in|tracking|headed|shaping \s up)
        | (?:have|has|['’]ve) \s (?:now \s)?
            (?:budgeted|pencill?ed \s in|earmarked|set \s aside|modell?ed)
        | (?:planned|foreseen|earmarked|budgeted) \s (?:for|in) (?= \s (?:20|FY|fiscal|this|next
            |the))
        | (?<! than \s)(?<! as \s)(?<! was \s)(?<! were \s)(?<! been \s)(?<! had \s)(?<! we \s)
            (?:expected|anticipated|projected|estimated|forecast|targeted) \s
            (?:to|at|between|in \s the \s range)
        | (?:guided|seen|pegged|set|budgeted|planned) \s (?:at
            |to \s be) (?= \s (?: [^.;]{0,40} \d | \S{0,12} $))
        | anticipat(?:es?|ing) | forecast(?:s|ing) | (?:we|and|now|currently|I) \s (?:do \s
            |continue \s to \s |now \s|currently \s|also \s|still \s|would \s)*
            (?:project|estimate|forecast|target|model|see|guide|plan|think|believe|envision
            |envisage|foresee|contemplate|assume|budget
            |reckon|look \s for|count \s on|have \s in \s (?:view|mind))
        | (?:project|estimat|target|guid|plann|model|budget)ing | (?:we|I)(?:\s are|\s am
            |['’](?:re|m)) \s (?:\w+ \s)? seeing | (?:project|estimate|target|guide)s \s
            (?:that|its|our|capital|capex|fiscal|full|20)
        | plans? \s (?:about|around|approximately|roughly|capital|capex|to|on|for|is|are|calls?
            |remains?) | intends? \s to | intend | aims? \s to
            | aiming \s to
        | (?:will|would|should|ought \s to|['’]ll) \s (?:\w+ly \s |also \s |now \s |likely \s
            |still \s
            |again \s |once \s again \s |not \s)*
            (?:be|total|come|fall|land|range|approximate|reach|exceed|increase|grow|rise
            |decrease|decline|decelerate|accelerate|moderate|remain|continue|step|ramp|spend
            |invest|double|triple|amount|run|see|trend|equal|stay|normalize|end \s up|track|tick
            |move|go|end|finish|close|pick|surge|soften|shrink|ease|taper|flatten|plateau|match
            |differ|average
            |approach|surpass|pass|deploy|commit|use|hold|devote|allocate|direct|hover|settle|near
            |climb|hit|top|keep|look|level|jump|slow|cut|lift|raise
            |lower|reduce|boost|trim|drop|fall|peak|outpace|make|put)
        | (?:indicative|representative|(?:indication|proxy|guide)) \s (?:of|for|to)
        | (?:cap(?:ital)?[ -]?ex|expenditures?|spending|spend|outlays?) \s to \s (?:be|total|reach)
        | going \s to | gonna | looks? \s like | looking \s (?:at|for) | on \s the \s cards
            | in \s (?:prospect|the \s works) | on \s (?:track|course|pace) \s (?:to|for)
        | (?:we|it|company|management) \s looks? \s to | (?:is|are) \s to \s (?:be|total|reach
            |come|remain)
        | (?:could|may|might) \s (?:\w+ \s)? (?:be|reach|go|total|come|run|rise|approach|amount)
            (?= [^.;]{0,40} \d [\d.,]* \s? (?:billion|million))
            | (?:poised|positioned|set|slated|geared) \s (?:to|for)
        | (?:can|should|could|may|please|(?:reasonable|safe|fair|sensible|prudent|sense) \s to) \s
            (?:still \s|now \s|safely \s)? (?:have (?= \s in)|count|expect|model|assume|use|pencil
            |plan|think|look
            \s for|figure)
        | (?:number|figure|amount|assumption)s? \s (?:to \s (?:use|model|put|plug|assume|work)
            |we \s (?:use|have)) [^.;]{0,40}? \s is | assumptions? (?:\s (?:is|are|for|of) | : \s)
        | (?:in|on|under|by) \s our \s (?:current \s|present \s|latest \s)?
            (?:plans?|views?|forecasts?|budget|estimates?|models?|thinking|assumptions?)
        | (?:we|I) (?:['’]d | \s would) \s (?:\w+ \s)?
            (?:model|plan|think|assume|guess|look|use|pencil)
        | think \s of \s (?:it|this|capex|a|20\d\d|next|capital)
        | (?:will|['’]ll) \s need \s to \s (?:invest|spend)
        | (?:tracking|heading|trending) \s (?:to|toward|towards|at) | call(?:s|ing)? \s for
            | in \s the \s process
        | (?:is|are|stands?|sits?) \s now
            (?= \s (?:at|about|around|between|approximately|roughly|USD|US\$|\$) | \s* $)
        | do(?:es)? (?:\s not|n['’]t) \s (?:see|foresee|envision)
        | expectations? \s (?:that|is|are|remains?|for | to | of)
            | (?:guidance|outlook|forecast|estimate|budget|target|range|guide|projection|view)
            \s (?:is|remains|of|at|stands|calls?|for|to|now|that)
        | (?:intention|plan|goal|target) \s is \s (?:\w+ \s)? to | budget(?:ing|ed)?
            | capital \s (?:budget|plan)
    ) \b
    """
)
# "As I mentioned, we have increased it in 2024, continue to increase in 2025."
CONTINUES = _pattern(
    r"\b (?:and \s|,\s)? (?:will \s)? (?:(?:continue|continuing) \s to \s (?:increase|grow|invest"
    r"|ramp|step|rise|scale|spend) | (?:start|begin) \s to (?= \s (?:\w+ly \s)? (?:increase|grow"
    r"|ramp|step|raise|scale|reduce|lower|cut|slow)))"
)
# Guidance itself is moved, or held: "we are raising our full year range to ...".
REVISES = _pattern(
    r"""
    \b (?: (?:rais|increas|lift|boost|lower|reduc|cut|trim|narrow|tighten|widen|updat|revis
                |adjust|chang|mov|bring|bump|hik|expand|set|tak|upp|dial|push)
            (?:e|es|ing|ed|s|t|ting|ping|med|ming)? | goes | took | (?:com(?:es?|ing)|step(?:s|ped
            |ping)?)
            \s (?:up|down)
            ) \b
       (?: (?! \b(?:was|were|reflects?|due|totals?|cumulative)\b ) [^.;] ){0,90}? (?<!-)\b(?:to|at
            |from|by)\b
    """
)
REPEATS = _pattern(
    r"""
    \b (?: (?:maintain|reiterat|reaffirm|confirm|repeat|affirm|keep) (?:e|es|ing|s|ed)? \b
        | (?:remains? | (?:is|are) | (?:has|have) \s (?:not \s)?) \s* (?:unchanged|the \s
            same|as[ -]is|intact|not \s changed|n['’]t \s changed|changed?)
        | (?:stick|sticks|sticking) \s (?:with|to|by) | stands? (?:\s (?:by|behind|pat) | (?=\W*$))
        | remains? \s (?:the \s right|in \s place|appropriate|valid|our)
        | still \s stands? | stays? \s (?:put|at|where|as \s is) | holds? (?= \W* $)
        | hold(?:s|ing)? \s (?:to|firm|steady \s (?:at|on)|our|the)
        | (?:do|does) (?:n['’]t | \s not) \s (?:see|expect|anticipate|foresee) \s (?:any|a|much) \s
            (?:\w+ \s)? changes?\b | nothing \s (?:has \s)? chang\w+
        | no \s (?:update|revision|adjustment)s? \s (?:to|in|on)
        | leav(?:e|ing) \b [^.;]{0,60} \b (?:where \s it|alone|untouched)
        | still \s (?:expect|anticipat|project|plan|see|intend|target)\w*
            | continue \s to \s (?:expect|anticipate|project|plan|target|believe|see)
        | (?:has|have|did) (?:n['’]t | \s not) \s (?:chang|mov|budg)\w+ | unchanged | leav(?:e
            |ing) \b [^.;]{0,60} \b as[ -]is | no \s change \s (?:to|in)
                | consistent \s with \s our \s
            (?:prior|previous|earlier) | in \s line \s with \s our \s (?:prior|previous|earlier)
    )
    """
)
GUIDANCE_NOUN = _pattern(
    r"\b (?:guidance|guide|outlook|range|forecasts?|estimates?|expectations?|projections?"
    r"|plans?|targets?|budget|view)\b"
)
# What was so: the verb before an actual.
PAST = _pattern(
    r"""
    \b(?: was | were | totall?ed | amounted | came \s (?:in|to|out) | had | grew | rose | ended
        | (?:increased|decreased|declined) \s (?:to|by|from)
        | (?:spent|invested|paid|incurred|reached|used|deployed|reported|recorded|generated
            |returned|funded|purchased) (?! \s (?:by|from|under) \b)
        | (?:has|have|['’]ve) \s (?:been | already | now | spent | invested)
    ) \b
    """
)
# Somebody else's capital expenditure.
OTHERS = _pattern(
    r"""
    \b(?: customers?['’]? s? | clients?['’]? | hyperscal(?:er|e)s?['’]? s? (?:\s customers?)?
        | (?:cloud \s)? (?:service \s)? providers?['’]? | CSPs?['’]? | peers?['’]?
        | competitors?['’]?
        | industry (?:-wide|['’]s)? | market['’]s | sector['’]?s? | their | his | her
            | tenants?['’]? | partners?['’]? | operators?['’]? | telcos?['’]? | carriers?['’]?
            | global | worldwide | utilit(?:y|ies)['’]?
        | (?:cloud|tech(?:nology)?|AI|internet) \s companies['’]?
        | enterprises?['’]? | (?:wireless|telecom|consumer|automotive|utility|wafer \s fab) \s
            equipment )
    \s (?: (?!our\b|we\b|is\b|are\b|will\b|and\b) [\w-]+ \s){0,3}?
    (?: cap(?:ital)?[ -]?ex | capital \s (?:expend|spend|invest|budget|plan)
        | (?:AI \s|data \s center \s)?infrastructure \s (?:spend|invest)
        | data \s center \s (?:spend|invest) )
    | (?:cap(?:ital)?[ -]?ex\w* | capital \s (?:expenditures?|spending|investments?|spend)
        | infrastructure \s (?:investments?|spend(?:ing)?)) \s (?:\w+ \s)? (?:by|from|of|at|among
            |across) \s (?:\w+ \s){0,2}?
        (?:customers|clients|hyperscalers?|cloud \s (?:service \s)? providers|CSPs|the \s
        industry|peers|competitors|operators|the \s market|others)
    | (?:hyperscalers?|customers|CSPs|cloud \s (?:service \s)?
        providers|peers|competitors|they|the \s industry|operators|carriers
        |(?:cloud|tech(?:nology)?|AI|internet) \s companies) \s
        (?: (?:have \s|are \s)? (?:told|tell(?:ing)?|said|say(?:ing)?|indicat\w+|signal\w*) \b
        | (?:are \s expected \s|\w+ \s){0,2}? (?:to
        \s)? (?:expect|plan|spend|invest|guid|rais|increas|project|announc)\w* )
    """
)
COMMITMENT = _pattern(
    r"""
    \b(?: (?:purchase|contractual|non[ -]?cancell?able|capital(?:\s
        expenditures?)?|capex|unconditional|construction|lease) \s (?:\w+ \s)?
        (?:commitments?|obligations?) (?!\s (?:to \s (?:increase|invest)))
        | commitments? \s (?:for|of|related \s to|to \s
            (?:purchase|acquire|construct|spend|buy)|under|totall?ing) \b
        | obligations? \s (?:to \s (?:purchase|acquire|pay)|under|for) \b
        | (?:is|are|were|was|have|has|had|been) \s (?:also \s)? (?:contractually \s)?
            (?:committed|obligated) \s to \s (?:\w+ \s)?
            (?:purchas|spend|pay|acquir|buy|construct|\$)\w*
        | (?:cap(?:ital)?[ -]?ex\w*|capital \s (?:expenditures?|costs?|investments?)) \s (?:for|of
            |on|at) \s
            (?:the|this|that|our|each|a) \s (?:[\w-]+ \s){0,3}? (?:campus|site|project|fab|plant
                |phase
            |cluster|contract|building|deployment)\b
        | purchase \s orders? | (?:not \s yet|yet \s to) \s (?:be(?:en)? \s)?
            (?:commence|accrue)\w* | letters? \s of \s credit
    )
    """
)
# "That run rate is representative of what we expect in 2025" looks ahead all the same.
RUN_RATE = _pattern(
    r"""
    ^ (?! .* \b(?:representative|indicat(?:ive|ion)|guide \s (?:to|for)|proxy)\b ) .* \b
    (?: run[ -]?rat(?:e|es|ing) | annuali[sz](?:ed|ing) | on \s an \s annual \s basis \s of )\b
    """
)
# A share of revenue or of the whole is no level: "as a percent of revenue", "intensity".
RATIO = _pattern(
    r"\b (?:cap(?:ital)?[ -]?ex\w*|capital \s \w+|it|this|that|level"
    r"|spend\w*) \s (?:\w+ \s){0,3}? as \s a \s (?:percent|percentage|%|share|proportion"
    r"|ratio) \s of \s (?:\w+ \s)? (?:revenues?|sales)"
    r"| capital \s intensity | percent(?:age)? \s of \s (?:total \s)? (?:revenues?|sales)"
)
# "In the mid-thirties percent of revenue", "in the low 30s as a percentage of sales": a level all
# the same, and no amount.
LEVEL_AS_RATIO = _pattern(
    r"\b (?:\d+ (?:\.\d+)? s? | teens|twenties|thirties|forties|fifties) \s?"
    r"(?:as \s a \s)? (?:%|percent(?:age)?|share) \s (?:range \s)? of \s"
    r"(?:our \s|total \s|net \s)* (?:revenues?|sales)"
)
# "To invest $80 billion to build out data centers", "to put $35 billion into data centers":
# capital expenditure by another name.
INVESTS_AMOUNT = _pattern(
    r"""
    \b (?:invest(?:ing|ments? \s of)?|spend(?:ing)?|put(?:ting)?|deploy(?:ing)?|devot(?:e|ing)
            |direct)
    \s (?:\w+ \s){0,3}? \$ [\d.]+ \s \w+ \s (?:this \s year \s)?
    (?: (?:in|into|on|toward|to \s build (?:\s out)?|to \s expand|building) \s )
    (?:[\w-]+ \s){0,4}? (?:infrastructure|data \s? cent(?:er|re)s?|capacity)
    """
)
# Companies that spend, by name, and the identifier of those that the ledger may follow.
SPENDERS: dict[str, str | None] = {
    "Microsoft": "MSFT", "Alphabet": "GOOGL", "Google": "GOOGL", "Amazon": "AMZN", "AWS": "AMZN",
    "Meta": "META", "Oracle": "ORCL", "CoreWeave": "CRWV", "Nebius": "NBIS", "OpenAI": None,
    "Anthropic": None, "xAI": None, "Apple": "AAPL", "Tesla": "TSLA", "TSMC": "TSM",
    "Samsung": None, "Intel": "INTC", "Micron": "MU",
}  # fmt: skip
_CAPEX = r"(?:cap(?:ital)?[ -]?ex|capital \s (?:expend|spend|invest|budget))"
# "Meta's 2026 capex", "Microsoft and Meta both raised their capex guidance".
SPENDER_SPENDS = _pattern(
    rf"""
    \b (?P<name>{"|".join(SPENDERS)}) (?:['’]s)? \s
    (?: (?:and \s (?:\w+ \s)?)? (?:\w+ \s){{0,2}}? {_CAPEX}
      | (?:(?:is|are|has|have) \s)? (?:both \s | now \s | also \s)?
        (?:expect|plan|guid|rais|announc|project|intend|forecast)\w* \b .* {_CAPEX} )
    """
)
# What was said before, told again without being held: "earlier this year, we said we plan to ...".
RECALLED = _pattern(
    r"""
    \b (?: earlier \s (?:this|in \s the) \s (?:year|quarter)
        | last \s (?:quarter|year|call|time|month) | on \s (?:our|the) \s last
        | (?:three|six|nine|\d+) \s months \s ago
        | (?:a \s)? (?:year|quarter) \s ago | in \s
            (?:January|February|March|April|May|June|July|August|September|October|November
            |December) | at \s the \s (?:start|beginning) \s of | back \s in
        | previously | originally | initially | at \s (?:our|the) \s (?:investor|analyst)\s day
            | coming \s into \s the \s year )
    [^.;]{0,40}? \b (?:we|I|the \s company|management) (?:\s had|['’]d)? \s (?:\w+ly \s)?
        (?:said|told|guided|expected|projected|estimated|communicated|shared|provided|indicated
            |announced|gave|anticipated|planned|thought|forecast(?:ed)?|outlined|set)
    | \b (?:we|I|the \s company|management) (?:\s had|['’]d) \s (?:\w+ly \s)?
        (?:said|told|guided|expected|projected|estimated|communicated|indicated|anticipated
            |planned|forecast(?:ed)?|budgeted)
    | \b (?:we|I|the \s company|management) \s (?:previously|originally|initially|earlier) \s
        (?:said|told|guided|expected|projected|estimated|communicated|shared|provided|indicated
            |announced|anticipated|planned|forecast(?:ed)?)
    """
)
# The same with what holds now: "last quarter we said 18; we now expect 20".
NOW = _pattern(
    r"\b (?:now | today | at \s this \s (?:time|point) | currently"
    r"| (?:we|it|this|that) (?:['’]re | \s (?:are|is|have|has)) \s (?:being \s)? (?:rais|increas"
    r"|lift|boost|lower|reduc|cut|trim|narrow|tighten|updat|revis|mov)\w*) \b"
)
NEGATED_OUTLOOK = _pattern(
    r"""
    \b (?:see|sees|have|has) \s no \s (?:need|plans?|intention|reason) \s to \b
    | (?: \b(?:do|does|did|are|is|will|would|have|has|can) (?:\s not | n['’]t) | ['’](?:re|m) \s not
        | \b cannot
        | \b no \s longer | \b never )
    \s (?: (?:currently|yet|now|at \s this \s time|otherwise|presently|have|have \s
        to|necessarily|really) \s )*
    (?! (?:see|expect|anticipate|foresee) \s (?:any|a|much) \s (?:\w+ \s)? changes?\b)
    (?: expect\w* | see | foresee | envision | anticipat\w* | plan\w* | provid\w* | giv\w*
            | guid\w* | forecast\w*
        | intend\w* | incur | need | share | shar\w+ | comment\w* | offer\w* | quantif\w* | had
        | require )
    """
)
# Material spending that a law would ask for, in every annual report.
ENVIRONMENT = _pattern(
    r"\b environmental \s (?:control|compliance|protection|laws?|regulations?|matters)"
)
