"""What every test may use: an installation in a temporary place, and one run of recorded data.

No test reads or writes the data directory of the person who runs the tests, nor their settings.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from pipelines.cli import app as cli
from pipelines.settings import Settings
from tests.support.installation import PREFIX, Finished, Installation, RecordedRun, SmallRun
from tests.support.running import (
    META,
    MSFT,
    NEWEST_OF_META,
    NEWEST_OF_MSFT,
    Runs,
    Server,
    recorded_earlier,
    serving,
)
from tests.support.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.dbt_world import BuiltWorld
    from tests.support.recorded_world import Checks, World

# A plain run tries the same examples on every machine, a quick one fewer of them; a thorough one
# others each time, and more.
# How long one takes says how busy the machine is, and nothing about the code.
ALWAYS = hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
hypothesis_settings.register_profile("quick", ALWAYS, max_examples=6, derandomize=True)
hypothesis_settings.register_profile("plain", ALWAYS, max_examples=30, derandomize=True)
hypothesis_settings.register_profile(
    "thorough", ALWAYS, max_examples=300, derandomize=False, print_blob=True
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--thorough`: every kill and every day, where a plain run takes some of each kind."""
    parser.addoption(
        "--thorough",
        action="store_true",
        help="twenty kills, every day of the leak audit, and ten times the examples of a property",
    )
    parser.addoption("--quick", action="store_true", help="a fifth of the examples of a property")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported: no setting of the machine reaches one, and how many examples."""
    asked = [name for name in ("thorough", "quick") if config.getoption(f"--{name}")]
    hypothesis_settings.load_profile(asked[0] if asked else "plain")
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    scratch = tempfile.mkdtemp(prefix="ledger-tests-")
    os.environ[f"{PREFIX}DATA_DIR"] = scratch
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Benchmarks are run by `make bench` alone; slow files come first, the slowest tests ahead.

    A file with one slow test, begun last, would keep one process busy and the others waiting.
    What reads the recorded run, or draws a page of the dashboard, is marked first: `make test-fast`
    does without.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        for marker, fixture in (("recorded", "recorded"), ("drawn", "_on_published")):
            if fixture in fixtures:
                item.add_marker(marker)
    if "bench" not in config.option.markexpr:
        benchmarks = [item for item in items if item.get_closest_marker("bench")]
        items[:] = [item for item in items if item not in benchmarks]
        config.hook.pytest_deselected(items=benchmarks)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, tests[item.path] * (item.path in slow)))


@pytest.fixture(scope="session")
def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for this session that the worker processes of xdist have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def recorded(_shared_folder: Path) -> Iterator[RecordedRun]:
    """One run of the recorded data for the whole session; read it, never change it."""
    installation = Installation(_shared_folder / "recorded" / "data")
    result = _shared_folder / "recorded.json"
    with FileLock(_shared_folder / "recorded.lock"):
        if not result.exists():
            finished = installation.ledger("run")
            result.write_text(json.dumps(vars(finished)), "utf-8")
    run = RecordedRun(installation.data_dir, Finished(**json.loads(result.read_text("utf-8"))))
    if run.finished.status != 0:
        pytest.fail(f"`ledger run` on the recorded data failed:\n{run.finished.output}")
    yield run


@pytest.fixture(scope="session")
def dbt_world(_shared_folder: Path) -> BuiltWorld:
    """The small world of the checks as dbt builds it, once for the whole session."""
    from tests.support.dbt_world import built_by_dbt

    made = _shared_folder / "dbt_world.pickle"
    with FileLock(made.with_suffix(".lock")):
        if not made.exists():
            built = built_by_dbt(Settings(data_dir=_shared_folder / "dbt_world"))
            made.write_bytes(pickle.dumps(built))
    world: BuiltWorld = pickle.loads(made.read_bytes())
    return world


@pytest.fixture(scope="session")
def server_of_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The process that forks runs; started by the first test that needs one."""
    with serving(tmp_path_factory.mktemp("runs")) as server:
        yield server


@pytest.fixture(scope="session")
def runs_on(server_of_runs: Server) -> Callable[..., Runs]:
    """Gives what starts runs on an installation, with settings."""
    return lambda installation, **settings: Runs(server_of_runs, installation, settings)


@pytest.fixture(scope="session")
def small(_shared_folder: Path, runs_on: Callable[..., Runs]) -> SmallRun:
    """One run of a few companies for the whole session; copy it to run again on it."""
    from tests.support.sec_server import small_registry

    folder = _shared_folder / "small"
    installation, registry = Installation(folder / "data"), folder / "registry"
    recorded_dir, result = folder / "earlier", folder / "finished.json"
    with FileLock(_shared_folder / "small.lock"):
        if not result.exists():
            small_registry(registry)
            recorded_earlier(recorded_dir, [(META, NEWEST_OF_META), (MSFT, NEWEST_OF_MSFT)])
            runs = runs_on(installation, registry_dir=registry, recorded_dir=recorded_dir)
            result.write_text(json.dumps(vars(runs.ledger("run"))), "utf-8")
    finished = Finished(**json.loads(result.read_text("utf-8")))
    if finished.status != 0:
        pytest.fail(f"`ledger run` on a few companies failed:\n{finished.output}{finished.errors}")
    return SmallRun(installation.data_dir, finished, registry, recorded_dir)


@pytest.fixture
def ledger(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Said]:
    """Runs the command in this process; by default on a data directory that is empty."""
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["ledger", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return Said(ended.value.code, captured.out, captured.err)

    return call


@pytest.fixture
def on_recorded(
    ledger: Callable[..., Said], recorded: RecordedRun, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Runs the command on the published recorded data."""
    monkeypatch.setenv("LEDGER_DATA_DIR", str(recorded.data_dir))
    return ledger


@pytest.fixture(scope="session")
def honest(recorded: RecordedRun) -> Iterator[World]:
    """The tables of the recorded run, for the tests of `tests/traps`."""
    from tests.support.recorded_world import recorded_world

    with recorded_world(recorded.settings) as world:
        yield world


@pytest.fixture(scope="session")
def checks(recorded: RecordedRun) -> Checks:
    """The checks, for the tests of `tests/traps`."""
    from tests.support.dbt_checks import compiled
    from tests.support.recorded_world import Checks

    return Checks(compiled(recorded.settings))
