"""Whether to believe it: checks, what was refused, how old each source is, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

# The results of the run that checked last.
_CHECKS = """
    select
        stage, table_name, check_name, severity, scope,
        case when passed then 'passed' when is_acknowledged then 'acknowledged'
             else severity end as outcome,
        expected, observed, ran_at
    from quality_results
    where run_id = (select arg_max(run_id, ran_at) from quality_results)
    order by passed, is_acknowledged, severity, table_name, check_name
"""
_REFUSALS = """
    select rule, ticker, key as missing, reason, action, accession
    from fct_refusals order by rule, ticker, key
"""
# The newest record of each source, and of each company.
_AGES = """
    select source as source_or_company, 'filings' as of_what, max(filed_date) as newest
    from dim_filings group by source
    union all
    select 'taiwan_monthly_revenue', 'months', max(month_end) from fct_monthly_revenue
    union all
    select ticker, 'quarters', max(period_end) from (
        select ticker, period_end from fct_supplier_revenue
        union all select ticker, period_end from fct_capex
    ) group by ticker
    order by of_what = 'quarters', newest
"""
_CHANGES = """
    select
        changed_at, table_name, key, column_name, change, old_value, new_value, cause, ticker,
        accession
    from fct_changes order by changed_at desc, change, table_name, key, column_name limit 1000
"""
_STAGES = ("raw", "normalized", "warehouse", "marts")
_OUTCOMES = ("passed", "acknowledged", "warning", "error")


def draw() -> None:
    """One of the four, by choice."""
    _VIEWS[state.choice("Show", list(_VIEWS), "show", default="checks")]()


def _checks() -> None:
    rows = data.rows(_CHECKS)
    if rows.is_empty():
        st.info("No results of checks are published.")
        return
    count = {each: rows.filter(outcome=each).height for each in _OUTCOMES}
    note = f"{rows.height} checks of the newest run: " + ", ".join(
        f"{number} {each}" for each, number in count.items()
    )
    stages = [stage for stage in _STAGES if stage in rows["stage"]]
    drawn = charts.figure("Checks by stage", f"{note}; {block.as_of()}", unit="checks", height=260)
    for outcome, colour in zip(_OUTCOMES, charts.OUTCOME_COLOURS, strict=True):
        found = [rows.filter(stage=stage, outcome=outcome).height for stage in stages]
        points = [
            Point(stage, number, f"{stage}: {number} {outcome}")
            for stage, number in zip(stages, found, strict=True)
        ]
        drawn.add_trace(charts.bars(outcome, colour, points))
    drawn.update_layout(barmode="stack")
    block.chart(drawn, [], rows, name="checks", note=note, alt=f"Stacked bars. {note}")
    failed = rows.filter(pl.col("outcome") != "passed")
    if failed.is_empty():
        st.success("Every check of the newest run passed.")
        return
    st.markdown("**Not passed**: what is acknowledged was reviewed by a person, row by row.")
    block.table(failed, name="not-passed", note=note)


def _refusals() -> None:
    rows = data.rows(_REFUSALS)
    if rows.is_empty():
        st.info("Nothing is refused.")
        return
    by_rule = rows.group_by("rule").agg(
        pl.len().alias("rows"), pl.col("ticker").n_unique().alias("companies")
    )
    by_rule = by_rule.sort("rows", "rule")
    note = f"{rows.height:,} figures that the rules do not state, by rule; {block.as_of()}"
    said = [
        f"{state.words(rule)}: {number} of {companies} companies"
        for rule, number, companies in by_rule.iter_rows()
    ]
    _across("What is refused", note, by_rule["rule"].to_list(), by_rule["rows"].to_list(), said)
    rules = ["every rule", *by_rule["rule"].reverse()]
    rule = state.choice("Rule", rules, "rule", default=rules[0])
    block.table(rows if rule == rules[0] else rows.filter(rule=rule), name="refusals", note=note)


def _ages() -> None:
    rows = data.rows(_AGES)
    if rows.is_empty():
        st.info("Nothing is published whose age could be told.")
        return
    today = data.published_at().date()
    aged = rows.with_columns(days=(pl.lit(today) - pl.col("newest")).dt.total_days())
    sources = aged.filter(pl.col("of_what") != "quarters").sort("days", descending=False)
    note = (
        "Days from the newest record of a source to the publication; recorded data is as old as "
        f"it was recorded; {block.as_of()}"
    )
    said = [f"newest: {newest}" for newest in sources["newest"]]
    _across(
        "How old the newest record of each source is",
        note,
        [state.words(each) for each in sources["source_or_company"]],
        sources["days"].to_list(),
        said,
    )
    st.markdown("**Companies**: the end of the newest quarter at hand, the oldest first.")
    block.table(
        aged.filter(of_what="quarters").rename({"source_or_company": "ticker"}).drop("of_what"),
        name="ages",
        note=note,
    )


def _across(
    title: str, note: str, names: Sequence[str], numbers: Sequence[int], said: Sequence[str]
) -> None:
    """Bars that lie, each with its name and its number."""
    drawn = charts.figure(title, note, unit="", height=30 + 24 * len(names))
    drawn.add_trace(
        go.Bar(
            orientation="h",
            x=list(numbers),
            y=[state.words(name) for name in names],
            text=[f"{number:,}" for number in numbers],
            textposition="auto",
            textangle=0,
            hovertext=list(said),
            hoverinfo="text",
            marker={"color": PALETTE[0]},
        )
    )
    drawn.update_yaxes(automargin=True, title=None, showgrid=False)
    block.picture(drawn, name=title.lower().replace(" ", "-"), alt=f"Bars. {note}")


def _changes() -> None:
    rows = data.rows(_CHANGES)
    if rows.is_empty():
        st.info("No published cell has changed since the first publication.")
        return
    block.table(rows, name="changes", note=f"The newest changes of cells; {block.as_of()}")


_VIEWS = {"checks": _checks, "refusals": _refusals, "freshness": _ages, "changes": _changes}
PAGE = Page("Trust", ":material/verified:", 90, draw)
