"""One recorded run for all traps, its tables read once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from recorded_world import Checks, World

from expectations.checker import Checker
from pipelines import quality
from pipelines.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import RecordedRun


@pytest.fixture(scope="session")
def honest(recorded: RecordedRun) -> Iterator[World]:
    """Every table of the recorded run, of every stage."""
    with quality.open_tables(recorded.settings) as load:
        yield World(load_registry(recorded.settings.registry_dir), cache(load))


@pytest.fixture(scope="session")
def checks() -> Checks:
    """Great Expectations, started once."""
    return Checks(Checker())
