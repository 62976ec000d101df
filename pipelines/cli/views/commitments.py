"""How commitments look in a terminal: kinds of each company down, quarters across, never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, millions
from pipelines.cli.views.trend import trend
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_COMMITMENTS = """
    select
        ticker, commitment_kind, calendar_quarter, value_usd, trailing_capex_usd, scope, known_from,
        accession, lineage_id
    from {relation}
    where list_contains($tickers, ticker) or len($tickers) = 0
    order by ticker, commitment_kind desc, calendar_quarter
"""
_KINDS = {
    "purchase_obligations": "purchase obligations",
    "leases_not_commenced": "leases not commenced",
}


def commitments(
    settings: Settings, tickers: Sequence[str], quarters: int, moment: Instant | None = None
) -> Sheet:
    """What spenders have signed for and not yet spent, by calendar quarter, in millions of dollars.

    Args:
        settings: where the marts are.
        tickers: of the companies; none for all spenders.
        quarters: how many of the newest quarters.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing of these companies is, or was known.
    """
    mart = "fct_commitments"
    names, found = asked(settings, _COMMITMENTS, moment, {"tickers": list(tickers)}, relation=mart)
    when = as_of(moment)
    if not found:
        raise WarehouseError(
            f"no commitment of {', '.join(tickers) or 'any spender'} is published{when}: "
            "`ledger show refusals` says why"
        )
    columns = sorted({row[2] for row in found})[-quarters:]
    shown, scopes = [], []
    for ticker in dict.fromkeys(row[0] for row in found):
        own = [row for row in found if row[0] == ticker]
        for kind in dict.fromkeys(row[1] for row in own):
            by_quarter = {row[2]: row for row in own if row[1] == kind}
            values = [by_quarter[each][3] if each in by_quarter else None for each in columns]
            shown.append([ticker, _KINDS[kind], trend(values), *map(millions, values)])
            scopes.append(f"{ticker}, {_KINDS[kind]}: {by_quarter[max(by_quarter)][5]}")
        spent = {row[2]: row[4] for row in own}
        beside = [spent.get(quarter) for quarter in columns]
        shown.append([ticker, "capex, 4 quarters", trend(beside), *map(millions, beside)])
    notes = (
        "stocks at the end of each company's fiscal quarter; capex: cash, of the four quarters "
        "until then; trend from zero, · not stated; companies draw it differently, so that nothing "
        "adds them or their kinds. " + " ".join(scopes)
    )
    return Sheet(
        f"Signed for and not yet spent, USD million, by calendar quarter{when}",
        ["ticker", "figure", "trend:", *(f"{quarter}:" for quarter in columns)],
        shown,
        (names, [row for row in found if row[2] in columns]),
        notes,
        keys=2,
        groups=1,
    )
