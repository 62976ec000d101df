"""The published figures that exports show, each with the address of its source.

Belongs here: queries, and what their rows are called. How they are laid out is in `workbook.py`
and `page.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.storage.connections import query

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.storage.connections import Connection

Row = dict[str, Any]

# Of a value that is made of several filed figures, the first: the one that reaches its end.
_WITH_SOURCES = """
with sources as (
    select
        lineage_id,
        min_by(url, operand_order) filter (where url is not null) as url,
        min_by(coalesce(accession, citation, document), operand_order) as source
    from lineage
    group by lineage_id
)
"""

SPENDING = """
select capex.*, sources.url, sources.source
from fct_capex as capex
left join sources using (lineage_id)
where capex.is_in_panel
order by capex.spender_group, capex.basis, capex.calendar_quarter, capex.ticker
"""
SPENDING_TOTALS = """
select * from fct_capex_totals order by spender_group, basis, calendar_quarter
"""
SEGMENTS = """
select revenue.*, places.segment_name
from fct_segment_revenue as revenue
inner join (
    select distinct segment_id, tier, segment_name from dim_segments where is_headline_tier
) as places using (segment_id, tier)
order by revenue.segment_id, revenue.tier, revenue.calendar_quarter
"""
CAPTURE = """
select capture.*, places.segment_name
from fct_segment_capture as capture
inner join (select distinct segment_id, segment_name from dim_segments) as places using (segment_id)
order by capture.segment_id, capture.tier, capture.basis, capture.calendar_quarter
"""
REVENUE_LINES = """
select revenue.*, sources.url, sources.source as source_document
from fct_supplier_revenue as revenue
left join sources using (lineage_id)
order by
    not revenue.in_segment_total, revenue.segment_id, revenue.tier, revenue.calendar_quarter,
    revenue.ticker, revenue.revenue_line_id
"""
MONTHS = """
select revenue.*, companies.company_name, sources.url, sources.source
from fct_monthly_revenue as revenue
inner join dim_companies as companies using (company_id)
left join sources using (lineage_id)
order by revenue.ticker, revenue.month
"""
RESTATEMENTS = """
with filings as (select accession, min(url) as url from dim_filings group by accession)
select restated.*, new.url, old.url as old_url
from fct_restatements as restated
left join filings as new on new.accession = restated.new_accession
left join filings as old on old.accession = restated.old_accession
order by restated.known_from desc, restated.ticker, restated.metric_id, restated.period_end,
    restated.version
"""
REFUSALS = """
with filings as (select accession, min(url) as url from dim_filings group by accession)
select refused.*, filings.url
from fct_refusals as refused
left join filings using (accession)
order by refused.table_name, refused.ticker, refused.rule, refused.key
"""
PUBLISHED_AT = "select published_at from publication"


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows of each question, as one publication has them."""

    spending: list[Row]
    spending_totals: list[Row]
    segments: list[Row]
    capture: list[Row]
    revenue_lines: list[Row]
    months: list[Row]
    restatements: list[Row]
    refusals: list[Row]
    published_at: dt.datetime

    @property
    def told(self) -> str:
        """Of which publication they are."""
        return (
            f"As published on {self.published_at:%Y-%m-%d %H:%M} UTC: what was public by then, "
            "later restatements included."
        )


def read(connection: Connection) -> Figures:
    """Every question's rows, over one connection, so that they are of one publication.

    Raises:
        WarehouseError: the published file lacks a mart.
    """
    return Figures(
        spending=rows(connection, _WITH_SOURCES + SPENDING),
        spending_totals=rows(connection, SPENDING_TOTALS),
        segments=rows(connection, SEGMENTS),
        capture=rows(connection, CAPTURE),
        revenue_lines=rows(connection, _WITH_SOURCES + REVENUE_LINES),
        months=rows(connection, _WITH_SOURCES + MONTHS),
        restatements=rows(connection, RESTATEMENTS),
        refusals=rows(connection, REFUSALS),
        published_at=rows(connection, PUBLISHED_AT)[0]["published_at"],
    )


def rows(connection: Connection, sql: str) -> list[Row]:
    """A query's rows by the names of its columns."""
    names, found = query(connection, sql)
    return [dict(zip(names, row, strict=True)) for row in found]
