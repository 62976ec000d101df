"""Expectations of this project's own, where no native one says the rule.

Named, given and shown in Data Docs as Great Expectations' are; what they have in common is in
`base.py`. Not here: what is expected of which table.
"""

from expectations.custom.agreement import ExpectEachGroupToContainValue, ExpectStatementsToAgree
from expectations.custom.days import ExpectDaysBetweenToBeBetween, ExpectTimesWithinOpeningHours
from expectations.custom.months import (
    ExpectComparativesToRepeatTheReport,
    ExpectMonthsToBeOver,
    ExpectMonthsToFitTheirReport,
)
from expectations.custom.rates import (
    BOUNDS_IN_WORDS,
    ExpectPairsToNameTheirCurrency,
    ExpectRatesToBePlausible,
    ExpectSourcesOfRatesToAgree,
)
from expectations.custom.references import ExpectRowsToBeFoundIn
from expectations.custom.steps import ExpectNoMonthMissing, ExpectStepsToBeSmall

__all__ = [
    "BOUNDS_IN_WORDS",
    "ExpectComparativesToRepeatTheReport",
    "ExpectDaysBetweenToBeBetween",
    "ExpectEachGroupToContainValue",
    "ExpectMonthsToBeOver",
    "ExpectMonthsToFitTheirReport",
    "ExpectNoMonthMissing",
    "ExpectPairsToNameTheirCurrency",
    "ExpectRatesToBePlausible",
    "ExpectRowsToBeFoundIn",
    "ExpectSourcesOfRatesToAgree",
    "ExpectStatementsToAgree",
    "ExpectStepsToBeSmall",
    "ExpectTimesWithinOpeningHours",
]
