"""Every table, whoever writes it: described by its grain, typed, keyed and guarded by a suite."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import STAGES, suites
from pipelines.contracts import TABLES
from pipelines.contracts.model import Table
from pipelines.settings import PROJECT_DIR

ROOT = PROJECT_DIR
MODELS = sorted((ROOT / "dbt_project/models").rglob("*.sql"))
_LAYER = {"staging": "staging", "intermediate": "intermediate", "marts": "marts"}
GRAIN = "One row per "


def _schema_of(path: Path) -> str:
    return _LAYER[path.relative_to(ROOT / "dbt_project/models").parts[0]]


def _declared(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.with_suffix(".yml").read_text("utf-8"))
    [model] = [entry for entry in content["models"] if entry["name"] == path.stem]
    return dict(model)


def test_every_table_and_model_has_a_suite_and_every_suite_a_table() -> None:
    guarded = {suite.table for stage in STAGES for suite in suites(stage)}
    written = {table.full_name for table in TABLES}
    built = {f"{_schema_of(path)}.{path.stem}" for path in MODELS}
    assert guarded == written | built


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.full_name)
def test_a_contract_opens_with_its_grain_and_names_its_key(table: Table) -> None:
    assert table.description.startswith(GRAIN)
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)
    assert all(column.description.endswith((".", ")")) for column in table.columns)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_has_its_own_yaml_with_grain_contract_and_described_columns(path: Path) -> None:
    model = _declared(path)
    assert model["description"].startswith(GRAIN)
    assert model["columns"]
    for column in model["columns"]:
        assert column.get("description"), column["name"]
        assert column.get("data_type"), column["name"]
    assert model.get("config", {}).get("meta", {}).get("key"), "config.meta.key names the grain"


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_is_named_after_its_layer(path: Path) -> None:
    prefixes = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_")}
    assert path.stem.startswith(prefixes[_schema_of(path)]) or path.stem == "lineage"


def test_marts_enforce_their_contracts() -> None:
    project = yaml.safe_load((ROOT / "dbt_project/dbt_project.yml").read_text("utf-8"))
    configured = project["models"]["compute_ledger"]
    enforced = [configured.get("+contract"), configured.get("marts", {}).get("+contract")]
    assert {"enforced": True} in enforced


def test_what_is_compared_between_publications_is_what_lineage_explains() -> None:
    """The measures of the marts, which changes compare, are the values that dbt recomputes."""
    macro = (ROOT / "dbt_project/macros/published_values.sql").read_text("utf-8")
    explained = set(re.findall(r"\('(fct_\w+)', '(\w+)', '(\w+)'\)", macro))
    explained.add(("fct_capex", "lineage_id", "value"))
    measured = {
        (path.stem, lineage, measure)
        for path in MODELS
        for measure, lineage in _declared(path)["config"]["meta"].get("measures", {}).items()
    }
    assert measured == explained
