"""Staging and intermediate models."""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from pipelines.defs.dbt import TRANSLATOR, build, manifest

_SELECT = "fqn:staging fqn:intermediate"


@dbt_assets(
    name="build_warehouse",
    manifest=manifest(),
    select=_SELECT,
    dagster_dbt_translator=TRANSLATOR,
)
def warehouse(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Builds and tests the models between the Parquet files and the marts."""
    yield from build(context, _SELECT)
