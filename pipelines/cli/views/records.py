"""How what is on record looks in a terminal: refusals, restatements, changes of published cells."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from rich.table import Table

from pipelines.cli.views.capex import as_of, at_instant, at_moment, millions, percent, titled
from pipelines.storage.connections import connect_published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Group

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

# One reason may keep many periods of a series out: the first and the last stand for them.
_REFUSALS = r"""
    with refused as (
        select *, regexp_replace(key, ' \S+$', '') as series, regexp_extract(key, '\S+$') as period
        from fct_refusals
        where list_contains($tickers, ticker)
    )
    select
        series || ' ' || min(period)
            || case when count(*) > 1 then ' … ' || max(period) else '' end as missing,
        count(*) as rows,
        rule,
        reason,
        action
    from refused
    group by table_name, series, rule, reason, action
    order by table_name, missing, rule
"""
_RULES = """
    select rule, count(*), count(distinct ticker), min(key) || ': ' || min_by(reason, key)
    from fct_refusals
    group by rule
    order by count(*) desc, rule
"""
_RESTATEMENTS = """
    select
        ticker,
        metric_id || case when basis = 'cash' then '' else coalesce(' ' || basis, '') end as what,
        case period_kind when 'quarter' then fiscal_year || ' Q' || fiscal_quarter
            else cast(fiscal_year as varchar) end as fiscal_period,
        period_end,
        old_usd,
        new_usd,
        delta_pct,
        change_cause,
        known_from,
        new_accession
    from {relation}
    where len($tickers) = 0 or list_contains($tickers, ticker)
    order by known_from desc, ticker, period_end, what, version
    limit $rows
"""
_CHANGES = """
    select
        table_name, key, column_name, change, old_value, new_value, old_known_from, new_known_from,
        cause, accession, changed_at
    from fct_changes
    where len($tickers) = 0 or list_contains($tickers, ticker)
    order by changed_at desc, change, table_name, key, column_name
    limit $rows
"""


def refusals(settings: Settings, tickers: Sequence[str]) -> Group:
    """What is refused: the rules with an example each, or the named companies' reasons in full.

    Raises:
        WarehouseError: nothing is published yet.
    """
    with connect_published(settings) as connection:
        if tickers:
            found = connection.execute(_REFUSALS, {"tickers": list(tickers)}).fetchall()
        else:
            found = connection.execute(_RULES).fetchall()
    if not tickers:
        table = _table("rule", "rows:", "companies:", "such as")
        for rule, count, companies, example in found:
            table.add_row(rule, f"{count:,}", f"{companies:,}", example)
        note = "ledger show refusals TICKER tells every reason and what a person could do"
        return titled("Refused, by rule", table, note)
    table = _table("missing", "rows:", "rule", "reason", "what to do")
    for missing, count, rule, reason, action in found:
        table.add_row(missing, f"{count:,}", rule, reason, action)
    return titled(f"Refused of {', '.join(tickers)}", table, "" if found else "nothing is refused")


def restatements(
    settings: Settings, tickers: Sequence[str], rows: int, moment: Instant | None = None
) -> Group:
    """The newest restatements, in millions of dollars, with their cause and filing.

    Raises:
        WarehouseError: nothing is published yet.
    """
    sql = _RESTATEMENTS.format(relation=at_moment("fct_restatements", moment))
    at = at_instant(moment)
    with connect_published(settings) as connection:
        found = connection.execute(sql, {"tickers": list(tickers), "rows": rows} | at).fetchall()
    table = _table(
        "ticker", "figure", "fiscal", "ends", "was:", "is:", "change:", "cause", "known (UTC)",
        "filing",
    )  # fmt: skip
    for ticker, what, period, end, old, new, change, cause, known, filing in found:
        table.add_row(
            ticker, what, period, str(end), millions(old), millions(new),
            percent(change), cause, f"{known:%Y-%m-%d %H:%M}",
            filing or "",
        )  # fmt: skip
    note = "" if found else "nothing was restated"
    return titled(f"Restated figures, USD million, the newest first{as_of(moment)}", table, note)


def changes(settings: Settings, tickers: Sequence[str], rows: int) -> Group:
    """The newest changes of published cells, with their cause.

    Raises:
        WarehouseError: nothing is published yet.
    """
    with connect_published(settings) as connection:
        found = connection.execute(_CHANGES, {"tickers": list(tickers), "rows": rows}).fetchall()
    table = _table(
        "table", "key", "column", "change", "was:", "is:", "cause", "filing", "when (UTC)"
    )
    for name, key, column, change, old, new, known_before, known, cause, filing, at in found:
        # The value stands: what moved is since when it counts as known.
        was, now = (old, new) if old != new else (known_before, known)
        table.add_row(
            name, key, column, change, _shown(was), _shown(now), cause, filing or "",
            f"{at:%Y-%m-%d %H:%M}",
        )  # fmt: skip
    note = "" if found else "no published cell has changed since the first publication"
    return titled("Changes of published cells, the newest first", table, note)


def _shown(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else f"{value:,}"


def _table(*columns: str) -> Table:
    """A table with these columns; figures stand under a name that ends in a colon."""
    table = Table()
    for column in columns:
        is_figure = column.endswith(":")
        table.add_column(column.rstrip(":"), justify="right" if is_figure else "left")
    return table
