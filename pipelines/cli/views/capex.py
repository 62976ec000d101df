"""How capital expenditure and the result of a query look, and what every view of a mart needs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.cli.output import cell
from pipelines.cli.sheet import Sheet
from pipelines.storage.connections import WarehouseError, connect_published, query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_MILLION = Decimal(1_000_000)

# What is told whole and to the right.
_FIGURES = {int, float, Decimal, dt.date, dt.datetime}

# Calendar quarters down, companies across: spenders in the order of their newest spending.
_CAPEX = """
    select capex.calendar_quarter, capex.ticker, capex.value_usd, capex.is_restated
    from {relation} as capex
    inner join dim_companies as companies using (company_id)
    where capex.basis = $basis
      and (list_contains($tickers, capex.ticker)
           or (len($tickers) = 0 and companies.role in ('spender', 'both')))
    order by capex.calendar_quarter, capex.ticker
"""
_TOTALS = """
    select calendar_quarter, value_usd, companies_reporting, companies_expected, matched_yoy_pct
    from {relation}
    -- Groups are never added: neoclouds stand in their columns and in no total here.
    where basis = $basis and spender_group = 'hyperscaler'
"""
_BASES = "select distinct basis from {relation} order by 1"


def at_moment(mart: str, moment: Instant | None) -> str:
    """A mart, or its table macro of what was known at a moment, whose parameter is `$ts`."""
    return mart if moment is None else f"{mart.removeprefix('fct_')}_as_of($ts)"


def at_instant(moment: Instant | None) -> dict[str, object]:
    """The parameter of `at_moment`'s macro; none where the mart itself is asked."""
    return {} if moment is None else {"ts": moment.at}


def asked(
    settings: Settings,
    sql: str,
    moment: Instant | None,
    parameters: dict[str, object],
    **marts: str,
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of a query on marts that it names in braces, as they stood at a moment.

    Raises:
        WarehouseError: nothing is published yet.
    """
    filled = sql.format(**{name: at_moment(mart, moment) for name, mart in marts.items()})
    with connect_published(settings) as connection:
        return query(connection, filled, parameters | at_instant(moment))


def as_of(moment: Instant | None) -> str:
    """What a title adds for a moment."""
    return "" if moment is None else f", as of {moment.words}"


def capex(
    settings: Settings,
    basis: str,
    tickers: Sequence[str],
    quarters: int,
    moment: Instant | None = None,
) -> Sheet:
    """Capital expenditure by company and calendar quarter, in millions of dollars.

    Args:
        settings: where the marts are.
        basis: one of the bases.
        tickers: of the companies; none for all spenders.
        quarters: how many of the newest quarters.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or no such basis or company is published, or
            was known at that moment.
    """
    relation = at_moment("fct_capex", moment)
    at = at_instant(moment)
    chosen = {"basis": basis, "tickers": [ticker.upper() for ticker in tickers]}
    with connect_published(settings) as connection:
        cells = connection.execute(_CAPEX.format(relation=relation), chosen | at).fetchall()
        totals = {
            row[0]: row[1:]
            for row in connection.execute(
                _TOTALS.format(relation=at_moment("fct_capex_totals", moment)),
                {"basis": basis} | at,
            ).fetchall()
        }
        bases = [
            row[0] for row in connection.execute(_BASES.format(relation=relation), at).fetchall()
        ]
    when = as_of(moment)
    if not cells:
        raise WarehouseError(
            f"no {basis} capital expenditure of {', '.join(tickers) or 'any spender'} is "
            f"published{when}; the bases are {', '.join(bases) or 'none'}"
        )
    companies = list(dict.fromkeys(row[1] for row in cells))
    values = {(row[0], row[1]): row[2] for row in cells}
    restated = {(row[0], row[1]) for row in cells if row[3]}
    names = ["calendar_quarter", *companies, "restated"]
    columns = ["quarter", *(f"{company}:" for company in companies)]
    notes = "* restated since it was first reported"
    if not tickers:
        names += ["total", "companies_reporting", "companies_expected", "matched_yoy_pct"]
        columns += ["total:", "reporting:", "yoy:"]
        notes += "; total and yoy of the hyperscalers, yoy on those present in both quarters"
    shown, exact = [], []
    for quarter in sorted({row[0] for row in cells})[-quarters:]:
        own = [values.get((quarter, company)) for company in companies]
        marked = [company for company in companies if (quarter, company) in restated]
        # A quarter of which only part is published may have no total.
        total, reporting, expected, yoy = totals.get(quarter, (None, None, None, None))
        figures = [
            millions(value) + ("*" if company in marked else "")
            for company, value in zip(companies, own, strict=True)
        ]
        panel = "" if reporting is None else f"{reporting} of {expected}"
        sums = [] if tickers else [millions(total), panel, percent(yoy)]
        shown.append([quarter, *figures, *sums])
        exact.append(
            [quarter, *own, " ".join(marked)]
            + ([] if tickers else [total, reporting, expected, yoy])
        )
    title = f"Capital expenditure, {basis}, USD million, by calendar quarter{when}"
    return Sheet(title, columns, shown, (names, exact), notes, keys=1)


def rows(columns: Sequence[str], found: Sequence[Sequence[Any]]) -> Sheet:
    """The result of any query."""
    heads = [cell(column) for column in columns]
    kinds = ({type(row[number]) for row in found} - {type(None)} for number in range(len(columns)))
    marked = [
        f"{head}:" if kind and kind <= _FIGURES else head
        for head, kind in zip(heads, kinds, strict=True)
    ]
    return Sheet("", marked, [[cell(value) for value in row] for row in found], (columns, found))


def millions(value: Decimal | None) -> str:
    """An amount of dollars as tables show it; nothing where there is none."""
    return "" if value is None else f"{value / _MILLION:,.0f}"


def percent(change: float | None) -> str:
    """A change in percent as tables show it; nothing where there is none."""
    return "" if change is None else f"{change:+.1f} %"
