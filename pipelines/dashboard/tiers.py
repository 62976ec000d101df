"""Tiers of a segment side by side, never added, as known now or on a day.

Shared by the pages that draw them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data
from pipelines.dashboard.capex import SHOWN
from pipelines.dashboard.charts import Point
from pipelines.registry.models import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

_SEGMENTS = "select distinct segment_id, segment_name from dim_segments order by segment_id"
_TIERS = f"""
    select * exclude (shown_from, shown_to)
    from fct_segment_revenue_history
    where segment_id = $segment_id and {SHOWN}
    order by calendar_quarter, tier
"""  # noqa: S608
# A panel that changes by more than a quarter of itself, with what each company has to do with it
# that counts on the same lines throughout: the panel follows others on lines of their own.
_JUMPS = """
    with charted as (
        select
            tier, calendar_quarter,
            case when $is_narrow then constant_panel_usd_excluding_broad else constant_panel_usd end
                as usd,
            string_split(
                case when $is_narrow then constant_panel_tickers_excluding_broad
                    else constant_panel_tickers end,
                ', '
            ) as tickers
        from fct_segment_revenue
        where segment_id = $segment_id
    ),
    panels as (
        select
            tier, calendar_quarter, usd, tickers,
            lag(usd) over history as usd_before,
            lag(calendar_quarter) over history as quarter_before
        from charted
        where usd is not null
        window history as (partition by tier order by calendar_quarter)
    ),
    revenue as (
        select
            tier, ticker, calendar_quarter, sum(value_usd) as usd,
            list(revenue_line_id order by revenue_line_id) as counted
        from fct_supplier_revenue
        where segment_id = $segment_id and in_segment_total and not ($is_narrow and is_broad)
        group by all
    ),
    steady as (
        select tier, ticker
        from revenue
        inner join panels using (tier, calendar_quarter)
        group by all
        having count(distinct counted) = 1
    ),
    moves as (
        select
            now.tier, now.calendar_quarter, now.ticker,
            before.calendar_quarter as quarter_before, now.usd - before.usd as usd
        from revenue as now
        inner join revenue as before using (tier, ticker)
        semi join steady using (tier, ticker)
    )
    select
        panels.tier, panels.calendar_quarter, panels.tickers,
        100 * (panels.usd / panels.usd_before - 1) as change_pct,
        panels.usd - panels.usd_before as change_usd,
        list(moves.ticker order by abs(moves.usd) desc) filter (moves.usd is not null) as steady,
        list(moves.usd order by abs(moves.usd) desc) filter (moves.usd is not null) as moves
    from panels
    left join moves
        on moves.tier = panels.tier
        and moves.calendar_quarter = panels.calendar_quarter
        and moves.quarter_before = panels.quarter_before
        and list_contains(panels.tickers, moves.ticker)
    where abs(panels.usd / panels.usd_before - 1) > 0.25
    group by all
    order by panels.tier, panels.calendar_quarter
"""
_SHOWN_BILLIONS = 0.005
# In the order in which they sell to each other.
ORDER: tuple[str, ...] = get_args(Tier)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked at: a segment in some quarters, and its rows.

    Attributes:
        segment_id: of the segment.
        name: what it is called.
        quarters: those shown, whether anything is stated of them or not.
        tiers: a row a tier and quarter.
        is_narrow: whether broad lines are left out.
        at: what was known then; None for what is known now.
    """

    segment_id: str
    name: str
    quarters: list[str]
    tiers: pl.DataFrame
    is_narrow: bool = False
    at: dt.datetime | None = None

    def column(self, name: str) -> str:
        """The column of that measure for the lines that are looked at."""
        return f"{name}_excluding_broad" if self.is_narrow else name

    def of(self, row: dict[str, Any], name: str) -> Any:
        """That measure of a row."""
        return row[self.column(name)]

    @property
    def breadth(self) -> str:
        """Which lines are counted, in words."""
        return "without broad lines" if self.is_narrow else "with broad lines"

    @property
    def as_of(self) -> str:
        """The day of the figures."""
        return block.as_of() if self.at is None else f"as known on {self.at:%Y-%m-%d}"


def segments() -> dict[str, str]:
    """The segments."""
    return dict(data.rows(_SEGMENTS).iter_rows())


