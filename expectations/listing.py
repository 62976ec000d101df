"""The rules of all suites as a list, which is read without importing Great Expectations.

Dagster is told each rule as a check of its table before anything is checked, and Great
Expectations takes three seconds to import. `python -m pipelines.dbt.guards` writes the list from
the suites; a unit test fails while it is stale.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from expectations.discovery import STAGES, tables

if TYPE_CHECKING:
    from collections.abc import Iterable

LISTING_PATH = Path(__file__).with_name("rules.csv")


class Rule(NamedTuple):
    """One expectation of a suite.

    Attributes:
        table: the table whose suite it is in, `schema.name`.
        check: its name.
        severity: error or warning.
        scope: structure, or company where the figures that fail are withheld.
        words: what is expected.
    """

    table: str
    check: str
    severity: str
    scope: str
    words: str


def listed(stage: str) -> list[Rule]:
    """The rules of a stage's suites as listed, by table and in the order of each suite.

    Raises:
        KeyError: there is no such stage.
        OSError: there is no list.
    """
    at_hand = set(tables(stage))
    return [rule for rule in _all() if rule.table in at_hand]


@cache
def _all() -> tuple[Rule, ...]:
    # Each step that checks asks for its own.
    with LISTING_PATH.open(encoding="utf-8", newline="") as file:
        return tuple(Rule(**row) for row in csv.DictReader(file))


def severities() -> dict[tuple[str, str], str]:
    """Error or warning, by table and name of every check as listed."""
    return {(rule.table, rule.check): rule.severity for stage in STAGES for rule in listed(stage)}


def write(rules: Iterable[Rule]) -> None:
    """List the rules."""
    with LISTING_PATH.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Rule._fields)
        writer.writerows(rules)
