"""The data dictionary says of each published table what a reader needs to use it."""

from __future__ import annotations

import re

import pytest

from pipelines.documentation.dictionary import Column, Dictionary, dictionary
from tests.support.installation import RecordedRun

FCT_CAPEX = "data/dictionary/fct_capex.md"


@pytest.fixture(scope="module")
def described(recorded: RecordedRun) -> Dictionary:
    return dictionary(recorded.settings)


def test_every_published_table_and_column_is_described(
    described: Dictionary, recorded: RecordedRun
) -> None:
    published = recorded.rows(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where database_name = current_database() and not internal"
    )
    lacking = [
        f"{schema}.{table}.{column}"
        for schema, table, column in published
        if f"| `{column}` |" not in described.pages[described.places[f"{schema}.{table}"]]
    ]
    assert not lacking


def test_of_two_tables_of_one_name_the_mart_is_meant(described: Dictionary) -> None:
    assert described.places["dim_segments"] == "data/dictionary/dim_segments.md"
    assert described.places["bi.dim_segments"] == "data/dictionary/bi/dim_segments.md"


def test_no_description_is_empty(described: Dictionary) -> None:
    empty = [
        line
        for text in described.pages.values()
        for line in text.splitlines()
        if re.search(r"\|  \|$", line) and line.startswith("| `")
    ]
    assert not empty


def test_a_table_says_its_grain_key_and_how_it_is_traced(described: Dictionary) -> None:
    page = described.pages[FCT_CAPEX]
    assert page.startswith("# fct_capex\n\nOne row per company, basis and fiscal quarter")
    assert "Key: `company_id`, `basis`, `fiscal_year`, `fiscal_quarter`" in page
    assert "Explained in `lineage`: `value` by `lineage_id`" in page
    assert "`capex_as_of(timestamp '2025-06-01')`" in page


def test_what_stands_beside_a_table_says_only_what_is_its_own(described: Dictionary) -> None:
    _, versions = described.pages[FCT_CAPEX].split("## fct_capex_versions")
    assert "The columns of `fct_capex`, and:" in versions
    assert "| `known_to` | timestamp, may be null | UTC |" in versions
    assert "| `basis` |" not in versions


def test_checks_stand_in_words_with_what_they_do(described: Dictionary) -> None:
    page = described.pages[FCT_CAPEX]
    assert "| `unique_key` | withholds: structure | No two rows share the model's key" in page
    assert "| `spenders_are_fresh` | is shown | each spender's newest quarter" in page


def test_a_closed_list_and_a_rule_of_a_row_are_told() -> None:
    rules = ("basis in ('cash', 'cash_net')", "a > 0 or b | c")
    column = Column("basis", "VARCHAR", "", False, "What it\nincludes.", rules)
    _, _, _, said = column.cells
    assert said == "What it includes. One of `cash`, `cash_net`. Always `a > 0 or b \\| c`."
