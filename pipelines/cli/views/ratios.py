"""How the spenders' ratios look in a terminal: figures of each company down, quarters across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, millions, percent
from pipelines.cli.views.trend import trend
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_PANEL = "panel"

_RATIOS = """
    select
        ticker, calendar_quarter,
        capex_to_revenue, capex_to_operating_cash_flow, free_cash_flow_usd,
        trailing_capex_to_revenue, trailing_capex_to_operating_cash_flow,
        trailing_free_cash_flow_usd,
        capex_yoy_pct, depreciation_yoy_pct, depreciation_kind, cumulative_capex_usd,
        missing_reason, lineage_id
    from {ratios}
    where list_contains($tickers, ticker)
        or (len($tickers) = 0 and spender_group = 'hyperscaler')
    union all by name
    select
        $panel as ticker, calendar_quarter,
        capex_to_revenue, capex_to_operating_cash_flow, free_cash_flow_usd,
        trailing_capex_to_revenue, trailing_capex_to_operating_cash_flow,
        trailing_free_cash_flow_usd,
        capex_yoy_pct, depreciation_yoy_pct, depreciation_companies, cumulative_capex_usd,
        tickers_missing as missing_reason, lineage_id
    from {totals}
    where spender_group = 'hyperscaler' and len($tickers) = 0
    order by ticker = $panel, ticker, calendar_quarter
"""


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


# What is told of a company, in its order: the name, the column, how a cell reads.
_Figures = tuple[tuple[str, str, "Callable[[Any], str]"], ...]
_QUARTER: _Figures = (
    ("capex of revenue", "capex_to_revenue", _share),
    ("capex of op. cash flow", "capex_to_operating_cash_flow", _share),
    ("free cash flow", "free_cash_flow_usd", millions),
)
_TRAILING: _Figures = (
    ("capex of revenue, 4q", "trailing_capex_to_revenue", _share),
    ("of op. cash flow, 4q", "trailing_capex_to_operating_cash_flow", _share),
    ("free cash flow, 4q", "trailing_free_cash_flow_usd", millions),
)
_BOTH: _Figures = (
    ("capex yoy", "capex_yoy_pct", percent),
    ("depreciation yoy", "depreciation_yoy_pct", percent),
    ("capex since 2023Q1", "cumulative_capex_usd", millions),
)


def ratios(
    settings: Settings,
    tickers: Sequence[str],
    quarters: int,
    *,
    is_trailing: bool = False,
    moment: Instant | None = None,
) -> Sheet:
    """Cash capital expenditure against revenue and cash flow, by company and calendar quarter.

    Args:
        settings: where the marts are.
        tickers: of the companies; none for all hyperscalers and their panel.
        quarters: how many of the newest quarters.
        is_trailing: of the four quarters until each, in place of it alone.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing of these companies is, or was known.
    """
    names, found = asked(
        settings,
        _RATIOS,
        moment,
        {"tickers": list(tickers), "panel": _PANEL},
        ratios="fct_capital_ratios",
        totals="fct_capital_ratio_totals",
    )
    when = as_of(moment)
    if not found:
        raise WarehouseError(
            f"no ratios of {', '.join(tickers) or 'any hyperscaler'} are published{when}: "
            "`ledger show refusals` says why"
        )
    rows = [dict(zip(names, row, strict=True)) for row in found]
    columns = sorted({row["calendar_quarter"] for row in rows})[-quarters:]
    figures = (*(_TRAILING if is_trailing else _QUARTER), *_BOTH)
    shown = []
    for ticker in dict.fromkeys(row["ticker"] for row in rows):
        own = {row["calendar_quarter"]: row for row in rows if row["ticker"] == ticker}
        for name, column, read in figures:
            values = [own[quarter][column] if quarter in own else None for quarter in columns]
            cells = [read(value) for value in values]
            if ticker == _PANEL and column == "depreciation_yoy_pct":
                cells = [
                    _with_count(cell, own.get(each))
                    for cell, each in zip(cells, columns, strict=True)
                ]
            shown.append([ticker, name, trend(values), *cells])
    notes = (
        "cash capital expenditure over revenue and operating cash flow of the same days; free cash "
        "flow: operating cash flow less it, USD million; panel: all hyperscalers, where every one "
        "states it, growth of depreciation that of so many (in brackets); trend from zero or the "
        "least below, · not stated: missing_reason of fct_capital_ratios says why"
        + _kinds(row for row in rows if row["calendar_quarter"] in columns)
    )
    return Sheet(
        f"Capital ratios, cash, by calendar quarter{when}",
        ["ticker", "figure", "trend:", *(f"{quarter}:" for quarter in columns)],
        shown,
        (names, [row for row in found if row[1] in columns]),
        notes,
        keys=2,
        groups=1,
    )


def _with_count(cell: str, row: dict[str, Any] | None) -> str:
    """Growth, and of how many companies it is."""
    return f"{cell} ({row['depreciation_companies']})" if cell and row else cell


def _kinds(rows: Iterable[dict[str, Any]]) -> str:
    """Whose depreciation has amortisation in it, in some of these quarters."""
    mixed = {
        row["ticker"] for row in rows if row["depreciation_kind"] == "depreciation_and_amortization"
    }
    return f"; depreciation with amortisation in some: {', '.join(sorted(mixed))}" if mixed else ""
