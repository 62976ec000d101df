"""Every claim of `expectations/` as an asset check, one step a stage.

A claim of severity error blocks whatever depends on its table, and the publishing.
"""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from expectations import suites
from pipelines.contracts import QUALITY_RESULTS, RAW_QUARANTINE
from pipelines.defs.catalog import key_of, rows, spec_of
from pipelines.defs.marts import MARTS
from pipelines.settings import load_settings


def _checks(name: str, stage: str, tables: list[str]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            name=claim.name,
            asset=key_of(suite.table),
            description=claim.expected,
            blocking=claim.severity == "error",
        )
        for suite in suites(stage)
        if suite.table in tables
        for claim in suite.claims
    ]

    @dg.multi_asset_check(name=f"check_{name}", specs=specs, can_subset=True)
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        from pipelines.quality import check_stage  # noqa: PLC0415

        chosen = {
            (".".join(key.asset_key.path), key.name) for key in context.selected_asset_check_keys
        }
        names = sorted({table for table, _ in chosen})
        results = check_stage(
            stage, names, load_settings(), context.run.run_id, dt.datetime.now(dt.UTC)
        )
        for row in results.iter_rows(named=True):
            if (row["table_name"], row["check_name"]) not in chosen:
                continue
            yield dg.AssetCheckResult(
                asset_key=key_of(row["table_name"]),
                check_name=row["check_name"],
                passed=row["passed"],
                severity=dg.AssetCheckSeverity.ERROR
                if row["severity"] == "error"
                else dg.AssetCheckSeverity.WARN,
                metadata={"observed": row["observed"] or "", "expected": row["expected"] or ""},
            )

    return check


def _tables(stage: str) -> list[str]:
    return [suite.table for suite in suites(stage) if suite.table not in _GATHERED]


# Two tables are gathered from what the steps before left behind, so they are checked on their
# own, after the claims about those.
_GATHERED = (RAW_QUARANTINE.full_name, QUALITY_RESULTS.full_name)


@dg.multi_asset(name="gather_quality_results", specs=[spec_of(QUALITY_RESULTS, deps=MARTS)])
def quality_results() -> dg.MaterializeResult[None]:
    """The results of every check of every run, as they will be published."""
    from expectations import read_results  # noqa: PLC0415

    results = read_results(load_settings().quality_dir)
    return dg.MaterializeResult(
        asset_key=key_of(QUALITY_RESULTS.full_name), metadata=rows(results.height)
    )


raw_checks = _checks("raw", "raw", _tables("raw"))
quarantine_checks = _checks("quarantine", "raw", [RAW_QUARANTINE.full_name])
normalized_checks = _checks("normalized", "normalized", _tables("normalized"))
warehouse_checks = _checks("warehouse", "warehouse", _tables("warehouse"))
marts_checks = _checks("marts", "marts", _tables("marts"))
quality_results_checks = _checks("quality_results", "marts", [QUALITY_RESULTS.full_name])
