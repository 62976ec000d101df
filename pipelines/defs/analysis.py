"""What statistics says of series of the warehouse, before the marts are built."""

from collections.abc import Iterator

import dagster as dg

from pipelines.analysis.store import MADE_OF
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.settings import load_settings


@dg.multi_asset(
    name="analyse",
    specs=[
        spec_of(table, deps=made_of, code=["pipelines/analysis/store.py"])
        for table, made_of in MADE_OF.items()
    ],
    required_resource_keys={WRITING},
)
def analysed(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Forecasts of every origin, with their record; origins that are published stay."""
    from pipelines.quality.building import analyse_models  # noqa: PLC0415
    from pipelines.quality.checking import begin_checks  # noqa: PLC0415

    settings = load_settings()
    counts = analyse_models(settings, context.run.run_id)
    if not context.run.asset_selection:
        begin_checks("warehouse", settings, context.run.run_id)
    for table in MADE_OF:
        yield dg.MaterializeResult(
            asset_key=key_of(table.full_name), metadata=rows(counts[table.full_name])
        )
