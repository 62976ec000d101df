"""The page of coverage: of whom there is which figure, from when to when, from where, how old.

All of it is asked of the published file. A figure is second hand where what it rests on was read in
a copy, or is less than surely what the company said.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipelines.documentation.series import (
    FILED,
    HEADER,
    NUMBERS,
    SAID,
    SECOND_HAND,
    STATED,
    Figure,
    Series,
    mark,
    until,
)
from pipelines.documentation.writing import cell, page, table
from pipelines.storage import connections

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from pipelines.settings import Settings

PLACE = "data/coverage.md"

# Its tables need the place where the contents would stand.
_WITHOUT_CONTENTS = "---\nhide: [toc]\n---\n\n"
# Each standing figure of a series and quarter, and how it came; months stand in their quarter.
_CELLS = """
with cells as (
    select
        'capex' as part, ticker, basis as series, calendar_quarter as quarter, known_from,
        lineage_id
    from fct_capex
    union all by name
    select
        'revenue' as part, ticker, revenue_line_id as series, calendar_quarter as quarter,
        known_from, lineage_id
    from fct_supplier_revenue
    union all by name
    select
        'months' as part, ticker, 'revenue' as series,
        year(month) || 'Q' || quarter(month) as quarter, known_from, lineage_id, confidence
    from fct_monthly_revenue
),

origins as (
    select
        lineage_id,
        list_sort(list(distinct source)) as sources,
        bool_or(read_at is not null or confidence <> 'high') as is_second_hand,
        bool_or(source = 'company_statements') as is_stated
    from lineage
    group by lineage_id
)

select
    cells.part, cells.ticker, cells.series, cells.quarter, cells.known_from, origins.sources,
    case
        when origins.is_second_hand or cells.confidence <> 'high' then 'second hand'
        when origins.is_stated then 'stated'
        else 'filed'
    end as kind
from cells
inner join origins using (lineage_id)
inner join dim_companies on cells.ticker = dim_companies.ticker
order by cells.part, dim_companies.company_name, cells.ticker, cells.series, cells.quarter
"""
_COMPANIES = """
select ticker, company_name, spender_group from dim_companies order by company_name
"""
_LINES = """
select
    lines.ticker, lines.revenue_line_id, lines.line_name, lines.may_count, lines.is_broad,
    lines.tier, coalesce(segment_names.segment_name, 'Outside the value chain') as segment_name
from dim_revenue_lines as lines
inner join dim_companies using (company_id)
left join (select distinct segment_id, segment_name from dim_segments) as segment_names
    using (segment_id)
order by
    segment_names.segment_name nulls last, dim_companies.company_name, lines.line_path
"""
# Where what is second hand was read: the host of an address, else what the statement says.
_SECOND_HAND_OF = """
select
    company, count(*), count(*) filter (where confidence <> 'high'),
    list_sort(list(distinct host) filter (where host <> ''))
from (
    select distinct
        string_split(lineage_id, ':')[1] as company, concept, dimensions, period_start, period_end,
        value, read_at, confidence,
        regexp_extract(read_at, '(?:https?://)?(?:www\\.)?([\\w.-]+\\.[a-z]{2,})', 1) as host
    from lineage
    where read_at is not null or confidence <> 'high'
)
group by company
order by company
"""
_REFUSED = """
select
    rule, count(*), string_agg(distinct ticker, ', ' order by ticker), any_value(reason)
from fct_refusals
group by rule
order by count(*) desc, rule
"""
_AGES = """
select
    source, max(known_from)::date, max(period_end)
