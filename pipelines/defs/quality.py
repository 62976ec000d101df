"""Every suite of `expectations/` as an asset check, one step a stage.

One check a table, not one an expectation: Dagster spends 15 ms on every check of a run, and the
expectations stand in the check's metadata, in `quality_results` and in Data Docs. A failed one of
severity error and scope structure blocks whatever depends on its table, and the publishing; one of
company scope has the figures that fail it withheld (`withheld.py`).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations import tables
from pipelines.contracts.published import FCT_CHANGES, QUALITY_RESULTS
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.defs.withheld import WITHHELD_KEY
from pipelines.quality.checking import STRUCTURE, stage_tables
from pipelines.settings import load_settings

_CHECK = "suite"


def _checks(name: str, stage: str, names: list[str]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            name=_CHECK,
            asset=key_of(table),
            description=(
                f"The suite of {table} in Great Expectations: expectations/"
                f"{table.replace('.', '/')}.py says what is expected"
            ),
            blocking=True,
        )
        for table in tables(stage)
        if table in names
    ]

    @dg.multi_asset_check(
        name=f"check_{name}", specs=specs, can_subset=True, required_resource_keys={WRITING}
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        from pipelines.quality.checking import check_stage  # noqa: PLC0415
        from pipelines.quality.normalizing import begin_normalizing  # noqa: PLC0415

        settings, run_id = load_settings(), context.run.run_id
        if name == "raw" and not context.run.asset_selection:
            begin_normalizing(settings, run_id)
        names = sorted(".".join(key.asset_key.path) for key in context.selected_asset_check_keys)
        results = check_stage(stage, names, settings, run_id, dt.datetime.now(dt.UTC))
        for (table,), made in results.group_by("table_name", maintain_order=True):
            yield _result(str(table), made.to_dicts())

    return check


def in_words(made: list[dict[str, Any]]) -> str:
    """What a suite found: what failed, or that all holds, and how much of it is acknowledged."""
    failed = [each for each in made if not (each["passed"] or each["is_acknowledged"])]
    if failed:
        return "; ".join(f"{each['check_name']}: {each['observed']}" for each in failed)
    held = sum(bool(each["passed"]) for each in made)
    if held == len(made):
        return f"{held} of {len(made)} checks hold"
    return f"{held} of {len(made)} checks hold, {len(made) - held} failed and acknowledged"


def _how_failed(check: dict[str, Any]) -> str:
    if check["is_acknowledged"]:
        return "failed (acknowledged)"
    withheld = check["severity"] == "error" and check["scope"] != STRUCTURE
    return f"failed ({'withheld' if withheld else check['severity']})"


def _result(table: str, made: list[dict[str, Any]]) -> dg.AssetCheckResult:
    """One table's expectations as one result: failed if any failed, an error if one of those is."""
    failed = [each for each in made if not (each["passed"] or each["is_acknowledged"])]
    # What fails on one company's figures stops nobody else: a later step withholds them.
    is_error = any(each["severity"] == "error" and each["scope"] == STRUCTURE for each in failed)
    listing = dg.TableMetadataValue(
        records=[
            dg.TableRecord(
                {
                    "check": each["check_name"],
                    "result": "held" if each["passed"] else _how_failed(each),
                    "observed": each["observed"] or "",
                    "expected": each["expected"] or "",
                }
            )
            for each in sorted(made, key=lambda each: bool(each["passed"]))
        ],
        schema=dg.TableSchema(
            [dg.TableColumn(name) for name in ("check", "result", "observed", "expected")]
        ),
    )
    return dg.AssetCheckResult(
        asset_key=key_of(table),
        check_name=_CHECK,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        description=in_words(made),
        metadata={"checks": listing},
    )


@dg.multi_asset(
    name="gather_quality_results",
    specs=[
        spec_of(QUALITY_RESULTS, deps=[WITHHELD_KEY], code=["expectations/results.py"]),
    ],
    required_resource_keys={WRITING},
)
def quality_results() -> dg.MaterializeResult[None]:
    """The results of every check of every run, as they will be published."""
    from expectations import read_results  # noqa: PLC0415

    results = read_results(load_settings().quality_dir)
    return dg.MaterializeResult(
        asset_key=key_of(QUALITY_RESULTS.full_name), metadata=rows(results.height)
    )


raw_checks = _checks("raw", "raw", stage_tables("raw"))
filings_checks = _checks("filings", "raw", [RAW_SEC_FILINGS.full_name])
quarantine_checks = _checks("quarantine", "raw", [RAW_QUARANTINE.full_name])
normalized_checks = _checks("normalized", "normalized", stage_tables("normalized"))
warehouse_checks = _checks("warehouse", "warehouse", stage_tables("warehouse"))
marts_checks = _checks("marts", "marts", stage_tables("marts"))
# What is made last is checked in one step.
last_checks = _checks("last", "marts", [FCT_CHANGES.full_name, QUALITY_RESULTS.full_name])
