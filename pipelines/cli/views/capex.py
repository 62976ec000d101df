"""How results look in a terminal: tables of published marts and the summary of a run."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from pipelines.cli.output import cell
from pipelines.cli.views.quality import counts as check_counts
from pipelines.cli.views.quality import needing_somebody, standing
from pipelines.registry import load_registry
from pipelines.storage import tables
from pipelines.storage.connections import WarehouseError, connect_published, query, query_published

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.runtime.run import Outcome
    from pipelines.settings import Settings

_MILLION = Decimal(1_000_000)

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
_CHANGE_COUNTS = """
    select change, cause, count(*) from fct_changes where run_id = ? group by all order by all
"""
_CHANGED_CELLS = """
    select table_name, key, old_value, new_value, old_known_from, new_known_from, cause
    from fct_changes
    where run_id = ? and change <> 'new' order by table_name, key limit 10
"""
_COUNTS = "select table_name, estimated_size from duckdb_tables() where schema_name = 'marts'"


def at_moment(mart: str, moment: Instant | None) -> str:
    """A mart, or its table macro of what was known at a moment, whose parameter is `$ts`."""
    return mart if moment is None else f"{mart.removeprefix('fct_')}_as_of($ts)"


def at_instant(moment: Instant | None) -> dict[str, object]:
    """The parameter of `at_moment`'s macro; none where the mart itself is asked."""
    return {} if moment is None else {"ts": moment.at}


def as_of(moment: Instant | None) -> str:
    """What a title adds for a moment."""
    return "" if moment is None else f", as of {moment.words}"


def capex(
    settings: Settings,
    basis: str,
    tickers: Sequence[str],
    quarters: int,
    moment: Instant | None = None,
) -> Group:
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
    columns = list(dict.fromkeys(row[1] for row in cells))
    newest = sorted({row[0] for row in cells})[-quarters:]
    values = {(row[0], row[1]): millions(row[2]) + ("*" if row[3] else "") for row in cells}
    table = Table()
    table.add_column("quarter")
    for column in columns:
        table.add_column(column, justify="right")
    show_totals = not tickers
    if show_totals:
        table.add_column("total", justify="right", style="bold")
        table.add_column("reporting", justify="right")
        table.add_column("yoy", justify="right")
    for quarter in newest:
        row = [quarter, *(values.get((quarter, column), "") for column in columns)]
        if show_totals:
            # A quarter of which only part is published may have no total.
            total, reporting, expected, yoy = totals.get(quarter, (None, None, None, None))
            row += [
                millions(total),
                "" if reporting is None else f"{reporting} of {expected}",
                percent(yoy),
            ]
        table.add_row(*row)
    notes = "* restated since it was first reported"
    if show_totals:
        notes += "; total and yoy of the hyperscalers, yoy on those present in both quarters"
    title = f"Capital expenditure, {basis}, USD million, by calendar quarter{when}"
    return titled(title, table, notes)


def titled(title: str, table: Table, notes: str) -> Group:
    """A table under its title, with the notes that explain its marks."""
    return Group(Text(title, style="bold"), table, Text(notes, style="dim"))


def rows(columns: Sequence[str], found: Iterable[Sequence[Any]]) -> Table:
    """The result of any query."""
    table = Table()
    for column in columns:
        table.add_column(Text(cell(column)), overflow="fold")
    for row in found:
        table.add_row(*(Text(cell(value)) for value in row))
    return table


