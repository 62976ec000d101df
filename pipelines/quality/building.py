"""Builds dbt's models of a stage, and keeps what its tests of one company's figures found.

Not here: running dbt (`dbt/runner.py`), and what the results are in Dagster (`defs/dbt.py`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.dbt import runner as dbt_runner
from pipelines.dbt.source_views import prepare_sources
from pipelines.quality.checking import COMPANY, DBT_TEST, with_earlier_failures
from pipelines.quality.worker import apart
from pipelines.storage.connections import connect_warehouse

if TYPE_CHECKING:
    from pipelines.dbt.runner import NodeResult
    from pipelines.settings import Settings

# dbt's names of the models of a stage.
SELECTIONS = {"warehouse": "fqn:staging fqn:intermediate", "marts": "fqn:marts"}


def build_models(
    settings: Settings, stage: str, run_id: str, ran_at: dt.datetime | None = None
) -> list[NodeResult]:
    """Build and test the models of a stage: warehouse or marts.

    A test of company scope that finds rows does not stop the build: its rows are kept with those
    of the suites' claims, and withheld like theirs.

    Args:
        settings: the installation.
        stage: whose models.
        run_id: the run that builds.
        ran_at: when, if the run has built and checked them before; None the first time.

    Raises:
        DbtError: a model or a test of structure failed.
        WorkerFailed: the process that builds broke off.
    """
    prepare_sources(settings)
    results = list(apart(dbt_runner.build, settings, SELECTIONS[stage]))
    tests = [node for node in results if node.resource_type == "test" and node.scope == COMPANY]
    _keep(tests, settings, stage, run_id, ran_at)
    return results


def _keep(
    tests: list[NodeResult],
    settings: Settings,
    stage: str,
    run_id: str,
    ran_at: dt.datetime | None,
) -> None:
    """Keep the tests' results and failing rows with those of the suites."""
    from expectations import (  # noqa: PLC0415
        append_failing,
        append_results,
        failing_of,
        read_results,
    )

    at = (ran_at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(tzinfo=None)
    rows, failing = [], []
    for test in tests:
        table = ".".join(test.asset_key or (stage, test.name))
        check = f"{DBT_TEST}{test.name}"
        found = _rows_of(test, settings) if test.failures else None
        if found is not None:
            failing.append(failing_of(stage, table, check, at, found))
        rows.append(
            {
                "run_id": run_id,
                "stage": stage,
                "table_name": table,
                "check_name": check,
                "severity": "error",
                "scope": COMPANY,
                "passed": found is None,
                "is_acknowledged": False,
                "observed": "no rows" if found is None else _told(found),
                "expected": test.description or f"dbt's test {test.name} finds no row",
                "ran_at": at,
            }
        )
    results = QUALITY_RESULTS.conform(pl.DataFrame(rows, schema=QUALITY_RESULTS.polars_schema))
    if ran_at is not None:
        results = with_earlier_failures(results, read_results(settings.quality_dir, run_id))
    append_results(settings.quality_dir, results)
    append_failing(settings.quality_dir, run_id, failing)


def _rows_of(test: NodeResult, settings: Settings) -> pl.DataFrame:
    """The rows that a test found, as failing rows: the query that dbt ran, once more."""
    from expectations.measures import FAILING_ROW, as_failing  # noqa: PLC0415

    with connect_warehouse(settings, read_only=True) as connection:
        found: pl.DataFrame = connection.sql(test.sql).pl()
    told = pl.concat_str(
        [pl.format("{} {}", pl.lit(name), pl.col(name).cast(pl.String)) for name in found.columns],
        separator=", ",
        ignore_nulls=True,
    )
    return as_failing(found.with_columns(told.alias(FAILING_ROW)))


def _told(failing: pl.DataFrame) -> str:
    from expectations.measures import FAILING_ROW, MOST_EXAMPLES  # noqa: PLC0415

    named = "; ".join(failing[FAILING_ROW].head(MOST_EXAMPLES))
    return f"{failing.height:,} rows: {named}"
