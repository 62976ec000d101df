"""Which columns a column of a model is made of, from the SQL that dbt compiled."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.dbt import column_lineage
from pipelines.settings import Settings

PARENTS = {
    "marts.fct_capex": ["ticker", "basis", "value_usd"],
    "marts.dim_companies": ["ticker", "spender_group"],
}
TOTALS = """
    with spenders as (select ticker, spender_group from "world"."marts"."dim_companies")
    select spenders.spender_group, capex.basis, sum(capex.value_usd) as value_usd, 1 as one
    from "world"."marts"."fct_capex" as capex
    inner join spenders using (ticker)
    group by all
"""


def test_a_column_leads_through_expressions_to_those_of_the_parents() -> None:
    assert column_lineage.columns_of(TOTALS, PARENTS) == {
        "spender_group": [("marts.dim_companies", "spender_group")],
        "basis": [("marts.fct_capex", "basis")],
        "value_usd": [("marts.fct_capex", "value_usd")],
        "one": [],
    }


def test_all_columns_of_a_parent_are_named() -> None:
    assert column_lineage.columns_of("select * from marts.dim_companies", PARENTS) == {
        name: [("marts.dim_companies", name)] for name in PARENTS["marts.dim_companies"]
    }


def test_what_cannot_be_followed_is_told_apart_from_what_has_no_parents() -> None:
    unlike = "select ticker, basis from marts.fct_capex union all select 1 from marts.fct_capex"
    assert column_lineage.columns_of(unlike, PARENTS) is None


def test_what_was_compiled_is_read_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert column_lineage.read(settings) == []
    assert column_lineage.known(settings) == {}
    target = settings.dbt_target_dir
    model = {
        "resource_type": "model",
        "schema": "marts",
        "name": "totals",
        "original_file_path": "models/totals.sql",
        "depends_on": {"nodes": ["source.capex", "source.companies"]},
    }
    sources = {
        f"source.{number}": {
            "schema": "marts",
            "identifier": name.removeprefix("marts."),
            "columns": dict.fromkeys(columns),
        }
        for number, (name, columns) in zip(("capex", "companies"), PARENTS.items(), strict=True)
    }
    manifest = {
        "metadata": {"project_name": "world"},
        "nodes": {"model.totals": model},
        "sources": sources,
    }
    (target / "compiled" / "world" / "models").mkdir(parents=True)
    (target / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    compiled = target / "compiled" / "world" / "models" / "totals.sql"
    compiled.write_text(TOTALS, "utf-8")
    assert column_lineage.read(settings) == []
    found = column_lineage.known(settings)["marts.totals"]
    assert found["value_usd"] == [("marts.fct_capex", "value_usd")]
    made = (target / "column_lineage.json").stat().st_mtime_ns
    assert column_lineage.read(settings) == []
    assert (target / "column_lineage.json").stat().st_mtime_ns == made
    compiled.write_text(TOTALS.replace("capex.basis", "capex.basis as headline"), "utf-8")
    column_lineage.read(settings)
    assert "headline" in column_lineage.known(settings)["marts.totals"]
    for damaged in ('{"digest": "', "[]", "\x00"):
        (target / "column_lineage.json").write_text(damaged, "utf-8")
        assert column_lineage.known(settings) == {}
        column_lineage.read(settings)
        assert "headline" in column_lineage.known(settings)["marts.totals"]
