"""How remaining performance obligations look: companies down, quarters across, never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, millions, percent
from pipelines.cli.views.trend import trend
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_OBLIGATIONS = """
    select ticker, calendar_quarter, value_usd, yoy_pct, scope, known_from, accession, lineage_id
    from {relation}
    where list_contains($tickers, ticker) or (len($tickers) = 0 and spender_group is not null)
    order by ticker, calendar_quarter
"""


def obligations(
    settings: Settings, tickers: Sequence[str], quarters: int, moment: Instant | None = None
) -> Sheet:
    """Remaining performance obligations by company and calendar quarter, in millions of dollars.

    Args:
        settings: where the marts are.
        tickers: of the companies; none for all spenders.
        quarters: how many of the newest quarters.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing of these companies is, or was known.
    """
    mart = "fct_remaining_performance_obligation"
    names, found = asked(settings, _OBLIGATIONS, moment, {"tickers": list(tickers)}, relation=mart)
    when = as_of(moment)
    if not found:
        raise WarehouseError(
            f"no remaining performance obligation of {', '.join(tickers) or 'any spender'} is "
            f"published{when}: `ledger show refusals` says why"
        )
    columns = sorted({row[1] for row in found})[-quarters:]
    shown, exact, scopes = [], [], {}
    for ticker in dict.fromkeys(row[0] for row in found):
        own = {row[1]: row for row in found if row[0] == ticker}
        exact += [own[quarter] for quarter in columns if quarter in own]
        values = [own[quarter][2] if quarter in own else None for quarter in columns]
        scopes[ticker] = own[max(own)][4]
        # Growth of a quarter that is not in sight would be taken for today's.
        newest = next((own[each] for each in reversed(columns) if each in own), None)
        growth = percent(newest[3]) if newest else ""
        shown.append([ticker, trend(values), growth, *map(millions, values)])
    notes = (
        "a stock at the end of each company's fiscal quarter; trend from zero, · not stated; yoy "
        "of the newest shown; companies draw it differently, so that nothing adds them: "
        + "; ".join(f"{ticker}: {scope.rstrip('.')}" for ticker, scope in scopes.items())
    )
    return Sheet(
        f"Remaining performance obligation, USD million, by calendar quarter{when}",
        ["ticker", "trend:", "yoy:", *(f"{quarter}:" for quarter in columns)],
        shown,
        (names, exact),
        notes,
        keys=2,
    )
