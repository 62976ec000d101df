"""How a run ends: what an analyst needs of it, a line each, and nothing said twice.

Not here: the progress while it runs (`app.py`), and what its lines lead to (`ledger show …`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.cli.views import quality
from pipelines.cli.views.capex import millions, percent
from pipelines.publish.calendar_quarters import later
from pipelines.registry import load_registry
from pipelines.storage import tables
from pipelines.storage.connections import WarehouseError, connect_published, query, query_published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.runtime.run import Outcome
    from pipelines.settings import Settings
    from pipelines.storage.connections import Connection

_FULL_QUARTER = """
    select calendar_quarter, value_usd, companies_reporting, companies_expected, matched_yoy_pct
    from fct_capex_totals
    where basis = 'cash' and spender_group = 'hyperscaler'
        and companies_reporting = companies_expected
    order by calendar_quarter desc
    limit 1
"""
_SPENDERS = """
    select ticker from fct_capex
    where basis = 'cash' and spender_group = 'hyperscaler' and is_in_panel and calendar_quarter = ?
    order by ticker
"""
_WITHOUT_FIGURES = """
    select ticker from dim_companies
    where company_id not in (
        select company_id from fct_capex
        union all select company_id from fct_capex_annual
        union all select company_id from fct_supplier_revenue
        union all select company_id from fct_supplier_revenue_annual
        union all select company_id from fct_monthly_revenue
        union all select company_id from fct_customer_concentration
    )
    order by ticker
"""
_CHANGE_COUNTS = """
    select change, cause, count(*), list(distinct ticker order by ticker) filter (ticker <> '')
    from fct_changes where run_id = ? group by all order by all
"""
_CHANGED_CELLS = """
    select table_name, key, old_value, new_value, old_known_from, new_known_from, cause
    from fct_changes
    where run_id = ? and change <> 'new' order by table_name, key limit 10
