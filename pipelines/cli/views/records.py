"""How what is on record looks in a terminal: refusals, restatements, changes of published cells."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, at_instant, at_moment, millions, percent
from pipelines.storage.connections import connect_published, query

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    select
        rule,
        count(*) as rows,
        count(distinct ticker) as companies,
        min(key) || ': ' || min_by(reason, key) as such_as
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


def refusals(settings: Settings, tickers: Sequence[str]) -> Sheet:
    """What is refused: the rules with an example each, or the named companies' reasons in full.

    Raises:
        WarehouseError: nothing is published yet.
    """
    exact = _found(settings, _REFUSALS if tickers else _RULES, tickers)
    if tickers:
        return Sheet(
            f"Refused of {', '.join(tickers)}",
            ("missing", "rows:", "rule", "reason", "what to do"),
            [[missing, f"{count:,}", *told] for missing, count, *told in exact[1]],
            exact,
            "" if exact[1] else "nothing is refused",
        )
    return Sheet(
        "Refused, by rule",
        ("rule", "rows:", "companies:", "such as"),
        [[rule, f"{rows:,}", f"{names:,}", example] for rule, rows, names, example in exact[1]],
        exact,
        "ledger show refusals TICKER tells every reason and what a person could do",
    )


def restatements(
    settings: Settings, tickers: Sequence[str], rows: int, moment: Instant | None = None
) -> Sheet:
    """The newest restatements, in millions of dollars, with their cause and filing.

    Raises:
        WarehouseError: nothing is published yet.
    """
    sql = _RESTATEMENTS.format(relation=at_moment("fct_restatements", moment))
    exact = _found(settings, sql, tickers, rows=rows, **at_instant(moment))
    columns = (
        "ticker", "figure", "fiscal", "ends:", "was:", "is:", "change:", "cause", "known (UTC):",
        "filing:",
    )  # fmt: skip
    shown = [
        [
            ticker, what, period, str(end), millions(old), millions(new),
            percent(change), cause, f"{known:%Y-%m-%d %H:%M}", filing or "",
        ]
        for ticker, what, period, end, old, new, change, cause, known, filing in exact[1]
    ]  # fmt: skip
    note = "" if shown else "nothing was restated"
    title = f"Restated figures, USD million, the newest first{as_of(moment)}"
    return Sheet(title, columns, shown, exact, note)


def changes(settings: Settings, tickers: Sequence[str], rows: int) -> Sheet:
    """The newest changes of published cells, with their cause.

    Raises:
        WarehouseError: nothing is published yet.
    """
    exact = _found(settings, _CHANGES, tickers, rows=rows)
    columns = ("table", "key", "column", "change", "was:", "is:", "cause", "filing:", "when (UTC):")
    shown = []
    for name, key, column, change, old, new, known_before, known, cause, filing, at in exact[1]:
        # The value stands: what moved is since when it counts as known.
        was, now = (old, new) if old != new else (known_before, known)
        shown.append(
            [
                name, key, column, change, _shown(was), _shown(now), cause, filing or "",
                f"{at:%Y-%m-%d %H:%M}",
            ]
        )  # fmt: skip
    note = "" if shown else "no published cell has changed since the first publication"
    return Sheet("Changes of published cells, the newest first", columns, shown, exact, note)


def _found(
    settings: Settings, sql: str, tickers: Sequence[str], **parameters: object
) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connect_published(settings) as connection:
        given = {"tickers": list(tickers)} | parameters if "$tickers" in sql else parameters
        return query(connection, sql, given)


def _shown(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else f"{value:,}"
