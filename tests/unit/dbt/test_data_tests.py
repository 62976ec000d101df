"""dbt's tests find nothing in the small world that dbt builds, and catch their mutants."""

from __future__ import annotations

import polars as pl
import pytest

from expectations.rows import as_failing
from pipelines.dbt.data_tests import sentence_of
from pipelines.quality.withholding import company_of
from pipelines.settings import DBT_DIR
from tests.support.dbt_mutants import GENERIC, SINGULAR, mutants_of
from tests.support.dbt_world import BuiltWorld, Tables

pytestmark = pytest.mark.engine


def companies(found: pl.DataFrame) -> pl.Series:
    of_no_item = as_failing(found).with_columns(table_name=pl.lit(None, pl.String))
    return company_of(of_no_item)["company_id"]


def test_every_test_catches_each_of_its_mutants(dbt_world: BuiltWorld) -> None:
    """One test for all: which there are is known once dbt has parsed its project."""
    world, tests = dbt_world.tables, dbt_world.tests
    assert not [test.name for test in tests if not mutants_of(test)], "give each a mutant"
    tables = Tables(world)
    assert not [test.name for test in tests if tables.rows_found(test, world).height]
    escaped, nobodys = [], []
    for test in tests:
        for number, mutant in enumerate(mutants_of(test)):
            found = tables.rows_found(test, mutant(world))
            if found.is_empty():
                escaped.append((test.name, number))
            # What is withheld for it is told by its rows.
            elif test.scope == "company" and companies(found).null_count():
                nobodys.append((test.name, number))
    assert not escaped
    assert not nobodys


def test_mutants_are_of_tests_that_there_are() -> None:
    for kind, mutants in (("generic", GENERIC), ("singular", SINGULAR)):
        assert {path.stem for path in (DBT_DIR / "tests" / kind).glob("*.sql")} == set(mutants)


def test_each_says_what_it_asserts() -> None:
    for path in (DBT_DIR / "tests" / "singular").glob("*.sql"):
        said = sentence_of({"original_file_path": f"tests/singular/{path.name}"})
        assert said.endswith("."), path.name
    generic = sentence_of({"test_metadata": {"name": "unique_key"}, "original_file_path": "x.yml"})
    assert generic.startswith("No two rows share the model's key")
