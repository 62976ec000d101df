"""Reads the raw tables, normalises them, writes the normalised tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import table
from pipelines.contracts.items import ITEMS
from pipelines.contracts.normalized import (
    ASSUMPTIONS,
    CLOSING_RATES,
    COMPANIES,
    CONCEPT_CHOICES,
    CUSTOMER_SHARES,
    DOCUMENTS,
    FACTS,
    GUIDANCE,
    METRIC_SCOPES,
    MODEL_COMPANIES,
    MODEL_COMPANY_REVENUE,
    MONTHLY_REVENUE,
    OPERANDS,
    PERIOD_RATES,
    REFUSALS,
    REVENUE_LINES,
    SEGMENTS,
    SERIES_BREAKS,
    TECHNOLOGIES,
    TECHNOLOGY_MENTIONS,
    VERSIONS,
    WITHHELD,
)
from pipelines.contracts.raw import (
    RAW_COMPANY_STATEMENTS,
    RAW_EPOCH_REVENUE,
    RAW_FX_RATES,
    RAW_GUIDANCE_STATEMENTS,
    RAW_MODEL_COMPANY_REVENUE,
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_DOCUMENTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_TAIWAN_MONTHLY_REVENUE,
    RAW_TECHNOLOGY_STATEMENTS,
)
from pipelines.normalize.facts.dropped_facts import of_dropped
from pipelines.normalize.leaving_out import CUSTOMER_SHARE, TEXT, Withholding, refusals_of
from pipelines.normalize.leaving_out import MONTHLY_REVENUE as MONTHS
from pipelines.normalize.months.months import monthly_revenue, of_empty_months
from pipelines.normalize.pipeline import normalize
from pipelines.normalize.reference.assumptions import assumptions
from pipelines.normalize.reference.currency import closing_rates, period_rates
from pipelines.normalize.reference.dimensions import companies, metric_scopes, segments
from pipelines.normalize.returns.model_revenue import model_companies, model_company_revenue
from pipelines.normalize.revenue_lines.concentration import customer_shares
from pipelines.normalize.revenue_lines.rulings import revenue_lines, series_breaks
from pipelines.normalize.texts.guidance import guidance
from pipelines.normalize.texts.mentions import technologies, texts
from pipelines.storage import tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.contracts.model import Table
    from pipelines.registry import Registry
    from pipelines.settings import Settings

_FILINGS_AND_STATEMENTS = (
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_COMPANY_STATEMENTS,
)


@dataclass(frozen=True, slots=True)
class Made:
    """How a table comes about.

    Attributes:
        rules: the module of this package in which its rules stand.
        of: the tables that it is made of, beside the registry.
    """

    rules: str
    of: tuple[Table, ...] = ()


# In an order in which no table precedes what it is made of. The lineage that Dagster shows.
MADE: dict[Table, Made] = {
    SEGMENTS: Made("reference/dimensions.py"),
    METRIC_SCOPES: Made("reference/dimensions.py"),
    REVENUE_LINES: Made("revenue_lines/rulings.py"),
    SERIES_BREAKS: Made("revenue_lines/rulings.py"),
    TECHNOLOGIES: Made("texts/mentions.py"),
    ASSUMPTIONS: Made("reference/assumptions.py"),
    MODEL_COMPANIES: Made("returns/model_revenue.py"),
    MODEL_COMPANY_REVENUE: Made(
        "returns/model_revenue.py", (RAW_MODEL_COMPANY_REVENUE, RAW_EPOCH_REVENUE)
    ),
    DOCUMENTS: Made("texts/mentions.py", (RAW_SEC_DOCUMENTS, RAW_SEC_FILINGS)),
    TECHNOLOGY_MENTIONS: Made(
        "texts/mentions.py", (RAW_SEC_DOCUMENTS, RAW_SEC_FILINGS, RAW_TECHNOLOGY_STATEMENTS)
    ),
    GUIDANCE: Made(
        "texts/guidance.py", (RAW_SEC_DOCUMENTS, RAW_SEC_FILINGS, RAW_GUIDANCE_STATEMENTS)
    ),
    MONTHLY_REVENUE: Made("months/months.py", (RAW_TAIWAN_MONTHLY_REVENUE,)),
    FACTS: Made("pipeline.py", _FILINGS_AND_STATEMENTS),
    CONCEPT_CHOICES: Made("facts/concepts.py", _FILINGS_AND_STATEMENTS),
    VERSIONS: Made(
        "series/versions.py", (FACTS, MONTHLY_REVENUE, RAW_SEC_FILINGS, RAW_SEC_SEGMENT_FACTS)
    ),
    OPERANDS: Made("series/differences.py", (VERSIONS,)),
    COMPANIES: Made("reference/dimensions.py", (RAW_SEC_COMPANY_FACTS, VERSIONS)),
    CUSTOMER_SHARES: Made(
        "revenue_lines/concentration.py", (RAW_SEC_FILINGS, RAW_SEC_SEGMENT_FACTS)
    ),
    PERIOD_RATES: Made("reference/currency.py", (RAW_FX_RATES, VERSIONS, MONTHLY_REVENUE)),
    CLOSING_RATES: Made("reference/currency.py", (RAW_FX_RATES, VERSIONS, MONTHLY_REVENUE)),
    WITHHELD: Made(
        "leaving_out.py", (FACTS, MONTHLY_REVENUE, CUSTOMER_SHARES, TECHNOLOGY_MENTIONS, GUIDANCE)
    ),
    REFUSALS: Made(
        "refusals.py",
        (
            *_FILINGS_AND_STATEMENTS,
            RAW_SEC_DOCUMENTS,
            RAW_GUIDANCE_STATEMENTS,
            RAW_TAIWAN_MONTHLY_REVENUE,
            VERSIONS,
            WITHHELD,
        ),
    ),
}

# Raw tables of what is no company that no table here is made of: models read them.
_READ_BY_THE_WAREHOUSE = tuple(
    raw
    for raw in (table(name) for item in ITEMS for name in item.left_out_of)
    if all(raw not in made.of for made in MADE.values())
)


def normalize_all(
    registry: Registry, settings: Settings, withheld: pl.DataFrame | None = None
) -> dict[str, int]:
    """Write every normalised table and return its rows by `schema.table`.

    Args:
        registry: the world as registered.
        settings: where the tables lie.
        withheld: what failed checks leave out, `contracts.WITHHELD`.

    Raises:
        pipelines.storage.files.StorageError: a raw table cannot be read, or nothing can be written.
    """
    followed = registry.company_by_id
    frames = normalized_tables(registry, lambda raw: tables.read(raw, settings, followed), withheld)
    for full_name, frame in frames.items():
        tables.write(table(full_name), frame, settings)
    return {full_name: frame.height for full_name, frame in frames.items()}


def normalized_tables(
    registry: Registry,
    read: Callable[[Table], pl.DataFrame],
    withheld: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:
    """Every normalised table by `schema.table`, of the raw tables that `read` gives.

    `withheld` is what failed checks leave out of them.
    """
    withholding = Withholding(withheld)
    raw = read(RAW_SEC_COMPANY_FACTS)
    filings = read(RAW_SEC_FILINGS)
    segment_facts = read(RAW_SEC_SEGMENT_FACTS)
    rates = read(RAW_FX_RATES)
    reports = read(RAW_TAIWAN_MONTHLY_REVENUE)
    months = monthly_revenue(_months_left(reports, withholding), registry.companies)
    result = normalize(
        raw,
        filings,
        registry,
        segment_facts=segment_facts,
        statements=read(RAW_COMPANY_STATEMENTS),
        monthly=months,
        withholding=withholding,
    )
    shares = customer_shares(segment_facts, filings, registry)
    shares = withholding.leave_out(shares.with_columns(metric_id=pl.lit(CUSTOMER_SHARE)))
    read_texts = withholding.leave_out(
        read(RAW_SEC_DOCUMENTS).with_columns(**_as_text("accession"))
    )
    words = texts(
        read_texts,
        withholding.leave_out(read(RAW_TECHNOLOGY_STATEMENTS).with_columns(**_as_text("file"))),
        filings,
        [each.technology_id for each in registry.technologies],
    )
    guided = guidance(
        read_texts,
        withholding.leave_out(read(RAW_GUIDANCE_STATEMENTS).with_columns(**_as_text("file"))),
        filings,
        registry,
    )
    sold = model_company_revenue(
        withholding.leave_out_items(RAW_MODEL_COMPANY_REVENUE, read),
        withholding.leave_out_items(RAW_EPOCH_REVENUE, read),
        registry,
    )
    if withholding.has_items:
        # The warehouse reads these without what is withheld; here it is counted.
        for table_read in _READ_BY_THE_WAREHOUSE:
            withholding.leave_out_items(table_read, read)
    left_out = withholding.table()
    refused = pl.concat(
        [
            result.refusals,
            of_dropped(raw, result.facts, registry),
            of_empty_months(reports),
            words.refusals,
            guided.refusals,
            refusals_of(left_out),
        ]
    )
    return {
        COMPANIES.full_name: companies(registry, raw, result.versions),
        SEGMENTS.full_name: segments(registry),
        METRIC_SCOPES.full_name: metric_scopes(registry),
        REVENUE_LINES.full_name: revenue_lines(registry),
        SERIES_BREAKS.full_name: series_breaks(registry),
        TECHNOLOGIES.full_name: technologies(registry),
        MODEL_COMPANIES.full_name: model_companies(registry),
        ASSUMPTIONS.full_name: assumptions(registry),
        MODEL_COMPANY_REVENUE.full_name: sold,
        DOCUMENTS.full_name: words.documents,
        TECHNOLOGY_MENTIONS.full_name: words.mentions,
        GUIDANCE.full_name: guided.guidance,
        MONTHLY_REVENUE.full_name: months,
        CUSTOMER_SHARES.full_name: CUSTOMER_SHARES.conform(shares),
        PERIOD_RATES.full_name: period_rates(
            rates, _flow_periods(result.versions, months), registry.rates
        ),
        CLOSING_RATES.full_name: closing_rates(
            rates, _month_ends(result.versions, months), registry.rates
        ),
        **{f"normalized.{name}": frame for name, frame in vars(result).items()},
        REFUSALS.full_name: REFUSALS.conform(refused),
        WITHHELD.full_name: left_out,
    }


def _as_text(reference: str) -> dict[str, pl.Expr]:
    """By what a failed check withholds what is said in words: the filing, or the row."""
    return {"metric_id": pl.lit(TEXT), "source_reference": pl.col(reference)}


def _months_left(reported: pl.DataFrame, withholding: Withholding) -> pl.DataFrame:
    """Reported months without those withheld: a month is withheld with all that reports say."""
    dated = reported.with_columns(
        metric_id=pl.lit(MONTHS),
        period_end=pl.col("month").dt.month_end(),
        fiscal_year=pl.col("month").dt.year(),
    )
    return withholding.leave_out(dated).select(reported.columns)


def _flow_periods(versions: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Currency and dates of every flow that is published: what needs an average rate."""
    flows = versions.filter(pl.col("period_start").is_not_null())
    return pl.concat(
        [
            flows.select("period_start", "period_end", currency="unit"),
            months.select(period_start="month", period_end="month_end", currency="unit"),
        ]
    ).unique(maintain_order=True)


def _month_ends(versions: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Currency and month end of every period: what a stock of that day would convert at."""
    return pl.concat(
        [
            versions.select(currency="unit", month_end=pl.col("period_end").dt.month_end()),
            months.select("month_end", currency="unit").select("currency", "month_end"),
        ]
    ).unique(maintain_order=True)
