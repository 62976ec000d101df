"""Which concept speaks for a metric in each filing.

Companies rename tags, tag a figure twice and tag parts beside totals (trap A3). Each filing is
settled by what it says itself and by what the company filed before, never by later filings, so
that the answer for a past day does not change. What stays ambiguous is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.columns import DATE_MEMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.registry import Company, Metric

ONLY = "only"
RULING = "ruling"
EQUAL = "equal"
TOTAL = "total"
CONTINUITY = "continuity"
AMBIGUOUS = "ambiguous"

_SERIES = ("company_id", "metric_id")
_FILING = (*_SERIES, "source_reference")
_CELL = ("period_start", "period_end")

_ALIAS_SCHEMA = {
    "company_id": pl.String,
    "metric_id": pl.String,
    "concept": pl.String,
    "dimensions": pl.String,
    "alias_order": pl.Int32,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "is_ruling": pl.Boolean,
    "selection": pl.String,
    "period_type": pl.String,
    "scope": pl.String,
}


def alias_table(companies: Sequence[Company], metrics: Sequence[Metric]) -> pl.DataFrame:
    """One row per company, metric and concept that may state it, in order of preference.

    A company's own rulings replace the metric's default aliases.
    """
    rows = [
        (
            company.company_id,
            metric.metric_id,
            alias.concept,
            alias.dimensions,
            order,
            alias.valid_from,
            alias.valid_to,
            company.company_id in metric.overrides,
            metric.selection,
            metric.period_type,
            alias.scope or metric.scope,
        )
        for metric in metrics
        for company in companies
        if company.is_spender or not metric.of_spenders
        for order, alias in enumerate(metric.aliases_of(company.company_id))
    ]
    return pl.DataFrame(rows, schema=_ALIAS_SCHEMA, orient="row")


def as_in_aliases(dimensions: pl.Expr) -> pl.Expr:
    """Dimensions of a fact as an alias names them: of an axis of dates without the date."""
    return dimensions.str.replace(DATE_MEMBER, "=")


def with_metrics(facts: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """The facts that can state a metric, one row per metric, with the alias's columns.

    A fact outside its alias's validity is kept and marked `is_valid = false`; a flow under a
    stock's concept, or the reverse, is dropped.
    """
    end = pl.col("period_end")
    return (
        facts.with_row_index("fact")
        .with_columns(alias_dimensions=as_in_aliases(pl.col("dimensions")))
        .join(
            aliases.rename({"dimensions": "alias_dimensions"}),
            on=["company_id", "concept", "alias_dimensions"],
            how="inner",
            maintain_order="left",
        )
        .filter((pl.col("period_type") == "instant") == pl.col("period_start").is_null())
        .with_columns(
            is_valid=(pl.col("valid_from").is_null() | (end >= pl.col("valid_from")))
            & (pl.col("valid_to").is_null() | (end <= pl.col("valid_to")))
        )
        # Of two rulings on one concept, each with its days, one speaks of a fact.
        .sort("is_valid", descending=True, maintain_order=True)
        .unique(["fact", "metric_id"], keep="first", maintain_order=True)
        .sort("fact", maintain_order=True)
        .drop("fact", "valid_from", "valid_to", "period_type", "scope", "alias_dimensions")
    )


def choose_concepts(facts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Settle the concept of each company, metric and filing.

    Args:
        facts: from `with_metrics`, with period columns and known_from.

    Returns:
        choices: company_id, metric_id, source_reference, form, known_from, concept (null if
            ambiguous), rule, candidates.
        facts: the input with `is_in_series`: it states the chosen concept, or one that the
            filing shows to be equal to it.

    The candidates of a filing are the concepts that state its newest period at its greatest
    length: that is the face of the statement; what stands only in comparatives, in a table of
    quarters or in a note about other periods does not speak for the filing.
    """
    settled = _settle(_candidates(facts))
    choices = _continue(settled)
    marked = facts.join(
        choices.select(*_FILING, "chosen", "rule", "candidates"),
        on=list(_FILING),
        how="left",
        maintain_order="left",
    )
    speaks = (
        pl.col("is_valid")
        & (
            (pl.col("concept") == pl.col("chosen"))
            | ((pl.col("rule") == EQUAL) & pl.col("candidates").list.contains(pl.col("concept")))
        )
    ).fill_null(value=False)
    # Concepts that agree on the newest period may differ on an older one, where a filer left
    # one of them unrecast: that period is settled by other filings.
    said, cell = pl.when(speaks).then("value"), (*_FILING, "unit", *_CELL)
    agrees = said.min().over(cell) == said.max().over(cell)
    return (
        choices.select(
            *_FILING,
            "form",
            "known_from",
            pl.col("chosen").alias("concept"),
            "rule",
            pl.col("candidates").list.join(", "),
        ),
        marked.with_columns(is_in_series=speaks & agrees).drop("chosen", "rule", "candidates"),
    )


