"""Of which columns of its parents each column of a model is made, read from the SQL dbt compiled.

Read once for what was compiled, by `ledger ui`, and kept beside it: `dagster-dbt` would read it
again in every run, for 18 seconds. sqlglot is imported on first use.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.dbt.runner import manifest_path
from pipelines.storage.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.settings import Settings

# Of a model `schema.table`: its columns, each with `schema.table` and column of what it is made of.
Lineage = dict[str, dict[str, list[tuple[str, str]]]]

_DIALECT = "duckdb"


def known(settings: Settings) -> Lineage:
    """What was read last; empty if nothing was."""
    return {
        model: {
            column: [(table, name) for table, name in made_of]
            for column, made_of in columns.items()
        }
        for model, columns in _kept(settings)["lineage"].items()
    }


def read(settings: Settings) -> list[str]:
    """Read what dbt compiled, unless it was read already; returns the models that were not read.

    Nothing is compiled before the first run: nothing is read then.
    """
    if not manifest_path(settings).exists():
        return []
    manifest = json.loads(manifest_path(settings).read_text("utf-8"))
    compiled = dict(_compiled(settings, manifest))
    digest = hashlib.sha256(repr(sorted(compiled.items())).encode()).hexdigest()
    if (kept := _kept(settings))["digest"] == digest:
        return list(kept["unread"])
    nodes = {**manifest["nodes"], **manifest["sources"]}
    lineage: Lineage = {}
    unread = []
    for unique_id, sql in compiled.items():
        parents = [nodes[each] for each in nodes[unique_id]["depends_on"]["nodes"]]
        found = columns_of(sql, {full_name(parent): list(parent["columns"]) for parent in parents})
        if found is None:
            unread.append(full_name(nodes[unique_id]))
        else:
            lineage[full_name(nodes[unique_id])] = found
    said = {"digest": digest, "lineage": lineage, "unread": unread}
    replace_file(_path(settings), json.dumps(said).encode())
    return unread


def full_name(node: Mapping[str, Any]) -> str:
    """The `schema.table` of a model or source of the manifest."""
    return f"{node['schema']}.{node.get('alias') or node.get('identifier') or node['name']}"


def columns_of(
    sql: str, parents: Mapping[str, list[str]]
) -> dict[str, list[tuple[str, str]]] | None:
    """Each column that a query gives, with the columns of its parents that it is made of.

    Args:
        sql: the query.
        parents: the columns of each `schema.table` that it reads.

    Returns:
        None where sqlglot cannot follow the query, such as one that unites `select *`.
    """
    from sqlglot import exp, parse_one  # noqa: PLC0415
    from sqlglot.errors import SqlglotError  # noqa: PLC0415
    from sqlglot.lineage import lineage  # noqa: PLC0415
    from sqlglot.optimizer.qualify import qualify  # noqa: PLC0415
    from sqlglot.optimizer.scope import build_scope  # noqa: PLC0415

    schema: dict[str, Any] = {}
    for name, columns in parents.items():
        where, table = name.split(".")
        schema.setdefault(where, {})[table] = dict.fromkeys(columns, "varchar")
    tree: Any = parse_one(sql, dialect=_DIALECT)
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
    try:
        query: Any = qualify(
            tree, schema=schema, dialect=_DIALECT, validate_qualify_columns=False, identify=False
        )
        scope = build_scope(query)
        found: dict[str, list[tuple[str, str]]] = {}
        for column in query.named_selects:
            made_of = set()
            options = {"scope": scope, "dialect": _DIALECT, "copy": False, "trim_selects": False}
            for node in lineage(column, query, {}, **options).walk():
                origin: Any = node.expression
                if isinstance(origin, exp.Table) and f"{origin.db}.{origin.name}" in parents:
                    name = node.name.rpartition(".")[2].strip('"')
                    made_of.add((f"{origin.db}.{origin.name}", name))
            found[column] = sorted(made_of)
    except (SqlglotError, ValueError):
        return None
    return found


def _compiled(settings: Settings, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    folder = settings.dbt_target_dir / "compiled" / manifest["metadata"]["project_name"]
    for unique_id, node in sorted(manifest["nodes"].items()):
        path = folder / node["original_file_path"]
        if node["resource_type"] == "model" and path.exists():
            yield unique_id, path.read_text("utf-8")


def _kept(settings: Settings) -> dict[str, Any]:
    nothing: dict[str, Any] = {"digest": None, "lineage": {}, "unread": []}
    path = _path(settings)
    if not path.exists():
        return nothing
    try:
        kept = json.loads(path.read_text("utf-8"))
    except ValueError:  # damaged: it is read anew from what dbt compiled
        return nothing
    return kept if isinstance(kept, dict) and kept.keys() == nothing.keys() else nothing


def _path(settings: Settings) -> Path:
    return settings.dbt_target_dir / "column_lineage.json"
