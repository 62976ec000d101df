"""Reads series from the warehouse and what is published of them, writes what statistics says.

An origin that is published is read back from the published file and stays as it is: the record of
a forecast is real only if nobody can make it anew. So an unchanged input fits nothing, and
statsmodels is not even imported.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.analysis.backtest import backtest
from pipelines.analysis.guidance import Amount, Guidance, Statement
from pipelines.analysis.lead_lag import SHORT_PAIRS, holm, lead_lags
from pipelines.analysis.nowcast import NOW, nowcasts
from pipelines.analysis.operands import (
    FILED,
    GROUP,
    TOTAL,
    Sale,
    filed,
    lineage_id_of,
    numbered_rows,
    operands_of_forecasts,
    operands_of_nowcasts,
)
from pipelines.analysis.series import (
    Series,
    Shown,
    named,
    newest_standing,
    numbered,
    total,
    why_not,
)
from pipelines.contracts.analysis import ANALYSIS_OPERANDS, FORECAST_SERIES, FORECASTS, LEAD_LAG
from pipelines.storage import tables
from pipelines.storage.connections import connect_warehouse
from pipelines.storage.record import published_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipelines.contracts.model import Table
    from pipelines.registry import Registry
    from pipelines.settings import Settings

# What each table is made of: the lineage that Dagster shows.
ANALYSED = ("intermediate.int_capex_versions__by_basis", "intermediate.int_tier_revenue__charted")
_SOLD = "intermediate.int_supplier_revenue__counted"
_GUIDED_BY = ("normalized.guidance", "raw.guidance_statements")
MADE_OF: dict[Table, tuple[str, ...]] = {
    FORECAST_SERIES: ANALYSED,
    FORECASTS: (*ANALYSED, *_GUIDED_BY),
    LEAD_LAG: ANALYSED,
    ANALYSIS_OPERANDS: (*ANALYSED, *_GUIDED_BY, _SOLD),
}
# A fiscal quarter belongs to the calendar quarter that its middle lies in.
_HALF_A_QUARTER = dt.timedelta(days=45)
BASIS = "cash"
_REVENUE = "segment_revenue"
_NAMES = ("company_id", "segment_id", "tier")
_CAPEX = f"""
    select company_id, calendar_quarter, cast(value_usd as double) as value, known_from, known_to,
        accession
    from intermediate.int_capex_versions__by_basis
    where period_kind = 'quarter' and basis = '{BASIS}' and value_usd is not null
    order by company_id, calendar_quarter, known_from
"""  # noqa: S608
# On every basis, for what takes guidance on one of them to that of the series.
_AMOUNTS = """
    select company_id, basis, period_kind = 'year', period_end, cast(value_usd as double),
        known_from, known_to, accession
    from intermediate.int_capex_versions__by_basis
    where value_usd is not null
    order by company_id, basis, period_end, known_from
"""
# A statement of an unknown day stands nowhere; one of each quarter is of no period. Words replace
# an amount only where they name it.
_GUIDED = """
    select said.company_id, said.horizon, said.horizon_start_date, said.horizon_end_date,
        said.basis, cast((said.low_usd + said.high_usd) / 2 as double) as midpoint,
        coalesce(said.low_usd, said.high_usd, said.supersedes_low_usd, said.supersedes_high_usd)
            is not null as replaces,
        said.issued_date, said.known_from, said.known_to, said.source, said.accession,
        case when said.source = 'guidance_statements'
            then said.document || ', ' || said.issued_date
        end as document,
        stated.url
    from normalized.guidance as said
    left join raw.guidance_statements as stated
        on said.source = 'guidance_statements' and stated.file = said.source_reference
    where said.known_from_basis <> 'entered_date_end' and said.horizon not like 'each %'
    order by said.company_id, said.horizon_end_date, said.basis, said.known_from, said.issued_date
"""
# The newest quarter of an index counts once half of those expected stand behind its last link:
# what the first two say of a quarter is not the tier's.
_TIERS = """
    select segment_id, tier, calendar_quarter, matched_index,
        2 * matched_index_companies >= companies_expected, shown_from, shown_to
    from intermediate.int_tier_revenue__charted
    where sub_segment_id is null
    order by segment_id, tier, calendar_quarter, shown_from
"""
# What counts in a tier's newest quarter; what no filing says leads to a statement or a page.
_SALES = """
    select counted.segment_id, counted.tier, counted.calendar_quarter, counted.revenue_line_id,
        counted.period_end, cast(counted.value_usd as double),
        case when counted.accession is null then found.source else 'fct_supplier_revenue' end,
        counted.accession,
        coalesce(counted.document, 'monthly revenue reports of the quarter'), found.url,
        counted.shown_from, counted.shown_to
    from intermediate.int_supplier_revenue__counted as counted
    inner join (
        select lineage_id, max(source) as source, max(report_url) as url
        from normalized.operands
        group by lineage_id
    ) as found using (lineage_id)
    where counted.in_segment_total and counted.value_usd is not null
    order by counted.segment_id, counted.tier, counted.calendar_quarter, counted.company_id,
        counted.revenue_line_id, counted.shown_from
