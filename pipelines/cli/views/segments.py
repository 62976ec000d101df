"""How supplier revenue by segment looks in a terminal: the segments, and one segment's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, at_instant, at_moment, millions, percent
from pipelines.registry.models import Tier
from pipelines.storage.connections import WarehouseError, connect_published, query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_SEGMENTS = """
    select
        revenue.segment_id,
        revenue.tier,
        revenue.calendar_quarter,
        revenue.value_usd,
        revenue.companies_reporting,
        revenue.companies_expected,
        revenue.matched_yoy_pct,
        revenue.matched_companies,
        revenue.matched_index,
        revenue.constant_panel_usd,
        revenue.constant_panel_companies,
        capture.ratio,
        capture.is_complete_panel
    from {revenue} as revenue
    left join {capture} as capture
        on capture.segment_id = revenue.segment_id
        and capture.tier = revenue.tier
        and capture.calendar_quarter = revenue.calendar_quarter
        and capture.basis = 'cash'
    where revenue.calendar_quarter in (
        select distinct calendar_quarter from {revenue} order by 1 desc limit $quarters
    )
    order by
        revenue.segment_id,
        list_position($tiers, revenue.tier),
        revenue.calendar_quarter
"""
_LINES = """
    with lines as (
        select * from {relation} where in_segment_total and segment_id = $segment_id
    )
    select
        ticker,
        line_name,
        tier,
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


def segments(settings: Settings, quarters: int, moment: Instant | None = None) -> Sheet:
    """Revenue of each tier by calendar quarter, its panels, and its ratio to capex.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    sql = _SEGMENTS.format(
        revenue=at_moment("fct_segment_revenue", moment),
        capture=at_moment("fct_segment_capture", moment),
    )
    with connect_published(settings) as connection:
        parameters = {"quarters": quarters, "tiers": list(get_args(Tier))} | at_instant(moment)
        exact = query(connection, sql, parameters)
        names = dict(
            query(connection, "select distinct segment_id, segment_name from dim_segments")[1]
        )
    if moment is not None and not exact[1]:
        raise WarehouseError(f"no supplier revenue was known as of {moment.words}")
    notes = (
        "one tier sells to the next: never add tiers; yoy on what both quarters state; index: "
        "chained from such changes; constant panel: the same companies (how many) in each quarter: "
        "chart these, not the revenue of whoever reports; of capex: ratio to the spenders' cash "
        "capex, * where a supplier or spender is missing; revenue and capex are the same dollar "
        "seen twice: never add them"
    )
    return Sheet(
        f"Supplier revenue by segment and tier, USD million, by calendar quarter{as_of(moment)}",
        (
            "segment", "tier", "quarter",
            "revenue:", "reporting:", "yoy:", "index:", "constant panel:", "of capex:",
        ),
        [[names[segment], tier, *_cells(cells)] for segment, tier, *cells in exact[1]],
        exact,
        notes,
        keys=3,
        groups=2,
    )  # fmt: skip


def _cells(row: Sequence[Any]) -> list[str]:
    (
        quarter, value, reporting, expected, yoy, matched, index, panel, members, ratio, is_complete
    ) = row  # fmt: skip
    return [
        quarter,
        "" if value is None else millions(value),
        f"{reporting} of {expected}",
        "" if yoy is None else f"{percent(yoy)} ({matched})",
        "" if index is None else f"{index:.1f}",
        "" if panel is None else f"{millions(panel)} ({members})",
        "" if ratio is None else f"{ratio * 100:.1f} %{'' if is_complete else '*'}",
    ]


def segment_lines(
    settings: Settings, segment_id: str, quarters: int, moment: Instant | None = None
) -> Sheet:
    """The lines that count in one segment, companies down and calendar quarters across.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    parameters: dict[str, object] = {"segment_id": segment_id, "quarters": quarters}
    exact = asked(settings, _LINES, moment, parameters, relation="fct_supplier_revenue")
    if moment is not None and not exact[1]:
        raise WarehouseError(f"no revenue of {segment_id} was known as of {moment.words}")
    columns = sorted({row[3] for row in exact[1]})
    cells: dict[tuple[str, str, str], dict[str, str]] = {}
    for ticker, line_name, tier, quarter, value, is_broad, is_stand_in in exact[1]:
        marks = ("~" if is_broad else "") + ("^" if is_stand_in else "")
        figure = "no rate" if value is None else millions(value)
        cells.setdefault((ticker, line_name, tier), {})[quarter] = figure + marks
    notes = (
        "~ broad: much of it is not AI; ^ contains narrower lines that were not all stated until"
        " then; blank: not stated (fct_refusals says so), and nothing stands in"
    )
    return Sheet(
        f"Lines that count in {segment_id}, USD million{as_of(moment)}",
        ("ticker", "line", "tier", *(f"{column}:" for column in columns)),
        [
            [*line, *(figures.get(column, "") for column in columns)]
            for line, figures in cells.items()
        ],
        exact,
        notes,
        keys=3,
    )
