"""The causes of restatements that dated rulings name, in the place of what a rule could tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.series.versions import FIRST_REPORT

if TYPE_CHECKING:
    from pipelines.registry import Registry

_FILING = ("company_id", "metric_id", "accession")


def ruled_causes(registry: Registry) -> pl.DataFrame:
    """One row per company_id, metric_id and accession that a ruling speaks of, with ruled_cause."""
    rows = [
        (ruling.company_id, ruling.metric_id, accession, ruling.cause)
        for ruling in registry.restatements
        for accession in ruling.accessions
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys((*_FILING, "ruled_cause"), pl.String), orient="row"
    )


def with_ruled_causes(versions: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """The versions with the cause that a ruling names, where one speaks of their filing.

    A first report changes nothing, whatever its filing restates beside it.
    """
    is_change = pl.col("change_cause") != FIRST_REPORT
    return (
        versions.join(ruled_causes(registry), on=_FILING, how="left", maintain_order="left")
        .with_columns(
            change_cause=pl.when(is_change)
            .then(pl.coalesce("ruled_cause", "change_cause"))
            .otherwise("change_cause")
        )
        .drop("ruled_cause")
    )