from (
    select lineage_id, known_from, period_end from fct_capex
    union all
    select lineage_id, known_from, period_end from fct_supplier_revenue
    union all
    select lineage_id, known_from, month_end from fct_monthly_revenue
)
inner join (
    select lineage_id, any_value(source) as source
    from lineage
    group by lineage_id
    having count(distinct source) = 1
) using (lineage_id)
group by source
order by source
"""


def pages(settings: Settings) -> dict[str, str]:
    """The page, by its place on the site.

    Raises:
        WarehouseError: nothing is published yet.
    """
    with connections.connect_published(settings) as connection:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return connections.query(connection, sql)[1]

        [[published]] = rows("select published_at::date from publication")
        series = _series(rows(_CELLS))
        companies = {ticker: (name, group) for ticker, name, group in rows(_COMPANIES)}
        lines, refused, ages = rows(_LINES), rows(_REFUSED), rows(_AGES)
        second_hand = rows(_SECOND_HAND_OF)
    newest = max((quarter for each in series.values() for quarter in each.kinds), default="")
    shown = until(newest) if newest else []
    return {
        PLACE: _WITHOUT_CONTENTS
        + page(
            "Coverage",
            _introduction(series, companies, published, shown),
            "[Sources](#how-old-each-source-is) · [capital expenditure](#capital-expenditure) · "
            "[revenue](#revenue) · [monthly revenue](#monthly-revenue) · "
            "[nothing at hand](#nothing-at-hand) · [second hand](#second-hand) · "
            "[why there are holes](#why-there-are-holes)",
            "## How old each source is",
            _ages(ages, published),
            "## Capital expenditure",
            _capex(series, companies, shown, published),
            "## Revenue",
            _revenue(series, companies, lines, shown, published),
            "## Monthly revenue",
            _months(series, companies, shown, published),
            "## Nothing at hand",
            _without(series, companies, lines),
            "## Second hand",
            _second_hand(second_hand),
            "## Why there are holes",
            _holes(refused),
        )
    }


def _series(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str, str], Series]:
    return {
        key: Series(
            tuple(
                Figure(quarter, known, tuple(sources), kind)
                for *_, quarter, known, sources, kind in group
            )
        )
        for key, group in groupby(rows, key=lambda row: (row[0], row[1], row[2]))
    }


def _introduction(
    series: dict[tuple[str, str, str], Series],
    companies: dict[str, tuple[str, str | None]],
    published: dt.date,
    shown: Sequence[str],
) -> str:
    kinds = Counter(each.kind for found in series.values() for each in found.figures)
    legend = " ".join(
        f'<span class="quarters">{mark(kind)}</span> {words}' for kind, words in SAID.items()
    )
    counted = ", ".join(f"{kinds[kind]:,} {kind}" for kind in (FILED, STATED, SECOND_HAND))
    return (
        f"As published on {published}: {len(companies)} companies, and "
        f"{sum(kinds.values()):,} standing figures of quarters and months ({counted}). A bar is a "
        f"quarter of the calendar, {shown[0]} to {shown[-1]}:\n\n{legend}\n\n"
        "Ages are counted up to the day of the publication; recorded data ends when it "
        "was recorded."
    )


def _ages(rows: Iterable[tuple[Any, ...]], published: dt.date) -> str:
    told = [
        (f"`{source}`", f"{known}", f"{(published - known).days:,}", f"{period}")
        for source, known, period in rows
    ]
    header = (
        "source",
        "newest figure public since",
        "days before",
        "newest period ends",
    )
    return table(header, told, "  r")


def _capex(
    series: dict[tuple[str, str, str], Series],
    companies: dict[str, tuple[str, str | None]],
    shown: Sequence[str],
    published: dt.date,
) -> str:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for (part, ticker, basis), found in series.items():
        if part == "capex":
            name, group = companies[ticker]
            row = (_company(ticker, name), f"`{basis}`", *found.cells(shown, published))
            groups.setdefault(group or "", []).append(row)
    header = ("company", "basis", *HEADER)
    titles = {"hyperscaler": "Hyperscalers", "neocloud": "Neoclouds", "": "Suppliers' own"}
    return "\n\n".join(
        f"### {title}\n\n{table(header, groups[group], f'  {NUMBERS}')}"
        for group, title in titles.items()
        if group in groups
    )


def _revenue(
    series: dict[tuple[str, str, str], Series],
    companies: dict[str, tuple[str, str | None]],
    lines: Sequence[tuple[Any, ...]],
    shown: Sequence[str],
    published: dt.date,
) -> str:
    blocks = [
        "Lines in bold may count in their segment's total; broad ones hold much that is not AI."
    ]
    for segment, members in groupby(lines, key=lambda line: line[-1]):
        rows = []
        for ticker, revenue_line_id, line_name, may_count, is_broad, tier, _ in members:
            found = series.get(("revenue", ticker, revenue_line_id))
            if found is not None:
                name = f"**{cell(line_name)}**" if may_count else cell(line_name)
                said = f"{name}{', broad' if is_broad else ''}"
                company = _company(ticker, companies[ticker][0])
                rows.append((company, said, tier or "", *found.cells(shown, published)))
        if rows:
            header = ("company", "line", "tier", *HEADER)
            blocks.append(f"### {segment}\n\n{table(header, rows, f'   {NUMBERS}')}")
    return "\n\n".join(blocks)


def _months(
    series: dict[tuple[str, str, str], Series],
    companies: dict[str, tuple[str, str | None]],
    shown: Sequence[str],
    published: dt.date,
) -> str:
    rows = [
        (
            _company(ticker, companies[ticker][0]),
            f"{len(found.figures)}",
            *found.cells(shown, published),
        )
        for (part, ticker, _), found in series.items()
        if part == "months"
    ]
    return table(("company", "months", *HEADER), rows, f" r {NUMBERS}")


def _without(
    series: dict[tuple[str, str, str], Series],
    companies: dict[str, tuple[str, str | None]],
    lines: Sequence[tuple[Any, ...]],
) -> str:
    empty: dict[str, list[str]] = {}
    for ticker, revenue_line_id, line_name, *_ in lines:
        if ("revenue", ticker, revenue_line_id) not in series:
            empty.setdefault(ticker, []).append(cell(line_name))
    for ticker, (_, group) in companies.items():
        if group and ("capex", ticker, "cash") not in series:
            empty.setdefault(ticker, []).append("capital expenditure, `cash`")
    rows = [
        (_company(ticker, companies[ticker][0]), ", ".join(names))
        for ticker, names in sorted(empty.items())
    ]
    return "Registered, and without a quarter:\n\n" + table(("company", "what"), rows)


def _second_hand(rows: Iterable[tuple[Any, ...]]) -> str:
    told = [
        (f"`{company}`", f"{count}", f"{unsure or ''}", ", ".join(map(cell, hosts or ())))
        for company, count, unsure, hosts in rows
    ]
    return (
        "Figures that were read elsewhere than at the company or the regulator; `lineage` has the "
        "place of each in `read_at`.\n\n"
        + table(("company", "figures", "of which less than sure", "read at"), told, " rr")
    )


def _holes(rows: Iterable[tuple[Any, ...]]) -> str:
    told = [
        (f"`{rule}`", f"{count}", cell(tickers), cell(reason))
        for rule, count, tickers, reason in rows
    ]
    return (
        "What the rules refused; each is a row of `fct_refusals`, with what a person could do."
        "\n\n" + table(("rule", "refused", "companies", "for example"), told, " r")
    )


def _company(ticker: str, name: str) -> str:
    return f"{cell(name)} `{ticker}`"
