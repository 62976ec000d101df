"""The revenue that each filing states, by member: every figure once, its dimensions one spelling.

What the figures mean for the lines of the registry is decided in `lines.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.normalize.facts.publication_time import counting_forms, with_rounding_unit
from pipelines.normalize.facts.repeats import finest, rounded_to, says_decimals
from pipelines.normalize.revenue_lines.members import with_dimension_key
from pipelines.registry.revenue_lines import TOTAL_SERIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.registry import Registry

REPEATS_CONTRADICT = "repeats_contradict"

# What the figures of one table of a filing share.
TABLE = ("company_id", "accession", "unit", "period_start", "period_end")
_CELL = [*TABLE, "concept", "dimension_key"]
_CURRENCY = r"^[A-Z]{3}$"


def revenue_concepts(registry: Registry) -> tuple[str, ...]:
    """The concepts that state consolidated revenue, the preferred first."""
    revenue = registry.metric_by_id.get(TOTAL_SERIES)
    return revenue.concepts if revenue else ()


class RevenueTable(NamedTuple):
    """What filings state of revenue.

    Attributes:
        figures: each filing's figures once, by key, in document order. A figure with a qualifier
            and one without may both be there: the plain one speaks.
        contradicted: the figures of the cells whose repeats contradict each other.
        both_ways: company_id, accession, filed_date and dimension_key of each cell that a filing
            states with a qualifier and without it, and whether the two differ beyond rounding.
    """

    figures: pl.DataFrame
    contradicted: pl.DataFrame
    both_ways: pl.DataFrame


def revenue_table(raw: pl.DataFrame, registry: Registry) -> RevenueTable:
    """The figures of revenue in `raw.sec_segment_facts`."""
    concepts = dict.fromkeys(
        (
            *revenue_concepts(registry),
            *(concept for line in registry.revenue_lines for concept in line.concepts),
        )
    )
    keyed = _keyed(raw, list(concepts), registry)
    is_plain = pl.col("pairs") == pl.col("pairs").min().over(_CELL)
    repeats = finest(keyed.filter(is_plain), _CELL)
    table = repeats.speaking.with_columns(
        filed_key=pl.col("dimension_key"), is_stated_with_decimals=says_decimals()
    ).sort("company_id", "accession", "fact_order", maintain_order=True)
    qualified = finest(keyed.filter(~is_plain), _CELL).speaking
    unit = pl.max_horizontal(
        rounded_to(pl.col("decimals")), rounded_to(pl.col("qualified_decimals"))
    )
    both_ways = table.join(
        qualified.select(*_CELL, qualified_value="value", qualified_decimals="decimals"),
        on=_CELL,
        maintain_order="left",
    ).select(
        "company_id",
        "accession",
        "filed_date",
        "dimension_key",
        differs=(pl.col("value") - pl.col("qualified_value")).abs() * 2 > unit,
    )
    return RevenueTable(with_rounding_unit(table), repeats.contradicted, both_ways)


def consolidated(raw: pl.DataFrame, concepts: Iterable[str], registry: Registry) -> pl.DataFrame:
    """Each filing's consolidated figures of these concepts once: `TABLE`, concept and value."""
    keyed = _keyed(raw, sorted(concepts), registry).filter(pl.col("dimension_key") == "")
    return finest(keyed, _CELL).speaking.select(*TABLE, "concept", "value")


def _keyed(raw: pl.DataFrame, concepts: list[str], registry: Registry) -> pl.DataFrame:
    """The flows of money that filings state under these concepts, with `dimension_key`."""
    order = pl.DataFrame(
        {"concept": concepts, "alias_order": range(len(concepts))},
        schema={"concept": pl.String, "alias_order": pl.Int32},
    )
    flows = (
        raw.filter(
            counting_forms(pl.col("form"))
            & pl.col("period_start").is_not_null()
            & pl.col("unit").str.contains(_CURRENCY)
        )
        .join(order, on="concept", maintain_order="left")
        .with_columns(pairs=pl.col("dimensions").str.count_matches("="))
    )
    return with_dimension_key(flows, registry.qualifiers)


def repeats_told(contradicted: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The lines whose own figure, or the one above it, a filing states in ways that disagree."""
    cells = contradicted.group_by([*TABLE, "concept", "dimension_key"], maintain_order=True).agg(
        stated=pl.format(
            "{} {} of {}",
            pl.col("value").cast(pl.Int64, strict=False).cast(pl.String).unique(maintain_order=True)
            .str.join(" and "),
            pl.col("unit").first(),
            pl.when(pl.col("dimensions").first() == "")
            .then(pl.lit("the consolidated figure"))
            .otherwise(pl.col("dimensions").first()),
        )
    )  # fmt: skip
    rulings = members.select("company_id", "metric_id", "ruled_concepts", "dimension_key")
    above = members.select(*rulings.columns[:3], dimension_key="rest_key")
    return (
        cells.join(
            pl.concat([rulings, above]), on=["company_id", "dimension_key"], maintain_order="left"
        )
        .filter(pl.col("ruled_concepts").list.contains(pl.col("concept")))
        .group_by(
            "company_id", "metric_id", "period_start", "period_end", "accession",
            maintain_order=True,
        )
        .agg(told=pl.col("stated").unique(maintain_order=True).str.join("; "))
        .with_columns(rule=pl.lit(REPEATS_CONTRADICT))
    )  # fmt: skip
