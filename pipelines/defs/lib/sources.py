"""The raw asset of a source, whatever its kind. Defines no asset."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.defs.lib.catalog import ROWS_OF_PARTITION, key_of, rows, rows_of_partition, spec_of
from pipelines.defs.lib.companies import (
    companies_of,
    companies_partitions,
    is_by_partition,
    is_of_all,
)
from pipelines.defs.lib.writing import WRITING
from pipelines.settings import load_settings
from pipelines.sources.base import NO_COMPANY, AnySource

if TYPE_CHECKING:
    from pipelines.sources.refresh.engine import Outcome

# A table that is this much later than its source's rhythm is looked at, and then is a fault.
_LATE, _TOO_LATE = dt.timedelta(days=1), dt.timedelta(days=3)
_ALL_AT_ONCE = dg.BackfillPolicy.single_run()
# By which Dagster tells whether a partition was made anew since something was made of it.
_DATA_VERSION = "dagster/data_version"

_Fetch = Callable[[dg.AssetExecutionContext], dg.MaterializeResult[None]]


def source_asset(source: AnySource, deps: Sequence[str] = ()) -> dg.AssetsDefinition:
    """The asset of the raw table that a source fills, many companies to a step.

    What cannot be used keeps its last good rows and is named in `raw.quarantine`; the other
    companies and documents go on. Each partition says how many rows it has, and one that has none
    is not noted as made.

    Args:
        source: the source.
        deps: the raw tables that it reads, company by company.
    """
    table = key_of(source.table.full_name)
    partitions = companies_partitions if source.table.partitioned else None

    def fetch(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from pipelines.quality.refreshing import refreshed  # noqa: PLC0415

        companies = companies_of(context) if partitions else ()
        outcomes = refreshed(source, load_settings(), companies, context.run.run_id)
        by_status: dict[str, list[str]] = {}
        for outcome in outcomes:
            name = source.name if outcome.company_id == NO_COMPANY else outcome.company_id
            by_status.setdefault(outcome.status, []).append(name)
            if outcome.sentence:
                context.log.warning(outcome.sentence)
        if partitions:
            _note_companies(context, table, outcomes)
        # What some companies have is not the table's.
        is_whole = not partitions or (is_of_all(context) and not is_by_partition(context))
        return dg.MaterializeResult(
            asset_key=table,
            metadata={
                **(rows(sum(outcome.rows for outcome in outcomes)) if is_whole else {}),
                **{status: ", ".join(names) for status, names in by_status.items()},
            },
        )

    spec = spec_of(
        source.table,
        deps=deps,
        code=[f"pipelines/sources/{source.name}/source.py"],
        partitions_def=partitions,
        tags={"source": source.name},
        freshness_policy=_due(source),
    )
    if deps:
        return _reading_sources(spec, fetch)
    return dg.multi_asset(
        name=f"fetch_{source.table.name}",
        specs=[spec],
        partitions_def=partitions,
        backfill_policy=_ALL_AT_ONCE if partitions else None,
        required_resource_keys={WRITING},
    )(fetch)


def _note_companies(
    context: dg.AssetExecutionContext, table: dg.AssetKey, outcomes: "Sequence[Outcome]"
) -> None:
    """Say how many rows each company has, and note as made those that have any.

    In a run by partition Dagster itself notes each that was asked for.
    """
    if is_by_partition(context):
        for made in outcomes:
            context.add_asset_metadata(rows_of_partition(made.rows), table, made.company_id)
        return
    without = [made.company_id for made in outcomes if not made.rows]
    lost = _with_rows_before(context.instance, table, without)
    for made in outcomes:
        if made.rows or made.company_id in lost:
            context.log_event(
                dg.AssetMaterialization(
                    table,
                    partition=made.company_id,
                    metadata={**rows_of_partition(made.rows), "status": made.status},
                    tags={_DATA_VERSION: context.run.run_id},
                )
            )


def _with_rows_before(
    instance: dg.DagsterInstance, table: dg.AssetKey, companies: list[str]
) -> set[str]:
    """The companies whose newest event says that they have rows: only a newer one corrects it."""

    def newest(*among: str) -> dg.AssetMaterialization | None:
        asked = dg.AssetRecordsFilter(table, among)
        records = instance.fetch_materializations(asked, limit=1).records
        return records[0].asset_materialization if records else None

    if not companies or newest(*companies) is None:
        return set()
    made = {company: newest(company) for company in companies}
    return {
        company
        for company, event in made.items()
        if event is not None
        and ROWS_OF_PARTITION in event.metadata
        and event.metadata[ROWS_OF_PARTITION].value
    }


def _reading_sources(spec: dg.AssetSpec, fetch: _Fetch) -> dg.AssetsDefinition:
    """The asset of a source that reads tables of others, as a graph of one step.

    Where an asset is the step itself, Dagster asks before it for the partitions of each
    partitioned table that it reads, and refuses a run that has none. It asks by the asset's name
    for what is read: the step in a graph has one of its own for it, so that Dagster then takes the
    table as a whole.
    """
    read = {"_".join(dep.asset_key.path): dep.asset_key for dep in spec.deps}
    step = dg.op(
        name=f"read_{spec.key.path[-1]}",
        ins={f"whole_{name}": dg.In(dg.Nothing) for name in read},
        required_resource_keys={WRITING},
    )(fetch)
    graph = dg.GraphDefinition(
        name=f"fetch_{spec.key.path[-1]}",
        node_defs=[step],
        input_mappings=[
            dg.InputMapping(
                graph_input_name=name,
                mapped_node_name=step.name,
                mapped_node_input_name=f"whole_{name}",
            )
            for name in read
        ],
        output_mappings=[
            dg.OutputMapping(
                graph_output_name="result",
                mapped_node_name=step.name,
                mapped_node_output_name="result",
            )
        ],
    )
    bare = dg.AssetsDefinition.from_graph(
        graph,
        keys_by_input_name=read,
        keys_by_output_name={"result": spec.key},
        partitions_def=spec.partitions_def,
        backfill_policy=_ALL_AT_ONCE,
    )
    [made] = dg.map_asset_specs(lambda _: spec, [bare])
    return made


def _due(source: AnySource) -> dg.FreshnessPolicy | None:
    if source.rhythm is None:
        return None
    return dg.FreshnessPolicy.time_window(
        warn_window=source.rhythm + _LATE, fail_window=source.rhythm + _TOO_LATE
    )
