"""What the run is about to change in the published marts."""

import datetime as dt

import dagster as dg

from pipelines.contracts.published import FCT_CHANGES
from pipelines.defs.lib.catalog import rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.defs.withheld import WITHHELD_KEY
from pipelines.settings import load_settings


@dg.multi_asset(
    name="compare_with_published",
    specs=[
        spec_of(FCT_CHANGES, deps=[WITHHELD_KEY], code=["pipelines/publish/changes.py"]),
    ],
    required_resource_keys={WRITING},
)
def fct_changes(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Compares every cell with the published one and says why it differs."""
    from pipelines.publish.changes import compare  # noqa: PLC0415

    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    changes = compare(load_settings(), context.run.run_id, now)
    counts = dict(changes["change"].value_counts().sort("change").iter_rows())
    return dg.MaterializeResult(
        asset_key=FCT_CHANGES.full_name.split("."), metadata={**rows(changes.height), **counts}
    )
