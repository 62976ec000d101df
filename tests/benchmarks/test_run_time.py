"""How long `ledger run` takes on the recorded data, beside the mere imports of its parts."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.bench

PARTS = "import dagster, dagster_dbt, dbt.cli.main, great_expectations"


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def best_of_two(action: Callable[[], object]) -> float:
    """The first time warms the caches of the system."""
    return min(seconds(action), seconds(action))


def test_a_run_fresh_prepared_and_unchanged(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")

    def run(*arguments: str) -> None:
        finished = installation.ledger("run", *arguments)
        assert finished.status == 0, finished.output + finished.errors

    def imports() -> None:
        subprocess.run([sys.executable, "-c", PARTS], check=True)

    bare = best_of_two(imports)
    times = {
        "fresh data directory": seconds(run),
        "everything again (--force)": best_of_two(lambda: run("--force")),
        "nothing changed": best_of_two(run),
    }
    print(f"\n{'bare imports of dagster, dbt and great_expectations':55}{bare:6.1f} s")
    for name, taken in times.items():
        print(f"{'ledger run, ' + name:55}{taken:6.1f} s {taken / bare:6.2f} x the imports")
