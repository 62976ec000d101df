"""The page of traps says what is there: tests, naive readings and checks, by the traps' ids."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from expectations import severities
from tests.support.dbt_checks import stated_tests

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS / "traps/README.md"
LISTED = TESTS.parents[1] / "shared/reference/traps.csv"

_ID = r"[A-Z]{1,2}\d{1,2}"
_ROW = re.compile(
    rf"^\| (?P<id>{_ID}) \| .+ \| `(?P<shown>test_\w+)` "
    r"\| `(?P<mutant>test_\w+)` \| (?P<check>.+) \|$",
    re.M,
)
_WITHOUT = re.compile(rf"^\| (?P<id>{_ID}) \| [^|]+ \|$", re.M)
_REFUSALS = (
    "refused by the parser, quarantined",
    "refused by the registry",
    "refused by the settings",
)

ROWS = [match.groupdict() for match in _ROW.finditer(PAGE.read_text("utf-8"))]
CHECKS = {*severities(), *stated_tests()}
LEFT_OUT = [match["id"] for match in _WITHOUT.finditer(PAGE.read_text("utf-8"))]


@pytest.fixture(scope="module")
def tests() -> dict[str, str]:
    """Every test function with the source of its module."""
    return {
        name: source
        for path in TESTS.rglob("test_*.py")
        for source in [path.read_text("utf-8")]
        for name in re.findall(r"^def (test_\w+)", source, re.M)
    }


def _ids(names: list[str], kind: str) -> set[str]:
    """The ids of traps in the names of tests of a kind, trap or mutant."""
    return {
        trap.upper()
        for name in names
        if f"{kind}_" in name
        for trap in re.findall(r"(?<=_)[a-z]{1,2}\d{1,2}(?=_|$)", name)
    }


def test_at_least_45_traps_are_covered_and_each_once() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) >= 45
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(LEFT_OUT)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_trap_has_its_tests_and_its_check(row: dict[str, str], tests: dict[str, str]) -> None:
    trap = row["id"].lower()
    assert re.search(rf"_{trap}_", row["shown"])
    assert row["shown"] in tests
    assert row["mutant"].startswith(f"test_mutant_{trap}_")
    source = tests[row["mutant"]]
    if row["check"] in _REFUSALS:
        assert "pytest.raises(" in source
        return
    table, claim = re.fullmatch(r"`(\w+\.\w+)` `(\w+)`", row["check"]).groups()  # type: ignore[union-attr]
    assert (table, claim) in CHECKS
    assert claim in source
    assert f'"{table}"' in source


def test_every_trap_and_every_naive_reading_in_the_tests_is_on_the_page(
    tests: dict[str, str],
) -> None:
    names = list(tests)
    on_page = {row["id"] for row in ROWS}
    assert _ids(names, "mutant") == on_page
    assert _ids([name for name in names if name.startswith("test_trap")], "trap") <= on_page | set(
        LEFT_OUT
    )


@pytest.mark.shared
@pytest.mark.skipif(not LISTED.exists(), reason="the list of traps is not beside the project")
def test_every_trap_that_applies_is_on_the_page() -> None:
    with LISTED.open(encoding="utf-8", newline="") as file:
        applies = {
            row["id"]
            for row in csv.DictReader(file)
            if row["applies_to_us"].startswith(("yes", "partly"))
        }
    assert applies
    assert applies == {row["id"] for row in ROWS} | set(LEFT_OUT)
