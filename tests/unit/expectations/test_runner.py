"""Running a stage: rows of results, expectations that crash, Data Docs, results kept by run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from great_expectations import expectations as gxe

from expectations import append_results, build_docs, read_results, run_stage
from expectations.checkpoint import lay_out, run_checkpoint
from expectations.custom import ExpectRowsToBeFoundIn
from expectations.discovery import tables
from expectations.outcomes import outcomes_of
from expectations.suite import Run
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.registry import AcknowledgedCheck
from pipelines.storage.files import DamagedFile, StorageError
from tests.support.mutations import quarantined
from tests.support.suite_world import RAN_AT, REGISTRY, RUN_ID, World, python_tables

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def world() -> World:
    return python_tables()


def run(world: World, docs_dir: Path, stage: str = "raw", **others: Any) -> pl.DataFrame:
    arguments: dict[str, Any] = {"run_id": RUN_ID, "ran_at": RAN_AT, "docs_dir": docs_dir, **others}
    return run_stage(stage, world.__getitem__, REGISTRY, **arguments)


@pytest.fixture(scope="module")
def raw(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, list[str]]:
    """The results of the whole stage, and each table as it was loaded."""
    loaded: list[str] = []

    def load(table: str) -> pl.DataFrame:
        loaded.append(table)
        return world[table]

    docs_dir = tmp_path_factory.mktemp("raw")
    results = run_stage("raw", load, REGISTRY, run_id=RUN_ID, ran_at=RAN_AT, docs_dir=docs_dir)
    return results, loaded


def test_results_follow_the_contract(raw: tuple[pl.DataFrame, list[str]]) -> None:
    results, _ = raw
    assert results.schema == pl.Schema(QUALITY_RESULTS.polars_schema)
    assert set(results["table_name"]) == set(tables("raw"))
    assert set(results["stage"]) == {"raw"}
    assert set(results["ran_at"]) == {RAN_AT}
    assert results["passed"].all()


def test_time_with_a_zone_is_kept_as_utc(world: World, tmp_path: Path) -> None:
    new_york_summer = dt.timezone(dt.timedelta(hours=-4))
    results = run(
        world,
        tmp_path,
        ran_at=dt.datetime(2026, 8, 20, 8, tzinfo=new_york_summer),
        names=["raw.quarantine"],
    )
    assert set(results["ran_at"]) == {RAN_AT}


def test_only_the_named_tables_are_checked(world: World, tmp_path: Path) -> None:
    results = run(world, tmp_path, names=["raw.sec_filings"])
    assert set(results["table_name"]) == {"raw.sec_filings"}


def test_a_table_without_suite_is_named(world: World, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"raw\.weather"):
        run(world, tmp_path, names=["raw.weather"])


def test_each_table_is_loaded_once(raw: tuple[pl.DataFrame, list[str]]) -> None:
    _, loaded = raw
    assert loaded
    assert sorted(loaded) == sorted(set(loaded))


def test_observed_names_the_offenders(world: World, tmp_path: Path) -> None:
    facts = world["raw.sec_company_facts"].with_columns(concept=pl.lit("us-gaap:Goodwill"))
    table = "raw.sec_company_facts"
    results = run({**world, table: facts}, tmp_path, names=[table])
    (row,) = results.filter(check_name="concept_is_registered").to_dicts()
    assert not row["passed"]
    assert row["observed"].startswith(f"{facts.height} of {facts.height}: ACM us-gaap:Goodwill")
    assert "BET us-gaap:Goodwill" in row["observed"]
    assert row["observed"].count(";") == 5
    assert row["observed"].endswith(f"; and {facts.height - 5} more")


def test_a_table_that_cannot_be_loaded_ends_the_check(world: World, tmp_path: Path) -> None:
    def load(table: str) -> pl.DataFrame:
        raise StorageError(f"{table}: cannot be read: `ledger run` writes it anew")

    with pytest.raises(StorageError, match=r"raw\.capability_scores: cannot be read"):
        run_stage("raw", load, REGISTRY, run_id=RUN_ID, ran_at=RAN_AT, docs_dir=tmp_path)


def _page(docs_dir: Path, table: str) -> tuple[str, ...]:
    (page,) = (docs_dir / "site").rglob(f"{table}.html")
    return page.relative_to(docs_dir / "site").parts


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (gxe.ExpectColumnValuesToNotBeNull(column="absent"), "absent"),
        (
            ExpectRowsToBeFoundIn(columns=["item"], second_table="marts.absent"),
            "marts.absent.parquet",
        ),
    ],
    ids=["inside Great Expectations", "of our own"],
)
def test_an_expectation_that_crashes_is_a_failed_error_of_structure(
    broken: Any, message: str, world: World, tmp_path: Path
) -> None:
    """Whatever it was declared as; and it takes no other with it."""
    table = "raw.quarantine"
    broken.severity, broken.meta = "warning", {"check": "broken", "scope": "company"}
    sound = gxe.ExpectTableRowCountToEqual(value=1, meta={"check": "sound"})
    laid = lay_out(table, quarantined(world)[table], ["item"], tmp_path)
    run = Run(REGISTRY, RUN_ID, RAN_AT, tmp_path)
    validations = run_checkpoint("test", {table: [broken, sound]}, run)
    outcome, other = outcomes_of(validations[table], laid)
    assert (outcome.passed, outcome.severity, outcome.scope) == (False, "error", "structure")
    assert outcome.observed.startswith("the expectation could not be checked: ")
    assert message in outcome.observed
    assert other.passed


def test_docs_show_every_table_and_name_the_offenders(world: World, tmp_path: Path) -> None:
    refusals = world["normalized.refusals"].with_columns(reason=pl.lit("<b>costs $5 & more</b>"))
    run(world, tmp_path, stage="raw")
    run({**world, "normalized.refusals": refusals}, tmp_path, stage="normalized")
    index = build_docs(tmp_path)
    assert index == tmp_path / "site" / "index.html"
    front = index.read_text(encoding="utf-8")
    assert "raw.sec_filings" in front
    assert "normalized.versions" in front
    page = index.parent.joinpath(*_page(tmp_path, "normalized.refusals"))
    text = page.read_text(encoding="utf-8")
    assert "<b>costs" not in text
    assert html.escape("<b>costs $5 & more</b>") in text
    assert "BET capex_cash 2020Q4 not_filed" in text


def test_docs_name_the_table_and_show_what_is_acknowledged_as_passed_with_the_reason(
    world: World, tmp_path: Path
) -> None:
    entry = AcknowledgedCheck.model_validate(
        {
            "table": "raw.quarantine",
            "check": "nothing_is_quarantined",
            "companies": ["ACM"],
            "reason": "It was cut off.",
            "reviewed": "2026-11-24",
            "audience": "nobody",
        }
    )
    registry = dataclasses.replace(REGISTRY, acknowledged_checks=(entry,))
    for name, of in (("new", REGISTRY), ("acknowledged", registry)):
        run_stage(
            "raw",
            quarantined(world).__getitem__,
            of,
            run_id=name,
            ran_at=RAN_AT,
            docs_dir=tmp_path,
            names=["raw.quarantine"],
        )
        index = build_docs(tmp_path)
        page = index.parent.joinpath(*_page(tmp_path, "raw.quarantine")).read_text("utf-8")
        assert re.search(r"Data asset:\W[^\n]*raw\.quarantine", page)
        assert "None" not in re.findall(r"Data asset:[^\n]*", page)[0]
        assert "ACM" in page
        is_acknowledged = name == "acknowledged"
        assert ("It was cut off." in page) == is_acknowledged
        assert ("fa-times text-danger" in page) != is_acknowledged


def test_docs_are_built_anew_without_leftovers(world: World, tmp_path: Path) -> None:
    run(world, tmp_path, names=["raw.quarantine"])
    build_docs(tmp_path)
    run(world, tmp_path, names=["raw.quarantine"], run_id="run-2")
    build_docs(tmp_path)
    assert "run-2" in _page(tmp_path, "raw.quarantine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "tables", "validations"]


def test_docs_without_any_check_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run the checks of a stage first"):
        build_docs(tmp_path)


def test_great_expectations_is_not_imported_before_a_check() -> None:
    code = (
        "import sys, expectations; [expectations.tables(s) for s in expectations.STAGES]; "
        "assert 'great_expectations' not in sys.modules and 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def results_of(run_id: str, *, passed: bool = True, check: str = "holds") -> pl.DataFrame:
    row = {
        "run_id": run_id,
        "stage": "raw",
        "table_name": "raw.sec_filings",
        "check_name": check,
        "severity": "error",
        "scope": "structure",
        "is_acknowledged": False,
        "passed": passed,
        "observed": "1 checked",
        "expected": "holds",
        "ran_at": RAN_AT,
    }
    return pl.DataFrame([row], schema=QUALITY_RESULTS.polars_schema)


def test_results_of_all_runs_are_kept(tmp_path: Path) -> None:
    assert read_results(tmp_path).height == 0
    append_results(tmp_path, results_of("run-1"))
    append_results(tmp_path, results_of("run-2"))
    append_results(tmp_path, results_of("run-2", check="holds_too"))
    kept = read_results(tmp_path)
    assert kept.schema == pl.Schema(QUALITY_RESULTS.polars_schema)
    assert kept.select("run_id", "check_name").rows() == [
        ("run-1", "holds"),
        ("run-2", "holds"),
        ("run-2", "holds_too"),
    ]
    assert read_results(tmp_path, "run-2").equals(kept.filter(pl.col("run_id") == "run-2"))
    assert read_results(tmp_path, "run-3").height == 0


def test_a_check_run_again_replaces_its_result(tmp_path: Path) -> None:
    append_results(tmp_path, results_of("run-1", passed=False))
    append_results(tmp_path, results_of("run-1", passed=True))
    assert read_results(tmp_path)["passed"].to_list() == [True]


@pytest.mark.parametrize("run_id", ["../run", "", ".hidden", "a/b"])
def test_a_run_id_that_is_no_file_name_is_refused(run_id: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot name a file"):
        append_results(tmp_path, results_of(run_id))
    assert read_results(tmp_path).height == 0


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (path,) = append_results(tmp_path, results_of("run-1"))
    path.write_bytes(b"half a file")
    with pytest.raises(DamagedFile, match=r"run-1\.parquet"):
        read_results(tmp_path)
