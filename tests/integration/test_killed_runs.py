"""A run that is killed, wherever it is: the published files stay whole."""

from __future__ import annotations

import random
import signal
import time
from typing import TYPE_CHECKING

import pytest
from conftest import Installation
from running import (
    RECORDED,
    ForkedRun,
    of_database,
    of_parquet,
    published_content,
    recorded_earlier,
    runs_on,
)
from sec_server import small_registry

from pipelines import warehouse

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 20


def kill_at(run: ForkedRun, first: ForkedRun, moment: float) -> None:
    """Kill a run where an earlier one was at that share of its length.

    The place is told by the steps that have begun and ended, so that it is the same place on a
    machine that is busy with something else.
    """
    started = first.steps[0][2]
    length = first.steps[-1][2] - started
    after = started + moment * length
    passed = [step for step in first.steps if step[2] <= after]
    while len(run.steps) < len(passed):
        assert run.advance(), run.outcome
    waiting = after - passed[-1][2]
    time.sleep(waiting)
    run.kill()


@pytest.mark.slow
def test_a_run_killed_at_twenty_places_leaves_whole_files_and_the_next_completes(
    tmp_path: Path,
) -> None:
    installation = Installation(tmp_path / "data")
    earlier = recorded_earlier(tmp_path / "earlier")
    now = {"LEDGER_RECORDED_DIR": str(RECORDED)}
    then = {"LEDGER_RECORDED_DIR": str(earlier)}
    good = {}
    with runs_on(installation, registry_dir=small_registry(tmp_path / "registry")) as runs:
        for name, environment in (("now", now), ("then", then)):
            whole = runs.run(environment=environment)
            assert (whole.status, whole.outcome["failures"]) == (0, [])
            good[name] = published_content(installation)
        assert of_database(good["then"]) != of_database(good["now"])
        assert of_parquet(good["then"]) != of_parquet(good["now"])
        published = "then"
        chance = random.Random(20)
        # One place in each twentieth of the run; the last ones are within the publishing.
        for number in range(KILLS):
            share = (number + chance.random()) / KILLS
            while True:
                # Where the input differs from what is published, a run must change the files.
                run = runs.start(environment=now if published == "then" else then)
                kill_at(run, whole, share)
                if run.status == -signal.SIGKILL:
                    break
                # Faster than the run that was measured, it had ended: again, a little earlier.
                assert run.status == 0, run.outcome
                published = "now" if published == "then" else "then"
                share -= 0.5 / KILLS
            content = published_content(installation)
            found = [name for name, of in good.items() if of_database(of) == of_database(content)]
            assert len(found) == 1, number
            published = found[0]
            # Killed between the two renames, the Parquet files are a generation ahead, whole,
            # and the fingerprint says that nothing is published.
            assert of_parquet(content) in [of_parquet(each) for each in good.values()], number
            if of_parquet(content) != of_parquet(good[published]):
                assert warehouse.published_fingerprint(installation.settings) is None
        last = runs.run(environment=now)
    assert last.outcome["failures"] == []
    assert last.status == 0
    assert published_content(installation) == good["now"]
    assert warehouse.published_fingerprint(installation.settings) is not None
