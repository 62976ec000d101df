"""dbt's tests, as a run compiled them, put to tables that a test has made."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import yaml

from pipelines.dbt import runner
from pipelines.publish.declared import MARTS_DIR
from pipelines.settings import DBT_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from pipelines.settings import Settings

SINGULAR = {
    path.stem: path.read_text("utf-8") for path in (DBT_DIR / "tests/singular").glob("*.sql")
}
_TABLE = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')

Key = tuple[str, str]


def compiled(settings: Settings) -> dict[Key, str]:
    """The SQL that a run of dbt made of each test, by `schema.table` and name.

    A test of one model is about that one, another about every model that it reads; that of a
    column has the column behind its name.
    """
    manifest = json.loads(runner.manifest_path(settings).read_text("utf-8"))
    folder = settings.dbt_target_dir / "compiled"
    made = {path.stem: path.read_text("utf-8") for path in folder.rglob("*.sql")}
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    return {
        key: made[stem]
        for test in tests
        for key in _keys(test, manifest["nodes"])
        if (stem := Path(test["path"]).stem) in made
    }


def _keys(test: dict[str, Any], nodes: dict[str, Any]) -> Iterator[Key]:
    name = (test.get("test_metadata") or test)["name"]
    words = " ".join(each for each in (name, test.get("column_name")) if each)
    about = [test["attached_node"]] if test.get("attached_node") else test["depends_on"]["nodes"]
    for node in about:
        if node in nodes:
            yield f"{nodes[node]['schema']}.{nodes[node]['name']}", words


def stated_tests() -> set[Key]:
    """`schema.table` and name of each test of a whole mart, as the files of dbt's project say."""
    models = [
        model
        for path in MARTS_DIR.rglob("*.yml")
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", ())
    ]
    generic = {
        (f"marts.{model['name']}", test if isinstance(test, str) else next(iter(test)))
        for model in models
        for test in model.get("data_tests", ())
    }
    singular = {
        (f"marts.{model}", name)
        for name, sql in SINGULAR.items()
        for model in re.findall(r"ref\('(\w+)'\)", sql)
    }
    return generic | singular


def rows_found(sql: str, load: Callable[[str], pl.DataFrame]) -> pl.DataFrame:
    """The rows that a compiled test finds in the tables, `schema.table`."""
    with duckdb.connect() as connection:
        connection.sql("attach ':memory:' as warehouse")
        for schema, table in sorted(set(_TABLE.findall(sql))):
            connection.sql(f"create schema if not exists warehouse.{schema}")
            connection.register("made", load(f"{schema}.{table}"))
            connection.sql(f"create table warehouse.{schema}.{table} as from made")
        found: pl.DataFrame = connection.sql(sql).pl()
    return found
