"""What cannot be in a row of a monthly report, although each of its cells can be read."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal

_TAIPEI = dt.timezone(dt.timedelta(hours=8))
# A report is in thousand TWD: one amount in TWD or in millions is off by a power of a thousand, and
# growth and a season lead away from that by less than half a power of ten.
_POWERS = (3, 6)
_WITHIN = 0.5


def date_problem(report_date: dt.date, report_month: dt.date) -> str | None:
    """What is wrong with the date of a report about a month, if anything is."""
    if (report_date.year, report_date.month) <= (report_month.year, report_month.month):
        return f"the report is dated {report_date}, before its month {report_month:%Y-%m} ends"
    if report_date > (today := dt.datetime.now(_TAIPEI).date()):
        return f"the report is dated {report_date}, after today, {today}"
    return None


def scale_problem(amounts: Mapping[str, Decimal]) -> str | None:
    """What is wrong with a month's own amount beside the two others of its row, if anything is.

    Args:
        amounts: by statement: current, prior_month and prior_year, those that are stated.
    """
    names = ("current", "prior_month", "prior_year")
    if not all(amounts.get(name, 0) > 0 for name in names):
        return None
    current, *beside = (amounts[name] for name in names)
    powers = [abs(math.log10(current / each)) for each in beside]
    if not any(all(abs(each - power) <= _WITHIN for each in powers) for power in _POWERS):
        return None
    times = " and ".join(f"{current / each:.3g}" for each in beside)
    return (
        f"the current amount is {times} times those of the month before and of the year before "
        "beside it: it is not in thousand TWD"
    )
