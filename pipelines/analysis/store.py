"""Reads what is published of series, and writes what statistics says of them (`reading.py`).

An origin that is published is read back from the published file and stays as it is: the record of
a forecast is real only if nobody can make it anew. So an unchanged input fits nothing, and
statsmodels is not even imported.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.analysis.backtest import backtest
from pipelines.analysis.lead_lag import SHORT_PAIRS, holm, lead_lags
from pipelines.analysis.nowcast import NOW, nowcasts
from pipelines.analysis.operands import (
    FILED,
    TOTAL,
    filed,
    lineage_id_of,
    numbered_rows,
    operands_of_forecasts,
    operands_of_nowcasts,
)
from pipelines.analysis.reading import REVENUE
from pipelines.analysis.series import named, newest_standing, numbered, why_not
from pipelines.contracts.analysis import ANALYSIS_OPERANDS, FORECAST_SERIES, FORECASTS, LEAD_LAG
from pipelines.storage import tables
from pipelines.storage.record import published_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.analysis.guidance import Guidance
    from pipelines.analysis.months import Month
    from pipelines.analysis.operands import Sale
    from pipelines.analysis.reading import ToAnalyse
    from pipelines.analysis.series import Series
    from pipelines.contracts.model import Table
    from pipelines.settings import Settings

# What each table is made of: the lineage that Dagster shows.
ANALYSED = ("intermediate.int_capex_versions__by_basis", "intermediate.int_tier_revenue__charted")
_SOLD = "intermediate.int_supplier_revenue__counted"
_GUIDED_BY = ("normalized.guidance", "raw.guidance_statements")
_MONTHLY = ("normalized.monthly_revenue", "normalized.period_rates")
MADE_OF: dict[Table, tuple[str, ...]] = {
    FORECAST_SERIES: ANALYSED,
    FORECASTS: (*ANALYSED, *_GUIDED_BY, _SOLD, *_MONTHLY),
    LEAD_LAG: ANALYSED,
    ANALYSIS_OPERANDS: (*ANALYSED, *_GUIDED_BY, _SOLD, *_MONTHLY),
}
_NAMES = ("company_id", "segment_id", "tier")
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


def analyse(read: ToAnalyse, settings: Settings) -> dict[str, int]:
    """Write every table of statistics and return its rows by `schema.table`.

    The warehouse is not opened: others may write to it meanwhile.

    Raises:
        pipelines.storage.record.RecordLost: published forecasts cannot be read.
        pipelines.storage.files.StorageError: nothing can be written.
    """
    record = published_record(settings, _PUBLISHED, _RECORD)
    frames = analysed(
        read.every,
        record["origins"],
        record["operands"],
        read.guidance,
        read.sales,
        months=read.months,
    )
    for table, frame in frames.items():
        tables.write(table, frame, settings)
    return {table.full_name: frame.height for table, frame in frames.items()}


def analysed(
    every: Sequence[tuple[Series, dict[str, str]]],
    published: Sequence[dict[str, Any]] = (),
    operands: Sequence[dict[str, Any]] = (),
    guidance: Guidance | None = None,
    sales: Sequence[Sale] = (),
    *,
    months: Sequence[Month] = (),
) -> dict[Table, pl.DataFrame]:
    """The tables of statistics.

    Args:
        every: the series, each with the columns that name its company, or its segment and tier.
        published: rows of `analysis.forecasts` as published.
        operands: rows of `analysis.operands` as published.
        guidance: what companies guided of series of capital expenditure.
        sales: what suppliers sold, by series: operands of the newest quarter.
        months: what companies sold month by month, by series.
    """
    names = {series.series_id: about for series, about in every}
    gone = _of_others(operands, names)
    kept: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    kept_nowcasts: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in published:
        if row["lineage_id"] in gone:
            continue
        number = numbered(row["origin_quarter"])
        of_kind = kept_nowcasts if row["horizon"] <= NOW else kept
        of_kind[row["series_id"], number].append({**row, "origin_number": number})
    made = backtest([series for series, _ in every], kept, guidance)
    indices = [series for series, _ in every]
    now = nowcasts(indices, kept_nowcasts, made.rows, months, sales)
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
        if series.kind != REVENUE:
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
