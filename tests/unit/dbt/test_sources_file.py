"""The dbt sources follow the contracts."""

from __future__ import annotations

import yaml

from pipelines import contracts
from pipelines.contracts.normalized import VERSIONS
from pipelines.dbt.sources_file import SOURCES_PATH, render_sources, source_tables


def test_the_file_on_disk_is_not_stale() -> None:
    assert SOURCES_PATH.read_text(encoding="utf-8") == render_sources(), (
        "run `python -m pipelines.dbt.sources_file`"
    )


def test_every_table_that_python_writes_for_dbt_is_a_source() -> None:
    names = {table.full_name for table in source_tables()}
    assert names == {t.full_name for t in contracts.TABLES if t.schema != "marts"}
    assert "marts.quality_results" not in names


def test_sources_carry_columns_keys_and_asset_keys() -> None:
    document = yaml.safe_load(render_sources())
    tables = {
        f"{source['name']}.{table['name']}": table
        for source in document["sources"]
        for table in source["tables"]
    }
    versions = tables["normalized.versions"]
    assert versions["config"]["meta"]["dagster"]["asset_key"] == ["normalized", "versions"]
    assert versions["config"]["meta"]["key"] == list(VERSIONS.key)
    assert [column["name"] for column in versions["columns"]] == [
        column.name for column in VERSIONS.columns
    ]
    assert all(column["description"] for column in versions["columns"])
    assert versions["description"].startswith("One row per ")
