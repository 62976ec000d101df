"""Who spends how much, growing how fast: one basis at a time, and who is missing from a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from typing import Any

_THERE_IS = """
    select distinct spender_group, basis from fct_capex_totals
    order by spender_group, basis <> 'cash', basis
"""
# The members of the totals: what stands in no total is on the page of its company.
_CELLS = """
    select
        calendar_quarter, ticker, value_usd, currency, value, yoy_pct, growth_basis, is_restated,
        derivation, fiscal_year, fiscal_quarter, period_start, period_end, accession, known_from,
        lineage_id
    from fct_capex
    where spender_group = $spender_group and basis = $basis and is_in_panel
    order by calendar_quarter, ticker
"""
# Whom a total expects: on cash everyone from a day on, on a part of it those who ever stated it,
# on a headline basis those whose headline it is.
_TOTALS = """
    with expected as (
        select ticker, capex_expected_from
        from dim_companies
        where spender_group = $spender_group
          and case $basis
                when 'cash' then true
                when 'finance_lease_principal' then company_id in (
                    select company_id from fct_capex where basis = $basis and is_in_panel
                )
                else headline_basis = $basis
              end
    )
    select
        totals.calendar_quarter, totals.value_usd, totals.companies_reporting,
        totals.companies_expected, totals.matched_yoy_pct, totals.matched_companies,
        totals.lineage_id,
        (
            select string_agg(expected.ticker, ', ' order by expected.ticker)
            from expected
            where expected.capex_expected_from <= totals.calendar_quarter_end
              and expected.ticker not in (
                  select capex.ticker from fct_capex as capex
                  where capex.basis = totals.basis and capex.is_in_panel
                    and capex.calendar_quarter = totals.calendar_quarter
              )
        ) as missing
    from fct_capex_totals as totals
    where totals.spender_group = $spender_group and totals.basis = $basis
    order by totals.calendar_quarter
