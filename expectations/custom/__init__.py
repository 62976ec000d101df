"""Expectations of this project's own, where no native one says the rule.

Named, given and shown in Data Docs as Great Expectations' are; what they have in common is in
`base.py`. Not here: what is expected of which table.
"""

from expectations.custom.addresses import (
    ExpectAddressesOfTheirFiling,
)
from expectations.custom.agreement import (
    ExpectEachGroupToContainValue,
    ExpectGroupsToShareAValue,
    ExpectGroupsToSumToAtMost,
    ExpectStatementsToAgree,
)
from expectations.custom.changes import (
    ExpectPairsToDiffer,
    ExpectValuesToFitTheirChange,
)
from expectations.custom.days import (
    ExpectDaysBetweenToBeBetween,
    ExpectEachToBeFresh,
    ExpectTimesWithinOpeningHours,
)
from expectations.custom.facts import (
    FILED_SOURCES,
    ExpectFiguresToNameOnePeriod,
    ExpectFilingsToOutrankStatements,
    ExpectPeriodsToLastAsTheirKind,
    ExpectStatementsToAgreeWithFilings,
    ExpectYearToDateToGrow,
)
from expectations.custom.means import (
    ExpectMeansToFollow,
)
from expectations.custom.months import (
    ExpectComparativesToRepeatTheReport,
    ExpectMonthsToBeKept,
    ExpectMonthsToBeOver,
    ExpectMonthsToFitTheirReport,
    ExpectReportsToNameTheirPage,
)
from expectations.custom.rates import (
    ExpectAveragesToLieAmongQuotes,
    ExpectDollarsToFollowTheRate,
    ExpectPairsToNameTheirCurrency,
    ExpectRatesToBePlausible,
    ExpectSourcesOfRatesToAgree,
    ExpectSourcesToSpeakForTheirCurrency,
)
from expectations.custom.references import (
    ExpectFilingsToBeKnown,
    ExpectOperandsToAddUp,
    ExpectRowsToBeFoundIn,
    ExpectToHoldTheRowsOf,
)
from expectations.custom.rulings import (
    ExpectReportsToStateRuledLines,
)
from expectations.custom.silence import (
    ExpectFactsToKeepUpWithFilings,
    ExpectMetricsToBeStated,
    ExpectNoTagToGoSilent,
)
from expectations.custom.steps import (
    ExpectNoMonthMissing,
    ExpectStepsToBeSmall,
)
from expectations.custom.totals import (
    ExpectGrowthToFollow,
    ExpectTotalsToSum,
)
from expectations.custom.versions import (
    ExpectVersionsToFollowEachOther,
)
from expectations.custom.withheld import (
    ExpectWithheldFactsToBeAbsent,
)
from expectations.custom.years import (
    ExpectDifferencesToHaveACause,
    ExpectGrowthWithinHistory,
    ExpectNoQuarterMissing,
    ExpectQuartersToSumToTheirYear,
    ExpectQuartersWithinTheirYear,
    ExpectRefusedQuartersToBeAbsent,
)

__all__ = [
    "FILED_SOURCES",
    "ExpectAddressesOfTheirFiling",
    "ExpectAveragesToLieAmongQuotes",
    "ExpectComparativesToRepeatTheReport",
    "ExpectDaysBetweenToBeBetween",
    "ExpectDifferencesToHaveACause",
    "ExpectDollarsToFollowTheRate",
    "ExpectEachGroupToContainValue",
    "ExpectEachToBeFresh",
    "ExpectFactsToKeepUpWithFilings",
    "ExpectFiguresToNameOnePeriod",
    "ExpectFilingsToBeKnown",
    "ExpectFilingsToOutrankStatements",
    "ExpectGroupsToShareAValue",
    "ExpectGroupsToSumToAtMost",
    "ExpectGrowthToFollow",
    "ExpectGrowthWithinHistory",
    "ExpectMeansToFollow",
    "ExpectMetricsToBeStated",
    "ExpectMonthsToBeKept",
    "ExpectMonthsToBeOver",
    "ExpectMonthsToFitTheirReport",
    "ExpectNoMonthMissing",
    "ExpectNoQuarterMissing",
    "ExpectNoTagToGoSilent",
    "ExpectOperandsToAddUp",
    "ExpectPairsToDiffer",
    "ExpectPairsToNameTheirCurrency",
    "ExpectPeriodsToLastAsTheirKind",
    "ExpectQuartersToSumToTheirYear",
    "ExpectQuartersWithinTheirYear",
    "ExpectRatesToBePlausible",
    "ExpectRefusedQuartersToBeAbsent",
    "ExpectReportsToNameTheirPage",
    "ExpectReportsToStateRuledLines",
    "ExpectRowsToBeFoundIn",
    "ExpectSourcesOfRatesToAgree",
    "ExpectSourcesToSpeakForTheirCurrency",
    "ExpectStatementsToAgree",
    "ExpectStatementsToAgreeWithFilings",
    "ExpectStepsToBeSmall",
    "ExpectTimesWithinOpeningHours",
    "ExpectToHoldTheRowsOf",
    "ExpectTotalsToSum",
    "ExpectValuesToFitTheirChange",
    "ExpectVersionsToFollowEachOther",
    "ExpectWithheldFactsToBeAbsent",
    "ExpectYearToDateToGrow",
]
