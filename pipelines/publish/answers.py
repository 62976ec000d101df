"""What is told of forecasts in words: three answers to what all hyperscalers spend, and doubts.

Belongs here: the figures of the marts and the words around them, the same in a terminal and on a
page; how an amount is written is for who shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The quarter as the market takes it, of a quarter that it takes as a whole.
MARKET_OF_A_QUARTER = """
    select capex_ahead_usd, companies_guided, companies_guided + companies_forecast as companies
    from bi.compute_market_cases
    where calendar_quarter = $quarter and capex_ahead_usd is not null
"""
# What share of outcomes an interval is to hold, in percent.
_COVERAGE = 80


def three_answers(
    total: Mapping[str, Any], market: Mapping[str, Any] | None, written: Callable[[Any], str]
) -> str:
    """The forecast of a total, the sum of its companies' forecasts, and what the market takes.

    Args:
        total: a row of `fct_forecasts` that has `members_value`.
        market: what `MARKET_OF_A_QUARTER` gives of its quarter; None where the market has no
            figure of all of them.
        written: an amount in USD as it is shown.
    """
    told = (
        f"{total['calendar_quarter']} of all spenders: {written(total['value'])} is the forecast "
        f"of their sum by its own record, {written(total['members_value'])} the sum of the "
        f"companies' own forecasts from {total['origin_quarter']}, each by its own"
    )
    if market is None:
        return told
    return (
        f"{told}, {written(market['capex_ahead_usd'])} what the market takes, guidance before "
        f"forecasts ({market['companies_guided']} of {market['companies']} guided): three answers "
        "that nothing reconciles"
    )


def is_too_narrow(forecast: Mapping[str, Any]) -> bool:
    """Whether fewer outcomes lay in such intervals than chance explains.

    Args:
        forecast: a row of `fct_forecasts` that has a record.
    """
    return bool(forecast["record_coverage_high_pct"] < _COVERAGE)
