"""Capital expenditure of a group of spenders on one basis, as known now or on a day.

Shared by the pages that draw it. What stands in no total is on the page of its company.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.publish.calendar_quarters import between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

# Rows of a history as they stood at an instant, or stand.
SHOWN = """
    shown_from <= coalesce($at, shown_from)
    and coalesce(shown_to > coalesce($at, timestamp 'infinity'), true)
"""
_CELLS = f"""
    select
        calendar_quarter, ticker, value_usd, currency, value, yoy_pct, growth_basis, is_restated,
        derivation, fiscal_year, fiscal_quarter, period_start, period_end, accession, known_from,
        lineage_id
    from fct_capex_history
    where spender_group = $spender_group and basis = $basis and is_in_panel and {SHOWN}
    order by calendar_quarter, ticker
"""  # noqa: S608
# Whom a total expects: on cash everyone from a day on, on a part of it those who ever stated it,
# on a headline basis those whose headline it is.
_TOTALS = f"""
    with cells as ({_CELLS}),
    expected as (
        select ticker, capex_expected_from
        from dim_companies
        where spender_group = $spender_group
          and case $basis
                when 'cash' then true
                when 'finance_lease_principal' then ticker in (select ticker from cells)
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
                  select cells.ticker from cells
                  where cells.calendar_quarter = totals.calendar_quarter
              )
        ) as missing
    from fct_capex_totals_history as totals
    where totals.spender_group = $spender_group and totals.basis = $basis and {SHOWN}
    order by totals.calendar_quarter
"""  # noqa: S608
_THERE_IS = """
    select distinct spender_group, basis from fct_capex_totals
    order by spender_group, basis <> 'cash', basis
"""
_MEMBERS = "select ticker from dim_companies where spender_group = $spender_group"


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
        at: what was known then; None for what is known now.
    """

    group: str
    basis: str
    quarters: list[str]
    cells: pl.DataFrame
    totals: pl.DataFrame
    colours: dict[str, str]
    at: dt.datetime | None = None

    @property
    def note(self) -> str:
        """The line that says what is shown."""
        newest = self.totals.row(-1, named=True)
        return (
            f"Basis: {state.words(self.basis)}; USD; {self.group}s, "
            f"{newest['calendar_quarter']}: {who(newest)}; {self.as_of}"
        )

    @property
    def as_of(self) -> str:
        """The day of the figures."""
        return block.as_of() if self.at is None else f"as known on {self.at:%Y-%m-%d}"

    @property
    def amounts(self) -> list[Decimal]:
        """The total of each quarter."""
        return self.totals["value_usd"].to_list()

    def companies(self) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
        """Each company with its rows by quarter."""
        for (name,), rows in self.cells.group_by("ticker", maintain_order=True):
            yield str(name), {row["calendar_quarter"]: row for row in rows.iter_rows(named=True)}


def there_is() -> dict[str, list[str]]:
    """The bases of each group that have a total, cash first."""
    found: dict[str, list[str]] = {}
    for group, basis in data.rows(_THERE_IS).iter_rows():
        found.setdefault(group, []).append(basis)
    return found


def choose(bases: dict[str, list[str]]) -> tuple[str, str]:
    """A group of spenders and one of its bases, by controls."""
    groups = list(bases)
    group = state.choice(
        "Spenders", groups, "spenders", default=groups[0], spoken=lambda each: f"{each}s"
    )
    return group, state.choice("Basis", bases[group], "basis", default=bases[group][0])


def read(
    group: str, basis: str, *, at: dt.datetime | None = None, quarters: list[str] | None = None
) -> Spending | None:
    """What was known at an instant, or is now; None if there was nothing.

    Args:
        group: whose spending.
        basis: what counts as spent.
        at: the instant (UTC).
        quarters: those to show; if none are given, all from the first that is known.
    """
    asked = {"spender_group": group, "basis": basis, "at": at}
    cells, totals = data.tables([_CELLS, _TOTALS], **asked)
    if quarters is not None:
        is_shown = pl.col("calendar_quarter").is_in(quarters)
        cells, totals = cells.filter(is_shown), totals.filter(is_shown)
    if totals.is_empty():
        return None
    found = totals["calendar_quarter"]
    members = data.rows(_MEMBERS, spender_group=group)["ticker"]
    return Spending(
        group,
        basis,
        quarters or between(found[0], found[-1]),
        cells,
        totals,
        charts.colours(members),
        at,
    )


def amounts(
    spending: Spending, name: str, *, title: str = "", highest: float | None = None
) -> None:
    """Bars by company that stand on each other, hatched where somebody is missing.

    Args:
        spending: what is drawn.
        name: of the chart.
        title: of the chart, in place of the usual one.
        highest: billions at the top of the axis, where two charts are to be compared.
    """
    by_quarter = {row["calendar_quarter"]: row for row in spending.totals.iter_rows(named=True)}
    found = dict(spending.companies())
    drawn = charts.figure(
        title or f"Capital expenditure of {spending.group}s",
        spending.note,
        unit="USD billion a quarter",
    )
    points: list[Point] = []
    for ticker, rows in found.items():
        own = [
            Point(
                quarter,
                charts.billions(row["value_usd"]),
                _said(row),
                row["lineage_id"],
                f"{quarter} {ticker}",
                by_quarter[quarter]["missing"] is None,
            )
            for quarter, row in rows.items()
        ]
        drawn.add_trace(charts.bars(ticker, spending.colours[ticker], own))
        points += own
    sums = [
        Point(
            quarter,
            charts.billions(row["value_usd"]),
            _said_of_total(row),
            # The operands of a total are published of what is known now.
            row["lineage_id"] if spending.at is None else None,
            f"{quarter} total, {who(row)}",
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
    if highest is not None:
        drawn.update_yaxes(range=[0, highest * 1.15])
    charts.quarter_axis(drawn, spending.quarters)
    block.chart(
        drawn,
        [*sums, *points],
        spending.cells,
        name=name,
        note=spending.note,
        alt=f"Stacked bars of capital expenditure. {spending.note}",
    )


def who(total: dict[str, Any]) -> str:
    """How many report, of how many."""
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
    return f"{row['calendar_quarter']}: {charts.millions(row['value_usd'])}<br>{who(row)}{missing}"
