"""One company: its series side by side, what it restated, who its customers are, its filings."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.calendar_quarters import between
from pipelines.publish.palette import PALETTE

_COMPANIES = """
    select company_id, ticker, company_name, role, country, fiscal_year_end, reporting_currency
    from dim_companies
    where company_id in (select company_id from fct_supplier_revenue)
       or company_id in (select company_id from fct_capex)
    order by role = 'supplier', ticker
"""
# Capital expenditure by basis and revenue by line, each a series of its own.
_SERIES = """
    select
        'capex, ' || replace(basis, '_', ' ') as series, 0 as place, basis = 'cash' as is_first,
        calendar_quarter, value, currency, value_usd, yoy_pct, is_restated, is_series_break,
        derivation, fiscal_year, fiscal_quarter, period_start, period_end, accession, known_from,
        lineage_id
    from fct_capex where company_id = $company_id
    union all by name
    select
        line_name as series, 1 + (scope <> 'total_company')::integer as place,
        scope = 'total_company' as is_first,
        calendar_quarter, value, currency, value_usd, yoy_pct, is_restated, is_series_break,
        derivation, fiscal_year, fiscal_quarter, period_start, period_end, accession, known_from,
        lineage_id
    from fct_supplier_revenue where company_id = $company_id
    order by place, series, period_end
"""
_RESTATED = """
    select
        metric_id, basis, period_kind, fiscal_year, fiscal_quarter, period_end, old_usd, new_usd,
        delta_pct, change_cause, known_from, filings.url as new_filing
    from fct_restatements as restated
    left join (select accession, any_value(url) as url from dim_filings group by accession)
        as filings on filings.accession = restated.new_accession
    where company_id = $company_id
    order by known_from desc, period_end
"""
_CUSTOMERS = """
    select
        period_end, coalesce(customer_label, customer) as customer, benchmark, share_pct,
        known_from, filings.url as filing
    from fct_customer_concentration as shares
    left join (select accession, any_value(url) as url from dim_filings group by accession)
        as filings using (accession)
    where company_id = $company_id
    order by period_end desc, share_pct desc
"""
_FILINGS = """
    select filed_date, form, period_end, accession, url as filing, document_url as document
    from dim_filings where company_id = $company_id order by filed_date desc nulls last
"""
_REFUSED = """
    select key as missing, rule, reason, action from fct_refusals
    where company_id = $company_id order by table_name, key
"""
# Each answers with a sentence where there is nothing.
_RECORDS = {
    "Restatements": (_RESTATED, "No figure of {} was restated."),
    "Customers": (_CUSTOMERS, "{} names no major customer in what was read."),
    "Filings": (_FILINGS, "No filing of {} is known."),
    "Refused": (_REFUSED, "Nothing of {} is refused."),
}
_SPANS = {"8": 8, "12": 12, "20": 20, "all": 10_000}


def draw() -> None:
    """The series of a company, and what is on record of it."""
    companies = data.rows(_COMPANIES)
    if companies.is_empty():
        st.info("No company has a published figure.")
        return
    by_id = {row["company_id"]: row for row in companies.iter_rows(named=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        company_id = state.choice(
            "Company",
            list(by_id),
            "company",
            default=next(iter(by_id)),
            spoken=lambda each: f"{by_id[each]['ticker']} {by_id[each]['company_name']}",
        )
        span = state.choice("Quarters", list(_SPANS), "quarters", default="12")
    company = by_id[company_id]
    rows = data.rows(_SERIES, company_id=company_id)
    names = rows["series"].unique(maintain_order=True).to_list()
    first = rows.filter("is_first")["series"].unique(maintain_order=True).to_list() or names[:1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = state.choices("Series", names, "series", default=first, spoken=str)
        currencies = [each for each in rows["currency"].unique().to_list() if each != "USD"]
        is_usd = not currencies or (
            state.choice("Currency", ["USD", "as filed"], "currency", default="USD") == "USD"
        )
    if not chosen:
        st.info("Choose a series above.")
        return
    _chart(company, rows.filter(pl.col("series").is_in(chosen)), chosen, _SPANS[span], is_usd)
    _records(company)


def _chart(
    company: dict[str, Any], rows: pl.DataFrame, names: list[str], span: int, is_usd: bool
) -> None:
    found = rows["calendar_quarter"]
    quarters = between(str(found.min()), str(found.max()))[-span:]
    rows = rows.filter(pl.col("calendar_quarter").is_in(quarters))
    held = ", ".join(rows["currency"].unique().sort())
    currency = "USD" if is_usd else held
    rates = ", at average rates" if is_usd and held != "USD" else ""
    note = (
        f"{'; '.join(names)}; {currency}{rates}; one company; revenue and capex are "
        f"never added; ringed: restated; {block.as_of()}"
    )
    drawn = charts.figure(
        f"{company['ticker']} by calendar quarter",
        note,
        unit=f"{currency} billion a quarter",
    )
    colours = dict(zip(names, (PALETTE * len(names)), strict=False))
    points: list[Point] = []
    for number, name in enumerate(names):
        own = _points(name, rows.filter(pl.col("series") == name), quarters, is_usd)
        drawn.add_trace(charts.line(name, colours[name], own, number=number))
        points += own
    restated = rows.filter("is_restated")
    if not restated.is_empty():
        drawn.add_trace(_rings(restated, is_usd))
    charts.quarter_axis(drawn, quarters)
    block.chart(drawn, points, rows, name="company", note=note, alt=f"Lines by series. {note}")


def _points(name: str, rows: pl.DataFrame, quarters: list[str], is_usd: bool) -> list[Point]:
    """A point a quarter; a break of the series ends a line."""
    by_quarter = {row["calendar_quarter"]: row for row in rows.iter_rows(named=True)}
    points: list[Point] = []
    for quarter in quarters:
        row = by_quarter.get(quarter)
        value = None if row is None else row["value_usd" if is_usd else "value"]
        if row is None or value is None:
            points.append(Point(quarter, None))
            continue
        if row["is_series_break"]:
            points.append(Point(quarter, None))
        said = (
            f"{name} {quarter}: {value / 1_000_000:,.0f} million "
            f"{'USD' if is_usd else row['currency']}"
            f"<br>fiscal {row['fiscal_year']} Q{row['fiscal_quarter']}, to {row['period_end']}"
            f"<br>{charts.percent(row['yoy_pct'])} over the year before"
            f"<br>{'restated' if row['is_restated'] else 'as first reported'}"
            f"{', the definition changed here' if row['is_series_break'] else ''}"
        )
        points.append(
            Point(quarter, charts.billions(value), said, row["lineage_id"], f"{quarter} {name}")
        )
    return points


def _rings(restated: pl.DataFrame, is_usd: bool) -> Any:
    column = "value_usd" if is_usd else "value"
    return charts.rings(
        "restated",
        [
            Point(row["calendar_quarter"], charts.billions(row[column]))
            for row in restated.iter_rows(named=True)
        ],
    )


def _records(company: dict[str, Any]) -> None:
    """What is on record of the company, a table each."""
    kind = state.choice("On record", list(_RECORDS), "record", default="Restatements")
    sql, nothing = _RECORDS[kind]
    rows = data.rows(sql, company_id=company["company_id"])
    if rows.is_empty():
        st.info(nothing.format(company["company_name"]))
        return
    block.table(rows, name=f"{company['ticker']}-{kind.lower()}", note=f"{kind}; {block.as_of()}")


PAGE = Page("Company", ":material/domain:", 30, draw)
