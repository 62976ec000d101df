"""Building the models of a stage ahead of its turn; what dbt's tests found is in `test_dbt*`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from expectations import read_failing
from expectations.rows import FAILING_ROW, as_failing
from pipelines.dbt import runner
from pipelines.dbt.results import NodeResult
from pipelines.dbt.runner import DbtError
from pipelines.quality import building
from pipelines.settings import Settings
from tests.support.ahead import working_at_once
from tests.support.parsed import parsed_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = NodeResult(
    "model.compute_ledger.fct_capex", "model", "fct_capex", ("marts", "fct_capex"), "success",
    "", None, 0.1, (), "",
)  # fmt: skip

MARTS = ["prepare without analysis", "run second without third", "prepare", "run third"]
TESTS = ["test second"]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done, in its order."""
    noted: list[str] = []

    def note(what: str, answer: Any = None) -> Any:
        noted.append(what)
        return answer

    def command(name: str) -> Callable[..., tuple[NodeResult, ...]]:
        def run(_: Settings, select: str, exclude: str) -> tuple[NodeResult, ...]:
            without = f" without {exclude}" if exclude else ""
            note(f"{name} {select}{without}")
            return (MODEL,)

        return run

    def prepare(_: Settings, made_later: tuple[str, ...]) -> None:
        note(" ".join(["prepare", *(["without", *made_later] if made_later else [])]))

    monkeypatch.setattr(building, "SELECTIONS", {"warehouse": "first", "marts": "second"})
    monkeypatch.setattr(building, "ON_STATISTICS", "third")
    for name in ("build", "run", "test"):
        monkeypatch.setattr(runner, name, command(name))
    monkeypatch.setattr(building, "prepare_sources", prepare)
    monkeypatch.setattr(building, "row_counts", lambda _, names: dict.fromkeys(names, 7))
    monkeypatch.setattr(building, "table_columns", lambda _, names: {key: [] for key in names})
    monkeypatch.setattr(building, "_read_series", lambda _: note("read", ["series"]))
    monkeypatch.setattr(
        building, "analyse", lambda series, _: note(f"analyse {series}", {"rows": 1})
    )
    return noted


def test_a_stage_is_built_a_part_at_a_time_and_then_tested(done: list[str], tmp_path: Path) -> None:
    parts = list(building.built_parts(Settings(data_dir=tmp_path), "marts", "run"))
    assert done == [*MARTS, *TESTS]
    assert [part.has_last_models for part in parts] == [False, True, False]
    assert [part.rows for part in parts] == [{"marts.fct_capex": 7}] * 3


def test_the_next_part_is_begun_before_one_is_given(done: list[str], tmp_path: Path) -> None:
    """So that what was made is noted while dbt goes on."""
    parts = building.built_parts(Settings(data_dir=tmp_path), "marts", "run")
    with working_at_once():
        next(parts)
        assert done == MARTS
        next(parts)
        assert done == [*MARTS, *TESTS]


def test_all_that_needs_no_statistics_is_begun_and_taken_up_once(
    done: list[str], tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path)
    with working_at_once():
        building.begin_models(settings, "run")
        begun = ["prepare without analysis", "build first", "read", *MARTS[:2]]
        assert done == begun
        assert [part.results for part in building.built_parts(settings, "warehouse", "run")] == [
            (MODEL,)
        ]
        building.begin_analysis(settings, "run")
        assert done == [*begun, "analyse ['series']"]
        assert building.analyse_models(settings, "run") == {"rows": 1}
        building.build_models(settings, "marts", "run")
        assert done == [*begun, "analyse ['series']", *MARTS[2:], *TESTS]
        # Whoever withholds figures builds and analyses anew.
        del done[:]
        building.build_models(settings, "warehouse", "run")
        building.begin_analysis(settings, "run")
        building.analyse_models(settings)
        building.build_models(settings, "marts", "run")
        again = ["prepare without analysis", "build first", "read", "analyse ['series']"]
        assert done == [*again, *MARTS, *TESTS]


def test_built_anew_nothing_is_taken_up(done: list[str], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with working_at_once():
        building.begin_models(settings, "run")
        del done[:]
        building.build_models(settings, "warehouse", "another")
        building.build_models(settings, "warehouse", "run", dt.datetime.now(dt.UTC))
        building.analyse_models(settings)
        assert done == ["prepare without analysis", "build first"] * 2 + [
            "read",
            "analyse ['series']",
        ]


def test_what_fails_ahead_of_its_turn_is_told_in_it(
    done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DbtError("dbt run failed: fct_capex: no such column")

    monkeypatch.setattr(runner, "run", fail)
    settings = Settings(data_dir=tmp_path)
    with working_at_once():
        building.begin_models(settings, "run")
        with pytest.raises(DbtError, match="no such column"):
            next(building.built_parts(settings, "marts", "run"))
    assert done[-1] == "prepare without analysis", "what comes after it is not begun"


def test_what_tests_of_a_companys_figures_found_is_kept_where_another_failed(
    done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = NodeResult(
        "test.compute_ledger.no_dollar_counts_twice", "test", "no_dollar_counts_twice",
        ("marts", "fct_capex"), "warn", "", 1, 0.1, (), "", scope="company",
    )  # fmt: skip

    def fail(*_: object) -> None:
        raise DbtError("dbt test failed: keys: 2 rows", (found,))

    monkeypatch.setattr(runner, "test", fail)
    rows = pl.DataFrame({"company_id": ["META"], FAILING_ROW: ["META, a row"]})
    monkeypatch.setattr(building, "_rows_of", lambda *_: as_failing(rows))
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(DbtError, match="keys: 2 rows"):
        building.build_models(settings, "marts", "run")
    assert done == MARTS
    kept = read_failing(settings.quality_dir, "run")
    assert kept.select("company_id", FAILING_ROW).rows() == [("META", "META, a row")]


def test_without_a_process_for_it_nothing_is_begun(done: list[str], tmp_path: Path) -> None:
    building.begin_models(Settings(data_dir=tmp_path), "run")
    building.begin_analysis(Settings(data_dir=tmp_path), "run")
    assert done == []


@pytest.mark.engine
def test_only_marts_read_statistics(tmp_path: Path) -> None:
    """Else the two parts of a build of the marts would not be the whole of it."""
    nodes = parsed_project(Settings(data_dir=tmp_path)).nodes
    reading: set[str] = set()
    while more := {
        name
        for name, node in nodes.items()
        if name.startswith("model.") and name not in reading
        if any(
            each in reading or each.startswith("source.compute_ledger.analysis.")
            for each in node.depends_on_nodes
        )
    }:
        reading |= more
    assert "model.compute_ledger.fct_forecasts" in reading
    assert {nodes[name].fqn[1] for name in reading} <= {"marts", "bi"}
