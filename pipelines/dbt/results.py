"""What a node of dbt did, as the project reads it. Not here: running dbt (`runner.py`)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.settings import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dbt.contracts.graph.manifest import Manifest

_PASSED = frozenset({"success", "pass", "no-op"})
_FAILED = frozenset({"error", "fail", "runtime error", "partial success"})
_STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What one node of dbt did.

    Attributes:
        unique_id: dbt's name of the node, such as `model.compute_ledger.fct_capex`.
        resource_type: model, test, unit_test or operation.
        name: the model or test.
        asset_key: `(schema, model)` of a model, which is also the Dagster asset key; of a test
            that of the model that it is attached to or names in `meta.dagster.ref`, or of the last
            model or source it reads, else None.
        status: success or pass; warn; error or fail; skipped.
        message: dbt's message, one line; empty if there is none.
        failures: rows that a test found; None for what is no test.
        seconds: how long it took.
        depends_on: unique ids of what it reads.
        description: what it builds or holds, as its YAML says.
        scope: of a test that found rows, what it keeps back: `company` where its meta says so
            (the figures of the rows' companies; dbt warns and goes on), else `structure`.
        severity: of a test, warning where dbt goes on and no figure is withheld, else error.
        sql: of a test of company scope, the query that finds its rows; else empty.
    """

    unique_id: str
    resource_type: str
    name: str
    asset_key: tuple[str, str] | None
    status: str
    message: str
    failures: int | None
    seconds: float
    depends_on: tuple[str, ...]
    description: str
    scope: str = "structure"
    severity: str = "error"
    sql: str = ""

    @property
    def passed(self) -> bool:
        """Whether it did what it should."""
        return self.status in _PASSED

    @property
    def failed(self) -> bool:
        """Whether it failed; a skipped node did not, the one it waited for did."""
        return self.status in _FAILED


def details_of(item: Any) -> dict[str, Any]:
    """What dbt says of a node that ran."""
    return {
        "status": str(item.status),
        "message": item.message,
        "failures": item.failures,
        "seconds": item.execution_time,
        "sql": getattr(item.node, "compiled_code", "") or "",
    }


def node_result(manifest: Manifest, unique_id: str, details: Mapping[str, Any]) -> NodeResult:
    """The result of a node, from its `details_of` or those of an event of dbt's."""
    node: Any = manifest.nodes.get(unique_id) or manifest.unit_tests.get(unique_id)
    resource_type = unique_id.split(".", 1)[0]
    depends_on = tuple(node.depends_on.nodes) if node is not None else ()
    is_test = resource_type in ("test", "unit_test")
    scope = node.config.meta.get("scope", _STRUCTURE) if resource_type == "test" else _STRUCTURE
    return NodeResult(
        unique_id=unique_id,
        resource_type=resource_type,
        name=node.name if node is not None else unique_id,
        asset_key=_asset_key(manifest, unique_id, depends_on),
        status=str(details["status"]),
        message=one_line(details["message"] or ""),
        failures=int(details["failures"] or 0) if is_test else None,
        seconds=float(details["seconds"]),
        depends_on=depends_on,
        description=" ".join((getattr(node, "description", "") or "").split()),
        scope=scope,
        severity=_severity(node, scope) if resource_type == "test" else "error",
        sql=str(details.get("sql", "")) if scope != _STRUCTURE else "",
    )


def _severity(node: Any, scope: str) -> str:
    warns = node.config.severity.lower() == "warn" and scope == _STRUCTURE
    return "warning" if warns else "error"


def _asset_key(
    manifest: Manifest, unique_id: str, depends_on: tuple[str, ...]
) -> tuple[str, str] | None:
    node: Any = manifest.nodes.get(unique_id)
    attached = getattr(node, "attached_node", None)
    meta = node.config.meta if node is not None else {}
    subject = f".{meta.get('dagster', {}).get('ref', {}).get('name')}"
    named = [each for each in depends_on if each.endswith(subject)]
    for candidate in (unique_id, attached, *named, *reversed(depends_on)):
        if candidate and candidate.startswith("model."):
            model = manifest.nodes[candidate]
            return (model.schema, model.alias)
        if candidate and candidate.startswith("source."):
            source = manifest.sources[candidate]
            return (source.schema, source.name)
    return None


def one_line(message: str) -> str:
    """dbt's message on one line, without this machine's paths."""
    return " ".join(message.replace(f"{PROJECT_DIR}{os.sep}", "").split())
