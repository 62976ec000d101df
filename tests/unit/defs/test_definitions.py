"""What Dagster is told: assets, partitions, checks, jobs and the schedule."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl
import pytest

from expectations import STAGES, listed, tables
from pipelines import contracts
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.dbt.runner import manifest_path
from pipelines.defs.lib.writing import WRITING
from pipelines.settings import DBT_DIR, PACKAGE_DIR, PROJECT_DIR, load_settings
from pipelines.sources.discovery import source_named, sources

if TYPE_CHECKING:
    from dagster import AssetKey, JobDefinition

    from pipelines.contracts.model import Table
    from tests.support.installation import RecordedRun

GROUPS = {
    "raw": {"raw"},
    "normalized": {"normalized"},
    "warehouse": {"staging", "intermediate", "analysis"},
    "marts": {"marts", "bi", "published"},
}


def names(keys: Any) -> set[str]:
    return {".".join(key.path) for key in keys}


@pytest.fixture(scope="module")
def defs(recorded: RecordedRun) -> dg.Definitions:
    """The definitions, loaded on an installation whose dbt manifest is current."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGER_DATA_DIR", str(recorded.data_dir))
        from pipelines.definitions import defs
    return defs


@pytest.fixture(scope="module")
def graph(defs: dg.Definitions) -> Any:
    return defs.resolve_asset_graph()


def models() -> set[str]:
    """`schema.table` of every model of dbt, by where its file lies."""
    return {
        f"{path.relative_to(DBT_DIR / 'models').parts[0]}.{path.stem.removeprefix('bi_')}"
        for path in (DBT_DIR / "models").rglob("*.sql")
    }


def test_every_step_holds_the_data_directory(defs: dg.Definitions) -> None:
    for name in ("everything", "sources", "after_sources", "raw", "reports", "downstream"):
        job = defs.resolve_job_def(name)
        steps = [node for node in job.all_node_defs if isinstance(node, dg.OpDefinition)]
        assert len(steps) == len(job.graph.node_defs), "one for each, also in a graph"
        for step in steps:
            assert step.required_resource_keys >= {WRITING}, step.name


def test_a_live_run_fetches_first_and_checks_what_it_fetched_afterwards(
    defs: dg.Definitions,
) -> None:
    everything = {node.name for node in defs.resolve_job_def("everything").graph.node_defs}
    sources = {node.name for node in defs.resolve_job_def("sources").graph.node_defs}
    after = {node.name for node in defs.resolve_job_def("after_sources").graph.node_defs}
    assert sources | after == everything
    assert not sources & after
    assert all(name.startswith(("fetch_", "gather_quarantine")) for name in sources)


def test_every_table_is_an_asset_of_its_name(graph: Any) -> None:
    written = {table.full_name for table in contracts.TABLES}
    assert len(models()) > 20
    expected = written | models() | {"marts.withheld", "published.ledger"}
    assert names(graph.executable_asset_keys) == expected
    # Nothing hangs on a table that nothing makes.
    assert names(graph.get_all_asset_keys()) == expected


def test_raw_tables_of_a_source_are_partitioned_by_company(graph: Any) -> None:
    from pipelines.registry import load_registry

    registry = load_registry(PACKAGE_DIR / "registry")
    companies = {company.company_id for company in registry.companies if company.ciks}
    for table in contracts.TABLES:
        node = graph.get(dg.AssetKey([table.schema, table.name]))
        if not table.partitioned or table is RAW_QUARANTINE:
            assert node.partitions_def is None, table.full_name
            continue
        assert set(node.partitions_def.get_partition_keys()) == companies
        # Many companies to a step: a step each would cost more than the work.
        assert node.backfill_policy == dg.BackfillPolicy.single_run()


