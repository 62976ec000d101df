"""Every claim holds on the small world, and catches the mutant made for it."""

from __future__ import annotations

import pytest

from expectations import STAGES, Frames, claims, suites
from expectations.checker import Checker
from pipelines.quality.withholding import company_of
from tests.support.claim_mutants import MUTANTS
from tests.support.claim_warehouse import mart_tables, warehouse_tables
from tests.support.claim_world import RAN_AT, REGISTRY, RUN_ID, World, python_tables

CLAIMS = claims()


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


@pytest.fixture(scope="module")
def world() -> World:
    python = python_tables()
    warehouse = warehouse_tables(python)
    return {**python, **warehouse, **mart_tables(python, warehouse)}


def frames_of(world: World) -> Frames:
    return Frames(world.__getitem__, REGISTRY, RUN_ID, RAN_AT)


@pytest.fixture(scope="module")
def sound(world: World) -> Frames:
    return frames_of(world)


@pytest.mark.parametrize("key", CLAIMS, ids=".".join)
def test_claim_holds_on_sound_tables(key: tuple[str, str], checker: Checker, sound: Frames) -> None:
    outcome = checker.check(CLAIMS[key], sound)
    assert outcome.passed, outcome.observed
    assert outcome.observed.endswith("checked")


@pytest.mark.parametrize("key", MUTANTS, ids=".".join)
def test_claim_catches_its_mutant(key: tuple[str, str], checker: Checker, world: World) -> None:
    claim = CLAIMS[key]
    outcome = checker.check(claim, frames_of(MUTANTS[key](world)))
    assert not outcome.passed
    # Caught by what it claims, not because it crashed.
    assert outcome.claim.severity == claim.severity
    assert "could not be checked" not in outcome.observed
    assert outcome.observed
    # What is withheld for it is told by its failing rows.
    if claim.scope == "company":
        assert outcome.failing.height, "a claim of company scope names its failing rows"
        companies = company_of(outcome.failing)["company_id"]
        assert companies.null_count() == 0, outcome.failing


def test_every_claim_has_a_mutant_and_every_mutant_a_claim() -> None:
    assert set(MUTANTS) == set(CLAIMS)


def test_claims_have_distinct_names_within_a_table() -> None:
    names = [
        (suite.table, claim.name) for s in STAGES for suite in suites(s) for claim in suite.claims
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", CLAIMS, ids=".".join)
def test_claim_says_in_words_what_it_expects(key: tuple[str, str]) -> None:
    claim = CLAIMS[key]
    assert claim.severity in ("error", "warning")
    assert len(claim.expected.split()) > 3
    assert not claim.expected.endswith(".")


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(("normalized.facts", "facts_keep_up_with_filings"), id="v4"),
        pytest.param(("normalized.facts", "no_tag_goes_silent"), id="a3"),
    ],
)
def test_trap_v4_and_trap_a3_facts_that_lag_or_fall_silent_are_named(
    key: tuple[str, str], checker: Checker, world: World
) -> None:
    """Companyfacts lag submissions by a week; a renamed tag goes silent while the filer files."""
    outcome = checker.check(CLAIMS[key], frames_of(MUTANTS[key](world)))
    assert not outcome.passed
    named = {company.company_id for company in REGISTRY.companies}
    assert any(company_id in outcome.observed for company_id in named), outcome.observed


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(("raw.fx_rates", "rates_are_quoted_the_right_way"), id="f1_direction"),
        pytest.param(("marts.fct_supplier_revenue", "rates_are_plausible"), id="f1_dollars"),
        pytest.param(("raw.taiwan_monthly_revenue", "months_fit_their_report"), id="f2_roc_dates"),
        pytest.param(("marts.fct_supplier_revenue", "no_dollar_counts_twice"), id="s2_parents"),
        pytest.param(("normalized.refusals", "members_keep_their_places"), id="s6_rotated"),
    ],
)
def test_traps_f1_f2_s2_s6_block_or_are_shown(
    key: tuple[str, str], checker: Checker, world: World
) -> None:
    """Rates upside down, dates eleven years off, parents beside children: errors, not dollars."""
    outcome = checker.check(CLAIMS[key], frames_of(MUTANTS[key](world)))
    assert not outcome.passed
    offending = int(outcome.observed.split()[0].replace(",", ""))
    assert offending > 0
    assert outcome.claim.severity == ("warning" if key[0] == "normalized.refusals" else "error")
