"""Staging and intermediate models."""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from pipelines.defs.dbt import TRANSLATOR, Told, build, manifest
from pipelines.defs.lib.writing import WRITING
from pipelines.quality.building import SELECTIONS


@dbt_assets(
    name="build_warehouse",
    manifest=manifest(),
    select=SELECTIONS["warehouse"],
    dagster_dbt_translator=TRANSLATOR,
    required_resource_keys={WRITING},
)
def warehouse(
    context: dg.AssetExecutionContext,
) -> Iterator[Told]:
    """Builds and tests the models between the Parquet files and the marts."""
    yield from build(context, "warehouse")
