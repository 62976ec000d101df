"""The registry as tables: companies, segments, and what metrics include, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import COMPANIES, METRIC_SCOPES, SEGMENTS
from pipelines.normalize.facts.concepts import alias_table
from pipelines.normalize.reference.reporting_currencies import reporting_currencies
from pipelines.normalize.series.periods import QUARTER, sharing_calendar_quarters
from pipelines.registry.models import SPENDING

if TYPE_CHECKING:
    from pipelines.registry import Registry


def companies(registry: Registry, raw: pl.DataFrame, versions: pl.DataFrame) -> pl.DataFrame:
    """`normalized.companies`: the registry's entries; a missing name is the filer's newest own.

    Args:
        registry: the registry.
        raw: `raw.sec_company_facts`, for names and currencies that the registry leaves out.
        versions: `normalized.versions`, for the first quarter of a spender's capital expenditure.
    """
    first_quarters = (
        versions.filter((pl.col("metric_id") == SPENDING) & (pl.col("period_kind") == QUARTER))
        .group_by("company_id")
        .agg(first_quarter=pl.col("period_end").min())
    )
    names = (
        raw.sort("filed_date").group_by("company_id").agg(filed_name=pl.col("entity_name").last())
    )
    entries = pl.DataFrame(
        [
            {
                **company.model_dump(
                    include={
                        "company_id", "ticker", "company_name", "role", "country",
                        "fiscal_year_end", "cik", "headline_basis", "spender_group",
                        "capex_expected_from",
                    }
                )
            }
            for company in registry.companies
        ],
        schema_overrides={
            "company_name": pl.String,
            "country": pl.String,
            "cik": pl.Int64,
            "headline_basis": pl.String,
            "spender_group": pl.String,
            "capex_expected_from": pl.Date,
        },
    )  # fmt: skip
    joined = (
        entries.join(names, on="company_id", how="left")
        .join(reporting_currencies(raw, registry), on="company_id")
        .join(first_quarters, on="company_id", how="left")
    )
    return COMPANIES.conform(
        joined.with_columns(
            company_name=pl.coalesce("company_name", "filed_name", "ticker"),
            reporting_currency=pl.col("currency"),
            capex_expected_from=pl.when(
                (pl.col("role") != "supplier")
                & ~pl.col("company_id").is_in(sharing_calendar_quarters(registry.companies))
            ).then(pl.coalesce("capex_expected_from", "first_quarter")),
        )
    )


def segments(registry: Registry) -> pl.DataFrame:
    """`normalized.segments`: one row per sub-segment of the value chain."""
    return SEGMENTS.conform(
        pl.DataFrame(
            [
                {
                    "segment_id": segment.segment_id,
                    "segment_name": segment.segment_name,
                    "is_headline_tier": sub_segment.tier in segment.headline_tiers,
                    "taxonomy_version": registry.taxonomy_version,
                    **sub_segment.model_dump(),
                }
                for segment in registry.segments
                for sub_segment in segment.sub_segments
            ]
        )
    )


def metric_scopes(registry: Registry) -> pl.DataFrame:
    """`normalized.metric_scopes`: what a figure includes, of metrics that have a scope."""
    concepts = alias_table(registry.companies, registry.metrics)
    return METRIC_SCOPES.conform(concepts.filter(pl.col("scope").is_not_null()))
