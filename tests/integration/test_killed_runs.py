"""A run that is killed or stopped, wherever it is: the published files stay whole."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.publish import publishing
from tests.support.running import of_database, of_parquet, published_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.installation import Installation, SmallRun
    from tests.support.running import ForkedRun, Runs

# One in each part of a run, as many parts as there are kills; the last ones are in publishing.
KILLS, THOROUGH_KILLS = 2, 20


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


def statuses(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What Dagster's history says of the runs."""
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(installation.settings.dagster_dir))
    with dg.DagsterInstance.get() as instance:
        return {run.status.value for run in instance.get_runs()}


@pytest.mark.slow
def test_a_kill_anywhere_is_followed_by_a_plain_run_that_equals_an_undisturbed_one(
    small: SmallRun,
    runs_on: Callable[..., Runs],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    kills = THOROUGH_KILLS if pytestconfig.getoption("--thorough") else KILLS
    installation = small.copy(tmp_path / "data")
    # Rulings change what is published both ways; what sources once said stays published.
    inputs = {"now": small.registry_dir, "then": tmp_path / "registry"}
    shutil.copytree(inputs["now"], inputs["then"])
    (inputs["then"] / "restatements.yml").write_text("restatements: []\n", "utf-8")
    runs = runs_on(installation, recorded_dir=small.recorded_dir)
    good = {"now": published_content(installation)}
    whole = runs.run(registry_dir=inputs["then"])
    assert (whole.status, whole.outcome["failures"]) == (0, [])
    good["then"] = published_content(installation)
    assert of_database(good["then"]) != of_database(good["now"])
    assert of_parquet(good["then"]) != of_parquet(good["now"])
    published = "then"
    chance = random.Random(20)
    for number in range(kills):
        share = (number + chance.random()) / kills
        while True:
            # Where the input differs from what is published, a run must change the files.
            name = "now" if published == "then" else "then"
            run = runs.start(registry_dir=inputs[name])
            kill_at(run, whole, share)
            if run.status == -signal.SIGKILL:
                break
            # Faster than the run that was measured, it had ended: again, a little earlier.
            assert run.status == 0, run.outcome
            published = name
            share -= 0.5 / kills
        content = published_content(installation)
        # One link leads to the database and the Parquet files: never to one of two runs.
        found = [name for name, of in good.items() if of == content]
        assert len(found) == 1, number
        published = found[0]
        # The plain run on the same input ends where the killed one would have.
        after = runs.ledger("run", "--quiet", registry_dir=inputs[name])
        assert after.status == 0, (number, after.output, after.errors)
        assert published_content(installation) == good[name], number
        assert publishing.published_fingerprint(installation.settings) is not None
        published = name
    assert statuses(installation, monkeypatch) <= {"SUCCESS", "FAILURE"}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_run_that_a_person_stops_ends_with_a_sentence(
    small: SmallRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    installation = small.copy(tmp_path / "data")
    with subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "run", "--force"],
        env={
            **installation.environment(registry_dir=small.registry_dir),
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert "fetch" in first, first
        workers = [pid for pid in children(process.pid) if "spawn_main" in command(pid)]
        assert len(workers) == 2
        process.send_signal(number)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert errors == (
        "ledger: stopped before the end: the last published marts stand; run again to go on\n"
    )
    assert not any(map(alive, workers))
    assert statuses(installation, monkeypatch) == {"SUCCESS", "FAILURE"}


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command(pid: int) -> str:
    """The command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_text()


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended may wait for somebody to ask how."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
