"""The rules of suites as asset checks, one step for the tables that are checked together.

A failed one of severity error and scope structure blocks whatever depends on its table, and the
publishing; one of company scope has the figures that fail it withheld (`defs/withheld.py`), and a
warning blocks nothing.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations import Rule, listed
from pipelines.defs.lib.catalog import key_of
from pipelines.defs.lib.writing import WRITING
from pipelines.quality.checking import STRUCTURE
from pipelines.settings import load_settings


def checks_of(name: str, stage: str, names: list[str]) -> dg.AssetChecksDefinition:
    """The rules of the suites of some tables of a stage, checked in one step, `check_<name>`."""
    rules = [rule for rule in listed(stage) if rule.table in names]

    @dg.multi_asset_check(
        name=f"check_{name}",
        specs=[_spec(rule) for rule in rules],
        can_subset=True,
        required_resource_keys={WRITING},
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        from pipelines.quality.checking import check_stage  # noqa: PLC0415
        from pipelines.quality.normalizing import begin_normalizing  # noqa: PLC0415

        settings, run_id = load_settings(), context.run.run_id
        if name == "raw" and not context.run.asset_selection:
            begin_normalizing(settings, run_id)
        asked = {
            (".".join(key.asset_key.path), key.name) for key in context.selected_asset_check_keys
        }
        # A suite is checked whole.
        chosen = sorted({table for table, _ in asked})
        results = check_stage(stage, chosen, settings, run_id, dt.datetime.now(dt.UTC))
        for made in results.iter_rows(named=True):
            # One that is not listed yet is in the results, and publishing asks for these.
            if (made["table_name"], made["check_name"]) in asked:
                yield _result(made)

    return check


def _spec(rule: Rule) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name=rule.check,
        asset=key_of(rule.table),
        description=(
            f"{rule.words[:1].upper()}{rule.words[1:]} ({rule.severity} of scope {rule.scope}; "
            f"expectations/{rule.table.replace('.', '/')}.py)"
        ),
        blocking=_blocks(rule.severity, rule.scope),
    )


def _blocks(severity: str, scope: str) -> bool:
    # What fails on one company's figures stops nobody else: a later step withholds them.
    return severity == "error" and scope == STRUCTURE


def _result(made: dict[str, Any]) -> dg.AssetCheckResult:
    """A row of `quality_results` as Dagster's result of the check."""
    blocks = _blocks(made["severity"], made["scope"])
    when_it_fails = "withheld" if made["scope"] != STRUCTURE else made["severity"]
    return dg.AssetCheckResult(
        asset_key=key_of(made["table_name"]),
        check_name=made["check_name"],
        passed=made["passed"] or made["is_acknowledged"],
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description=(
            f"{made['observed']}: acknowledged" if made["is_acknowledged"] else made["observed"]
        ),
        metadata={"when it fails": when_it_fails},
    )
