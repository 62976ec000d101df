"""Facts that could state a metric and are not used: of a form that does not count, or undated.

They are told by company, metric and reason, and only where nothing else states the period, since
a filer tags thousands of them. Not here: facts of another currency or of no fiscal period
(`calendar_refusals.py`), and facts refused one by one (`fact_refusals.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.concepts import alias_table
from pipelines.normalize.facts.publication_time import counting_forms
from pipelines.normalize.refusals import about, refusal_rows

if TYPE_CHECKING:
    from pipelines.registry import Registry

UNCOUNTED_FORM = "uncounted_form"
NO_PERIOD_START = "no_period_start"

_SERIES = ("company_id", "metric_id")
_PERIOD = ("period_start", "period_end")


def of_dropped(raw: pl.DataFrame, used: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """One row for each company, metric and reason, with the newest figure left out.

    Args:
        raw: `raw.sec_company_facts`.
        used: `normalized.facts`.
        registry: companies, and metrics with their concepts.
    """
    newest = pl.struct("period_end", "accession", "value")
    told = (
        _told_nowhere(_left_out(raw, registry), used)
        .group_by(*_SERIES, "rule", "detail", maintain_order=True)
        .agg(
            pl.all().sort_by(newest, maintain_order=True).last(),
            periods=pl.struct(_PERIOD).n_unique(),
        )
        .sort(*_SERIES, "rule", "detail")
        .with_columns(**about(*_SERIES[1:], "detail"))
    )
    return refusal_rows(told, pl.col("rule"), _reason(), pl.col("accession"))


def _left_out(raw: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Facts that name a metric, with the `rule` that leaves them out and its `detail`."""
    aliases = (
        alias_table(registry.companies, registry.metrics)
        .filter(pl.col("dimensions") == "")
        .select(*_SERIES, "concept", "period_type")
        .unique(maintain_order=True)
    )
    is_undated = pl.col("period_start").is_null() & (pl.col("period_type") != "instant")
    counts = counting_forms(pl.col("form"))
    return (
        raw.join(aliases, on=["company_id", "concept"], maintain_order="left")
        .with_columns(
            rule=pl.when(~counts)
            .then(pl.lit(UNCOUNTED_FORM))
            .when(is_undated)
            .then(pl.lit(NO_PERIOD_START)),
            detail=pl.when(counts)
            .then(pl.lit("without a start"))
            .otherwise(pl.format("in form {}", "form")),
            is_undated=is_undated,
        )
        .filter(pl.col("rule").is_not_null())
    )


def _told_nowhere(left_out: pl.DataFrame, used: pl.DataFrame) -> pl.DataFrame:
    """What states a period that no fact in use states."""
    cells = used.select(*_SERIES, *_PERIOD).unique()
    dated = left_out.filter(~pl.col("is_undated")).join(
        cells, on=[*_SERIES, *_PERIOD], how="anti", nulls_equal=True, maintain_order="left"
    )
    undated = left_out.filter("is_undated").join(
        cells, on=[*_SERIES, "period_end"], how="anti", maintain_order="left"
    )
    return pl.concat([dated, undated])


def _reason() -> pl.Expr:
    period = (
        pl.when(pl.col("period_start").is_null())
        .then(pl.format("{}", "period_end"))
        .otherwise(pl.format("{} to {}", *_PERIOD))
    )
    value = pl.col("value").cast(pl.Decimal(38, 10)).cast(pl.String)
    newest = pl.format(
        "{} {} {} for {}, {} of filing {}",
        pl.when(pl.col("periods") == 1)
        .then(pl.lit("it is"))
        .otherwise(pl.format("the newest of {} such periods is", "periods")),
        value.str.strip_chars_end("0").str.strip_chars_end("."),
        "unit", period, "concept", "accession",
    )  # fmt: skip
    return (
        pl.when(pl.col("rule") == UNCOUNTED_FORM)
        .then(
            pl.format("Only form {} states it, which is not a periodic report: {}.", "form", newest)
        )
        .otherwise(pl.format("The facts have an end and no start, so no length: {}.", newest))
    )
