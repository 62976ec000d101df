"""Bounds to which expectations hold figures, each with its reason."""

from __future__ import annotations

import datetime as dt

# Half a quarter: a quarter that ends further off has most of its days in another one.
MOST_OFFSET_DAYS = 46

# A quarter is reported within 40 to 60 days of its end (Form 10-Q, general instruction A.1; Form
# 10-K, A.2), and the next one ends 92 days after: what is older than this lacks a report.
FRESH_DAYS = 200

# By then every large filer's report of a calendar quarter is due: 60 days for Form 10-K, and the
# offset of a fiscal quarter that ends after the calendar one.
COMPLETE_AFTER_DAYS = 60 + MOST_OFFSET_DAYS

# Of a year's growth; NVIDIA's Data Center grew by 427 percent in 2024.
LEAST_GROWTH_PCT, MOST_GROWTH_PCT = -80, 500

# Units of each currency for one US dollar since 2000, with room on both sides: a rate outside
# is quoted the other way round, in hundreds, or under another currency's name.
PLAUSIBLE_UNITS: dict[str, tuple[float, float]] = {
    "TWD": (20.0, 45.0),
    "EUR": (1 / 1.7, 1 / 0.7),
    "JPY": (70.0, 200.0),
    "KRW": (800.0, 2000.0),
    "CNY": (5.0, 9.0),
    "USD": (1.0, 1.0),
}
BOUNDS_IN_WORDS = (
    "TWD lies between 20 and 45 for one USD, JPY between 70 and 200, KRW between 800 and 2,000, "
    "CNY between 5 and 9; one EUR costs between 0.7 and 1.7 USD"
)


def calendar_quarter_of(day: dt.date) -> str:
    """The calendar quarter that holds a day, such as 2026Q2."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def newest_complete_quarter(day: dt.date) -> str:
    """The newest calendar quarter whose reports are all due by that day."""
    due = day - dt.timedelta(days=COMPLETE_AFTER_DAYS - 1)
    first = due.replace(month=due.month - (due.month - 1) % 3, day=1)
    return calendar_quarter_of(first - dt.timedelta(days=1))
