"""What a source's own tests give to those of the suites: sound rows, and a mutant for each check.

`tests/unit/sources/<source>/suite.py` gives `TABLE`, `SOUND` (rows on which every check of the
table's suite holds) and `MUTANTS` (by the name of the check). Sources whose rows the marts of the
small world are made of stand in `suite_world.py` and `suite_mutants.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipelines.settings import PROJECT_DIR

if TYPE_CHECKING:
    from pipelines.contracts.model import Table
    from tests.support.mutations import Mutant


@dataclass(frozen=True, slots=True)
class SuiteOfSource:
    """Sound rows of a table, and what each check of its suite must catch."""

    table: Table
    sound: list[dict[str, Any]]
    mutants: dict[str, Mutant]


def suites_of_sources() -> list[SuiteOfSource]:
    """Those of every source that has a `suite.py` among its tests."""
    folder = PROJECT_DIR / "tests/unit/sources"
    names = sorted(path.parent.name for path in folder.glob("*/suite.py"))
    modules = [import_module(f"tests.unit.sources.{name}.suite") for name in names]
    return [SuiteOfSource(each.TABLE, each.SOUND, each.MUTANTS) for each in modules]
