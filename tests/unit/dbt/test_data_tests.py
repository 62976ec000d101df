"""dbt's tests find nothing in the small world, and catch the mutants made for them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.settings import Settings
from tests.support.claim_mutations import (
    Mutant,
    changed,
    changed_all,
    plus,
    with_first_twice,
    with_first_twice_of,
    without_last,
)
from tests.support.claim_warehouse import mart_tables, warehouse_tables
from tests.support.claim_world import World, python_tables
from tests.support.dbt_checks import GENERIC, SINGULAR, Key, compile_tests, rows_found

if TYPE_CHECKING:
    from pathlib import Path

CENT = Decimal("0.01")
BY_BASIS = "intermediate.int_capex_versions__by_basis"
NESTED = "intermediate.int_revenue_lines__nested"
COUNTED = "intermediate.int_revenue_lines__counted"
IDENTIFIED = "intermediate.int_filings__identified"
STAGED_LINES = "staging.stg_registry__revenue_lines"
CAPEX, HISTORY = "marts.fct_capex", "marts.fct_capex_history"
YEARS, TOTALS = "marts.fct_capex_annual", "marts.fct_capex_totals"
REVENUE, VERSIONS = "marts.fct_supplier_revenue", "marts.fct_supplier_revenue_versions"
ANNUAL, SEGMENTS = "marts.fct_supplier_revenue_annual", "marts.fct_segment_revenue"
LINEAGE = "marts.lineage"
CHIPS = pl.col("revenue_line_id") == "bet_chips"
TOTAL_OF_BET = pl.col("revenue_line_id") == "bet_total"
WITH_LEASES = pl.col("basis") == "with_finance_leases"
REPLACED = pl.col("known_to").is_not_null()

# A test that holds several things has a mutant of each.
MUTANTS: dict[Key, list[Mutant]] = {
    (CAPEX, "unique_key"): [with_first_twice(CAPEX)],
    (CAPEX, "recomputed_from_lineage"): [
        changed(CAPEX, value=plus("value", CENT)),
        changed(CAPEX, lineage_id="nowhere"),
    ],
    (CAPEX, "shows_standing_versions"): [changed(CAPEX, version=7), without_last(CAPEX)],
    (HISTORY, "shown_one_at_a_time"): [
        with_first_twice(HISTORY, shown_from=dt.datetime(2026, 1, 1)),
        changed(HISTORY, shown_to=dt.datetime(1999, 1, 1)),
    ],
    (LINEAGE, "found_in accession"): [changed(LINEAGE, accession="0000000009-21-000001")],
    (LINEAGE, "operands_are_numbered"): [changed(LINEAGE, operand_order=3)],
    (BY_BASIS, "versions_follow_each_other"): [changed(BY_BASIS, REPLACED, known_to=None)],
    (BY_BASIS, "bases_are_not_mixed"): [
        changed(
            BY_BASIS,
            pl.col("basis") == "cash",
            first_lineage_id=pl.col("lineage_id").str.replace("capex_cash", "revenue"),
        ),
        changed(BY_BASIS, WITH_LEASES, value=plus("value", CENT)),
        changed(BY_BASIS, WITH_LEASES & REPLACED, known_from=pl.col("known_to")),
    ],
    (BY_BASIS, "capex_dollars_follow_their_rate"): [
        changed(BY_BASIS, value_usd=plus("value_usd", CENT)),
        changed(BY_BASIS, fx_rate=None),
    ],
    (CAPEX, "panels_count_a_company_once"): [with_first_twice(CAPEX)],
    (TOTALS, "capex_totals_are_those_of_their_panel"): [
        changed(TOTALS, value_usd=plus("value_usd", CENT)),
        changed(TOTALS, companies_reporting=1),
        without_last(TOTALS),
    ],
    (YEARS, "years_equal_their_trailing_quarters"): [
        changed(
            YEARS,
            (pl.col("basis") == "cash") & (pl.col("fiscal_year") == 2023),
            value_usd=plus("value_usd", CENT),
        )
    ],
    (NESTED, "revenue_lines_are_nested_properly"): [
        changed(NESTED, containing_line_id=pl.col("revenue_line_id")),
        changed(NESTED, distance=5),
        changed(NESTED, containing_line_id="tai_total"),
        without_last(NESTED),
    ],
    (COUNTED, "counted_lines_have_their_place"): [
        changed_all(STAGED_LINES, TOTAL_OF_BET, may_count=pl.lit(value=False)),
        changed(COUNTED, TOTAL_OF_BET, has_narrower_lines=False),
        changed(COUNTED, line_path="bet_total/elsewhere"),
    ],
    (IDENTIFIED, "named_filings_are_identified"): [without_last(IDENTIFIED)],
    (VERSIONS, "every_version_is_published"): [without_last(VERSIONS)],
    (VERSIONS, "supplier_revenue_versions_follow_each_other"): [changed(VERSIONS, version=2)],
    # Chips and optics make nine tenths of the total.
    (REVENUE, "no_dollar_counts_twice"): [changed(REVENUE, CHIPS, value=pl.col("value") * 2)],
    (REVENUE, "no_line_counts_beside_one_that_contains_it"): [
        changed(REVENUE, TOTAL_OF_BET, in_segment_total=True),
        changed(REVENUE, pl.col("company_id") == "CEE", in_segment_total=False),
    ],
    # Optics was cut anew three years later than its figures say.
    (REVENUE, "growth_stops_at_breaks"): [
        changed("normalized.series_breaks", break_date=dt.date(2024, 1, 1))
    ],
    (SEGMENTS, "segment_panels_count_a_line_once"): [
        with_first_twice_of(REVENUE, CHIPS),
        changed(SEGMENTS, value_usd=plus("value_usd", CENT)),
    ],
    (ANNUAL, "annual_lines_are_within_the_total"): [
        changed(ANNUAL, CHIPS, value=pl.col("value") * 2)
    ],
}
EACH = [(key, mutant) for key, mutants in MUTANTS.items() for mutant in mutants]


@pytest.fixture(scope="module")
def tests(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, str]:
    folder: Path = tmp_path_factory.mktemp("compiled")
    return compile_tests(Settings(data_dir=folder))


@pytest.fixture(scope="module")
def world() -> World:
    python = python_tables()
    warehouse = warehouse_tables(python)
    marts = mart_tables(python, warehouse)
    # Nothing of it was ever shown otherwise.
    history = marts[CAPEX].with_columns(
        shown_from="known_from", shown_to=pl.lit(None, pl.Datetime("us"))
    )
    # A statement cites a filing that no list of filings names.
    cited = python["raw.company_statements"].select("company_id", "accession").drop_nulls()
    identified = pl.concat([warehouse[IDENTIFIED], cited], how="diagonal")
    return {**python, **warehouse, **marts, HISTORY: history, IDENTIFIED: identified}


@pytest.mark.parametrize("key", MUTANTS, ids=".".join)
def test_a_test_finds_nothing_in_sound_tables(
    key: Key, tests: dict[Key, str], world: World
) -> None:
    assert rows_found(tests[key], world.__getitem__).is_empty()


@pytest.mark.parametrize(("key", "mutant"), EACH, ids=[".".join(key) for key, _ in EACH])
def test_a_test_catches_its_mutant(
    key: Key, mutant: Mutant, tests: dict[Key, str], world: World
) -> None:
    found = rows_found(tests[key], mutant(world).__getitem__)
    assert found.height
    # What is withheld for a test of company scope is told by its rows.
    if "'scope': 'company'" in SINGULAR.get(key[1], ""):
        assert found["company_id"].null_count() == 0


def test_every_test_has_a_mutant() -> None:
    assert {name.split(" ")[0] for _, name in MUTANTS} == {*SINGULAR, *GENERIC}
