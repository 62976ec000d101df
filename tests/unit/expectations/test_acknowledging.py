"""A failing row that nobody has reviewed is news, whatever else of its check is acknowledged."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from expectations import reasons, require_acknowledgeable, unmatched
from expectations.acknowledging import judged
from expectations.checker import Checker
from expectations.claims import Claim, Frames
from expectations.failing import append_failing, failing_of, read_failing
from expectations.measures import counted
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.registry import AcknowledgedCheck, Registry, RegistryError
from tests.support.claim_world import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "marts.fct_capex"
NOON = dt.datetime(2026, 11, 24, 12)


def acknowledged(**fields: Any) -> Registry:
    entry = {
        "table": TABLE,
        "check": "is_small",
        "reason": "Known.",
        "reviewed": "2026-11-24",
        "audience": "nobody",
        **fields,
    }
    return dataclasses.replace(
        REGISTRY, acknowledged_checks=(AcknowledgedCheck.model_validate(entry),)
    )


def claim(**fields: Any) -> Claim:
    return Claim("is_small", "warning", "each is small", lambda frames: frames["t"], **fields)


def failing(*names: str) -> pl.DataFrame:
    frame = pl.DataFrame({"company_id": [name[:3] for name in names], "key": list(names)})
    frames = Frames(
        lambda _: counted(frame, pl.lit(value=True), pl.col("key")), REGISTRY, "run", NOON
    )
    return Checker().check(claim(), frames).failing


def test_a_warning_whose_rows_are_all_reviewed_is_acknowledged() -> None:
    registry = acknowledged(rows=["ACM 2020", "BET 2020"])
    rows = failing("ACM 2020", "BET 2020")
    assert judged(TABLE, claim(), rows, registry, is_live=True) == (True, None)


def test_one_new_row_makes_it_a_warning_that_names_only_the_new() -> None:
    registry = acknowledged(companies=["ACM"])
    rows = failing("ACM 2020", "ACM 2021", "BET 2020")
    is_acknowledged, said = judged(TABLE, claim(), rows, registry, is_live=True)
    assert not is_acknowledged
    assert said == "1 new of 3 that fail: BET 2020"


def test_of_many_new_rows_five_are_named() -> None:
    rows = failing("ACM old", *(f"BET {number}" for number in range(7)))
    _, said = judged(TABLE, claim(), rows, acknowledged(rows=["ACM old"]), is_live=True)
    assert said is not None
    assert said.startswith("7 new of 8 that fail: BET 0; ")
    assert said.endswith("; BET 4; and 2 more")


def test_an_error_and_a_claim_without_rows_are_never_acknowledged() -> None:
    registry, rows = acknowledged(companies=["ACM"]), failing("ACM 2020")
    error = dataclasses.replace(claim(), severity="error")
    assert judged(TABLE, error, rows, registry, is_live=True) == (False, None)
    assert judged(TABLE, claim(), rows.clear(), registry, is_live=True) == (False, None)
    assert judged("marts.lineage", claim(), rows, registry, is_live=True) == (False, None)


def test_age_is_a_warning_where_data_is_fetched_and_no_news_where_it_is_recorded() -> None:
    old = claim(is_about_age=True)
    assert judged(TABLE, old, failing("ACM 2020"), REGISTRY, is_live=True) == (False, None)
    assert judged(TABLE, old, failing("ACM 2020"), REGISTRY, is_live=False) == (True, None)


def test_rows_of_an_expectation_on_single_rows_are_all_at_hand() -> None:
    frame = pl.DataFrame({"item": [f"ACM {n}" for n in range(9)], "days": [*range(9)]})
    late = claim(
        expectations=lambda gxe: [gxe.ExpectColumnValuesToBeBetween(column="days", max_value=0)]
    )
    outcome = Checker().check(late, Frames(lambda _: frame, REGISTRY, "run", NOON))
    assert outcome.failing["failing_row"].to_list() == [f"ACM {n}" for n in range(1, 9)]
    assert outcome.observed == (
        "8 of 9: ACM 1 (days 1); ACM 2 (days 2); ACM 3 (days 3); ACM 4 (days 4); ACM 5 (days 5); "
        "and 3 more"
    )


def _result(*, passed: bool) -> pl.DataFrame:
    row = {
        "run_id": "run", "stage": "marts", "table_name": TABLE, "check_name": "is_small",
        "severity": "warning", "scope": "structure", "passed": passed, "is_acknowledged": False,
        "observed": "", "expected": "", "ran_at": NOON,
    }  # fmt: skip
    return pl.DataFrame([row], schema=QUALITY_RESULTS.polars_schema)


def test_an_entry_that_covers_nothing_any_more_is_named(tmp_path: Path) -> None:
    rows = failing_of("marts", TABLE, "is_small", NOON, failing("ACM 2020"), severity="warning")
    append_failing(tmp_path, "run", [rows])
    kept = read_failing(tmp_path)
    assert kept["severity"].to_list() == ["warning"]
    failed, met, idle = (
        _result(passed=False),
        acknowledged(rows=["ACM 2020"]),
        acknowledged(rows=["ACM 2019"]),
    )
    assert unmatched(met, failed, kept) == ()
    assert unmatched(idle, failed, kept) == idle.acknowledged_checks
    assert unmatched(met, _result(passed=True), kept.clear()) == met.acknowledged_checks
    # Of a check that was not made, or that named no rows, nothing is known.
    assert unmatched(idle, failed.clear(), kept) == ()
    assert unmatched(idle, failed, kept.clear()) == ()


def test_reasons_say_when_and_for_whom() -> None:
    said = reasons(acknowledged(companies=["ACM"]), TABLE, "is_small")
    assert said == ("Known. (reviewed 2026-11-24, for nobody)",)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"check": "is_round"}, r"is_round: check: the suite of marts\.fct_capex has no such"),
        ({"table": "marts.weather"}, r"is_small: check: the suite of marts\.weather has no such"),
        ({"check": "key_is_unique"}, r"key_is_unique: check: is an error of marts\.fct_capex"),
    ],
)
def test_what_is_no_warning_cannot_be_acknowledged(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RegistryError, match=rf"^acknowledged_checks\.yml: {sentence}"):
        require_acknowledgeable(acknowledged(rows=["ACM 2020"], **fields))
