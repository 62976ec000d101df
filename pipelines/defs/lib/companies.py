"""The SEC's raw assets are partitioned by company: one company can be run again alone.

A company that never filed with the SEC has no partition. Defines no asset.
"""

from collections.abc import Sequence

import dagster as dg

from pipelines.contracts.model import Table
from pipelines.defs.lib.catalog import rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.registry import load_registry
from pipelines.settings import load_settings

REGISTRY = load_registry(load_settings().registry_dir)

companies_partitions = dg.StaticPartitionsDefinition(
    [company.company_id for company in REGISTRY.companies if company.ciks]
)


def company_asset(table: Table, source: str, deps: Sequence[str] = ()) -> dg.AssetsDefinition:
    """The asset of a raw table that a source fills, many companies to a step.

    `deps` are the raw tables that the source reads, company by company.

    A company whose document cannot be used keeps its last good data and is named in
    `raw.quarantine`; the others go on.
    """

    @dg.multi_asset(
        name=f"fetch_{table.name}",
        specs=[spec_of(table, deps=deps, partitions_def=companies_partitions)],
        partitions_def=companies_partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={WRITING},
    )
    def fetch(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from pipelines.sources.refresh.companies import refresh_companies  # noqa: PLC0415

        settings = load_settings()
        registry = load_registry(settings.registry_dir)
        chosen = [registry.company(key) for key in context.partition_keys]
        outcomes = refresh_companies(source, chosen, registry, settings)
        by_status: dict[str, list[str]] = {}
        for outcome in outcomes:
            by_status.setdefault(outcome.status, []).append(outcome.company_id)
            if outcome.sentence:
                context.log.warning(outcome.sentence)
        return dg.MaterializeResult(
            metadata={
                **rows(sum(outcome.rows for outcome in outcomes)),
                **{status: ", ".join(names) for status, names in by_status.items()},
            }
        )

    return fetch
