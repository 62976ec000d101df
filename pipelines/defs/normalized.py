"""The normalised tables: all of them from one pass over the raw facts."""

from collections.abc import Iterator

import dagster as dg

from pipelines.contracts import TABLES
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.registry import load_registry
from pipelines.settings import load_settings

_RAW = tuple(table.full_name for table in TABLES if table.schema == "raw")


@dg.multi_asset(
    name="normalize",
    specs=[spec_of(table, deps=_RAW) for table in TABLES if table.schema == "normalized"],
    required_resource_keys={WRITING},
)
def normalized() -> Iterator[dg.MaterializeResult[None]]:
    """Periods, versions and refusals of every metric, and the registry as tables.

    What fails a check of the raw tables on one company's figures is withheld.
    """
    from pipelines.normalize.store import normalize_all  # noqa: PLC0415
    from pipelines.quality.settling import withheld_at_first  # noqa: PLC0415

    settings = load_settings()
    counts = normalize_all(
        load_registry(settings.registry_dir), settings, withheld_at_first(settings)
    )
    for full_name, count in counts.items():
        yield dg.MaterializeResult(asset_key=key_of(full_name), metadata=rows(count))
