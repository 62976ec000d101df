"""Finds the suites: `expectations/<schema>/<table>.py` holds the suite of `<schema>.<table>`."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from pathlib import Path
from typing import Any

from expectations.claims import STAGES, Claim, Suite

_PACKAGE = "expectations"


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


def suites(stage: str) -> list[Suite]:
    """The suites of a stage that are made of claims."""
    return [
        dataclasses.replace(suite, table=table)
        for table in tables(stage)
        if (suite := getattr(module_of(table), "SUITE", None)) is not None
    ]


def claims() -> dict[tuple[str, str], Claim]:
    """Every claim of every stage, by `schema.table` and the claim's name."""
    return {
        (suite.table, claim.name): claim
        for stage in STAGES
        for suite in suites(stage)
        for claim in suite.claims
    }