"""
# The record itself, and the operands that belong to it.
_RECORD = ("fct_forecast_accuracy", "lineage")
_PUBLISHED = {
    "origins": "select * from marts.fct_forecast_accuracy",
    "operands": """
        select lineage_id, operand_order, source, concept, unit, period_end, value, accession,
            case when accession is null or source = 'guidance_statements' then document end
                as document,
            case when accession is null or source = 'guidance_statements' then url end as url
        from marts.lineage
        where lineage_id in (select lineage_id from marts.fct_forecast_accuracy)
    """,
}


@dataclass(frozen=True)
class ToAnalyse:
    """What statistics reads of the warehouse, as `analysed` takes it."""

    every: list[tuple[Series, dict[str, str]]]
    guidance: Guidance
    sales: list[Sale]


def read_to_analyse(registry: Registry, settings: Settings) -> ToAnalyse:
    """What statistics reads of the warehouse.

    Raises:
        pipelines.storage.connections.WarehouseError: the warehouse cannot be read.
    """
    with connect_warehouse(settings) as connection:
        capex = connection.execute(_CAPEX).fetchall()
        tiers = connection.execute(_TIERS).fetchall()
        amounts = connection.execute(_AMOUNTS).fetchall()
        guided = connection.execute(_GUIDED).fetchall()
        sold = connection.execute(_SALES).fetchall()
    guidance = Guidance(_statements(guided), _amounts(amounts), BASIS)
    return ToAnalyse([*_capex(registry, capex), *_tiers(tiers)], guidance, _sales(sold))


def analyse(read: ToAnalyse, settings: Settings) -> dict[str, int]:
    """Write every table of statistics and return its rows by `schema.table`.

    The warehouse is not opened: others may write to it meanwhile.

    Raises:
        pipelines.storage.record.RecordLost: published forecasts cannot be read.
        pipelines.storage.files.StorageError: nothing can be written.
    """
    record = published_record(settings, _PUBLISHED, _RECORD)
    frames = analysed(read.every, record["origins"], record["operands"], read.guidance, read.sales)
    for table, frame in frames.items():
        tables.write(table, frame, settings)
    return {table.full_name: frame.height for table, frame in frames.items()}


def analysed(
    every: Sequence[tuple[Series, dict[str, str]]],
    published: Sequence[dict[str, Any]] = (),
    operands: Sequence[dict[str, Any]] = (),
    guidance: Guidance | None = None,
    sales: Sequence[Sale] = (),
) -> dict[Table, pl.DataFrame]:
    """The tables of statistics.

    Args:
        every: the series, each with the columns that name its company, or its segment and tier.
        published: rows of `analysis.forecasts` as published.
        operands: rows of `analysis.operands` as published.
        guidance: what companies guided of series of capital expenditure.
        sales: what suppliers sold, by series: operands of the newest quarter.
    """
    names = {series.series_id: about for series, about in every}
    gone = _of_others(operands, names)
    kept: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    kept_nowcasts: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in published:
        if row["lineage_id"] in gone:
            continue
        number = numbered(row["origin_quarter"])
        of_kind = kept_nowcasts if row["horizon"] == NOW else kept
        of_kind[row["series_id"], number].append({**row, "origin_number": number})
    made = backtest([series for series, _ in every], kept, guidance)
    now = nowcasts([series for series, _ in every], kept_nowcasts, made.rows)
    rows = [
        {
            **_named(row["series_id"], names[row["series_id"]]),
            **row,
            "lineage_id": lineage_id_of(row["series_id"], row["origin_quarter"], row["horizon"]),
        }
        for row in (*made.rows, *now.rows)
    ]
    together, pairs = _lead_lags(every)
    ids = {row["lineage_id"] for row in rows}
    fresh = [*operands_of_forecasts(made, sales), *operands_of_nowcasts(now, sales)]
    used = [row for row in operands if row["lineage_id"] in ids - gone]
    return {
        FORECAST_SERIES: FORECAST_SERIES.conform(
            pl.DataFrame(
                [_about(series, about) for series, about in every],
                schema=FORECAST_SERIES.polars_schema,
            )
        ),
        FORECASTS: _frame(FORECASTS, rows),
        ANALYSIS_OPERANDS: _frame(ANALYSIS_OPERANDS, [*used, *fresh, *pairs]),
        LEAD_LAG: _frame(LEAD_LAG, together),
    }


def _of_others(operands: Sequence[dict[str, Any]], names: Mapping[str, Any]) -> set[str]:
    """Published origins from figures of a company that is followed no more.

    A sum without it is another sum: its origins are made anew, of those that are left.
    """
    return {
        row["lineage_id"]
        for row in operands
        if row["source"] == FILED and row["concept"] not in names
    }


def _frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of floats and decimals alike as the table has them: amounts to the cent."""
    columns = {
        name: [
            round(float(row[name]), 2)
            if isinstance(dtype, pl.Decimal) and row[name] is not None
            else row[name]
            for row in rows
        ]
        for name, dtype in table.polars_schema.items()
    }
    given = {
        name: pl.Float64() if isinstance(dtype, pl.Decimal) else dtype
        for name, dtype in table.polars_schema.items()
    }
    return table.conform(pl.DataFrame(columns, schema=given))


