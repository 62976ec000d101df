"""How supplier revenue by segment looks in a terminal: the segments, and one segment's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from pipelines.cli.views.capex import as_of, at_instant, at_moment, millions, percent, titled
from pipelines.storage.connections import WarehouseError, connect_published

if TYPE_CHECKING:
    from rich.console import Group

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_SEGMENTS = """
    select
        revenue.segment_id,
        revenue.calendar_quarter,
        revenue.value_usd,
        revenue.value_usd_excluding_broad,
        revenue.companies_reporting,
        revenue.companies_expected,
        revenue.matched_yoy_pct,
        revenue.matched_companies,
        capture.ratio,
        capture.spenders_reporting,
        capture.spenders_expected
    from {revenue} as revenue
    left join {capture} as capture
        on capture.segment_id = revenue.segment_id
        and capture.calendar_quarter = revenue.calendar_quarter
        and capture.basis = 'cash'
    where revenue.calendar_quarter in (
        select distinct calendar_quarter from {revenue} order by 1 desc limit $quarters
    )
    order by revenue.segment_id, revenue.calendar_quarter
"""
_LINES = """
    with lines as (
        select * from {relation} where in_segment_total and segment_id = $segment_id
    )
    select
        ticker,
        line_name,
        calendar_quarter,
        value_usd,
        is_broad,
        counted_as <> 'line' as is_stand_in
    from lines
    where calendar_quarter in (
        select distinct calendar_quarter from lines
        where value_usd is not null order by 1 desc limit $quarters
    )
    order by ticker, line_name, calendar_quarter
"""


def segments(settings: Settings, quarters: int, moment: Instant | None = None) -> Group:
    """Revenue of each segment by calendar quarter, its panel, and its ratio to capex.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    sql = _SEGMENTS.format(
        revenue=at_moment("fct_segment_revenue", moment),
        capture=at_moment("fct_segment_capture", moment),
    )
    at = at_instant(moment)
    with connect_published(settings) as connection:
        found = connection.execute(sql, {"quarters": quarters} | at).fetchall()
        names = dict(
            connection.execute(
                "select distinct segment_id, segment_name from dim_segments"
            ).fetchall()
        )
    if moment is not None and not found:
        raise WarehouseError(f"no supplier revenue was known as of {moment.words}")
    table = Table()
    table.add_column("segment")
    table.add_column("quarter")
    for column in ("revenue", "without broad", "reporting", "yoy", "of capex"):
        table.add_column(column, justify="right")
    last = ""
    for row in found:
        segment_id = row[0]
        if last and segment_id != last:
            table.add_section()
        table.add_row(names[segment_id] if segment_id != last else "", *_segment_cells(row[1:]))
        last = segment_id
    notes = (
        "without broad: lines that are mostly AI only; yoy on the lines present in both quarters "
        "(how many companies); of capex: ratio to the spenders' cash capex, * where a spender is "
        "missing; revenue and capex are the same dollar seen twice: never add them"
    )
    title = f"Supplier revenue by segment, USD million, by calendar quarter{as_of(moment)}"
    return titled(title, table, notes)


def _segment_cells(row: tuple[Any, ...]) -> list[str]:
    quarter, value, narrow, reporting, expected, yoy, matched, ratio, spenders, all_spenders = row
    is_partial = ratio is not None and spenders < all_spenders
    return [
        quarter,
        millions(value),
        "" if narrow is None else millions(narrow),
        f"{reporting} of {expected}",
        "" if yoy is None else f"{percent(yoy)} ({matched})",
        "" if ratio is None else f"{ratio * 100:.1f} %{'*' if is_partial else ''}",
    ]


def segment_lines(
    settings: Settings, segment_id: str, quarters: int, moment: Instant | None = None
) -> Group:
    """The lines that count in one segment, companies down and calendar quarters across.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    relation = at_moment("fct_supplier_revenue", moment)
    at = at_instant(moment)
    with connect_published(settings) as connection:
        found = connection.execute(
            _LINES.format(relation=relation),
            {"segment_id": segment_id, "quarters": quarters} | at,
        ).fetchall()
    if moment is not None and not found:
        raise WarehouseError(f"no revenue of {segment_id} was known as of {moment.words}")
    columns = sorted({row[2] for row in found})
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for ticker, line_name, quarter, value, is_broad, is_stand_in in found:
        marks = ("~" if is_broad else "") + ("^" if is_stand_in else "")
        figure = "no rate" if value is None else millions(value)
        cells.setdefault((ticker, line_name), {})[quarter] = figure + marks
    table = Table()
    table.add_column("ticker")
    table.add_column("line")
    for column in columns:
        table.add_column(column, justify="right")
    for (ticker, line_name), figures in cells.items():
        table.add_row(ticker, line_name, *(figures.get(column, "") for column in columns))
    notes = "~ broad: much of it is not AI; ^ stands in for narrower lines that are not reported"
    return titled(f"Lines that count in {segment_id}, USD million{as_of(moment)}", table, notes)
