"""Finds the suites: `expectations/<schema>/<table>.py` holds the suite of `<schema>.<table>`."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from pathlib import Path

from expectations.claims import STAGES, Claim, Suite

_PACKAGE = "expectations"


def suites(stage: str) -> list[Suite]:
    """The suites of a stage (raw, normalized, warehouse, marts), by table name.

    Raises:
        KeyError: there is no such stage.
        TypeError: a file in a schema's folder defines no `SUITE`.
    """
    return [
        _suite(schema, module.name)
        for schema in STAGES[stage]
        for module in sorted(
            pkgutil.iter_modules([str(Path(__file__).parent / schema)]),
            key=lambda module: module.name,
        )
    ]


def claims() -> dict[tuple[str, str], Claim]:
    """Every claim of every stage, by `schema.table` and the claim's name."""
    return {
        (suite.table, claim.name): claim
        for stage in STAGES
        for suite in suites(stage)
        for claim in suite.claims
    }


def _suite(schema: str, table: str) -> Suite:
    module = importlib.import_module(f"{_PACKAGE}.{schema}.{table}")
    suite = getattr(module, "SUITE", None)
    if not isinstance(suite, Suite):
        raise TypeError(f"expectations/{schema}/{table}.py defines no SUITE: write one")
    return dataclasses.replace(suite, table=f"{schema}.{table}")
