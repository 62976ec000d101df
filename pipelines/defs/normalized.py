"""The normalised tables: all of them from one pass over the raw facts."""

from collections.abc import Iterator

import dagster as dg

from pipelines.contracts.model import Table
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.normalize.store import MADE, Made
from pipelines.settings import load_settings


def _spec(table: Table, made: Made) -> dg.AssetSpec:
    rules = dict.fromkeys((made.rules, "pipeline.py"))
    return spec_of(
        table,
        deps=[each.full_name for each in made.of],
        code=[f"pipelines/normalize/{path}" for path in rules],
    )


@dg.multi_asset(
    name="normalize",
    specs=[_spec(table, made) for table, made in MADE.items()],
    required_resource_keys={WRITING},
)
def normalized(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Periods, versions and refusals of every metric, and the registry as tables.

    What fails a check of the raw tables on one company's figures is withheld.
    """
    from pipelines.quality.checking import begin_checks  # noqa: PLC0415
    from pipelines.quality.normalizing import normalize_tables  # noqa: PLC0415

    settings, run_id = load_settings(), context.run.run_id
    is_whole = not context.run.asset_selection
    counts = normalize_tables(settings, run_id, is_whole=is_whole)
    if is_whole:
        begin_checks("normalized", settings, run_id)
    for table in MADE:
        yield dg.MaterializeResult(
            asset_key=key_of(table.full_name), metadata=rows(counts[table.full_name])
        )
