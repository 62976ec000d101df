"""What the months of companies say of a quarter in progress: growth, before its last month is told.

Belongs here: which months of a tier's companies were known when, and two readings of one or two of
them. The bridge from these to the index, and its record, are in `nowcast.py`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.analysis.operands import Sale
    from pipelines.analysis.series import Point

# Companies tell of a month until the tenth of the next; with holidays it is later.
_IN_TIME = dt.timedelta(days=16)
IN_A_QUARTER = 3
_YEAR = 4
# What a month says beside the same one of a year before, and beside the quarter before.
TO_YEAR, TO_QUARTER = "months_to_year_before", "months_to_quarter_before"


class Month(NamedTuple):
    """A month's revenue of a company of a series, and the span in which it stood so.

    Attributes:
        series_id: the index of the tier that the company is of.
        of_companies: how many count in the index, with months or without.
        company_id: whose.
        month: its number, twelve times the year and on.
        month_end: its last day.
        value: in US dollars.
        url: of the report.
        known_from: since when (UTC).
        known_to: until when; None if it stands.
    """

    series_id: str
    of_companies: int
    company_id: str
    month: int
    month_end: dt.date
    value: float
    url: str | None
    known_from: dt.datetime
    known_to: dt.datetime | None


class Months:
    """The months of the companies of each series, and what all of its companies sold."""

    def __init__(self, months: Iterable[Month], sales: Iterable[Sale]) -> None:
        self._sold: dict[tuple[str, int], list[Sale]] = defaultdict(list)
        for sale in sales:
            self._sold[sale.series_id, sale.quarter].append(sale)
        self._of: dict[tuple[str, int], list[Month]] = defaultdict(list)
        for each in months:
            self._of[each.series_id, each.month].append(each)

    def known_at(self, series_id: str, quarter: int, count: int) -> dt.datetime | None:
        """When the last who told in time told of a month of a quarter, 1 to 3."""
        told = self._of.get((series_id, IN_A_QUARTER * quarter + count - 1), ())
        first: dict[str, dt.datetime] = {}
        for each in told:
            if each.known_from.date() <= each.month_end + _IN_TIME:
                earlier = first.get(each.company_id, each.known_from)
                first[each.company_id] = min(earlier, each.known_from)
        return max(first.values(), default=None)

    def standing(
        self, series_id: str, quarter: int, count: int, at: dt.datetime
    ) -> dict[str, tuple[Month, ...]]:
        """The first months of a quarter as they stood at a moment, of the companies that have all.

        Those of the quarter before come first, then those of the quarter of a year before. Nobody
        where they are neither half of the tier, by which an index counts too, nor half its revenue.
        """
        numbers = [
            *range(IN_A_QUARTER * (quarter - 1), IN_A_QUARTER * quarter),
            *range(IN_A_QUARTER * (quarter - _YEAR), IN_A_QUARTER * (quarter - _YEAR + 1)),
            *range(IN_A_QUARTER * quarter, IN_A_QUARTER * quarter + count),
        ]
        found: dict[str, list[Month]] = defaultdict(list)
        for number in numbers:
            for each in self._of.get((series_id, number), ()):
                if each.known_from <= at and (each.known_to is None or each.known_to > at):
                    found[each.company_id].append(each)
        whole = {
            company: tuple(months)
            for company, months in sorted(found.items())
            if len(months) == len(numbers) and all(month.value > 0 for month in months)
        }
        of_tier = max((months[-1].of_companies for months in whole.values()), default=0)
        if 2 * len(whole) >= of_tier:
            return whole
        sold = sum(
            sale.value
            for sale in self._sold.get((series_id, quarter - 1), ())
            if sale.shown_from <= at and (sale.shown_to is None or sale.shown_to > at)
        )
        own = sum(month.value for months in whole.values() for month in months[:IN_A_QUARTER])
        return whole if 2 * own >= sold else {}


def growths(
    standing: Mapping[str, tuple[Month, ...]], points: Sequence[Point], count: int
) -> dict[str, float]:
    """What months say of the index after its newest quarter, in logarithms, by reading.

    Args:
        standing: made by `Months.standing`.
        points: of the index, the newest last.
        count: how many months of the quarter are known.
    """
    before, year_before, first_of_year_before, now = (
        sum(month.value for months in standing.values() for month in months[part])
        for part in (
            slice(0, IN_A_QUARTER),
            slice(IN_A_QUARTER, 2 * IN_A_QUARTER),
            slice(IN_A_QUARTER, IN_A_QUARTER + count),
            slice(2 * IN_A_QUARTER, None),
        )
    )
    since = math.log(points[-_YEAR].value / points[-1].value)
    return {
        # The index grows over the year as these months did.
        TO_YEAR: since + math.log(now / first_of_year_before),
        # The quarter is as much more than these months as it was a year before.
        TO_QUARTER: math.log(now * year_before / first_of_year_before / before),
    }