def _candidates(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts of each filing's newest period at its greatest length, preferred first."""
    newest = pl.col("period_end") == pl.col("period_end").max().over(_FILING)
    longest = pl.col("period_start").eq_missing(pl.col("period_start").min().over(_FILING))
    return (
        facts.filter("is_valid")
        .filter(newest)
        .filter(longest)
        .sort("alias_order", "concept", maintain_order=True)
    )


def _settle(candidates: pl.DataFrame) -> pl.DataFrame:
    """`chosen` and `rule` of each filing, null where its own figures leave it open."""
    filings = candidates.group_by(*_FILING, maintain_order=True).agg(
        pl.col("form", "known_from", "is_ruling", "selection").first(),
        pl.col("concept").unique(maintain_order=True).alias("candidates"),
        pl.col("value").n_unique().alias("figures"),
        pl.col("concept").sort_by("value", descending=True, maintain_order=True).first()
        .alias("highest"),
    )  # fmt: skip
    rule = (
        pl.when((pl.col("candidates").list.len() == 1) & pl.col("is_ruling"))
        .then(pl.lit(RULING))
        .when(pl.col("candidates").list.len() == 1)
        .then(pl.lit(ONLY))
        .when(pl.col("figures") == 1)
        .then(pl.lit(EQUAL))
        .when(pl.col("selection") == TOTAL)
        .then(pl.lit(TOTAL))
    )
    return filings.with_columns(rule=rule).with_columns(
        chosen=pl.when(pl.col("rule") == TOTAL)
        .then(pl.col("highest"))
        .when(pl.col("rule").is_not_null())
        .then(pl.col("candidates").list.first())
    )


def _continue(settled: pl.DataFrame) -> pl.DataFrame:
    """Settle what is left by the concept of the company's last settled filing before."""
    order = [*_SERIES, "known_from", "source_reference"]
    earlier = settled.filter(pl.col("chosen").is_not_null()).select(
        *_SERIES, "known_from", pl.col("chosen").alias("earlier")
    )
    looked_back = settled.sort("known_from", "source_reference").join_asof(
        earlier.sort("known_from"),
        on="known_from",
        by=list(_SERIES),
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    continues = pl.col("chosen").is_null() & pl.col("candidates").list.contains(pl.col("earlier"))
    return (
        looked_back.with_columns(
            rule=pl.when(continues)
            .then(pl.lit(CONTINUITY))
            .otherwise(pl.col("rule").fill_null(AMBIGUOUS)),
            chosen=pl.when(continues).then(pl.col("earlier")).otherwise("chosen"),
        )
        .sort(order)
        .drop("earlier")
    )


def proven_equal(facts: pl.DataFrame) -> pl.DataFrame:
    """Pairs of concepts that stated one figure for one period, and since when that is known.

    Args:
        facts: from `choose_concepts`: company_id, metric_id, concept, unit, period, value,
            known_from, is_valid.

    Returns:
        company_id, metric_id, concept, other_concept, proven_from. A comparative that repeats,
        under its new tag, what an earlier filing said under the old one proves that only the
        name changed. Zero proves nothing.
    """
    cell = [*_SERIES, "unit", "period_start", "period_end", "value"]
    stated = (
        facts.filter(pl.col("is_valid") & (pl.col("value") != 0))
        .group_by(*cell, "concept")
        .agg(pl.col("known_from").min())
    )
    return (
        stated.join(
            stated.rename({"concept": "other_concept", "known_from": "other_from"}),
            on=cell,
            nulls_equal=True,
        )
        .filter(pl.col("concept") != pl.col("other_concept"))
        .group_by(*_SERIES, "concept", "other_concept")
        .agg(proven_from=pl.max_horizontal("known_from", "other_from").min())
    )
