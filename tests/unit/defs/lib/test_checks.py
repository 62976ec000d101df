"""What Dagster is told of each rule of a suite."""

from __future__ import annotations

import datetime as dt
from typing import Any

import dagster as dg
import polars as pl
import pytest

from expectations import Rule, listed, tables
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.defs.lib.checks import checks_of
from pipelines.defs.lib.writing import WRITING

pytestmark = pytest.mark.engine

ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN
STRUCTURE, COMPANY, WARNING = ("error", "structure"), ("error", "company"), ("warning", "structure")


def rule_of(severity: str, scope: str) -> Rule:
    """A rule of the marts of this kind."""
    return next(
        rule for rule in listed("marts") if (rule.severity, rule.scope) == (severity, scope)
    )


def key_of(rule: Rule) -> dg.AssetCheckKey:
    return dg.AssetCheckKey(dg.AssetKey(rule.table.split(".")), rule.check)


CHECKS = checks_of("marts", "marts", tables("marts"))


def result(
    rule: Rule, *, passed: bool, is_acknowledged: bool = False, check: str | None = None
) -> dict[str, Any]:
    """A row of `quality_results`."""
    return {
        "run_id": "run", "stage": "marts", "table_name": rule.table,
        "check_name": check or rule.check, "severity": rule.severity, "scope": rule.scope,
        "passed": passed, "is_acknowledged": is_acknowledged, "observed": "2 rows fail",
        "expected": rule.words, "ran_at": dt.datetime(2026, 1, 1),
    }  # fmt: skip


def told_of(
    rules: list[Rule], made: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, dg.AssetCheckEvaluation], list[str]]:
    """Dagster's evaluations of these rules, where the suites find this; and whose suites ran."""
    asked: list[str] = []

    def check_stage(_: str, names: list[str], *_others: object) -> pl.DataFrame:
        asked.extend(names)
        return QUALITY_RESULTS.conform(pl.DataFrame(made, schema=QUALITY_RESULTS.polars_schema))

    monkeypatch.setattr("pipelines.quality.checking.check_stage", check_stage)
    ended = dg.materialize(
        [CHECKS],
        resources={WRITING: dg.ResourceDefinition.none_resource()},
        selection=dg.AssetSelection.checks(*map(key_of, rules)),
        raise_on_error=False,
    )
    assert ended.success == all(
        row["passed"] or (row["severity"], row["scope"]) != STRUCTURE for row in made
    ), "only what blocks fails a step"
    return {each.check_name: each for each in ended.get_asset_check_evaluations()}, asked


@pytest.mark.parametrize(
    ("kind", "severity", "meaning"),
    [(STRUCTURE, ERROR, "error"), (COMPANY, WARN, "withheld"), (WARNING, WARN, "warning")],
)
def test_a_rule_that_fails_is_told_with_its_severity(
    kind: tuple[str, str],
    severity: dg.AssetCheckSeverity,
    meaning: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = rule_of(*kind)
    told, asked = told_of([rule], [result(rule, passed=False)], monkeypatch)
    assert asked == [rule.table]
    assert not told[rule.check].passed
    assert told[rule.check].severity == severity
    assert told[rule.check].description == "2 rows fail"
    assert told[rule.check].metadata["when it fails"].value == meaning


def test_a_warning_that_is_acknowledged_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = rule_of(*WARNING)
    told, _ = told_of([rule], [result(rule, passed=False, is_acknowledged=True)], monkeypatch)
    assert told[rule.check].passed
    assert told[rule.check].description == "2 rows fail: acknowledged"


def test_of_a_suite_only_what_was_asked_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = rule_of(*STRUCTURE)
    # One that is not listed yet is in the results, where publishing finds it.
    made = [result(rule, passed=True), result(rule, passed=True, check="new_rule")]
    told, _ = told_of([rule], made, monkeypatch)
    assert list(told) == [rule.check]
