"""A failing row that nobody has reviewed is news, whatever else of its check is acknowledged."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from expectations import reasons, require_acknowledgeable, unmatched
from expectations.acknowledging import judged
from expectations.failing import append_failing, failing_of, read_failing
from expectations.outcomes import Outcome
from expectations.rows import FAILING_ROW, as_failing
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.registry import AcknowledgedCheck, Registry, RegistryError
from tests.support.suite_world import REGISTRY

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


def failing(*names: str) -> pl.DataFrame:
    return as_failing(pl.DataFrame({"company_id": [n[:3] for n in names], FAILING_ROW: names}))


def outcome(*names: str, **fields: Any) -> Outcome:
    """A warning that failed on the rows."""
    made = Outcome(
        "is_small", "warning", "structure", False, False, "", "each is small", failing(*names)
    )
    return made._replace(**fields)


def test_a_warning_whose_rows_are_all_reviewed_is_acknowledged() -> None:
    registry = acknowledged(rows=["ACM 2020", "BET 2020"])
    rows = outcome("ACM 2020", "BET 2020")
    assert judged(TABLE, rows, registry, is_live=True) == (True, None)


def test_one_new_row_makes_it_a_warning_that_names_only_the_new() -> None:
    registry = acknowledged(companies=["ACM"])
    rows = outcome("ACM 2020", "ACM 2021", "BET 2020")
    is_acknowledged, said = judged(TABLE, rows, registry, is_live=True)
    assert not is_acknowledged
    assert said == "1 new of 3 that fail: BET 2020"


def test_of_many_new_rows_five_are_named() -> None:
    rows = outcome("ACM old", *(f"BET {number}" for number in range(7)))
    _, said = judged(TABLE, rows, acknowledged(rows=["ACM old"]), is_live=True)
    assert said is not None
    assert said.startswith("7 new of 8 that fail: BET 0; ")
    assert said.endswith("; BET 4; and 2 more")


def test_what_passes_an_error_and_what_names_no_rows_are_never_acknowledged() -> None:
    registry, rows = acknowledged(companies=["ACM"]), outcome("ACM 2020")
    for other in (
        outcome("ACM 2020", severity="error"),
        outcome("ACM 2020", passed=True),
        outcome(failing=failing().clear()),
    ):
        assert judged(TABLE, other, registry, is_live=True) == (False, None)
    assert judged("marts.lineage", rows, registry, is_live=True) == (False, None)


def test_age_is_a_warning_where_data_is_fetched_and_no_news_where_it_is_recorded() -> None:
    old = outcome("ACM 2020", is_about_age=True)
    assert judged(TABLE, old, REGISTRY, is_live=True) == (False, None)
    assert judged(TABLE, old, REGISTRY, is_live=False) == (True, None)


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
    ("check", "sentence"),
    [
        ("is_round", r"is_round: check: the suite of marts\.fct_capex has no such"),
        ("is_unique", r"is_unique: check: is an error of marts\.fct_capex"),
    ],
)
def test_what_is_no_warning_cannot_be_acknowledged(check: str, sentence: str) -> None:
    made = {(TABLE, "is_small"): "warning", (TABLE, "is_unique"): "error"}
    with pytest.raises(RegistryError, match=rf"^acknowledged_checks\.yml: {sentence}"):
        require_acknowledgeable(acknowledged(rows=["ACM 2020"], check=check), made)
    require_acknowledgeable(acknowledged(rows=["ACM 2020"]), made)


def test_an_entry_on_a_table_that_is_not_at_hand_is_left_for_when_it_is() -> None:
    require_acknowledgeable(acknowledged(rows=["ACM 2020"], table="marts.lineage"), {})


def test_failing_rows_of_earlier_versions_are_read_without_what_they_did_not_say(
    tmp_path: Path,
) -> None:
    rows = failing_of("marts", TABLE, "is_small", NOON, failing("ACM 2020"), severity="warning")
    append_failing(tmp_path, "run", [rows])
    [path] = (tmp_path / "failing").glob("*.parquet")
    earlier = pl.read_parquet(path).drop("source_reference", "severity")
    earlier.with_columns(line_id=pl.lit("acm_total")).write_parquet(path)
    kept = read_failing(tmp_path)
    assert kept.select("company_id", "source_reference", "severity").rows() == [
        ("ACM", None, "error")
    ]
    append_failing(tmp_path, "run", [rows])
    assert read_failing(tmp_path).height == 2
