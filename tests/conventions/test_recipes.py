"""The README's recipes: who adds a company, line, metric, technology or mart touches what it names.

In a copy of the project, since what is nowhere else named must be found by being there.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.project_copy import add_files, append, copy_project, pytest_in, python_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.installation import RecordedRun

COMPANY = """
  - {ticker: OSLO, company_name: Oslo Optics, cik: 1999999, role: supplier, country: "NO",
     fiscal_year_end: march 31}
"""
LINE = """
  - company_id: OSLO
    expected_from: 2024-01-01
    total:
      {segment_id: interconnect, sub_segment_id: lasers, is_broad: true, counts: false,
       reason: Made up.}
    lines:
      - revenue_line_id: oslo_lasers
        line_name: Lasers
        segment_id: interconnect
        sub_segment_id: lasers
        scope: product
        is_broad: false
        counts: false
        reason: Made up.
        members:
          - {axis: "srt:ProductOrServiceAxis", member: "oslo:LasersMember"}
"""

METRIC = """
  - metric_id: oslo_inventory
    metric_name: Inventory
    period_type: instant
    selection: refuse
    description: Made up.
    aliases:
      - us-gaap:InventoryNet
"""
TECHNOLOGY = """
  - technology_id: oslo_memory
    technology_name: Oslo memory
    description: Made up
    terms:
      - {words: Oslo memory}
"""

MART = "dim_countries"
MART_FILES = {
    f"dbt_project/models/marts/reference/{MART}.sql": """\
with companies as (
    select * from {{ ref('dim_companies') }}
)

select
    country,
    cast(count(*) as integer) as companies
from companies
where country is not null
group by country
order by country
""",
    f"dbt_project/models/marts/reference/{MART}.yml": f"""\
models:
  - name: {MART}
    description: >-
      One row per country: the companies that are followed there.

      {{{{ doc('guards_{MART}') }}}}
    config:
      meta:
        key: [country]
    data_tests:
      - unique_key
    columns:
      - name: country
        data_type: varchar
        description: Country by its two letters.
        constraints:
          - type: not_null
      - name: companies
        data_type: integer
        description: Companies of it in the registry.
        constraints:
          - type: not_null
""",
    f"expectations/marts/{MART}.py": '''"""What is expected of countries."""

KEY = ("country",)


def expectations(_):
    return []
''',
}

REGISTERED = """
import json
from pipelines.normalize.reference.dimensions import segments
from pipelines.registry import load_registry
from pipelines.settings import Settings

registry = load_registry(Settings().registry_dir)
lines = [line for line in registry.revenue_lines if line.company_id == "OSLO"]
print(json.dumps({
    "companies": [each.company_id for each in registry.companies if each.company_id == "OSLO"],
    "lines": {line.revenue_line_id: line.sub_segment_id for line in lines},
    "is a metric": "oslo_inventory" in registry.metric_by_id,
    "is watched": "oslo_memory" in {each.technology_id for each in registry.technologies},
}))
"""

BUILT = f"""
import json
import dagster as dg
from pipelines.dbt import runner, source_views
from pipelines.definitions import defs
from pipelines.publish.building import manifest_marts
from pipelines.publish.declared import declared_marts
from pipelines.settings import load_settings
from pipelines.storage import connections

settings = load_settings()
source_views.prepare_sources(settings)
results = runner.build(settings, "{MART}")
with connections.connect_warehouse(settings, read_only=True) as connection:
    rows = connection.sql("from marts.{MART} where country = 'TW'").fetchall()
key = dg.AssetKey(["marts", "{MART}"])
print(json.dumps({{
    "built": sorted(node.name for node in results if node.passed),
    "rows": rows,
    "is an asset": key in defs.resolve_asset_graph().get_all_asset_keys(),
    "is published": "{MART}" in {{mart.name for mart in manifest_marts(settings)}},
    "key": declared_marts()["{MART}"].key,
}}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, recorded: RecordedRun) -> Path:
    """A copy of the project with one more of each, and the recorded warehouse."""
    root = tmp_path_factory.mktemp("project")
    copy_project(root)
    append(root, "pipelines/registry/companies.yml", COMPANY)
    append(root, "pipelines/registry/revenue_lines.yml", LINE)
    append(root, "pipelines/registry/metrics.yml", METRIC)
    append(root, "pipelines/registry/technologies.yml", TECHNOLOGY)
    add_files(root, MART_FILES)
    # What the recipe says of a change to the suite of a mart.
    python_in(root, "-m", "pipelines.dbt.guards")
    (root / "data").mkdir()
    for name in ("raw", "normalized"):
        shutil.copytree(recorded.data_dir / name, root / "data" / name)
    shutil.copy(recorded.settings.warehouse_path, root / "data")
    return root


@pytest.mark.slow
def test_an_entry_is_a_company_a_line_a_metric_or_a_technology(project: Path) -> None:
    assert json.loads(python_in(project, "-c", REGISTERED)) == {
        "companies": ["OSLO"],
        "lines": {"oslo_total": "lasers", "oslo_lasers": "lasers"},
        "is a metric": True,
        "is watched": True,
    }


@pytest.mark.slow
def test_a_model_its_description_and_its_suite_are_a_mart(project: Path) -> None:
    said = json.loads(python_in(project, "-c", BUILT).splitlines()[-1])
    assert said["built"] == [MART, f"unique_key_{MART}_"]
    [[country, companies]] = said["rows"]
    assert (country, companies > 0) == ("TW", True)
    assert said["is an asset"]
    assert said["is published"]
    assert said["key"] == ["country"]


@pytest.mark.slow
def test_the_conventions_hold_with_one_of_each_more(project: Path) -> None:
    pytest_in(
        project,
        "tests/conventions/test_every_table.py",
        "tests/conventions/test_closed_lists.py",
        "tests/unit/dbt/test_guards.py",
        "tests/unit/dbt/test_sources_file.py",
        "tests/unit/registry",
    )
