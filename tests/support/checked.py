"""Puts suites to tables that a test has made."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.discovery import module_of
from expectations.runner import validate
from expectations.suite import Run

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import polars as pl

    from expectations.outcomes import Outcome
    from pipelines.registry import Registry


def outcomes(
    table: str,
    load: Callable[[str], pl.DataFrame],
    registry: Registry,
    at: dt.datetime,
    only: str | None = None,
) -> dict[str, Outcome]:
    """What the suite of a table says of each of its expectations, or of the one, by name."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(registry, "run", at, Path(folder))
        every = module_of(table).expectations(run)
        suite = [each for each in every if only in {None, each.meta["check"]}]
        [(_, found)] = validate("test", {table: suite}, load, run).values()
    return {outcome.check: outcome for outcome in found}