"""
_MEMBERS = "select ticker from dim_companies where spender_group = $spender_group"
_SPANS = {"8": 8, "12": 12, "20": 20, "all": 10_000}


@dataclass(frozen=True, slots=True)
class Spending:
    """What is drawn: the spending of one group on one basis.

    Attributes:
        group: whose spending.
        basis: what counts as spent.
        quarters: those shown, whether anything is stated of them or not.
        cells: a row a company and quarter.
        totals: a row a quarter.
        colours: of all companies of the group, so that a basis changes none.
    """

    group: str
    basis: str
    quarters: list[str]
    cells: pl.DataFrame
    totals: pl.DataFrame
    colours: dict[str, str]

    @property
    def note(self) -> str:
        """The line that says what is shown."""
        newest = self.totals.row(-1, named=True)
        return (
            f"Basis: {state.words(self.basis)}; USD; {self.group}s, "
            f"{newest['calendar_quarter']}: {_who(newest)}; {block.as_of()}"
        )

    def companies(self) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
        """Each company with its rows by quarter."""
        for (name,), rows in self.cells.group_by("ticker", maintain_order=True):
            yield str(name), {row["calendar_quarter"]: row for row in rows.iter_rows(named=True)}


def draw() -> None:
    """The spending of one group of spenders on one basis, and its growth."""
    there_is = data.rows(_THERE_IS)
    if there_is.is_empty():
        st.info("No total of capital expenditure is published.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        groups = there_is["spender_group"].unique(maintain_order=True).to_list()
        group = state.choice(
            "Spenders", groups, "spenders", default=groups[0], spoken=lambda each: f"{each}s"
        )
        bases = there_is.filter(pl.col("spender_group") == group)["basis"].to_list()
        basis = state.choice("Basis", bases, "basis", default=bases[0])
        span = state.choice("Quarters", list(_SPANS), "quarters", default="8")
    totals = data.rows(_TOTALS, spender_group=group, basis=basis)
    newest = totals.row(-1, named=True)
    quarters = charts.quarters_between(totals["calendar_quarter"][0], newest["calendar_quarter"])[
        -_SPANS[span] :
    ]
    is_shown = pl.col("calendar_quarter").is_in(quarters)
    spending = Spending(
        group,
        basis,
        quarters,
        data.rows(_CELLS, spender_group=group, basis=basis).filter(is_shown),
        totals.filter(is_shown),
        charts.colours(data.rows(_MEMBERS, spender_group=group)["ticker"]),
    )
    if newest["missing"]:
        st.warning(
            f"{newest['calendar_quarter']} is incomplete: {_who(newest)} report, "
            f"{newest['missing']} not yet. Its bar is hatched, and lower for that alone."
        )
    _amounts(spending)
    _growth(spending)


def _amounts(spending: Spending) -> None:
    by_quarter = {row["calendar_quarter"]: row for row in spending.totals.iter_rows(named=True)}
    found = dict(spending.companies())
    drawn = charts.figure(
        f"Capital expenditure of {spending.group}s",
        spending.note,
        unit="USD billion a quarter",
        entries=len(found) + 1,
    )
    points: list[Point] = []
    for name, rows in found.items():
        own = [
            Point(
                quarter,
                charts.billions(row["value_usd"]),
                _said(row),
                row["lineage_id"],
                f"{quarter} {name}",
                by_quarter[quarter]["missing"] is None,
            )
            for quarter, row in rows.items()
        ]
        drawn.add_trace(charts.bars(name, spending.colours[name], own))
        points += own
    sums = [
        Point(
            quarter,
            charts.billions(row["value_usd"]),
            _said_of_total(row),
            row["lineage_id"],
            f"{quarter} total, {_who(row)}",
            row["missing"] is None,
        )
        for quarter, row in by_quarter.items()
    ]
    is_labelled = len(spending.quarters) <= 12
    texts = [
        f"{point.y:,.1f}<br>{row['companies_reporting']} of {row['companies_expected'] or '?'}"
        for point, row in zip(sums, by_quarter.values(), strict=True)
    ]
    drawn.add_trace(charts.tops("Total", sums, texts if is_labelled else None))
    drawn.update_layout(barmode="stack")
    charts.quarter_axis(drawn, spending.quarters)
    block.chart(
        drawn,
        [*sums, *points],
        spending.cells,
        name="capex",
        note=spending.note,
        alt=f"Stacked bars of capital expenditure. {spending.note}",
    )


def _growth(spending: Spending) -> None:
    note = f"{spending.note}; matched: who reports in both years, on one definition"
    found = dict(spending.companies())
    drawn = charts.figure(
        "Growth over the same quarter a year before",
        note,
        unit="percent",
        height=300,
        entries=len(found) + 1,
    )
    points: list[Point] = []
    for number, (name, rows) in enumerate(found.items()):
        own = [_growth_point(name, quarter, rows.get(quarter)) for quarter in spending.quarters]
        drawn.add_trace(charts.line(name, spending.colours[name], own, number=number))
        points += own
    by_quarter = {row["calendar_quarter"]: row for row in spending.totals.iter_rows(named=True)}
    matched = [_matched_point(quarter, by_quarter.get(quarter)) for quarter in spending.quarters]
    drawn.add_trace(charts.line("Matched panel", charts.ground().ink, matched, width=3.5))
    points += matched
    if all(point.y is None for point in points):
        st.info(
            f"No growth on {state.words(spending.basis)} can be stated: no company of the group "
            "has the same quarter of two years on one definition."
        )
        return
    charts.quarter_axis(drawn, spending.quarters)
    block.chart(
        drawn,
        points,
        spending.totals,
        name="capex-growth",
        note=note,
        alt=f"Lines of growth. {note}",
    )


def _growth_point(name: str, quarter: str, row: dict[str, Any] | None) -> Point:
    if row is None or row["yoy_pct"] is None:
        return Point(quarter, None)
    footing = state.words(row["growth_basis"])
    return Point(
        quarter,
        row["yoy_pct"],
        f"{name} {quarter}: {charts.percent(row['yoy_pct'])}<br>{footing}",
        row["lineage_id"],
        f"{quarter} {name}",
    )


def _matched_point(quarter: str, row: dict[str, Any] | None) -> Point:
    if row is None or row["matched_yoy_pct"] is None:
        return Point(quarter, None)
    return Point(
        quarter,
        row["matched_yoy_pct"],
        f"{quarter}: {charts.percent(row['matched_yoy_pct'])}<br>"
        f"{row['matched_companies']} companies in both years",
        row["lineage_id"],
        f"{quarter} total, {_who(row)}",
        row["missing"] is None,
    )


def _who(total: dict[str, Any]) -> str:
    expected = total["companies_expected"]
    return f"{total['companies_reporting']} of {expected or 'unknown'} companies"


def _said(row: dict[str, Any]) -> str:
    restated = ", restated" if row["is_restated"] else ""
    return (
        f"{row['ticker']} {row['calendar_quarter']}: {charts.millions(row['value_usd'])}{restated}"
        f"<br>fiscal {row['fiscal_year']} Q{row['fiscal_quarter']}, to {row['period_end']}"
        f"<br>{charts.percent(row['yoy_pct'])} over the year before"
    )


def _said_of_total(row: dict[str, Any]) -> str:
    missing = f"<br>without {row['missing']}" if row["missing"] else ""
    value: Decimal = row["value_usd"]
    return f"{row['calendar_quarter']}: {charts.millions(value)}<br>{_who(row)}{missing}"


PAGE = Page("Spending", ":material/payments:", 10, draw)
