"""Every claim holds on the small world, and catches the mutant made for it."""

from __future__ import annotations

import pytest

from expectations import STAGES, Frames, claims, suites
from expectations.checker import Checker
from pipelines.quality.withholding import company_of
from tests.support.checked import is_of_expectations
from tests.support.claim_mutants import MUTANTS as ALL
from tests.support.claim_world import RAN_AT, REGISTRY, RUN_ID, World
from tests.support.dbt_world import BuiltWorld

CLAIMS = claims()
MUTANTS = {key: each for key, each in ALL.items() if key in CLAIMS}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


@pytest.fixture(scope="module")
def world(dbt_world: BuiltWorld) -> World:
    return dbt_world.tables


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
    assert {key for key in ALL if not is_of_expectations(key[0])} == set(CLAIMS)


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