def _capex(
    registry: Registry, rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Series, dict[str, str]]]:
    """Each spender's, and their sum where all of them state a quarter."""
    shown: dict[str, list[Shown]] = defaultdict(list)
    for company, quarter, value, known_from, known_to, accession in rows:
        shown[company].append(
            Shown("", numbered(quarter), value, True, known_from, known_to, accession)
        )
    companies = sorted(
        company.company_id for company in registry.companies if company.spender_group == GROUP
    )
    spenders = [
        Series(f"capex:{company}", "capex", "USD", tuple(shown[company])) for company in companies
    ]
    for company, series in zip(companies, spenders, strict=True):
        yield series, {"company_id": company}
    if spenders:
        yield total(TOTAL, "capex_total", spenders), {}


def _statements(rows: Iterable[tuple[Any, ...]]) -> Iterator[Statement]:
    for company, horizon, starts, ends, basis, midpoint, replaces, *said in rows:
        yield Statement(
            f"capex:{company}",
            horizon,
            _quarter_of(starts + _HALF_A_QUARTER),
            _quarter_of(ends - _HALF_A_QUARTER),
            ends,
            basis,
            midpoint,
            replaces,
            *said,
        )


def _sales(rows: Iterable[tuple[Any, ...]]) -> list[Sale]:
    return [
        Sale(f"revenue:{segment}:{tier}", numbered(quarter), *told)
        for segment, tier, quarter, *told in rows
    ]


def _amounts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Amount]:
    for company, *stated in rows:
        yield Amount(f"capex:{company}", *stated)


def _quarter_of(day: dt.date) -> int:
    return 4 * day.year + (day.month - 1) // 3


def _tiers(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Series, dict[str, str]]]:
    shown: dict[tuple[str, str], list[Shown]] = defaultdict(list)
    for segment, tier, quarter, index, may_end, shown_from, shown_to in rows:
        of_tier = shown[segment, tier]
        if index is not None:
            of_tier.append(Shown("", numbered(quarter), index, may_end, shown_from, shown_to, None))
    for (segment, tier), values in shown.items():
        series = Series(
            f"revenue:{segment}:{tier}",
            _REVENUE,
            "index",
            tuple(values),
            is_rebased=True,
        )
        yield series, {"segment_id": segment, "tier": tier}


def _about(series: Series, about: Mapping[str, str]) -> dict[str, Any]:
    points = newest_standing(series)
    return {
        "series_id": series.series_id,
        "series_kind": series.kind,
        **{name: about.get(name) for name in _NAMES},
        "newest_quarter": named(points[-1].quarter) if points else None,
        "quarters": len(points),
        "reason": why_not(series),
    }


def _named(series_id: str, about: Mapping[str, str]) -> dict[str, Any]:
    """What a row says of its series: who spends, or which tier of which segment earns."""
    kind, _, name = series_id.partition(":")
    return {
        "spender": name if kind == "capex" else None,
        "segment_id": about.get("segment_id"),
        "tier": about.get("tier"),
    }


def _lead_lags(
    every: Sequence[tuple[Series, dict[str, str]]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """How each tier goes together with the hyperscalers' capital expenditure, and the operands."""
    totals = [series for series, _ in every if series.series_id == TOTAL]
    if not totals:
        return [], []
    spent = newest_standing(totals[0])
    rows: list[dict[str, Any]] = []
    operands: list[dict[str, Any]] = []
    for series, about in every:
        if series.kind != _REVENUE:
            continue
        earned = newest_standing(series)
        lineage_id = f"lead_lag:{series.series_id}"
        found = lead_lags(
            {point.quarter: point.value for point in spent},
            {point.quarter: point.value for point in earned},
        )
        rows += [
            {
                **about,
                **each._asdict(),
                "is_short": each.observations < SHORT_PAIRS,
                "first_quarter": named(each.first_quarter),
                "last_quarter": named(each.last_quarter),
                "lineage_id": lineage_id,
            }
            for each in found
        ]
        if found:
            operands += numbered_rows(lineage_id, filed(totals[0], spent, dt.datetime.max))
    adjusted = holm([row["p_value"] for row in rows])
    for row, adjusted_p in zip(rows, adjusted, strict=True):
        row["adjusted_p"] = adjusted_p
    return rows, operands
