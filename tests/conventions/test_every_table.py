"""Every table, whoever writes it: described by its grain, typed, keyed and guarded by a suite."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from expectations import STAGES, tables
from pipelines.contracts import TABLES
from pipelines.contracts.model import Table
from pipelines.publish.declared import HISTORY, declared_marts
from pipelines.settings import PROJECT_DIR

ROOT = PROJECT_DIR
MODELS = sorted((ROOT / "dbt_project/models").rglob("*.sql"))
_LAYER = {each: each for each in ("staging", "intermediate", "marts", "bi")}
GRAIN = "One row per "
# Appendix C of its manual: what it marks as reserved, with or without exceptions.
POSTGRESQL_RESERVED = """
all analyse analyze and any array as asc asymmetric authorization binary both case cast check
collate collation column concurrently constraint create cross current_catalog current_date
current_role current_schema current_time current_timestamp current_user default deferrable desc
distinct do else end except false fetch for foreign freeze from full grant group having ilike in
initially inner intersect into is isnull join lateral leading left like limit localtime
localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
references returning right select session_user similar some symmetric system_user table
tablesample then to trailing true union unique user using variadic verbose when where window
with
"""


def _schema_of(path: Path) -> str:
    return _LAYER[path.relative_to(ROOT / "dbt_project/models").parts[0]]


def _described(path: Path) -> list[Path]:
    """The YAML beside a model: its own, or that of the fact whose history or versions it holds."""
    return [yml for yml in path.parent.glob("*.yml") if path.stem.startswith(yml.stem)]


def _declared(path: Path) -> dict[str, Any]:
    [model] = [
        model for yml in _described(path) for model in _models(yml) if model["name"] == path.stem
    ]
    return dict(model)


@cache
def _models(yml: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(yml.read_text("utf-8")).get("models", ()))


def test_every_table_and_mart_has_a_suite_and_every_suite_a_table() -> None:
    """Histories, intermediate models and views of marts are dbt's: its tests guard them."""
    guarded = {table for stage in STAGES for table in tables(stage)}
    written = {table.full_name for table in TABLES}
    built = {f"{_schema_of(path)}.{path.stem}" for path in MODELS}
    marts = {f"marts.{name}" for name in declared_marts() if not name.endswith(HISTORY)}
    assert written | marts <= guarded <= written | built


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.full_name)
def test_a_contract_opens_with_its_grain_and_names_its_key(table: Table) -> None:
    assert table.description.startswith(GRAIN)
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)
    assert all(column.description.endswith((".", ")")) for column in table.columns)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_is_described_beside_it_with_grain_contract_and_described_columns(
    path: Path,
) -> None:
    model = _declared(path)
    assert model["description"].startswith(GRAIN)
    assert model["columns"]
    for column in model["columns"]:
        assert column.get("description"), column["name"]
        assert column.get("data_type"), column["name"]
    assert model.get("config", {}).get("meta", {}).get("key"), "config.meta.key names the grain"


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_is_named_after_its_layer(path: Path) -> None:
    """Views of the schema bi are named after their question; a dimension as a mart is."""
    prefixes = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_")}
    layer = _schema_of(path)
    assert layer == "bi" or path.stem.startswith(prefixes[layer]) or path.stem == "lineage"


def test_the_views_of_the_schema_bi_read_marts_alone() -> None:
    """So that they stand in every file that holds the marts."""
    views = [path for path in MODELS if _schema_of(path) == "bi"]
    written = "".join(
        path.read_text("utf-8") for path in (*views, ROOT / "dbt_project/macros/bi.sql")
    )
    assert set(re.findall(r"ref\('(\w+)'\)", written)) <= declared_marts().keys()
    assert "source(" not in written


def test_no_published_column_is_a_reserved_word() -> None:
    """Of DuckDB or PostgreSQL: it would have to be quoted wherever it is written."""
    connection = duckdb.connect()
    reserved = {*POSTGRESQL_RESERVED.split()} | {
        word
        for (word,) in connection.execute(
            "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
        ).fetchall()
    }
    columns = {
        f"{path.stem}.{column['name']}": column["name"]
        for path in MODELS
        if _schema_of(path) in ("marts", "bi")
        for column in _declared(path)["columns"]
    } | {
        f"{table.name}.{column.name}": column.name
        for table in TABLES
        if table.schema == "marts"
        for column in table.columns
    }
    assert not [where for where, column in columns.items() if column in reserved]
    names = {path.stem for path in MODELS if _schema_of(path) in ("marts", "bi")}
    assert not names & reserved


def test_marts_enforce_their_contracts() -> None:
    project = yaml.safe_load((ROOT / "dbt_project/dbt_project.yml").read_text("utf-8"))
    configured = project["models"]["compute_ledger"]
    enforced = [configured.get("+contract"), configured.get("marts", {}).get("+contract")]
    assert {"enforced": True} in enforced


def test_what_is_compared_between_publications_is_what_lineage_explains() -> None:
    """The measures of the marts, which changes compare, are the values that dbt recomputes."""
    tested = {
        path.stem
        for path in MODELS
        for test in _declared(path).get("data_tests", ())
        if "recomputed_from_lineage" in test
    }
    measured = {name for name, mart in declared_marts().items() if mart.measures}
    assert not measured - tested, "name recomputed_from_lineage among the data_tests of its YAML"
    assert tested == measured


@pytest.mark.parametrize("name", [name for name in declared_marts() if name.endswith(HISTORY)])
def test_a_history_shows_its_mart_over_time(name: str) -> None:
    """Its columns are those of the mart and the span; one row of a cell is shown at a time."""
    [path] = [path for path in MODELS if path.stem == name]
    [mart] = [path for path in MODELS if path.stem == name.removesuffix(HISTORY)]
    history, shown = _declared(path), _declared(mart)
    columns = [column["name"] for column in history["columns"]]
    assert columns == [*(column["name"] for column in shown["columns"]), "shown_from", "shown_to"]
    assert declared_marts()[name].key == (*declared_marts()[mart.stem].key, "shown_from")
    assert "shown_one_at_a_time" in history["data_tests"]
