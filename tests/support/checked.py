"""Puts suites to tables that a test has made."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.runner import validate
from expectations.suite import Run

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import polars as pl

    from expectations.outcomes import Outcome
    from pipelines.registry import Registry


def outcomes(
    table: str, load: Callable[[str], pl.DataFrame], registry: Registry, at: dt.datetime
) -> dict[str, Outcome]:
    """What the suite of a table says of each of its expectations, by name."""
    with tempfile.TemporaryDirectory() as folder:
        [(_, found)] = validate(
            "test", [table], load, Run(registry, "run", at, Path(folder))
        ).values()
    return {outcome.check: outcome for outcome in found}
