"""How dbt's models become Dagster assets. Defines no asset."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from pipelines.dbt import column_lineage
from pipelines.dbt.data_tests import sentence_of
from pipelines.dbt.results import NodeResult
from pipelines.dbt.runner import (
    DbtError,
    is_manifest_current,
    manifest_path,
    ready_manifest,
)
from pipelines.defs.lib.catalog import owners_of, rows, where_to_read_on
from pipelines.publish.publishing import copy_marts
from pipelines.quality.building import begin_analysis, built_parts
from pipelines.quality.checking import STRUCTURE, begin_checks
from pipelines.quality.worker import Worker, apart, begin_ahead, is_apart
from pipelines.settings import DBT_DIR, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dagster_dbt import DbtProject

    from pipelines.quality.building import Built
    from pipelines.settings import Settings

# What is begun ahead of the publication: the copy of the marts that it will complete.
COPIED = "copied"

# What a stage yields: its models, and its tests as checks.
Told = dg.MaterializeResult[None] | dg.AssetCheckResult


class Translator(DagsterDbtTranslator):
    """Asset keys are `schema.table`, grouped by schema."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The model's or source's `schema.table`."""
        return dg.AssetKey([dbt_resource_props["schema"], _name(dbt_resource_props)])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The schema."""
        return str(dbt_resource_props["schema"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """Who is asked about the schema."""
        return owners_of(dbt_resource_props["schema"])

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        """Those of dbt, and the area that the model's folder names."""
        _, *folders, _ = dbt_resource_props["fqn"]
        return {**super().get_tags(dbt_resource_props), "area": folders[-1]}

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """Columns, and where to read on: SQL, YAML and suite of the model."""
        said = super().get_metadata(dbt_resource_props)
        if dbt_resource_props["resource_type"] != "model":
            return said
        yaml = (dbt_resource_props["patch_path"] or "").partition("://")[2]
        files = [dbt_resource_props["original_file_path"], *([yaml] if yaml else ())]
        name = f"{dbt_resource_props['schema']}.{_name(dbt_resource_props)}"
        code = [f"{DBT_DIR.name}/{path}" for path in files]
        page = dbt_resource_props["config"]["meta"].get("page")
        read_on = where_to_read_on(name, code, **({"page": page} if page else {}))
        return {**said, **_columns_made_of(name), **read_on}

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A test as a check, with the sentence that its file begins with."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        return dg.AssetCheckSpec(
            name=spec.name,
            asset=spec.asset_key,
            description=sentence_of(manifest["nodes"][unique_id]),
            additional_deps=spec.additional_deps,
            blocking=spec.blocking,
            metadata=spec.metadata,
        )


@cache
def _lineage() -> column_lineage.Lineage:
    return column_lineage.known(load_settings())


def _columns_made_of(model: str) -> Mapping[str, Any]:
    """The lineage of a model's columns, as Dagster holds it and as a table that its pages show."""
    columns = _lineage().get(model)
    if not columns:
        return {}
    deps = {
        column: [
            dg.TableColumnDep(asset_key=dg.AssetKey(table.split(".")), column_name=name)
            for table, name in made_of
        ]
        for column, made_of in columns.items()
    }
    records = [
        dg.TableRecord({"column": column, "made of": f"{table}.{name}"})
        for column, made_of in columns.items()
        for table, name in made_of
    ]
    schema = dg.TableSchema([dg.TableColumn("column"), dg.TableColumn("made of")])
    return {
        "dagster/column_lineage": dg.TableColumnLineage(deps),
        "columns_made_of": dg.TableMetadataValue(records, schema),
    }


def _name(node: Mapping[str, Any]) -> str:
    """Of the relation: a model of the schema `bi` may be named as a mart is."""
    return str(node.get("alias") or node["name"])


# dbt's tests are asset checks of the models that they are attached to.
TRANSLATOR = Translator()


def manifest() -> Path:
    """dbt's manifest, parsed again only if the dbt project changed."""
    settings = load_settings()
    # The process for the models is busy importing: it is asked for nothing that is on disk.
    if is_apart() and is_manifest_current(settings):
        return manifest_path(settings)
    return apart(Worker.MODELS, ready_manifest, settings)


def build(context: dg.AssetExecutionContext, stage: str) -> Iterator[Told]:
    """Build and test the models of a stage; report their columns, rows and tests."""
    settings = load_settings()
    described = _descriptions(manifest_path(settings))
    models = tests = 0
    try:
        for part in built_parts(settings, stage, context.run.run_id):
            # What follows is begun while Dagster notes what was made; a selection is built alone.
            if part.has_last_models and not context.run.asset_selection:
                _begin_what_follows(stage, settings, context.run.run_id)
            yield from _made(context, part, described)
            yield from _checked(context, part.results)
            models += len(part.rows)
            tests += sum(node.resource_type == "test" for node in part.results)
    except DbtError as error:
        yield from _checked(context, error.results)
        raise
    context.log.info(f"{models} models built, {tests} tests passed")


def _begin_what_follows(stage: str, settings: Settings, run_id: str) -> None:
    # What is checked of the warehouse, statistics makes of its models.
    if stage == "marts":
        begin_checks(stage, settings, run_id)
        begin_ahead(COPIED, (run_id,), Worker.MODELS, copy_marts, settings)
    else:
        begin_analysis(settings, run_id)


def _made(
    context: dg.AssetExecutionContext, part: Built, described: Mapping[tuple[str, str], str]
) -> Iterator[dg.MaterializeResult[None]]:
    """The models of a part; a stage is built whole, and of a selection the selected are told."""
    for node in part.results:
        if (
            node.resource_type != "model"
            or not node.asset_key
            or dg.AssetKey(node.asset_key) not in context.selected_asset_keys
        ):
            continue
        name = ".".join(node.asset_key)
        schema = dg.TableSchema(
            columns=[
                dg.TableColumn(
                    name=column, type=type_, description=described.get((node.unique_id, column))
                )
                for column, type_ in part.columns[name]
            ]
        )
        yield dg.MaterializeResult(
            asset_key=node.asset_key,
            metadata={
                **rows(part.rows[name]),
                "dagster/column_schema": schema,
                "seconds": round(node.seconds, 3),
            },
        )


def _checked(
    context: dg.AssetExecutionContext, results: Sequence[NodeResult]
) -> Iterator[dg.AssetCheckResult]:
    """The tests that ran, as checks. Of company scope none stops what follows: it withholds."""
    checks = {key.name: key.asset_key for key in context.selected_asset_check_keys}
    for test in results:
        if test.resource_type != "test" or test.name not in checks or test.status == "skipped":
            continue
        blocks = test.failed and test.scope == STRUCTURE
        yield dg.AssetCheckResult(
            asset_key=checks[test.name],
            check_name=test.name,
            passed=test.passed,
            severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
            description=test.message or None,
            metadata={"failing rows": test.failures or 0, "seconds": round(test.seconds, 3)},
        )


def _descriptions(manifest: Path) -> dict[tuple[str, str], str]:
    nodes = json.loads(manifest.read_text("utf-8"))["nodes"]
    return {
        (unique_id, column["name"]): column.get("description", "")
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model"
        for column in node["columns"].values()
    }