"""
_COUNTS = "select table_name, estimated_size from duckdb_tables() where schema_name = 'marts'"
_MOST_NAMED = 8


def summary(
    settings: Settings, outcome: Outcome, seconds: float, before: dict[str, int]
) -> list[str]:
    """What came of a run: problems first, then what is known, new and changed, and where it lies.

    Where nothing changed only that is said, and what still keeps the run from being whole.

    Args:
        settings: the installation.
        outcome: of the run.
        seconds: that it took.
        before: rows of each mart as it was published before, see `published_counts`.
    """
    lines = [f"mended: {sentence}" for sentence in outcome.mended]
    lines += [f"failed: {failure}" for failure in outcome.failures]
    lines += [f"quarantined: {reason}" for reason in outcome.quarantined]
    lines += [f"withheld: {sentence}" for sentence in outcome.withheld]
    ignored = tables.not_followed(settings, load_registry(settings.registry_dir).company_by_id)
    if ignored:
        lines.append(
            f"not in the registry: {', '.join(ignored)}: the raw data is kept and not read"
        )
    took = f"took {seconds:.1f} s"
    if outcome.is_unchanged:
        stands = f"nothing changed since run {outcome.run_id[:8]}: the published marts stand"
        return [stands, *lines, took]
    checks = _checks(settings, outcome.run_id)
    try:
        with connect_published(settings) as connection:
            lines += [*_newest(connection), *_on_record(connection)]
            if outcome.is_published:
                lines += _changes(connection, outcome.run_id, before)
    except WarehouseError as error:
        return [*lines, *checks, str(error), took]
    lines += checks
    if outcome.is_published:
        lines.append(f"published: {settings.published_path} and {settings.parquet_dir}")
    else:
        lines.append(f"not published; the last good marts stay in {settings.published_path}")
    return [*lines, took]


def published_counts(settings: Settings) -> dict[str, int]:
    """Rows of each published mart; empty if nothing is published that can be read."""
    if not settings.published_path.exists():
        return {}
    try:
        return {str(name): int(size) for name, size in query_published(settings, _COUNTS)[1]}
    except WarehouseError:
        return {}  # the run that is about to begin publishes it anew


def _newest(connection: Connection) -> list[str]:
    """The newest quarter in which every spender reported, and who is missing from the next."""
    _, found = query(connection, _FULL_QUARTER)
    if not found:
        return ["newest full quarter: none in which every spender reported"]
    [(quarter, value, reporting, expected, growth)] = found
    told = f"{quarter}: {millions(value)} USD million cash capex, {reporting} of {expected}"
    lines = [f"newest full quarter: {told}" + (f", yoy {percent(growth)}" if growth else "")]
    following = later(quarter)
    full = _column(connection, _SPENDERS, [quarter])
    there = _column(connection, _SPENDERS, [following])
    missing = ", ".join(name for name in full if name not in there)
    return [*lines, f"missing from {following}: {missing or 'nobody'}"]


def _on_record(connection: Connection) -> list[str]:
    """How much is refused and restated, and the companies of which nothing is published."""
    [(refused, rules)] = query(
        connection, "select count(*), count(distinct rule) from fct_refusals"
    )[1]
    [(restated,)] = query(connection, "select count(*) from fct_restatements")[1]
    lines = [
        f"refused: {refused:,} figures by {rules} rules: ledger show refusals",
        f"restated figures on record: {restated:,}: ledger show restatements",
    ]
    silent = _column(connection, _WITHOUT_FIGURES)
    return lines + ([f"no figures at hand: {', '.join(silent)}"] if silent else [])


def _changes(connection: Connection, run_id: str, before: dict[str, int]) -> list[str]:
    """Rows that the marts of facts gained, and cells that changed, by cause; the latter by name."""
    counts = {str(name): int(size) for name, size in query(connection, _COUNTS)[1]}
    grown = ", ".join(
        f"{name} {count - before.get(name, 0):+,}"
        for name, count in counts.items()
        if (name == "dim_filings" or name.startswith("fct_"))
        and not name.endswith(("_history", "_versions"))
        and count != before.get(name, 0)
    )
    _, changed = query(connection, _CHANGE_COUNTS, [run_id])
    told = ", ".join(
        f"{count:,} {change} ({cause}){_of(tickers)}" for change, cause, count, tickers in changed
    )
    lines = [
        f"new rows: {grown or 'none'}",
        f"changed cells: {told or 'none since the last publication'}",
    ]
    for table, key, old, new, known_before, known, cause in query(
        connection, _CHANGED_CELLS, [run_id]
    )[1]:
        after = "withdrawn" if new is None else f"{new:,}"
        moved = f"{old:,} -> {after}"
        if old == new:
            moved = (
                f"known since {known:%Y-%m-%d %H:%M}, before since {known_before:%Y-%m-%d %H:%M}"
            )
        lines.append(f"  {table} {key}: {moved} ({cause})")
    return [*lines, "  all of them: ledger show changes"] if len(lines) == 12 else lines


def _of(tickers: list[str] | None) -> str:
    if not tickers:
        return ""
    named = ", ".join(tickers) if len(tickers) <= _MOST_NAMED else f"{len(tickers)} companies"
    return f" of {named}"


def _column(connection: Connection, sql: str, parameters: Sequence[object] = ()) -> list[str]:
    return [str(row[0]) for row in query(connection, sql, parameters)[1]]


def _checks(settings: Settings, run_id: str) -> list[str]:
    """How many checks of a run passed, and each error or new warning with what it found."""
    from expectations import read_results  # noqa: PLC0415

    every = read_results(settings.quality_dir)
    results = every.filter(pl.col("run_id") == run_id)
    failed, known = quality.new_failures(results, every)
    lines = [
        f"checks: {quality.counts(results)}",
        *(
            f"  {row['severity']}: {row['table_name']} {row['check_name']}: {row['observed']}"
            for row in failed.iter_rows(named=True)
        ),
    ]
    if known:
        lines.append(f"  {known} warnings stood before this run: ledger show checks")
    return lines + quality.standing(settings)
