"""From raw facts to the normalised tables: the order in which the rules apply.

Each step is a module of its own; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import CONCEPT_CHOICES, FACTS, OPERANDS, REFUSALS, VERSIONS
from pipelines.normalize import refusals
from pipelines.normalize.concepts import alias_table, choose_concepts, proven_equal, with_metrics
from pipelines.normalize.knowledge import counting_forms, with_known_from, with_rounding_unit
from pipelines.normalize.periods import (
    QUARTER,
    calendar_quarter,
    fiscal_calendars,
    with_periods,
)
from pipelines.normalize.quarters import derived, stated, without_contradicted_tags
from pipelines.normalize.versions import merge, stand, with_series_breaks

if TYPE_CHECKING:
    from pipelines.registry import Registry

_SOURCE = "sec_company_facts"
_MONEY = pl.Decimal(18, 2)
_LARGEST_MONEY = 10**16
_CURRENCY = r"^[A-Z]{3}$"
# The last quarter of a year, and the quarter that an instant closes, are about this long.
_DAYS_TO_QUARTER_START = 90


@dataclass(frozen=True)
class Normalized:
    """The normalised tables, each as `contracts.py` declares it."""

    facts: pl.DataFrame
    concept_choices: pl.DataFrame
    versions: pl.DataFrame
    operands: pl.DataFrame
    refusals: pl.DataFrame


def reporting_currencies(raw: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """`company_id` and `currency`: as registered, else the one most of its facts are in."""
    registered = pl.DataFrame(
        {
            "company_id": [company.company_id for company in registry.companies],
            "registered": [company.reporting_currency for company in registry.companies],
        },
        schema={"company_id": pl.String, "registered": pl.String},
    )
    commonest = (
        raw.filter(pl.col("unit").str.contains(_CURRENCY))
        .group_by("company_id", "unit")
        .len()
        .sort("company_id", -pl.col("len").cast(pl.Int64), "unit")
        .group_by("company_id", maintain_order=True)
        .agg(pl.col("unit").first())
    )
    return registered.join(commonest, on="company_id", how="left", maintain_order="left").select(
        "company_id", currency=pl.coalesce("registered", "unit", pl.lit("USD"))
    )


def normalize(raw: pl.DataFrame, filings: pl.DataFrame, registry: Registry) -> Normalized:
    """Every metric of every company as versions with their operands.

    Args:
        raw: `raw.sec_company_facts`.
        filings: `raw.sec_filings`, for acceptance times.
        registry: companies with their calendars and currencies, metrics with their concepts.
    """
    candidates = _candidates(raw, filings, registry)
    is_money = (pl.col("value") == pl.col("value").round(2)) & (
        pl.col("value").abs() < _LARGEST_MONEY
    )
    no_money = candidates.filter(~is_money)
    facts = with_rounding_unit(
        candidates.filter(is_money).with_columns(pl.col("value").round(2).cast(_MONEY))
    )
    choices, facts = choose_concepts(facts)
    in_series = facts.filter("is_in_series")
    equal = proven_equal(facts)
    derived_quarters, underivable = derived(in_series, equal)
    reliable, contradicted = without_contradicted_tags(stated(in_series), derived_quarters)
    observations, disagreements = merge(reliable, derived_quarters)
    versions = _finish(with_series_breaks(stand(observations), equal))
    refused = pl.concat(
        [
            refusals.of_amounts(no_money),
            refusals.of_choices(choices),
            refusals.of_contradicted_tags(contradicted),
            refusals.of_disagreements(disagreements),
            refusals.of_quarters(in_series, versions, underivable),
        ]
    )
    return Normalized(
        facts=FACTS.conform(facts),
        concept_choices=CONCEPT_CHOICES.conform(choices),
        versions=VERSIONS.conform(versions),
        operands=OPERANDS.conform(_operands(versions)),
        refusals=REFUSALS.conform(refused),
    )


def _candidates(raw: pl.DataFrame, filings: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Facts that can state a metric: counting forms, own currency, a period of some kind."""
    own_currency = raw.filter(counting_forms(pl.col("form"))).join(
        reporting_currencies(raw, registry),
        left_on=["company_id", "unit"],
        right_on=["company_id", "currency"],
        how="semi",
    )
    placed = with_periods(
        with_metrics(own_currency, alias_table(registry.companies, registry.metrics)),
        fiscal_calendars(registry.companies),
    ).filter(pl.col("duration_kind").is_not_null() & pl.col("fiscal_quarter").is_not_null())
    known = with_known_from(placed, filings)
    return known.with_columns(
        is_comparative=pl.col("period_end")
        < pl.col("period_end").max().over("company_id", "accession")
    ).sort("company_id", "metric_id", "period_end", "period_start", "known_from", "accession")


def _finish(versions: pl.DataFrame) -> pl.DataFrame:
    """Adds calendar quarter, lineage id and the newest knowledge among the operands."""
    quarter_start = (
        pl.when(pl.col("period_kind") == QUARTER)
        .then(pl.col("period_start"))
        .otherwise(pl.col("period_end").dt.offset_by(f"-{_DAYS_TO_QUARTER_START}d"))
    )
    label, offset = calendar_quarter(quarter_start, pl.col("period_end"))
    return versions.with_columns(
        calendar_quarter=label,
        calendar_offset_days=offset,
        operands_known_from=pl.max_horizontal("long_known_from", "short_known_from"),
        lineage_id=pl.format(
            "{}:{}:{}:{}:v{}", "company_id", "metric_id", "period_kind", "period_end", "version"
        ),
    )


def _operands(versions: pl.DataFrame) -> pl.DataFrame:
    """The filed facts behind each version, the longest period first."""
    sides = []
    for order, (side, sign) in enumerate((("long", 1), ("short", -1)), start=1):
        sides.append(
            versions.filter(pl.col(f"{side}_value").is_not_null()).select(
                "lineage_id",
                "unit",
                operand_order=pl.lit(order),
                sign=pl.lit(sign),
                source=pl.lit(_SOURCE),
                dimensions=pl.lit(""),
                **{
                    name: pl.col(f"{side}_{name}")
                    for name in (
                        "cik", "concept", "period_start", "period_end", "value", "accession"
                    )
                },
            )
        )  # fmt: skip
    return pl.concat(sides)
