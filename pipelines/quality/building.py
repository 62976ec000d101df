"""Builds dbt's models of a stage, and keeps what its tests of one company's figures found.

Not here: running dbt (`dbt/runner.py`), and what the results are in Dagster (`defs/dbt.py`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.analysis.store import analyse, read_to_analyse
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.dbt import runner as dbt_runner
from pipelines.dbt.source_views import prepare_sources
from pipelines.quality.checking import COMPANY, DBT_TEST, with_earlier_failures
from pipelines.quality.worker import Worker, begin_apart, is_apart
from pipelines.registry import load_registry
from pipelines.storage.connections import connect_warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.dbt.runner import NodeResult
    from pipelines.settings import Settings

# dbt's names of the models of a stage.
SELECTIONS = {"warehouse": "fqn:staging fqn:intermediate", "marts": "fqn:marts fqn:bi"}
# Those of the marts that read statistics, directly or not: they are built after the others, when
# these are made.
ON_STATISTICS = "source:analysis+"


# What the process for the models builds already, by stage and run.
_begun: dict[tuple[str, str], Callable[[], tuple[NodeResult, ...]]] = {}
# What the process for the checks analyses already, by run.
_analysed: dict[str, Callable[[], dict[str, int]]] = {}


def begin_analysis(settings: Settings, run_id: str) -> None:
    """Let the process for the checks, if there is one, begin what `analyse_models` does.

    The models of the warehouse are made and hold. When this returns they are read, and marts may be
    begun.

    Raises:
        pipelines.storage.connections.WarehouseError: the warehouse cannot be read.
        WorkerFailed: the process broke off.
    """
    _analysed.clear()
    if is_apart():
        _analysed[run_id] = _begin_analysis(settings)


def analyse_models(settings: Settings, run_id: str | None = None) -> dict[str, int]:
    """Write what statistics says of the models of the warehouse; rows by `schema.table`.

    In the process for the checks, which has imported most of what statsmodels needs.

    Args:
        settings: the installation.
        run_id: the run that may have begun it; None where the models were built anew since.

    Raises:
        pipelines.storage.connections.WarehouseError: the warehouse cannot be read.
        WorkerFailed: the process broke off.
    """
    begun = None if run_id is None else _analysed.pop(run_id, None)
    return (begun or _begin_analysis(settings))()


def _begin_analysis(settings: Settings) -> Callable[[], dict[str, int]]:
    read = read_to_analyse(load_registry(settings.registry_dir), settings)
    return begin_apart(Worker.CHECKS, analyse, read, settings)


def begin_models(settings: Settings, stage: str, run_id: str) -> None:
    """Let the process for the models, if there is one, begin to build a stage, its first part.

    What they read is made, and may still be in checks: where those end the run, what was begun
    ends with it, and nobody reads the warehouse. `build_models` of the same run takes it up; until
    then the warehouse is not to be opened.

    Raises:
        pipelines.storage.connections.WarehouseError: the warehouse cannot be opened.
        WorkerFailed: the process that builds broke off.
    """
    _begun.clear()
    if is_apart():
        _begun[stage, run_id] = _begin_part(settings, *_parts(stage)[0])


def build_models(
    settings: Settings, stage: str, run_id: str, ran_at: dt.datetime | None = None
) -> list[NodeResult]:
    """Build and test the models of a stage: warehouse or marts.

    What each test found is kept with the results of the suites. A test of company scope that finds
    rows does not stop the build: they are withheld as theirs are.

    Args:
        settings: the installation.
        stage: whose models.
        run_id: the run that builds.
        ran_at: when, if the run has built and checked them before; None the first time.

    Raises:
        DbtError: a model or a test of structure failed.
        WorkerFailed: the process that builds broke off.
    """
    begun = None if ran_at else _begun.pop((stage, run_id), None)
    results: list[NodeResult] = []
    try:
        for part in _parts(stage):
            results += (begun or _begin_part(settings, *part))()
            begun = None
    except dbt_runner.DbtError as error:
        _keep([*results, *error.results], settings, stage, run_id, ran_at)
        raise
    _keep(results, settings, stage, run_id, ran_at)
    return results


def _parts(stage: str) -> tuple[tuple[str, str], ...]:
    """What dbt is to select and to exclude, one build after the other."""
    if stage == "marts":
        return (SELECTIONS[stage], ON_STATISTICS), (ON_STATISTICS, "")
    return ((SELECTIONS[stage], ""),)


def _begin_part(
    settings: Settings, select: str, exclude: str
) -> Callable[[], tuple[NodeResult, ...]]:
    # Before statistics are made their tables are those of an earlier run, if any.
    prepare_sources(settings, () if select == ON_STATISTICS else ("analysis",))
    return begin_apart(Worker.MODELS, dbt_runner.build, settings, select, exclude)


def _keep(
    results: Sequence[NodeResult],
    settings: Settings,
    stage: str,
    run_id: str,
    ran_at: dt.datetime | None,
) -> None:
    """Keep the results of the tests that ran, and their failing rows, with those of the suites."""
    from expectations import (  # noqa: PLC0415
        append_failing,
        append_results,
        failing_of,
        read_results,
    )

    at = (ran_at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(tzinfo=None)
    rows, failing = [], []
    for test in results:
        if test.resource_type != "test" or test.status == "skipped":
            continue
        table = ".".join(test.asset_key or (stage, test.name))
        check = f"{DBT_TEST}{test.name}"
        found = _rows_of(test, settings) if test.failures and test.scope == COMPANY else None
        if found is not None:
            failing.append(failing_of(stage, table, check, at, found))
        rows.append(
            {
                "run_id": run_id,
                "stage": stage,
                "table_name": table,
                "check_name": check,
                "severity": test.severity,
                "scope": test.scope,
                "passed": test.passed,
                "is_acknowledged": False,
                "observed": _told(found) if found is not None else test.message or "no rows",
                "expected": test.description or f"dbt's test {test.name} finds no row",
                "ran_at": at,
            }
        )
    kept = QUALITY_RESULTS.conform(pl.DataFrame(rows, schema=QUALITY_RESULTS.polars_schema))
    if ran_at is not None:
        kept = with_earlier_failures(kept, read_results(settings.quality_dir, run_id))
    append_results(settings.quality_dir, kept)
    append_failing(settings.quality_dir, run_id, failing)


def _rows_of(test: NodeResult, settings: Settings) -> pl.DataFrame:
    """The rows that a test found, as failing rows: the query that dbt ran, once more."""
    from expectations.rows import FAILING_ROW, as_failing  # noqa: PLC0415

    with connect_warehouse(settings, read_only=True) as connection:
        found: pl.DataFrame = connection.sql(test.sql).pl()
    told = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String)) for name in found.columns],
        separator=", ",
        ignore_nulls=True,
    )
    return as_failing(found.with_columns(told.alias(FAILING_ROW)))


def _told(failing: pl.DataFrame) -> str:
    from expectations.rows import FAILING_ROW, MOST_EXAMPLES  # noqa: PLC0415

    named = "; ".join(failing[FAILING_ROW].head(MOST_EXAMPLES))
    return f"{failing.height:,} rows: {named}"
