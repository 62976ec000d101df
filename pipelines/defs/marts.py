"""The marts."""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from pipelines.defs.dbt import TRANSLATOR, Told, build, manifest
from pipelines.defs.lib.writing import WRITING
from pipelines.quality.building import SELECTIONS


@dbt_assets(
    name="build_marts",
    manifest=manifest(),
    select=SELECTIONS["marts"],
    dagster_dbt_translator=TRANSLATOR,
    required_resource_keys={WRITING},
)
def marts(
    context: dg.AssetExecutionContext,
) -> Iterator[Told]:
    """Builds and tests what will be published."""
    yield from build(context, "marts")


MARTS = sorted(".".join(key.path) for key in marts.keys)
