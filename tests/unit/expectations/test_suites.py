"""Every suite holds on the small world, and each expectation catches the mutant made for it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from expectations import STAGES, tables
from expectations.discovery import module_of
from expectations.outcomes import Outcome
from expectations.suite import Run
from pipelines.quality.withholding import company_of
from tests.support.checked import outcomes
from tests.support.dbt_world import BuiltWorld
from tests.support.suite_mutants import MUTANTS
from tests.support.suite_world import RAN_AT, REGISTRY, RUN_ID, World

pytestmark = pytest.mark.engine

RUN = Run(REGISTRY, RUN_ID, RAN_AT, Path())
TABLES = [table for stage in STAGES for table in tables(stage)]
EXPECTED = {
    (table, each.meta["check"]): each
    for table in TABLES
    for each in module_of(table).expectations(RUN)
}


@pytest.fixture(scope="module")
def world(dbt_world: BuiltWorld) -> World:
    return dbt_world.tables


@pytest.mark.parametrize("table", TABLES)
def test_a_suite_holds_on_sound_tables(table: str, world: World) -> None:
    found = outcomes(table, world.__getitem__, REGISTRY, RAN_AT)
    assert not {name: outcome.observed for name, outcome in found.items() if not outcome.passed}
    assert all(outcome.observed.endswith("checked") for outcome in found.values())


@pytest.mark.parametrize("key", [key for key in MUTANTS if key[0] in TABLES], ids=".".join)
def test_an_expectation_catches_its_mutant(key: tuple[str, str], world: World) -> None:
    outcome = judged(key, MUTANTS[key](world))
    assert not outcome.passed
    # Caught by what it expects, not because it crashed.
    assert "could not be checked" not in outcome.observed
    assert (
        outcome.severity
        == {"critical": "error", "warning": "warning"}[EXPECTED[key].severity.value]
    )
    # What is withheld for it is told by its failing rows.
    if outcome.scope == "company":
        assert outcome.failing.height, "a check of company scope names its failing rows"
        named = company_of(outcome.failing.with_columns(table_name=pl.lit(key[0])))
        whose = named.select(pl.coalesce("company_id", "item")).to_series()
        assert whose.null_count() == 0, outcome.failing


def test_every_expectation_has_a_mutant_and_a_name_of_its_own() -> None:
    known = {key for key in MUTANTS if key[0] in TABLES}
    assert not EXPECTED.keys() - known, "add a mutant that it must catch (docs/how-to/add.md)"
    assert known == set(EXPECTED)
    assert len(EXPECTED) == sum(len(module_of(table).expectations(RUN)) for table in TABLES)


@pytest.mark.parametrize("key", EXPECTED, ids=".".join)
def test_an_expectation_says_in_words_what_it_expects(key: tuple[str, str]) -> None:
    each = EXPECTED[key]
    assert len(each.description.split()) > 3
    assert not each.description.endswith(".")
    assert set(each.meta) <= {"check", "scope", "about"}
    assert each.meta.get("scope", "company") == "company"


@pytest.mark.parametrize("is_withheld", [True, False])
def test_a_month_that_is_refused_is_not_missed(world: World, *, is_withheld: bool) -> None:
    """One that a failed check withholds, and one that only a comparative of 0 states."""
    table, reports, withheld = (
        "normalized.monthly_revenue",
        "raw.taiwan_monthly_revenue",
        "normalized.withheld",
    )
    month = world[table].row(0, named=True)
    is_it = (pl.col("company_id") == month["company_id"]) & (pl.col("month") == month["month"])
    frames = {**world, table: world[table].filter(~is_it)}
    key = (table, "every_month_is_kept")
    assert not judged(key, frames).passed
    if is_withheld:
        left_out = (
            world[withheld]
            .head(1)
            .with_columns(
                company_id=pl.lit(month["company_id"]),
                metric_id=pl.lit("monthly_revenue"),
                fiscal_year=pl.lit(None, pl.Int32),
                period_end=pl.lit(month["month_end"]),
                source_reference=pl.lit(None, pl.String),
            )
        )
        frames[withheld] = left_out.select(world[withheld].columns)
    else:
        frames[reports] = world[reports].with_columns(
            value=pl.when(is_it).then(0).otherwise("value").cast(world[reports]["value"].dtype),
            statement=pl.when(is_it).then(pl.lit("prior_year")).otherwise("statement"),
        )
    assert judged(key, frames).passed


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(("normalized.facts", "facts_keep_up_with_filings"), id="v4"),
        pytest.param(("normalized.facts", "no_tag_goes_silent"), id="a3"),
    ],
)
def test_trap_v4_and_trap_a3_facts_that_lag_or_fall_silent_are_named(
    key: tuple[str, str], world: World
) -> None:
    """Companyfacts lag submissions by a week; a renamed tag goes silent while the filer files."""
    outcome = judged(key, MUTANTS[key](world))
    assert not outcome.passed
    named = {company.company_id for company in REGISTRY.companies}
    assert any(company_id in outcome.observed for company_id in named), outcome.observed


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(("raw.fx_rates", "rates_are_quoted_the_right_way"), id="f1_direction"),
        pytest.param(
            ("marts.fct_supplier_revenue_versions", "rates_are_plausible"), id="f1_dollars"
        ),
        pytest.param(("raw.taiwan_monthly_revenue", "months_fit_their_report"), id="f2_roc_dates"),
        pytest.param(("normalized.refusals", "members_keep_their_places"), id="s6_rotated"),
    ],
)
def test_traps_f1_f2_s6_block_or_are_shown(key: tuple[str, str], world: World) -> None:
    """Rates upside down, dates eleven years off, members that changed places: no dollars."""
    outcome = judged(key, MUTANTS[key](world))
    assert not outcome.passed
    assert int(outcome.observed.split()[0].replace(",", "")) > 0
    assert outcome.severity == ("warning" if key[0] == "normalized.refusals" else "error")


def judged(key: tuple[str, str], world: World) -> Outcome:
    table, check = key
    return outcomes(table, world.__getitem__, REGISTRY, RAN_AT, only=check)[check]
