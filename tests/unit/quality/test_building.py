"""Building the models of a stage ahead of its turn; what dbt's tests found is in `test_dbt*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.dbt import runner
from pipelines.dbt.runner import DbtError, NodeResult
from pipelines.quality import building
from pipelines.settings import Settings
from tests.support.parsed import parsed_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.quality.worker import Worker

MODEL = NodeResult(
    "model.compute_ledger.fct_capex", "model", "fct_capex", ("marts", "fct_capex"), "success",
    "", None, 0.1, (), "",
)  # fmt: skip


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done, in its order: sources prepared, stages begun, and waited for."""
    done: list[str] = []

    def begin(
        _: Worker, build: Callable[..., Any], settings: Settings, select: str, exclude: str
    ) -> Callable[[], Any]:
        name = f"{select} without {exclude}" if exclude else select
        done.append(f"begin {name}")

        def wait() -> Any:
            done.append(f"wait {name}")
            return build(settings, select, exclude)

        return wait

    monkeypatch.setattr(building, "SELECTIONS", {"warehouse": "first", "marts": "second"})
    monkeypatch.setattr(building, "ON_STATISTICS", "third")
    monkeypatch.setattr(building, "is_apart", lambda: True)
    monkeypatch.setattr(building, "begin_apart", begin)
    monkeypatch.setattr(building, "prepare_sources", lambda *_: done.append("prepare"))
    monkeypatch.setattr(runner, "build", lambda *_: (MODEL,))
    return done


FIRST = ["prepare", "begin second without third"]
AFTER_FIRST = ["wait second without third", "prepare", "begin third", "wait third"]


def test_a_stage_that_is_begun_is_taken_up_once(made: list[str], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    building.begin_models(settings, "marts", "run")
    assert made == FIRST
    assert building.build_models(settings, "marts", "run") == [MODEL, MODEL]
    # What reads statistics is built when these are made, and its sources are what was written.
    assert made == [*FIRST, *AFTER_FIRST]
    # Whoever withholds figures builds anew.
    building.build_models(settings, "marts", "run")
    assert made[6:] == [*FIRST, *AFTER_FIRST]


@pytest.mark.parametrize(("stage", "run_id"), [("warehouse", "run"), ("marts", "another")])
def test_another_stage_or_run_takes_up_nothing(
    made: list[str], tmp_path: Path, stage: str, run_id: str
) -> None:
    settings = Settings(data_dir=tmp_path)
    building.begin_models(settings, "marts", "run")
    building.build_models(settings, stage, run_id)
    alone = ["prepare", "begin first", "wait first"]
    assert made[2:] == (alone if stage == "warehouse" else [*FIRST, *AFTER_FIRST])


def test_what_fails_ahead_of_its_turn_is_told_in_it(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DbtError("dbt build failed: fct_capex: no such column")

    monkeypatch.setattr(runner, "build", fail)
    settings = Settings(data_dir=tmp_path)
    building.begin_models(settings, "marts", "run")
    with pytest.raises(DbtError, match="no such column"):
        building.build_models(settings, "marts", "run")
    assert made == [*FIRST, AFTER_FIRST[0]], "what comes after it is not begun"


def test_without_a_process_for_it_nothing_is_begun(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "is_apart", lambda: False)
    building.begin_models(Settings(data_dir=tmp_path), "marts", "run")
    assert made == []


def test_statistics_are_begun_once_their_series_are_read(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(_: Worker, analyse: Callable[..., Any], *args: object) -> Callable[[], Any]:
        made.append("begin to analyse")
        return lambda: analyse(*args)

    def read(*_: object) -> list[str]:
        made.append("read")
        return ["series"]

    monkeypatch.setattr(building, "begin_apart", begin)
    monkeypatch.setattr(building, "read_to_analyse", read)
    monkeypatch.setattr(building, "analyse", lambda every, _: {"analysis.forecasts": len(every)})
    settings = Settings(data_dir=tmp_path)
    building.begin_analysis(settings, "run")
    assert made == ["read", "begin to analyse"]
    assert building.analyse_models(settings, "run") == {"analysis.forecasts": 1}
    assert made == ["read", "begin to analyse"]
    # Whoever withholds figures has other series, and so has another run.
    for run_id in (None, "run", "another"):
        building.analyse_models(settings, run_id)
    assert made[2:] == ["read", "begin to analyse"] * 3


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
