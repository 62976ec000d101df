"""How the size of the market looks in a terminal: cases, both sides, and what assumptions do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, millions, percent
from pipelines.cli.views.trend import trend
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_TOTALS = "select * from {totals} order by calendar_quarter, market_case"
_SEGMENTS = """
    select * from {market} where market_case = 'base' order by segment_id, calendar_quarter
"""
_SENSITIVITY = """
    select * from fct_market_sensitivity
    order by touches, greatest(abs(at_low_pct), abs(at_high_pct)) desc nulls last, assumption_id
"""
_CASES = ("low", "base", "high")
_SPENDING = {
    "filed": "filed",
    "guidance": "guided",
    "guidance_and_forecast": "part guided",
    "forecast": "forecast",
}


def market(settings: Settings, quarters: int, moment: Instant | None = None) -> Sheet:
    """What builders spend on the four segments by case, and the suppliers' side of it.

    Args:
        settings: where the marts are.
        quarters: how many of the newest filed quarters, before those ahead.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known.
    """
    names, found = asked(settings, _TOTALS, moment, {}, totals="fct_compute_market_totals")
    totals = _kept(names, found, quarters, moment)
    part_names, parts = asked(settings, _SEGMENTS, moment, {}, market="fct_compute_market")
    shown = sorted({row["calendar_quarter"] for row in totals})
    by_case = {case: [row for row in totals if row["market_case"] == case] for case in _CASES}
    rows = [["spending is", "", *(_SPENDING[row["method"]] for row in by_case["base"])]]
    for case in _CASES:
        rows.append(_line(f"{case} case", [row["value_usd"] for row in by_case[case]]))
    segments = [dict(zip(part_names, row, strict=True)) for row in parts]
    for segment_id in dict.fromkeys(row["segment_id"] for row in segments):
        own = [
            row["value_usd"]
            for row in segments
            if row["segment_id"] == segment_id and row["calendar_quarter"] in shown
        ]
        rows.append(_line(f"  {segment_id.replace('_', ' ')}", own))
    base = by_case["base"]
    rows.append(["yoy, base", "", *(percent(row["yoy_pct"]) for row in base)])
    rows.append(_line("four quarters, base", [row["trailing_four_quarters_usd"] for row in base]))
    rows.append(_line("capex of the five", [row["capex_usd"] for row in base]))
    rows.append(_line("suppliers' side", [row["suppliers_usd"] for row in base]))
    rows.append(["  to the base case", "", *(percent(row["suppliers_difference_pct"])
                                            for row in base)])  # fmt: skip
    return Sheet(
        f"Size of the market, an estimate, by calendar quarter{as_of(moment)}",
        ["figure", "trend:", *(f"{quarter}:" for quarter in shown)],
        rows,
        (names, [tuple(row.values()) for row in totals]),
        "USD million: what builders of data centers spend on core compute, interconnect, physical "
        "connectivity, thermal and power; from cash capex and assumptions (`ledger show market "
        "--assumptions`); segments of the base case; suppliers' side: revenue of a tier of each "
        "segment over the share of it that is assumed; cases never add"
        + ("" if moment is None else "; what is assumed is what is assumed today")
        + "".join(
            f"; {row['calendar_quarter']}: {row['missing_reason']}"
            for row in base
            if row["missing_reason"] and row["method"] == "filed"
        ),
        keys=1,
    )


def sensitivity(settings: Settings) -> Sheet:
    """Each assumption with its range, and what either end does to the base case.

    Raises:
        WarehouseError: nothing is published yet, or the registry assumes nothing.
    """
    names, found = asked(settings, _SENSITIVITY, None, {})
    if not found:
        raise WarehouseError("nothing is assumed: pipelines/registry/assumptions.yml has no entry")
    every = [dict(zip(names, row, strict=True)) for row in found]
    rows = [
        [
            row["assumption_id"],
            f"{row['base_value']:.2f}",
            f"{row['low_value']:.2f} to {row['high_value']:.2f}",
            _touched(row),
            millions(row["base_usd"]),
            percent(row["at_low_pct"]),
            percent(row["at_high_pct"]),
        ]
        for row in every
    ]
    return Sheet(
        "What is assumed of the market, and what either end does",
        ("assumption", "value:", "range:", "touches", "base:", "at low:", "at high:"),
        rows,
        (names, found),
        "USD million; all others as in the base case; reasons and sources: --format csv; to change "
        "one: pipelines/registry/assumptions.yml, or compute_market_if(map {'id': value}) in SQL",
        keys=1,
    )


def _touched(row: dict[str, Any]) -> str:
    what = {"value_usd": "all segments", "check_usd": f"check of {row['segment_id']}"}
    first, last = row["first_quarter"], row["last_quarter"]
    span = first if first == last else f"{first} to {last}"
    return f"{what.get(row['touches'], row['segment_id'])}, {span}"


def _line(name: str, values: Sequence[Any]) -> list[str]:
    return [name, trend(list(values)), *(millions(each) for each in values)]


def _kept(
    names: Sequence[str], found: Sequence[Sequence[Any]], quarters: int, moment: Instant | None
) -> list[dict[str, Any]]:
    """The rows of the newest filed quarters and of those ahead."""
    rows = [dict(zip(names, row, strict=True)) for row in found]
    if not rows:
        raise WarehouseError(f"the size of the market is not estimated{as_of(moment)}")
    filed = sorted({row["calendar_quarter"] for row in rows if row["method"] == "filed"})
    first = filed[-quarters:][0] if filed else ""
    return [row for row in rows if row["calendar_quarter"] >= first]
