"""From normalised Parquet through dbt to the published files, and their replacement."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.dbt import runner as dbt_runner
from pipelines.dbt import source_views
from pipelines.dbt.results import NodeResult
from pipelines.publish import publishing
from pipelines.publish.declared import declared_marts
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.storage import connections
from tests.support import numbered_marts
from tests.support.parsed import parsed_project
from tests.support.synthetic_ledger import World, instant, sample_world

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a spender is expected to state besides.
OF_SPENDERS = (
    "depreciation", "leases_not_commenced", "operating_cash_flow", "purchase_obligations",
    "remaining_performance_obligation",
)  # fmt: skip
BUILD = ["build", "--exclude-resource-type", "unit_test"]


@dataclass
class Built:
    """A data directory after a run of the models, and what dbt said."""

    settings: Settings
    manifest: Any
    results: tuple[NodeResult, ...]

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Rows of the published file."""
        return connections.query_published(self.settings, sql, parameters)[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    settings = Settings(data_dir=tmp_path_factory.mktemp("ledger") / "data of 'one'")
    world = sample_world()
    world.quarantine.append(
        {
            "source": "sec_company_facts",
            "company_id": "GAMA",
            "item": "document",
            "reason": "The body is cut off: fetch it again.",
            "sha256": None,
            "accession": None,
            "is_whole_document": True,
        }
    )
    world.write(settings)
    source_views.prepare_sources(settings)
    manifest = parsed_project(settings)
    results = dbt_runner.run_dbt(settings, BUILD, manifest=manifest)
    publishing.publish(settings, {"quality_results": QUALITY_RESULTS.empty()}, "f1")
    return Built(settings, manifest, results)


def test_every_model_and_test_of_dbt_passes(built: Built) -> None:
    assert {node.status for node in built.results} == {"success", "pass"}
    keys = {node.asset_key for node in built.results if node.resource_type == "model"}
    assert ("marts", "fct_capex") in keys
    assert ("staging", "stg_registry__revenue_lines") in keys
    assert ("intermediate", "int_capex_versions__by_basis") in keys
    assert {node.resource_type for node in built.results} == {"model", "test"}
    assert all(node.asset_key for node in built.results)


def test_dbts_unit_tests_pass_in_a_second_run_of_the_same_process(built: Built) -> None:
    finished: list[NodeResult] = []
    results = dbt_runner.run_dbt(
        built.settings,
        ["test", "--select", "test_type:unit"],
        manifest=built.manifest,
        on_node=finished.append,
    )
    assert {node.resource_type for node in results} == {"unit_test"}
    assert {node.name for node in finished} == {node.name for node in results}
    assert len(results) >= 3
    # dbt has let go of the file: it opens for writing.
    source_views.prepare_sources(built.settings)


def test_every_published_table_says_its_grain_and_every_column_what_it_is(built: Built) -> None:
    tables = built.rows(
        "select table_name, comment from duckdb_tables() where database_name = current_database()"
    )
    assert {name for name, _ in tables} >= {
        "dim_companies", "dim_segments", "dim_filings", "fct_capex", "fct_capex_versions",
        "fct_capex_annual", "fct_capex_annual_versions", "fct_capex_totals", "fct_restatements",
        "fct_refusals", "lineage", "quality_results",
    }  # fmt: skip
    for name, comment in tables:
        assert comment.startswith("One row"), name
    undescribed = built.rows(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'marts' "
        "and coalesce(comment, '') = ''"
    )
    assert undescribed == []


def test_a_restated_cell_keeps_both_values(built: Built) -> None:
    versions = built.rows(
        "select version, value_usd, first_reported_usd, is_restated from fct_capex_versions "
        "where company_id = 'ALFA' and basis = 'with_finance_leases' "
        "and fiscal_year = 2023 and fiscal_quarter = 2 order by version"
    )
    assert versions == [
        (1, Decimal(204), Decimal(204), False),
        (2, Decimal(194), Decimal(204), True),
    ]
    assert built.rows(
        "select old_usd, new_usd, delta_usd, basis from fct_restatements "
        "where company_id = 'ALFA' and period_end = date '2023-06-30'"
    ) == [(Decimal(202), Decimal(192), Decimal(-10), "cash")]
    assert built.rows(
        "select distinct change_cause from fct_restatements where metric_id = 'revenue'"
    ) == [("rounding",)]


def test_years_show_where_a_recast_has_not_reached_them(built: Built) -> None:
    assert built.rows(
        "select fiscal_year, quarters_difference_usd, quarters_difference_cause "
        "from fct_capex_annual where company_id = 'ALFA' and basis = 'cash' order by 1"
    ) == [
        (2022, Decimal(0), None),
        (2023, Decimal(30), "recast_in_progress"),
        (2024, Decimal(0), None),
    ]


def test_refusals_name_rule_and_reason(built: Built) -> None:
    refusals = {
        (table_name, key, rule): reason
        for table_name, key, rule, reason in built.rows(
            # None of these spenders states revenue: no segment has any, and ratios lack a side.
            "select table_name, key, rule, reason from fct_refusals "
            "where rule not in ('not_stated', 'headline_tier_empty', 'side_missing')"
        )
    }
    assert set(refusals) == {
        ("fct_capex", "TAIW cash TWD", "no_exchange_rate"),
        ("fct_supplier_revenue", "SUPP quarters", "few_quarters"),
        ("fct_supplier_revenue", "TAIW quarters", "few_quarters"),
        ("raw.sec_company_facts", "GAMA document", "quarantined_document"),
    }
    assert all(reason.endswith(".") for reason in refusals.values())


def test_a_headline_that_cannot_be_built_is_refused(tmp_path: Path, built: Built) -> None:
    settings = Settings(data_dir=tmp_path)
    world = World()
    world.company("ALFA", "cash_net")
    world.cell("ALFA", "capex_cash", 2024, 1, (5, instant(2024, 4, 30)))
    world.write(settings)
    source_views.prepare_sources(settings)
    # The manifest of another data directory fits: it holds no path.
    dbt_runner.run_dbt(settings, BUILD, manifest=built.manifest)
    refusals = connections.frame(settings, "marts.fct_refusals", ["key", "rule"])
    assert set(refusals.filter(pl.col("rule") != "side_missing").rows()) == {
        ("ALFA cash_net", "headline_basis_missing"),
        ("core_compute devices", "headline_tier_empty"),
        ("interconnect systems", "headline_tier_empty"),
        *((f"ALFA {metric}", "not_stated") for metric in ("revenue", *OF_SPENDERS)),
    }
    assert connections.frame(settings, "marts.fct_capex", ["basis"]).rows() == [("cash",)]


def instants(built: Built) -> Iterator[dt.datetime]:
    """Just before, at and just after each moment at which anything became known."""
    for (known_from,) in built.rows(
        "select distinct known_from from fct_capex_versions order by 1"
    ):
        for microseconds in (-1, 0, 1):
            yield known_from + dt.timedelta(microseconds=microseconds)


def test_as_of_any_instant_nothing_later_leaks_in(built: Built) -> None:
    columns, _ = connections.query_published(built.settings, "select * from fct_capex limit 0")
    versions = built.rows(
        "select company_id, basis, fiscal_year, fiscal_quarter, version, value_usd, known_from "
        "from fct_capex_versions order by version"
    )
    # One has a break in its series, and for the other's currency there is no rate.
    unlike_the_others = {"BETA", "TAIW"}
    checked = 0
    for instant_ in instants(built):
        # As an analyst would: the last version of each cell that was known by then.
        standing = {row[:4]: row[4:6] for row in versions if row[6] <= instant_}
        found = [
            dict(zip(columns, row, strict=True))
            for row in built.rows("select * from marts.capex_as_of(?)", instant_)
        ]
        cells = {
            (row["company_id"], row["basis"], row["fiscal_year"], row["fiscal_quarter"]): row
            for row in found
        }
        assert len(cells) == len(found)
        shown = {key: (row["version"], row["value_usd"]) for key, row in cells.items()}
        assert shown == standing
        for (company_id, basis, year, number), row in cells.items():
            earlier = standing.get((company_id, basis, year - 1, number))
            if row["year_earlier_usd"] is not None:
                assert earlier is not None
                assert row["year_earlier_usd"] == earlier[1]
            elif company_id not in unlike_the_others:
                assert earlier is None
            quarters = [
                standing.get((company_id, basis, (year * 4 + number - 1 - back) // 4,
                              (number - 1 - back) % 4 + 1))
                for back in range(4)
            ]  # fmt: skip
            if row["trailing_four_quarters_usd"] is not None:
                assert row["trailing_four_quarters_usd"] == sum(
                    quarter[1] for quarter in quarters if quarter
                )
                assert None not in quarters
            elif company_id not in unlike_the_others:
                assert None in quarters
            checked += 1
    assert checked > 1000


def test_as_of_reads_dates_and_the_end_of_time(built: Built) -> None:
    assert built.rows("select count(*) from marts.capex_as_of(date '2000-01-01')") == [(0,)]
    now = built.rows("select * from marts.capex_as_of(timestamp '2100-01-01')")
    assert now == built.rows("select * from fct_capex")
    early = built.rows("select max(known_from) from marts.capex_as_of(timestamp '2024-02-02')")
    assert early[0][0] <= dt.datetime(2024, 2, 2)


def test_every_value_is_the_sum_of_its_operands(built: Built) -> None:
    for table, column in (
        ("fct_capex", "value"), ("fct_capex_versions", "value"),
        ("fct_capex_annual", "value"), ("fct_capex_annual_versions", "value"),
        ("fct_capex_totals", "value_usd"), ("fct_restatements", "new_usd"),
    ):  # fmt: skip
        rows = built.rows(
            f"select {column}, (select sum(sign * value) from lineage "
            f"where lineage.lineage_id = fact.lineage_id) from {table} as fact"
        )
        assert rows
        assert all(value == total for value, total in rows), table
    urls = built.rows("select distinct url from lineage where cik = 1 order by 1 limit 1")
    assert urls[0][0].startswith("https://www.sec.gov/Archives/edgar/data/1/")


def test_the_views_of_the_marts_stand_in_the_published_file_and_say_what_they_are(
    built: Built,
) -> None:
    models = {
        node.alias: node for node in built.manifest.nodes.values()
        if node.resource_type == "model" and node.schema == "bi"
    }  # fmt: skip
    views = dict(
        built.rows("select view_name, comment from duckdb_views() where schema_name = 'bi'")
    )
    assert views == {name: node.description.strip() for name, node in models.items()}
    undescribed = built.rows(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'bi' and comment is null"
    )
    assert undescribed == []
    # Whatever name a tool gives the file.
    with duckdb.connect() as connection:
        connection.execute(
            "attach ? as elsewhere (read_only)", [str(built.settings.published_path)]
        )
        for name in views:
            connection.execute(f"select count(*) from elsewhere.bi.{name}")
        summed = connection.execute("select sum(capex_usd) from elsewhere.bi.capex_cash").fetchall()
    assert summed == built.rows("select sum(value_usd) from fct_capex_totals where basis = 'cash'")


def test_the_same_input_gives_the_same_parquet(tmp_path: Path, built: Built) -> None:
    contents = []
    for name in ("first", "second"):
        settings = Settings(data_dir=tmp_path / name)
        sample_world().write(settings)
        source_views.prepare_sources(settings)
        dbt_runner.run_dbt(settings, ["run"], manifest=built.manifest)
        shutil.copy(dbt_runner.manifest_path(built.settings), settings.dbt_target_dir)
        published = publishing.publish(settings, {}, name)
        parquet = published.generation_dir / "parquet"
        contents.append(
            {p.relative_to(parquet).as_posix(): p.read_bytes() for p in parquet.rglob("*.parquet")}
        )
    # What tells of a run and not of its input.
    for content in contents:
        del content["publication.parquet"]
    assert contents[0] == contents[1]
    views = {
        name
        for (name,) in built.rows("select view_name from duckdb_views() where schema_name = 'bi'")
    }
    assert set(contents[0]) == {
        *(f"{name}.parquet" for name in declared_marts()),
        *(f"bi/{name}.parquet" for name in views),
    }


def test_a_model_or_test_that_fails_is_named(tmp_path: Path, built: Built) -> None:
    settings = Settings(data_dir=tmp_path)
    world = sample_world()
    # The operands no longer add up to the value: that is one company's, and the build goes on.
    right = world.operands[0]["value"]
    world.operands[0]["value"] = Decimal(999)
    world.write(settings)
    source_views.prepare_sources(settings)
    results = dbt_runner.run_dbt(settings, BUILD, manifest=built.manifest)
    warned = [node for node in results if node.status == "warn"]
    assert {node.name for node in warned} >= {"recomputed_from_lineage_fct_capex_"}
    assert {(node.name[: len("recomputed")], node.scope) for node in warned} == {
        ("recomputed", "company")
    }
    # A company that stands twice is a broken key, which stops it.
    world.operands[0]["value"] = right
    world.companies.append(next(dict(row) for row in world.companies if row["ticker"] == "SUPP"))
    world.write(settings)
    with pytest.raises(dbt_runner.DbtError, match="unique_key") as caught:
        dbt_runner.run_dbt(settings, BUILD, manifest=built.manifest)
    failed = [node.name for node in caught.value.results if node.failed]
    assert failed
    assert all("companies" in name for name in failed)
    world.companies.pop()
    world.versions[0]["derivation"] = "guessed"
    world.write(settings)
    with pytest.raises(dbt_runner.DbtError, match="int_capex_versions__by_basis"):
        dbt_runner.run_dbt(settings, ["run"], manifest=built.manifest)


def start(role: str, settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    """A process in one of the roles of `numbered_marts.py`."""
    return subprocess.Popen(
        [sys.executable, numbered_marts.__file__, role, str(settings.data_dir), *arguments],
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_readers_see_no_error_and_nothing_torn_while_ten_runs_publish(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    numbered_marts.fill(settings, 0)
    publishing.publish(settings, {}, "generation 0")
    readers = [start(role, settings) for role in ("read-database", "read-parquet")]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for generation in range(1, 11):
        numbered_marts.fill(settings, generation)
        publishing.publish(settings, {}, f"generation {generation}")
    (settings.data_dir / "stop").touch()
    for reader in readers:
        output, errors = reader.communicate()
        assert reader.returncode == 0, errors
        report = json.loads(output)
        assert report["torn"] == []
        assert {0, 10} <= set(report["seen"])
    assert numbered_marts.generations_in_database(settings) == {10}
    assert numbered_marts.generations_in_parquet(settings) == {10}


def test_a_publish_killed_anywhere_leaves_whole_files(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    chance = random.Random(7)
    for _ in range(8):
        publisher = start("publish-forever", settings)
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "published\n"
        try:
            publisher.communicate(timeout=chance.uniform(0, 0.5))
        except subprocess.TimeoutExpired:
            publisher.send_signal(signal.SIGKILL)
        publisher.communicate()
        assert publisher.returncode == -signal.SIGKILL
        assert len(numbered_marts.generations_in_database(settings)) == 1
        assert len(numbered_marts.generations_in_parquet(settings)) == 1
    numbered_marts.fill(settings, 99)
    publishing.publish(settings, {}, "generation 99")
    assert numbered_marts.generations_in_database(settings) == {99}
    assert numbered_marts.generations_in_parquet(settings) == {99}
    assert publishing.published_fingerprint(settings) == "generation 99"
    assert not (settings.data_dir / ".publish").exists()


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    numbered_marts.fill(settings, 1)
    publishing.publish(settings, {}, "generation 1")
    numbered_marts.fill(settings, 2)
    output, errors = start("publish-limited", settings, "100000").communicate()
    assert "publishing failed and the last published files stay" in output, errors
    assert output.count("\n") == 1
    assert numbered_marts.generations_in_database(settings) == {1}
    assert numbered_marts.generations_in_parquet(settings) == {1}
    assert not (settings.data_dir / ".publish").exists()