def test_sources_are_refreshed_ahead_after_those_that_they_read(
    graph: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.quality import refreshing

    order: list[str] = []
    monkeypatch.setattr(refreshing, "begin_ahead", lambda _, key, *__: order.append(key[0]))
    refreshing.begin_refreshing(load_settings(), (), "run")
    tables = [source_named(name).table for name in order]
    for place, table in enumerate(tables):
        node = graph.get(dg.AssetKey([table.schema, table.name]))
        earlier = {each.full_name for each in tables[:place]}
        assert names(node.parent_keys) & {each.full_name for each in tables} <= earlier


def test_assets_show_the_columns_and_the_grain_of_their_contract(graph: Any) -> None:
    for table in contracts.TABLES:
        node = graph.get(dg.AssetKey([table.schema, table.name]))
        assert node.description == table.description
        shown = node.metadata["dagster/column_schema"].columns
        assert [(column.name, column.type) for column in shown] == [
            (column.name, column.type.duckdb) for column in table.all_columns
        ]
        assert all(column.description for column in shown)


def test_lineage_leads_from_the_published_file_back_to_every_source(graph: Any) -> None:
    above: set[AssetKey] = set()
    waiting = [dg.AssetKey(["published", "ledger"])]
    while waiting:
        parents = graph.get(waiting.pop()).parent_keys - above
        above |= parents
        waiting += parents
    assert {table.full_name for table in contracts.TABLES if table.schema == "raw"} <= names(above)
    assert {name for name in models() if name.startswith("marts.")} <= names(above)


def test_normalised_tables_hang_on_what_they_are_made_of_and_on_nothing_else(
    graph: Any, recorded: RecordedRun
) -> None:
    """Without a raw table no normalised one changes but those that lead back to it."""
    from pipelines.normalize.store import MADE, normalized_tables
    from pipelines.registry import load_registry
    from pipelines.storage import tables

    def raw_above(key: AssetKey) -> set[str]:
        parents = graph.get(key).parent_keys
        return names(key for key in parents if key.path[0] == "raw").union(
            *(raw_above(key) for key in parents if key.path[0] == "normalized")
        )

    registry = load_registry(recorded.settings.registry_dir)

    @cache
    def read(table: Table) -> pl.DataFrame:
        return tables.read(table, recorded.settings, registry.company_by_id)

    honest = normalized_tables(registry, read)
    assert set(honest) == {table.full_name for table in MADE}
    every = {each for made in MADE.values() for each in made.of if each.schema == "raw"}
    # Of what is read live alone nothing ships.
    for raw in (each for each in every if not read(each).is_empty()):

        def read_without(table: Table, raw: Table = raw) -> pl.DataFrame:
            return read(table).clear() if table is raw else read(table)

        without = normalized_tables(registry, read_without)
        changed = {name for name, frame in honest.items() if not frame.equals(without[name])}
        assert changed
        assert changed <= {
            name for name in honest if raw.full_name in raw_above(dg.AssetKey(name.split(".")))
        }, raw.full_name


def test_assets_say_who_is_asked_and_lead_to_code_that_is_there(graph: Any) -> None:
    for key in graph.executable_asset_keys:
        node = graph.get(key)
        assert node.owners, key
        assert node.kinds, key
        references = node.metadata["dagster/code_references"].code_references
        assert references
        for reference in references:
            assert Path(reference.file_path) == PROJECT_DIR / reference.label
            assert Path(reference.file_path).is_file(), reference.label
        assert Path(node.metadata["docs"].path).is_file()


def test_what_dbt_publishes_leads_to_the_page_that_is_about_it(graph: Any) -> None:
    docs = PROJECT_DIR / "docs"
    read = {
        ".".join(key.path): Path(graph.get(key).metadata["docs"].path).relative_to(docs).as_posix()
        for key in graph.executable_asset_keys
    }
    assert read["marts.fct_capex_history"] == "concepts/capex.md"
    assert read["marts.fct_market_estimates"] == "concepts/market-estimates.md"
    assert read["bi.capex_cash"] == "how-to/bi.md"
    published = {name for name in models() if name.startswith(("marts.", "bi."))}
    assert {name for name in published if read[name] == "ARCHITECTURE.md"} == set()


def test_a_source_that_has_a_rhythm_is_late_after_it(graph: Any) -> None:
    rhythms = {source.table.full_name: source.rhythm for source in sources()}
    assert any(rhythms.values())
    for name, rhythm in rhythms.items():
        policy = graph.get(dg.AssetKey(name.split("."))).freshness_policy_or_from_metadata
        if rhythm is None:
            assert policy is None
        else:
            assert rhythm < policy.warn_window.to_timedelta() < policy.fail_window.to_timedelta()


def test_every_rule_is_a_check_of_its_table_that_blocks_where_it_is_of_structure(
    graph: Any,
) -> None:
    for stage in STAGES:
        rules = listed(stage)
        assert {rule.table for rule in rules} == set(tables(stage))
        for rule in rules:
            key = dg.AssetCheckKey(dg.AssetKey(rule.table.split(".")), rule.check)
            spec = graph.get_check_spec(key)
            assert f"expectations/{rule.table.replace('.', '/')}.py" in spec.description
            assert rule.words[1:] in spec.description
            assert rule.severity in spec.description
            assert spec.blocking == ((rule.severity, rule.scope) == ("error", "structure"))


def test_every_test_of_dbt_is_a_check_of_its_model(graph: Any, recorded: RecordedRun) -> None:
    nodes = json.loads(manifest_path(recorded.settings).read_text("utf-8"))["nodes"].values()
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    assert tests <= {key.name for key in graph.asset_check_keys}
    for key in graph.asset_check_keys:
        description = graph.get_check_spec(key).description or ""
        assert description[:1].isupper(), key
        assert not {"{", "--", "select"} & set(description.split()), key


@pytest.mark.parametrize("stage", list(GROUPS))
def test_each_stage_has_a_job_of_its_own(defs: dg.Definitions, graph: Any, stage: str) -> None:
    job = defs.resolve_job_def(stage)
    expected = {
        name
        for name in names(graph.executable_asset_keys)
        if name.split(".", maxsplit=1)[0] in GROUPS[stage]
    }
    assert names(job.asset_layer.executable_asset_keys) == expected
    steps = {node.name for node in job.nodes}
    assert (f"check_{stage}" in steps) == bool(tables(stage)), "dbt alone checks its own"


def test_the_whole_and_what_follows_the_sources_are_jobs(defs: dg.Definitions, graph: Any) -> None:
    def assets_of(job: JobDefinition) -> set[str]:
        return names(job.asset_layer.executable_asset_keys)

    everything = assets_of(defs.resolve_job_def("everything"))
    assert everything == names(graph.executable_asset_keys)
    raw = assets_of(defs.resolve_job_def("raw"))
    assert assets_of(defs.resolve_job_def("downstream")) == everything - raw


@pytest.mark.parametrize("select", ["group:nope", "key:((", "kind:"])
def test_a_selection_that_names_nothing_is_refused_and_not_taken_for_all(
    defs: dg.Definitions, select: str
) -> None:
    from pipelines.runtime.run import NothingSelected, _selected

    with pytest.raises(NothingSelected, match="group"):
        _selected(defs, select)


def test_a_selection_names_the_assets_of_its_group(defs: dg.Definitions) -> None:
    from pipelines.runtime.run import _selected

    marts = {key.to_user_string() for key in _selected(defs, "group:marts")}
    assert "marts/fct_capex" in marts
    assert all(name.startswith("marts/") for name in marts)


def test_every_morning_all_companies_are_run_in_one_process(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("daily")
    assert schedule.cron_schedule == "30 6 * * *"
    assert schedule.execution_timezone == "America/New_York"
    with dg.DagsterInstance.ephemeral() as instance, dg.build_schedule_context(instance) as context:
        requests = schedule.evaluate_tick(context).run_requests
    assert requests is not None
    [request] = requests
    job = defs.resolve_job_def("everything")
    # Dagster notes as made what has no rows too, where a run names partitions.
    assert job.partitions_def is not None
    named = ("dagster/partition", "dagster/asset_partition", "ledger/company")
    assert not [tag for tag in request.tags if tag.startswith(named)]
    assert request.partition_key is None
    assert request.asset_selection is None
    assert schedule.job_name == "everything"
    assert schedule.description is not None
    assert "replayed from the recorded data: set LEDGER_LIVE=1" in schedule.description
    assert schedule.tags["ledger/data"] == "recorded"
    assert job.executor_def.name == dg.in_process_executor.name


LIVE = """
from pipelines.definitions import defs
schedule = defs.resolve_schedule_def("daily")
print(schedule.description, schedule.tags["ledger/data"])
"""


def test_the_schedule_says_that_it_fetches_where_the_deployment_does(
    recorded: RecordedRun,
) -> None:
    said = said_by(LIVE, recorded, live="1", user_agent="A Test a@example.org")
    assert said.endswith("in one run, fetched from the network. live\n")


def said_by(program: str, recorded: RecordedRun, **more: object) -> str:
    """What a program prints in a process of its own, which must end well."""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=recorded.environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


LOAD = """
import sys
from pipelines.dbt import runner as dbt_runner

def refuse(*_):
    raise AssertionError("dbt was parsed")

dbt_runner.parse_project = refuse
import pipelines.definitions
heavy = {"great_expectations", "httpx2"} & set(sys.modules)
print(sorted(heavy))
"""


def test_loading_neither_parses_dbt_nor_imports_what_only_a_step_needs(
    recorded: RecordedRun,
) -> None:
    before = recorded.files()
    assert said_by(LOAD, recorded) == "[]\n"
    assert recorded.files() == before


IMPORT_ALL = """
import importlib, pkgutil, sys
for name in ("pipelines.sources", "pipelines.normalize"):
    package = importlib.import_module(name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{name}.{module.name}")
print(sorted({"dagster", "dbt", "duckdb", "great_expectations"} & set(sys.modules)))
"""


def test_sources_and_normalize_import_no_dagster_dbt_or_duckdb(recorded: RecordedRun) -> None:
    assert said_by(IMPORT_ALL, recorded) == "[]\n"
