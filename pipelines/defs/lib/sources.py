"""The raw asset of a source, whatever its kind. Defines no asset."""

import datetime as dt
from collections.abc import Sequence

import dagster as dg

from pipelines.defs.lib.catalog import key_of, rows, rows_of_partition, spec_of
from pipelines.defs.lib.companies import companies_partitions
from pipelines.defs.lib.writing import WRITING
from pipelines.settings import load_settings
from pipelines.sources.base import NO_COMPANY, AnySource

# A table that is this much later than its source's rhythm is looked at, and then is a fault.
_LATE, _TOO_LATE = dt.timedelta(days=1), dt.timedelta(days=3)


def source_asset(source: AnySource, deps: Sequence[str] = ()) -> dg.AssetsDefinition:
    """The asset of the raw table that a source fills, many companies to a step.

    What cannot be used keeps its last good rows and is named in `raw.quarantine`; the other
    companies and documents go on. Each partition says how many rows it has.

    Args:
        source: the source.
        deps: the raw tables that it reads, company by company.
    """
    partitions = companies_partitions if source.table.partitioned else None

    @dg.multi_asset(
        name=f"fetch_{source.table.name}",
        specs=[
            spec_of(
                source.table,
                deps=deps,
                code=[f"pipelines/sources/{source.name}/source.py"],
                partitions_def=partitions,
                tags={"source": source.name},
                freshness_policy=_due(source),
            )
        ],
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run() if partitions else None,
        required_resource_keys={WRITING},
    )
    def fetch(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from pipelines.quality.refreshing import refreshed  # noqa: PLC0415

        companies = context.partition_keys if partitions else ()
        outcomes = refreshed(source, load_settings(), companies, context.run.run_id)
        table = key_of(source.table.full_name)
        by_status: dict[str, list[str]] = {}
        for outcome in outcomes:
            name = source.name if outcome.company_id == NO_COMPANY else outcome.company_id
            by_status.setdefault(outcome.status, []).append(name)
            if partitions:
                context.add_asset_metadata(
                    rows_of_partition(outcome.rows), table, outcome.company_id
                )
            if outcome.sentence:
                context.log.warning(outcome.sentence)
        return dg.MaterializeResult(
            metadata={
                **({} if partitions else rows(sum(outcome.rows for outcome in outcomes))),
                **{status: ", ".join(names) for status, names in by_status.items()},
            }
        )

    return fetch


def _due(source: AnySource) -> dg.FreshnessPolicy | None:
    if source.rhythm is None:
        return None
    return dg.FreshnessPolicy.time_window(
        warn_window=source.rhythm + _LATE, fail_window=source.rhythm + _TOO_LATE
    )
