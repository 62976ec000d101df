"""What each mart publishes, as its YAML declares it in `config.meta`: the one home of such facts.

Belongs here: finding and reading `meta` of the models in `dbt_project/models/marts`. What stands
in it (see `docs/CONTRIBUTING.md`): `key`, the columns that tell rows apart; `measures`, each
with its column of lineage ids; `compared`, further ones that do not add up; `trace`, how
`ledger trace` finds and tells a fact. dbt reads the same `meta` from its graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from pipelines.settings import DBT_DIR

if TYPE_CHECKING:
    from collections.abc import Sequence

MARTS_DIR = DBT_DIR / "models" / "marts"
HISTORY = "_history"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of another table that a fact is made of.

    Attributes:
        table: their mart.
        columns: columns of the fact, each with the column there that has the same value.
        flag: a column there that must be true.
    """

    table: str
    columns: dict[str, str]
    flag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How the facts of a mart are found and told.

    Attributes:
        by: kinds of keys, in the order in which a person gives them.
        names: columns that tell facts apart, in the order of printing.
        value: the column that is told: the first measure, or a ratio of two.
        adds_up: whether the operands of a fact add up to its value; those of a ratio do not.
        has_basis: whether a basis tells facts apart.
        has_versions: whether a version does.
        unit: of the value, or the name of the column that has it.
        words: how a value comes about, where no column `derivation` says it.
        parts: for a total or ratio, what it is made of.
    """

    by: tuple[str, ...]
    names: tuple[str, ...]
    value: str
    adds_up: bool
    has_basis: bool
    has_versions: bool
    unit: str = "USD"
    words: str = "as filed"
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredMart:
    """A mart's `meta`.

    Attributes:
        name: without its schema.
        key: columns that tell its rows apart, and order them.
        measures: columns whose values lineage explains, each with its column of lineage ids.
        trace: None where nothing in it can be traced.
    """

    name: str
    key: tuple[str, ...]
    measures: dict[str, str] = field(default_factory=dict)
    trace: Trace | None = None


@cache
def declared_marts() -> dict[str, DeclaredMart]:
    """Every mart that dbt builds, by name; read once a process.

    Raises:
        TypeError: a `meta` holds a word that means nothing here.
        KeyError: a model has no `meta.key`.
    """
    models = [
        model
        for path in sorted(MARTS_DIR.rglob("*.yml"))
        for model in yaml.load(path.read_text("utf-8"), _LOADER).get("models", ())  # noqa: S506
    ]
    return {model["name"]: _mart(model["name"], model["config"]["meta"]) for model in models}


def _mart(name: str, meta: dict[str, Any]) -> DeclaredMart:
    key, measures, told = tuple(meta["key"]), meta.get("measures", {}), meta.get("trace")
    return DeclaredMart(name, key, measures, told and _trace(key, measures, **told))


def _trace(
    key: tuple[str, ...],
    measures: dict[str, str],
    *,
    by: list[str],
    names: list[str],
    ratio: str | None = None,
    parts: Sequence[dict[str, Any]] = (),
    **more: str,
) -> Trace:
    return Trace(
        by=tuple(by),
        names=tuple(names),
        value=ratio or next(iter(measures)),
        adds_up=ratio is None,
        has_basis="basis" in key,
        has_versions="version" in key,
        parts=tuple(Part(**part) for part in parts),
        **more,
    )