def read(segment_id: str, at: dt.datetime | None = None) -> pl.DataFrame:
    """A row a tier and quarter, as known at an instant (UTC), or now."""
    return data.rows(_TIERS, segment_id=segment_id, at=at)


def by_tier(tiers: pl.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows by tier, in the order of the chain, and quarter."""
    there_is = [tier for tier in ORDER if tier in tiers["tier"]]
    return {
        tier: {
            row["calendar_quarter"]: row
            for row in tiers.filter(pl.col("tier") == tier).iter_rows(named=True)
        }
        for tier in there_is
    }


def of(row: dict[str, Any]) -> str:
    """How many report, of how many."""
    return f"{row['companies_reporting']} of {row['companies_expected']} companies"


def reporting(row: dict[str, Any]) -> tuple[str, bool]:
    """How many report, and whether all that are expected do."""
    return of(row), row["companies_reporting"] == row["companies_expected"]


def without(row: dict[str, Any]) -> str:
    """How many report, and who does not."""
    return f"{of(row)}<br>without {row['tickers_missing'] or 'nobody'}"


def panel(tiers: pl.DataFrame) -> str:
    """How many report of each tier in its newest quarter."""
    newest = {tier: list(rows.values())[-1] for tier, rows in by_tier(tiers).items()}
    told = (f"{tier} {row['calendar_quarter']} {of(row)}" for tier, row in newest.items())
    return "; ".join(told)


def lines_of_tiers(
    name: str,
    chosen: Chosen,
    *,
    title: str,
    unit: str,
    what: str,
    value: Callable[[dict[str, Any]], float | None],
    said: Callable[[dict[str, Any]], str],
    missing: str,
    who: Callable[[dict[str, Any]], tuple[str, bool]] = reporting,
    is_level: bool = False,
    highest: float | None = None,
) -> None:
    """A line a tier; open where not all that are expected report.

    Args:
        name: of the chart.
        chosen: what is drawn.
        title: of the chart.
        unit: of its axis.
        what: is measured, for the line that says what is shown.
        value: of a row.
        said: of a row, at its point.
        missing: the sentence where nothing can be drawn.
        who: stands behind a row, and whether that is everyone who should.
        is_level: whether heights compare, so that the axis begins at zero.
        highest: value at the top of the axis, where two charts are to be compared.
    """
    tiers = chosen.tiers
    every = by_tier(tiers)
    found = {
        tier: rows
        for tier, rows in every.items()
        if any(value(row) is not None for row in rows.values())
    }
    newest = {tier: list(rows.values())[-1] for tier, rows in found.items()}
    told = [f"{tier} {row['calendar_quarter']} {who(row)[0]}" for tier, row in newest.items()]
    told += [f"{tier}: none can be made" for tier in every if tier not in found]
    is_partial = not all(who(row)[1] for row in tiers.iter_rows(named=True))
    note = (
        f"{what}; USD; {'open: not all expected report; ' if is_partial else ''}{'; '.join(told)}; "
        f"tiers sell to each other and are never added; {chosen.as_of}"
    )
    drawn_from = min(
        (
            quarter
            for rows in found.values()
            for quarter, row in rows.items()
            if value(row) is not None
        ),
        default="",
    )
    # Where two charts are compared, they have the same places.
    quarters = [each for each in chosen.quarters if highest is not None or each >= drawn_from]
    colours = charts.colours(ORDER)
    drawn = charts.figure(title, note, unit=unit)
    points: list[Point] = []
    for number, (tier, rows) in enumerate(found.items()):
        own = [
            Point(quarter, None)
            if (row := rows.get(quarter)) is None or value(row) is None
            else Point(
                quarter,
                value(row),
                f"{tier} {quarter}: {said(row)}",
                # The operands of a total are published of what is known now.
                row["lineage_id"] if chosen.at is None else None,
                f"{quarter} {tier}, {who(row)[0]}",
                who(row)[1],
            )
            for quarter in quarters
        ]
        if any(point.y is not None for point in own):
            drawn.add_trace(charts.line(tier, colours[tier], own, number=number))
            points += own
    if not points:
        st.info(missing)
        return
    if is_level:
        drawn.update_yaxes(rangemode="tozero")
    if highest is not None:
        drawn.update_yaxes(range=[0, highest * 1.1])
    # The name of a tier that stands alone is told too.
    drawn.update_layout(showlegend=True)
    charts.quarter_axis(drawn, quarters)
    block.chart(drawn, points, tiers, name=name, note=note, alt=f"Lines by tier. {note}")


def index(
    chosen: Chosen, name: str = "index", *, title: str = "", highest: float | None = None
) -> None:
    """The matched index of each tier; name, title and highest as in `lines_of_tiers`."""
    lines_of_tiers(
        name,
        chosen,
        title=title or f"{chosen.name}: what the same companies received, chained",
        unit="index, 100 at the first quarter with three companies",
        what=(
            "Matched index: each quarter compares who reports in it and in the one before, "
            f"{chosen.breadth}"
        ),
        value=lambda row: chosen.of(row, "matched_index"),
        said=lambda row: (
            f"{chosen.of(row, 'matched_index'):,.1f}<br>"
            f"{chosen.of(row, 'matched_index_companies') or 'no'} companies in the link to the "
            f"quarter before<br>{without(row)}"
        ),
        is_level=True,
        missing=f"No tier of {chosen.name} has two companies that report in neighbouring quarters.",
        highest=highest,
    )


def constant(
    chosen: Chosen, name: str = "constant-panel", *, title: str = "", highest: float | None = None
) -> None:
    """The constant panel of each tier; name, title and highest as in `lines_of_tiers`."""
    inside = chosen.tiers.filter(pl.col(chosen.column("constant_panel_usd")).is_not_null())
    shown = [quarter for quarter in chosen.quarters if quarter in set(inside["calendar_quarter"])]
    members = "; ".join(
        f"{tier}: {chosen.of(next(iter(rows.values())), 'constant_panel_tickers')}"
        for tier, rows in by_tier(inside).items()
    )
    lines_of_tiers(
        name,
        # Where two charts are compared, they have the same places.
        replace(chosen, quarters=shown if highest is None else chosen.quarters, tiers=inside)
        if shown
        else chosen,
        title=title or f"{chosen.name}: revenue of constant panels",
        unit="USD billion a quarter",
        what=(
            "Constant panel: who reports on one definition in each of eight quarters, "
            f"{chosen.breadth}"
        ),
        value=lambda row: charts.billions(chosen.of(row, "constant_panel_usd")),
        said=lambda row: (
            f"{charts.millions(chosen.of(row, 'constant_panel_usd'))}<br>"
            f"constant panel of {chosen.of(row, 'constant_panel_companies')}: "
            f"{chosen.of(row, 'constant_panel_tickers')}"
        ),
        # All of a panel report, whoever else is expected in the tier.
        who=lambda row: (
            f"a panel of {chosen.of(row, 'constant_panel_companies') or 'none'}",
            True,
        ),
        is_level=True,
        missing=f"No company of {chosen.name} reports on one definition in eight quarters.",
        highest=highest,
    )
    if members:
        st.caption(f"In the panels: {members}.")
    if shown and chosen.at is None:
        _jumps(chosen)


def _jumps(chosen: Chosen) -> None:
    """Who stands behind each change of a panel by more than a quarter."""
    jumps = data.rows(_JUMPS, segment_id=chosen.segment_id, is_narrow=chosen.is_narrow).filter(
        pl.col("calendar_quarter").is_in(chosen.quarters)
    )
    for jump in jumps.iter_rows(named=True):
        steady, moves = jump["steady"] or [], jump["moves"] or []
        told = [f"{each} {usd / 10**9:+,.2f}" for each, usd in zip(steady, moves, strict=True)]
        # Others are followed on a line in place of those that count, and the rest is theirs.
        others = " and ".join(each for each in jump["tickers"] if each not in steady)
        rest = (jump["change_usd"] - sum(moves)) / 10**9
        if others or abs(rest) >= _SHOWN_BILLIONS:
            told.append(
                f"the rest, {others or 'on lines in place of those that count'} {rest:+,.2f}"
            )
        st.caption(
            f"{jump['tier']} {jump['calendar_quarter']}, {charts.percent(jump['change_pct'])} over "
            f"the quarter before: {', '.join(told)} USD billion."
        )
