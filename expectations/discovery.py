"""Finds the suites: `expectations/<schema>/<table>.py` holds the suite of `<schema>.<table>`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

_PACKAGE = "expectations"

# The schemas whose tables the suites of a stage check; of the warehouse they check what
# statistics says, and dbt the rest.
STAGES: dict[str, tuple[str, ...]] = {
    "raw": ("raw",),
    "normalized": ("normalized",),
    "warehouse": ("analysis",),
    "marts": ("marts",),
}


def tables(stage: str) -> list[str]:
    """The tables of a stage that have a suite, by name; imports no suite.

    Raises:
        KeyError: there is no such stage.
    """
    return sorted(
        f"{schema}.{module.name}"
        for schema in STAGES[stage]
        for module in pkgutil.iter_modules([str(Path(__file__).parent / schema)])
    )


def module_of(table: str) -> Any:
    """The module of a table's suite, see `suite.py`. Imports Great Expectations."""
    return importlib.import_module(f"{_PACKAGE}.{table}")
