"""The resource by which a run holds the data directory."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.defs.lib import writing
from pipelines.runtime import run_lock
from pipelines.runtime.run_history import STARTED_FROM
from pipelines.settings import load_settings
from pipelines.sources.request_digest import request_digest

pytestmark = pytest.mark.engine


@pytest.fixture
def half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a writer is in the middle of."""
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    path = tmp_path / "raw" / ".rows.parquet.1.incoming"
    path.parent.mkdir()
    path.touch()
    return path


def starts_from(tags: dict[str, str] | None = None) -> Any:
    """What a step of a run with these tags is told that the run starts from."""
    told = []

    @dg.op(required_resource_keys={writing.WRITING})
    def step(context: dg.OpExecutionContext) -> None:
        told.append(context.resources.writing)

    @dg.job(resource_defs={writing.WRITING: writing.data_directory})
    def steps() -> None:
        step()

    assert steps.execute_in_process(tags=tags).success
    return told[0]


def test_a_run_that_nothing_surrounds_sweeps_and_says_what_it_starts_from(
    half_written: Path,
) -> None:
    assert starts_from() == request_digest(load_settings())
    assert not half_written.exists()
    # Run again in Dagster's pages, with the tags of the run before.
    assert starts_from({STARTED_FROM: "what it read"}) == request_digest(load_settings())


def test_what_the_command_writes_beside_its_steps_is_not_swept(half_written: Path) -> None:
    settings = load_settings()
    with run_lock.writing(settings), run_lock.marked(settings) as is_outer:
        assert is_outer
        assert starts_from({STARTED_FROM: "what it read"}) == "what it read"
    assert half_written.exists()


@pytest.mark.usefixtures("half_written")
def test_of_the_network_nobody_can_say_what_it_will_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEDGER_LIVE", "1")
    monkeypatch.setenv("LEDGER_USER_AGENT", "A Name a.name@example.com")
    assert starts_from({STARTED_FROM: "what it read"}) is None
