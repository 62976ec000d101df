"""The pipeline on what was public at an instant: cut raw tables, normalise, build the marts.

The registry is the one of today: a ruling says what a figure is, for all of history. dbt runs the
same models; its tests and the checks are about today's coverage, so they are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.analysis.reading import read_to_analyse
from pipelines.analysis.store import ANALYSED, analyse
from pipelines.contracts.raw import (
    RAW_CAPABILITY_SCORES,
    RAW_COMPANY_STATEMENTS,
    RAW_EPOCH_REVENUE,
    RAW_FX_RATES,
    RAW_GUIDANCE_STATEMENTS,
    RAW_HARDWARE_PRICES,
    RAW_MARKET_ESTIMATES,
    RAW_MODEL_COMPANY_REVENUE,
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_DOCUMENTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_TAIWAN_MONTHLY_REVENUE,
    RAW_TECHNOLOGY_STATEMENTS,
    RAW_TOKEN_PRICES,
)
from pipelines.dbt import runner as dbt_runner
from pipelines.dbt import source_views
from pipelines.normalize.facts.publication_time import end_of_day_in_new_york, with_known_from
from pipelines.normalize.facts.statements import statement_facts
from pipelines.normalize.months.months import end_of_day_in_taipei
from pipelines.normalize.store import normalize_all
from pipelines.normalize.texts import sayings
from pipelines.publish.declared import HISTORY, declared_marts
from pipelines.settings import Settings
from pipelines.storage import connections, tables

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pipelines.registry import Registry

# What has an as-of macro: the marts with a history.
MARTS = tuple(
    name.removeprefix("fct_").removesuffix(HISTORY)
    for name in declared_marts()
    if name.endswith(HISTORY)
)


def build_as_of(
    full: Settings, instant: dt.datetime, registry: Registry, data_dir: Path
) -> Settings:
    """An installation whose warehouse holds the marts of what was public at `instant` (UTC)."""
    cut = Settings(data_dir=data_dir)
    _cut(full, instant, cut)
    normalize_all(registry, cut)
    source_views.prepare_sources(cut)
    # What dbt parses is the same wherever the data lie, and parsed once a process.
    manifest = dbt_runner.parsed_project(full)
    analysed = [f"+{name.removeprefix('intermediate.')}" for name in ANALYSED]
    dbt_runner.run_dbt(cut, ["run", "--select", *analysed], manifest)
    analyse(read_to_analyse(registry, cut), cut)
    source_views.prepare_sources(cut)
    selected = [f"+fct_{name}" for name in MARTS]
    dbt_runner.run_dbt(cut, ["run", "--select", *selected], manifest)
    return cut


def _cut(full: Settings, instant: dt.datetime, cut: Settings) -> None:
    """Write the raw tables without what became public after the instant."""
    filings = tables.read(RAW_SEC_FILINGS, full)
    public = pl.col("known_from") <= instant
    tables.write(RAW_SEC_FILINGS, filings.filter(pl.col("accepted_at") <= instant), cut)
    for table in (RAW_SEC_COMPANY_FACTS, RAW_SEC_SEGMENT_FACTS):
        known = with_known_from(tables.read(table, full), filings)
        tables.write(table, known.filter(public), cut)
    said = tables.read(RAW_COMPANY_STATEMENTS, full)
    when = statement_facts(said, filings)["known_from"]
    tables.write(RAW_COMPANY_STATEMENTS, said.filter(when <= instant), cut)
    found = sayings.with_known_from(tables.read(RAW_SEC_DOCUMENTS, full), filings)
    tables.write(RAW_SEC_DOCUMENTS, found.filter(public), cut)
    calls = tables.read(RAW_TECHNOLOGY_STATEMENTS, full)
    spoken = end_of_day_in_new_york(pl.col("stated_date")) <= instant
    tables.write(RAW_TECHNOLOGY_STATEMENTS, calls.filter(spoken), cut)
    guided = tables.read(RAW_GUIDANCE_STATEMENTS, full).join(
        filings.select("accession", "accepted_at").unique("accession"), on="accession", how="left"
    )
    issued = end_of_day_in_new_york(pl.coalesce("issued_date", "entered_date"))
    public_words = pl.coalesce("accepted_at", issued) <= instant
    tables.write(RAW_GUIDANCE_STATEMENTS, guided.filter(public_words).drop("accepted_at"), cut)
    tabled = tables.read(RAW_EPOCH_REVENUE, full)
    dated = end_of_day_in_new_york(pl.coalesce("stated_date", "seen_date"))
    tables.write(RAW_EPOCH_REVENUE, tabled.filter(dated <= instant), cut)
    reports = tables.read(RAW_MODEL_COMPANY_REVENUE, full)
    told = end_of_day_in_new_york(pl.coalesce("stated_date", "seen_date", "entered_date"))
    tables.write(RAW_MODEL_COMPANY_REVENUE, reports.filter(told <= instant), cut)
    estimates = tables.read(RAW_MARKET_ESTIMATES, full)
    held = pl.min_horizontal("stated_to", pl.coalesce("seen_date", "entered_date"))
    heard = end_of_day_in_new_york(held) <= instant
    tables.write(RAW_MARKET_ESTIMATES, estimates.filter(heard), cut)
    months = tables.read(RAW_TAIWAN_MONTHLY_REVENUE, full)
    reported = end_of_day_in_taipei(pl.col("report_date")) <= instant
    tables.write(RAW_TAIWAN_MONTHLY_REVENUE, months.filter(reported), cut)
    rates = tables.read(RAW_FX_RATES, full)
    tables.write(RAW_FX_RATES, rates.filter(pl.col("rate_date") <= instant.date()), cut)
    # Lists and scales count from the last second of their day (UTC).
    for table, day in (
        (RAW_TOKEN_PRICES, "list_date"),
        (RAW_CAPABILITY_SCORES, "scored_date"),
        (RAW_HARDWARE_PRICES, "table_date"),
    ):
        ends = pl.col(day).cast(pl.Datetime("us")) + pl.duration(days=1, seconds=-1)
        tables.write(table, tables.read(table, full).filter(ends <= instant), cut)


def difference(full: Settings, cut: Settings, instant: dt.datetime, name: str) -> pl.DataFrame:
    """Rows that only one side has: of the cut run's mart, and of the full run's macro.

    Returns:
        The mart's columns and `only_in`, sorted by all of them.
    """
    with connections.connect_warehouse(cut, read_only=True) as connection:
        built: pl.DataFrame = connection.sql(f"from marts.fct_{name}").pl()
    with connections.connect_published(full) as connection:
        sql = f"from {name}_as_of(timestamp '{instant.isoformat()}')"
        told: pl.DataFrame = connection.sql(sql).pl()
    claimed = told.select(pl.col(column).cast(kind) for column, kind in built.schema.items())
    sides = [
        mine.join(others, on=built.columns, how="anti", nulls_equal=True).with_columns(
            only_in=pl.lit(side)
        )
        for side, mine, others in (
            ("cut archive", built, claimed), ("as-of answer", claimed, built)
        )
    ]  # fmt: skip
    return pl.concat(sides).sort(pl.all())
