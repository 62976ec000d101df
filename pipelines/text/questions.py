"""Sentences in which somebody asks: an analyst, whose words are not the company's."""

from __future__ import annotations

import re

# A sentence that asks, or that opens a question.
QUESTION = re.compile(
    r"""
    \? \s* ["”’')]* \s* $
    | , \s (?:are|is|do|does|did|can|could|will|would|should|have|has) \s
        (?:you|we|it|that|there|this) \b (?! \s said)
    | ^ \W* (?:and \s|so \s|but \s|then \s|just \s|maybe \s|yeah,? \s|okay,? \s|great,?
        \s|thanks,? \s)*
        (?:can|could|would|will|do|does|did|is|are|should|how|what|why|when|where|which|who) \s
        (?:you|we|it|that|this|the|much|about|should|do|does|is|are|would|your|there|any)\b (?=
        .* (?:\?|$))
        (?<! what \s we)(?<! how \s we)(?<! what \s is)
    | \b (?: (?:my|our|the|next|first|second|last|follow[ -]?up|a|one|quick) \s (?:\w+ \s)?
        questions? \s (?:is|was|on|would|about|around|for|comes?|here|I|obviously|please|really)
        | (?:I|we) \s (?:had|have|got) \s (?:a|one|two|another) \s (?:\w+ \s)? (?:question|follow)
        | (?:question|investor) \s (?:every|obviously) | questions? \s from
        | (?:just|I['’]m|I \s am|was|we['’]re|am) \s (?:just \s)? (?:wondering|curious|trying \s
            to \s understand|hoping) | curious \s (?:if|how|what|about)
        | (?:I|we) \s (?:was|were) \s (?:just \s)? (?:hoping|wondering) | I \s guess \b
        | (?:if|maybe) \s you \s (?:can|could|would|might)
            | (?:can|could|would) \s you \s (?:just \s|maybe \s|please \s)?
            (?:talk|help|give|elaborate|comment|share|walk|speak|clarify|discuss|touch|provide
            |tell|expand|update|remind)
        | how \s (?:should|do|are) \s (?:we|you|investors)
            | should \s (?:we|I|investors) \s (?:\w+ \s)? (?:expect|think|assume|model|be)
        | (?:can|could) \s we \s assume | is \s it \s (?:fair|right|reasonable)
            | do \s you \s (?:think|expect|see|believe|anticipate|plan)
        | (?:as|when|since|that|like|what) \s you (?:['’](?:ve|re))? \s (?:have \s|just \s|guys
            \s|also \s)*
            (?:said|say|mentioned|noted|talked|laid|guided|pointed|look|think|know,? \s
            we|gave|indicated|alluded|described)
        | you (?:['’]ve | \s have)? \s (?:just \s|previously \s|also \s)?
            (?:guided|talked|called \s out|laid \s
            out|mentioned|indicated|alluded|raised|said|reiterated|increased|spoke)
        | your \s (?:\w+[ -]){0,3}
            (?:cap(?:ital)?[ -]?ex\w*|capital|comments?|guidance|outlook|guide|remarks
            |plans?|forecast|investments?)
        | (?:per|on|to|following|given) \s \w+['’]s \s (?:comments?|point|remarks)
        | you(?:['’]re | \s are) \s (?:now \s|also \s|still \s)?
            (?:guiding|spending|investing|talking|planning|looking|going (?!\s to \s
            (?:see|hear|notice))|increasing|raising)
        | you(?:['’]ll | \s will | \s would) \s (?:\w+ly \s|have \s to \s|need \s to \s)? (?:spend
            |invest|raise|grow)
        | (?<! should \s)(?<! can \s)(?<! would \s) \b you \s (?:now \s|also \s|still \s|all
            \s|guys \s)? (?:expect|plan|anticipate|project|thought|believe|intend)
        | I(?:['’]d | \s would) \s (?:just \s)? (?:love|like \s to \s (?:ask|understand|know|hear))
        | (?:it \s)? sounds? \s like | just \s to \s clarify
        | I \s (?:want(?:ed)? | would \s (?:like|love)) \s to \s
            (?:ask|dig|follow|touch|go \s back|drill|press|focus|circle|come \s back|zoom)
        | (?:seems?|appears?) \s to \s (?:imply|suggest) | ^ \W* if \s I \s (?:look|take)
        | any \s (?:color|help|thoughts) \s (?:on|there|around)
        | (?:guide|guidance|outlook) \s (?:of \s [^,;]{1,40} \s)? (?:implies|suggests|seems)
        | Research \s Division | congrat(?:s|ulations) | thanks? \s for \s taking
        | (?:investors?|the \s street|consensus|analysts?|the \s market) \s (?:\w+ \s)?
            (?:expect\w*|model\w*|estimate\w*|was|were|is|are|has|have|think)
        | consensus
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
