"""Raw assets that are one table, without partitions. Defines no asset."""

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.contracts.model import Table
from pipelines.defs.lib.catalog import rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.registry import Registry, load_registry
from pipelines.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.sources.refresh.companies import Outcome


def whole_asset(
    table: Table, source: str, refresh: "Callable[[Registry, Settings], Outcome] | None" = None
) -> dg.AssetsDefinition:
    """The asset of a raw table that a source fills as a whole.

    A document that cannot be used keeps its last good rows and is named in `raw.quarantine`.

    Args:
        table: the raw table.
        source: the source module's name.
        refresh: the step, for a source that reads files of the project; else `refresh_whole`.
    """

    @dg.multi_asset(
        name=f"fetch_{table.name}", specs=[spec_of(table)], required_resource_keys={WRITING}
    )
    def fetch(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from pipelines.sources.refresh.whole import refresh_whole  # noqa: PLC0415

        settings = load_settings()
        registry = load_registry(settings.registry_dir)
        if refresh is None:
            outcome = refresh_whole(source, registry, settings)
        else:
            outcome = refresh(registry, settings)
        if outcome.sentence:
            context.log.warning(outcome.sentence)
        return dg.MaterializeResult(metadata={**rows(outcome.rows), outcome.status: source})

    return fetch
