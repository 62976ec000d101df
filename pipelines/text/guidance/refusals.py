"""What sounds like guidance and is none, each with the reason a person is told."""

from __future__ import annotations

from pipelines.text.guidance import withdrawals
from pipelines.text.guidance.vocabulary import (
    COMMITMENT,
    ENVIRONMENT,
    LEVEL_AS_RATIO,
    NOW,
    OTHERS,
    RATIO,
    RECALLED,
    RUN_RATE,
    SPENDER_SPENDS,
    SPENDERS,
)
from pipelines.text.questions import QUESTION

ANALYST = "an analyst asks or restates"
ACTUAL = "states what was spent, not what is planned"
OTHER_COMPANY = "is about the capital expenditure of others"
OTHER_SUBJECT = "the amount is of another thing than capital expenditure"
PURCHASE_COMMITMENT = "is a commitment to purchase, not a plan for a period"
RUN_RATE_ONLY = "is a run rate, not a plan for a period"
RATIO_ONLY = "is a ratio to revenue, not a level"
RECALLED_ONLY = "recalls what was said before"
ENVIRONMENTAL = "is the clause on environmental laws that every report has"
NOT_AHEAD = "names capital expenditure without looking ahead"
NO_DIRECTION = "looks ahead without an amount or a direction"
TAKEN_BACK = "takes guidance back, or denies that it was given"
NO_OUTLOOK_GIVEN = "says that no outlook is given"
SEVERAL_YEARS = "is a total of several years or of one project"
IN_A_TABLE = "stands in a table, which is no sentence"
OTHER_CURRENCY = "is in another currency than the dollar: {}"
NEGATIVE = "has a negative amount"
LOW_ABOVE_HIGH = "has a low end above its high end"
PAST_HORIZON = "is about a period that had ended when it was said: {}"

# In the order in which they are asked.
_FORMS = (
    (QUESTION, ANALYST),
    (ENVIRONMENT, ENVIRONMENTAL),
    (OTHERS, OTHER_COMPANY),
    (COMMITMENT, PURCHASE_COMMITMENT),
    (RUN_RATE, RUN_RATE_ONLY),
    (RATIO, RATIO_ONLY),
)


def reason_against(sentence: str, company_id: str) -> str | None:
    """Why a sentence of a company is as a whole no guidance, if a form of these says so."""
    for pattern, reason in _FORMS:
        if pattern.search(sentence):
            return None if pattern is RATIO and LEVEL_AS_RATIO.search(sentence) else reason
    spender = SPENDER_SPENDS.search(sentence)
    return OTHER_COMPANY if spender and _is_other(spender["name"], company_id) else None


def _is_other(name: str, company_id: str) -> bool:
    """Whether a name is another company's; in another case it is a word, such as meta."""
    if name not in SPENDERS:
        return False
    own = SPENDERS[name]
    return own is None or bool(company_id and own != company_id)


def is_recalled(sentence: str, place: int) -> bool:
    """Whether what stands at a place was said before, and nothing after it says what holds now."""
    recalled = RECALLED.search(sentence)
    return (
        recalled is not None
        and recalled.start() < place
        and not NOW.search(sentence, recalled.end(), place)
    )


def why_not_held(sentence: str, place: int) -> str | None:
    """Why what stands at a place does not hold now: taken back, denied, or said before."""
    if withdrawals.withdrawn_role(sentence, place):
        return TAKEN_BACK
    return RECALLED_ONLY if is_recalled(sentence, place) else None
