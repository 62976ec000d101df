"""What is refused of single facts, corrected in them, or missing altogether (rule 12).

Rows that a person can act on. Not here: quarters that do not follow (`refusals.py`) and revenue
lines (`line_refusals.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.concepts import alias_table
from pipelines.normalize.facts.refused_facts import NEGATIVE_FIGURE
from pipelines.normalize.facts.scale_slips import SCALE_SLIP
from pipelines.normalize.facts.simultaneous import SAME_MOMENT
from pipelines.normalize.facts.statements import named_source
from pipelines.normalize.refusals import about, refusal_rows
from pipelines.registry.revenue_lines import TOTAL_SERIES

if TYPE_CHECKING:
    from pipelines.registry import Registry

FACT_CORRECTED = "fact_corrected"
SHELL_ZERO = "shell_zero"

_AMOUNT = pl.Decimal(38, 2)


def of_corrections(told: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Facts that a dated ruling reads otherwise than filed, with both figures.

    Args:
        told: `corrections.Corrected.told`.
        registry: for the metrics that the concepts state.
    """
    metrics = (
        alias_table(registry.companies, registry.metrics)
        .select("company_id", "concept", "metric_id")
        .unique(["company_id", "concept"], keep="first", maintain_order=True)
    )
    named = (
        told.join(metrics, on=["company_id", "concept"], how="left", maintain_order="left")
        .with_columns(
            # A concept of a revenue line's own states revenue.
            pl.col("metric_id").fill_null(TOTAL_SERIES),
            period=_period(pl.col("period_start"), pl.col("period_end")),
        )
        .with_columns(
            **about("concept", "period", "accession"),
            read=pl.when(pl.col("kind") == "sign")
            .then(pl.format("it is read as {}", (-pl.col("value")).cast(_AMOUNT)))
            .when(pl.col("kind") == "date")
            .then(
                pl.format(
                    "its period is read as {}",
                    _period(
                        pl.coalesce("means_start", "period_start"),
                        pl.coalesce("means_end", "period_end"),
                    ),
                )
            )
            .otherwise(
                pl.format("the filing's other figure stands, {}", pl.col("stands").cast(_AMOUNT))
            ),
        )
    )
    return refusal_rows(
        named,
        pl.lit(FACT_CORRECTED),
        pl.format(
            "Filing {} states {} for {} of {}; {} by the ruling of {}: {}",
            "accession",
            pl.col("value").cast(_AMOUNT),
            "concept",
            "period",
            "read",
            "dated",
            "ruling",
        ),
        pl.col("accession"),
    )


def of_facts(refused: pl.DataFrame) -> pl.DataFrame:
    """Facts that cannot be what they say.

    Args:
        refused: `refused_facts.Judged.refused`.
    """
    period = _period(pl.col("period_start"), pl.col("period_end"))
    keyed = refused.with_columns(
        period=period,
        **about("metric_id", period, named_source("document")),
    ).unique(["key", "concept", "rule"], keep="first", maintain_order=True)
    return refusal_rows(
        keyed,
        pl.col("rule"),
        pl.when(pl.col("rule") == NEGATIVE_FIGURE)
        .then(
            pl.format(
                "Filing {} states {} for {} of {}, and {} is never negative; the fact is not used.",
                "source_reference",
                "told",
                "concept",
                "period",
                "metric_id",
            )
        )
        .when(pl.col("rule") == SCALE_SLIP)
        .then(
            pl.format(
                "Filing {} states for {} of {} {}; it is off by a power of a thousand, and not "
                "used.",
                "source_reference",
                "concept",
                "period",
                "told",
            )
        )
        .otherwise(
            pl.format(
                "Filing {} contradicts itself: for {} of {} it states {}; none of them is used.",
                "source_reference",
                "concept",
                "period",
                "told",
            )
        ),
        pl.col("source_reference"),
    )


def of_one_moment(outranked: pl.DataFrame) -> pl.DataFrame:
    """Figures that another filing of the same moment contradicts.

    Args:
        outranked: from `simultaneous.at_one_moment`.
    """
    period = _period(pl.col("period_start"), pl.col("period_end"))
    keyed = outranked.with_columns(period=period, **about("metric_id", period, "accession")).unique(
        ["key"], keep="first", maintain_order=True
    )
    return refusal_rows(
        keyed,
        pl.lit(SAME_MOMENT),
        pl.format(
            "Filings {} and {} became public at one moment, {} UTC, and state {} and {} for {} of "
            "{}: the later number stands.",
            "accession",
            "standing_accession",
            pl.col("known_from").dt.strftime("%Y-%m-%d %H:%M:%S"),
            pl.col("value").cast(_AMOUNT),
            pl.col("stands").cast(_AMOUNT),
            "metric_id",
            "period",
        ),
        pl.col("accession"),
    )


def of_shells(zeros: pl.DataFrame) -> pl.DataFrame:
    """Zeros of companies without a business, a row per company and metric.

    Args:
        zeros: `shells.Shells.zeros`.
    """
    told = (
        zeros.sort("known_from", "period_end", "source_reference")
        .group_by("company_id", "metric_id", maintain_order=True)
        .agg(
            pl.col("source_reference", "period_end").last(),
            cells=pl.struct("period_start", "period_end").n_unique(),
        )
        .with_columns(**about("metric_id"))
    )
    return refusal_rows(
        told,
        pl.lit(SHELL_ZERO),
        pl.format(
            "{} had stated nothing but zeros until filing {} stated 0 for {} of the period to {}, "
            "as a company without a business does; its zeros for {} periods are not used.",
            "company_id",
            "source_reference",
            "metric_id",
            "period_end",
            "cells",
        ),
        pl.col("source_reference"),
    )


def _period(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """A period in words: `2023-01-01 to 2023-03-31`, or the day of an instant."""
    return (
        pl.when(start.is_null())
        .then(end.cast(pl.String))
        .otherwise(pl.format("{} to {}", start, end))
    )
