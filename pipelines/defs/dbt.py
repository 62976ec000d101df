"""How dbt's models become Dagster assets. Defines no asset."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from pipelines.dbt_runner import manifest_path, parse_project, run_dbt
from pipelines.defs.catalog import rows
from pipelines.settings import DBT_DIR, load_settings
from pipelines.warehouse import prepare_sources, row_counts, table_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dbt.contracts.graph.manifest import Manifest

    from pipelines.settings import Settings

_DBT_SOURCES = ("*.sql", "*.yml", "*.md")
_parsed: dict[str, Manifest] = {}


class Translator(DagsterDbtTranslator):
    """Asset keys are `schema.table`, grouped by schema."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The model's or source's `schema.table`."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The schema."""
        return str(dbt_resource_props["schema"])


# dbt's own tests run inside the build and fail its step; the claims about the business are the
# asset checks of `quality.py`.
TRANSLATOR = Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=False))


def ready_manifest() -> Path:
    """dbt's manifest, parsed again only if the dbt project changed."""
    settings = load_settings()
    path = manifest_path(settings)
    digest_path = path.with_name("project.sha256")
    digest = _project_digest()
    is_current = path.exists() and digest_path.exists() and digest_path.read_text("utf-8") == digest
    if not is_current:
        _parsed[digest] = parse_project(settings)
        digest_path.write_text(digest, "utf-8")
    return path


def _project_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(p for pattern in _DBT_SOURCES for p in DBT_DIR.rglob(pattern)):
        digest.update(f"{path.relative_to(DBT_DIR)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _manifest(settings: Settings) -> Manifest:
    """The parsed project, parsed once a process."""
    digest = _project_digest()
    if digest not in _parsed:
        _parsed[digest] = parse_project(settings)
    return _parsed[digest]


def build(context: dg.AssetExecutionContext, select: str) -> Iterator[dg.MaterializeResult[None]]:
    """Build and test the selected models and report their columns and rows."""
    settings = load_settings()
    prepare_sources(settings)
    results = run_dbt(settings, ["build", "--select", select], _manifest(settings))
    models = [node for node in results if node.resource_type == "model" and node.asset_key]
    tests = sum(node.resource_type in ("test", "unit_test") for node in results)
    context.log.info(f"{len(models)} models built, {tests} tests passed")
    names = [".".join(node.asset_key) for node in models if node.asset_key]
    counts, columns = row_counts(settings, names), table_columns(settings, names)
    described = _descriptions(manifest_path(settings))
    for node, name in zip(models, names, strict=True):
        schema = dg.TableSchema(
            columns=[
                dg.TableColumn(
                    name=column, type=type_, description=described.get((node.unique_id, column))
                )
                for column, type_ in columns[name]
            ]
        )
        yield dg.MaterializeResult(
            asset_key=node.asset_key,
            metadata={
                **rows(counts[name]),
                "dagster/column_schema": schema,
                "seconds": round(node.seconds, 3),
            },
        )


def _descriptions(manifest: Path) -> dict[tuple[str, str], str]:
    nodes = json.loads(manifest.read_text("utf-8"))["nodes"]
    return {
        (unique_id, column["name"]): column.get("description", "")
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model"
        for column in node["columns"].values()
    }
