"""Building the models of a stage ahead of its turn; what dbt's tests found is in `test_dbt*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.dbt import runner
from pipelines.dbt.runner import DbtError, NodeResult
from pipelines.quality import building
from pipelines.settings import Settings

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
        _: Worker, build: Callable[..., Any], settings: Settings, select: str
    ) -> Callable[[], Any]:
        done.append(f"begin {select}")

        def wait() -> Any:
            done.append(f"wait {select}")
            return build(settings, select)

        return wait

    monkeypatch.setattr(building, "SELECTIONS", {"warehouse": "first", "marts": "second"})
    monkeypatch.setattr(building, "is_apart", lambda: True)
    monkeypatch.setattr(building, "begin_apart", begin)
    monkeypatch.setattr(building, "prepare_sources", lambda _: done.append("prepare"))
    monkeypatch.setattr(runner, "build", lambda *_: (MODEL,))
    return done


def test_a_stage_that_is_begun_is_taken_up_once(made: list[str], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    building.begin_models(settings, "marts", "run")
    assert made == ["prepare", "begin second"]
    assert building.build_models(settings, "marts", "run") == [MODEL]
    assert made == ["prepare", "begin second", "wait second"]
    # Whoever withholds figures builds anew.
    building.build_models(settings, "marts", "run")
    assert made[3:] == ["prepare", "begin second", "wait second"]


@pytest.mark.parametrize(("stage", "run_id"), [("warehouse", "run"), ("marts", "another")])
def test_another_stage_or_run_takes_up_nothing(
    made: list[str], tmp_path: Path, stage: str, run_id: str
) -> None:
    settings = Settings(data_dir=tmp_path)
    building.begin_models(settings, "marts", "run")
    building.build_models(settings, stage, run_id)
    select = building.SELECTIONS[stage]
    assert made[2:] == ["prepare", f"begin {select}", f"wait {select}"]


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
    assert made == ["prepare", "begin second", "wait second"]


def test_without_a_process_for_it_nothing_is_begun(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "is_apart", lambda: False)
    building.begin_models(Settings(data_dir=tmp_path), "marts", "run")
    assert made == []
