"""Normalising before the raw tables are checked; what is normalised is in `unit/normalize`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from pipelines.contracts.normalized import WITHHELD
from pipelines.publish import holding
from pipelines.quality import normalizing
from pipelines.settings import Settings
from tests.support.ahead import working_at_once

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done, in its order; the checks of the raw tables withhold nothing."""
    noted: list[str] = []

    def normalize(_: Settings, withheld: pl.DataFrame | None = None) -> dict[str, int]:
        left_out = 0 if withheld is None else withheld.height
        noted.append(f"normalise without {left_out}")
        return {"normalized.facts": 10 - left_out}

    monkeypatch.setattr(normalizing, "_normalize", normalize)
    monkeypatch.setattr(normalizing, "begin_models", lambda *_: noted.append("begin models"))
    monkeypatch.setattr(normalizing, "withheld_at_first", lambda _: WITHHELD.empty())
    monkeypatch.setattr(holding, "release", lambda _: noted.append("release"))
    return noted


AHEAD = ["release", "normalise without 0", "begin models"]


def _normalized(tmp_path: Path, **options: Any) -> dict[str, int]:
    settings = Settings(data_dir=tmp_path)
    return normalizing.normalize_tables(settings, "run", **{"is_whole": True, **options})


def test_where_nothing_is_withheld_what_was_begun_stands(done: list[str], tmp_path: Path) -> None:
    with working_at_once():
        normalizing.begin_normalizing(Settings(data_dir=tmp_path), "run")
        assert done == AHEAD
        assert _normalized(tmp_path) == {"normalized.facts": 10}
        assert done == AHEAD
        # Taken up once: whoever asks again has it made anew.
        _normalized(tmp_path)
    assert done == [*AHEAD, "normalise without 0", "begin models"]


def test_what_the_raw_checks_withhold_is_left_out_of_what_follows(
    done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = pl.DataFrame([dict.fromkeys(WITHHELD.polars_schema)], schema=WITHHELD.polars_schema)
    with working_at_once():
        normalizing.begin_normalizing(Settings(data_dir=tmp_path), "run")
        monkeypatch.setattr(normalizing, "withheld_at_first", lambda _: one)
        assert _normalized(tmp_path) == {"normalized.facts": 9}
    assert done == [*AHEAD, "normalise without 1", "begin models"]


def test_a_run_of_one_stage_begins_nothing_after_it(done: list[str], tmp_path: Path) -> None:
    with working_at_once():
        _normalized(tmp_path, is_whole=False)
    assert done == ["normalise without 0"]


def test_without_a_process_for_it_nothing_is_begun(done: list[str], tmp_path: Path) -> None:
    normalizing.begin_normalizing(Settings(data_dir=tmp_path), "run")
    assert done == []