def summary(
    settings: Settings, outcome: Outcome, seconds: float, before: dict[str, int]
) -> list[str]:
    """What a run did, a line each: what is new, changed, refused, failed, and where it lies."""
    lines = []
    if outcome.is_unchanged:
        lines.append(f"nothing changed since run {outcome.run_id[:8]}: the published marts stand")
    lines += [f"mended: {sentence}" for sentence in outcome.mended]
    for failure in outcome.failures:
        lines.append(f"failed: {failure}")
    for reason in outcome.quarantined:
        lines.append(f"quarantined: {reason}")
    for sentence in outcome.withheld:
        lines.append(f"withheld: {sentence}")
    ignored = tables.not_followed(settings, load_registry(settings.registry_dir).company_by_id)
    if ignored:
        lines.append(
            f"not in the registry: {', '.join(ignored)}: the raw data is kept and not read"
        )
    checks = _checks(settings, outcome.run_id)
    try:
        counts, refused, silent = _published_facts(settings)
    except WarehouseError as error:
        return [*lines, *checks, str(error)]
    grown = {
        name: count - before.get(name, 0)
        for name, count in counts.items()
        if name.startswith(("fct_", "dim_", "lineage"))
        and not name.endswith("_history")
        and count != before.get(name, 0)
    }
    if not outcome.is_unchanged and outcome.is_published:
        lines.append(
            "new rows: "
            + (", ".join(f"{name} {count:+,}" for name, count in grown.items()) or "none")
        )
        lines += _changes(settings, outcome.run_id)
    lines.append(f"restated figures on record: {counts['fct_restatements']:,}")
    lines.append(
        "refused: " + (", ".join(f"{rule} {count:,}" for rule, count in refused) or "nothing")
    )
    if silent:
        lines.append(f"no figures at hand: {', '.join(silent)}")
    lines += checks
    if outcome.is_published:
        lines.append(f"published: {settings.published_path} and {settings.parquet_dir}")
    else:
        lines.append(f"not published; the last good marts stay in {settings.published_path}")
    lines.append(f"took {seconds:.1f} s")
    return lines


def _changes(settings: Settings, run_id: str) -> list[str]:
    """Cells that the run made new, changed or withdrew, by cause; the changed ones by name."""
    with connect_published(settings) as connection:
        _, counts = query(connection, _CHANGE_COUNTS, [run_id])
        _, cells = query(connection, _CHANGED_CELLS, [run_id])
    lines = ["changed cells: none since the last publication"]
    if counts:
        told = ", ".join(f"{count:,} {change} ({cause})" for change, cause, count in counts)
        lines = [f"changed cells: {told}"]
    for table, key, old, new, known_before, known, cause in cells:
        after = "withdrawn" if new is None else f"{new:,}"
        told = f"{old:,} -> {after}"
        if old == new:
            told = f"known since {known:%Y-%m-%d %H:%M}, before since {known_before:%Y-%m-%d %H:%M}"
        lines.append(f"  {table} {key}: {told} ({cause})")
    return lines


def published_counts(settings: Settings) -> dict[str, int]:
    """Rows of each published mart; empty if nothing is published that can be read."""
    if not settings.published_path.exists():
        return {}
    try:
        return {str(name): int(size) for name, size in query_published(settings, _COUNTS)[1]}
    except WarehouseError:
        return {}  # the run that is about to begin publishes it anew


def _published_facts(settings: Settings) -> tuple[dict[str, int], list[Any], list[str]]:
    """Rows of each mart, refusals by rule, and the companies without a filing."""
    with connect_published(settings) as connection:
        counts = {str(name): int(size) for name, size in query(connection, _COUNTS)[1]}
        _, refused = query(
            connection, "select rule, count(*) from fct_refusals group by rule order by rule"
        )
        _, silent = query(
            connection,
            "select ticker from dim_companies where company_id not in "
            "(select company_id from dim_filings where source <> 'company_statements') "
            "order by ticker",
        )
    return counts, refused, [str(row[0]) for row in silent]


def _checks(settings: Settings, run_id: str) -> list[str]:
    """How many checks of a run passed, and each that needs somebody, with what it found."""
    from expectations import read_results  # noqa: PLC0415

    results = read_results(settings.quality_dir, run_id)
    failed = needing_somebody(results)
    return [
        f"checks: {check_counts(results)}",
        *(
            f"  {row['severity']}: {row['table_name']} {row['check_name']}: {row['observed']}"
            for row in failed.iter_rows(named=True)
        ),
        *standing(settings),
    ]


def millions(value: Decimal | None) -> str:
    """An amount of dollars as tables show it; nothing where there is none."""
    return "" if value is None else f"{value / _MILLION:,.0f}"


def percent(change: float | None) -> str:
    """A change in percent as tables show it; nothing where there is none."""
    return "" if change is None else f"{change:+.1f} %"
