"""Which measure of the views of the schema `bi` adds up over what, as dbt's semantic models say.

Belongs here: reading them from dbt's manifest. A measure that is summed adds up over every entity
and dimension of its semantic model, except those that its `config.meta.not_over` names; one that is
aggregated otherwise adds up over nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.publish.building import PublishError

if TYPE_CHECKING:
    from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of a view that is measured.

    Attributes:
        view: of the schema `bi`.
        column: there.
        name: of the measure, and of the metric that dbt makes of it.
        adds_over: columns of the view over whose values it may be summed.
    """

    view: str
    column: str
    name: str
    adds_over: frozenset[str]


def measures(settings: Settings) -> dict[tuple[str, str], Measure]:
    """Every measure, by its view and column.

    Raises:
        PublishError: dbt's manifest is missing or unreadable.
    """
    path = settings.dbt_target_dir / "manifest.json"
    try:
        models = json.loads(path.read_text(encoding="utf-8"))["semantic_models"].values()
    except (OSError, ValueError, KeyError):
        raise PublishError(
            f"{path}: dbt's manifest is missing or unreadable: run `ledger run`"
        ) from None
    return {(measure.view, measure.column): measure for model in models for measure in _of(model)}


def _of(model: dict[str, Any]) -> list[Measure]:
    view = model["node_relation"]["alias"]
    columns = {each["expr"] or each["name"] for each in (*model["entities"], *model["dimensions"])}
    return [
        Measure(
            view,
            measure["expr"] or measure["name"],
            measure["name"],
            frozenset(columns.difference(measure["config"]["meta"].get("not_over", ())))
            if measure["agg"] == "sum"
            else frozenset(),
        )
        for measure in model["measures"]
    ]
