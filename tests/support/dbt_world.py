"""The small world as dbt builds it, and dbt's tests put to it and to what mutants make of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.dbt import runner
from pipelines.dbt.sources_file import SOURCE_SCHEMAS
from pipelines.storage.connections import connect_warehouse
from tests.support import suite_market as market
from tests.support.parsed import parsed_project
from tests.support.suite_world import World, python_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from dbt.contracts.graph.manifest import Manifest

    from pipelines.settings import Settings


@dataclass(frozen=True)
class DataTest:
    """A test of dbt's.

    Attributes:
        name: dbt's name of it.
        kind: the generic test that it is one of; of a singular test its name.
        table: `schema.table` that it is attached to; empty for a singular test.
        arguments: what a generic test is given; the model as dbt writes it.
        declared: `config.meta` of the model that it is attached to.
        scope: company or structure.
        sql: the query that finds the failing rows.
    """

    name: str
    kind: str
    table: str
    arguments: Mapping[str, Any]
    declared: Mapping[str, Any]
    scope: str
    sql: str


@dataclass(frozen=True)
class BuiltWorld:
    """Every table, of Python and of dbt, and dbt's tests, which all pass on them."""

    tables: World
    tests: list[DataTest]


def built_by_dbt(settings: Settings) -> BuiltWorld:
    """What dbt makes of the small world.

    Raises:
        DbtError: a model or a test fails.
    """
    world = python_tables()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with connect_warehouse(settings, read_only=False) as connection:
        sources = {n: each for n, each in world.items() if n.split(".")[0] in SOURCE_SCHEMAS}
        _lay_down(connection, sources)
    manifest = parsed_project(settings)
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    results = runner.run_dbt(settings, arguments, manifest)
    with connect_warehouse(settings, read_only=True) as connection:
        for node in results:
            if node.resource_type == "model" and node.asset_key:
                schema, name = node.asset_key
                world[f"{schema}.{name}"] = connection.table(f"{schema}.{name}").pl()
    # It has one supplier a tier, from which no index follows, and so no market.
    world |= market.made_up(world)
    return BuiltWorld(world, _data_tests(manifest, settings))


def _data_tests(manifest: Manifest, settings: Settings) -> list[DataTest]:
    made = {path.name: path for path in (settings.dbt_target_dir / "compiled").rglob("*.sql")}
    nodes: list[Any] = list(manifest.nodes.values())
    found = []
    for test in nodes:
        if test.resource_type != "test":
            continue
        generic = getattr(test, "test_metadata", None)
        model: Any = manifest.nodes.get(getattr(test, "attached_node", None) or "")
        found.append(
            DataTest(
                name=test.name,
                kind=generic.name if generic else test.name,
                table=f"{model.schema}.{model.alias}" if model else "",
                arguments=generic.kwargs if generic else {},
                declared=model.config.meta if model else {},
                scope=test.config.meta.get("scope", "structure"),
                sql=made[Path(test.path).name].read_text("utf-8"),
            )
        )
    return found


def laid_down(world: World) -> duckdb.DuckDBPyConnection:
    """A database in memory, `warehouse`, that holds the tables of a world by their names."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("use warehouse")
    _lay_down(connection, world)
    return connection


class Tables:
    """The tables of a world, which dbt's tests find by their names."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._connection = laid_down(world)

    def rows_found(self, test: DataTest, mutated: World) -> pl.DataFrame:
        """What the test finds with the tables that are others in the mutated world."""
        others = {n: each for n, each in mutated.items() if each is not self._world.get(n)}
        self._connection.execute("begin")
        try:
            _lay_down(self._connection, others)
            found: pl.DataFrame = self._connection.sql(test.sql).pl()
        finally:
            self._connection.execute("rollback")
        return found


def _lay_down(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    for name, frame in world.items():
        connection.execute(f"create schema if not exists {name.split('.')[0]}")
        connection.register("made", frame)
        connection.execute(f"create or replace table {name} as from made")
        connection.unregister("made")
