"""Builds dbt's models of a stage, and keeps what its tests of one company's figures found.

Not here: running dbt (`dbt/runner.py`), and what the results are in Dagster (`defs/dbt.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.analysis.reading import read_to_analyse
from pipelines.analysis.store import analyse
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.dbt import runner as dbt_runner
from pipelines.dbt.source_views import prepare_sources
from pipelines.quality.checking import COMPANY, DBT_TEST, with_earlier_failures
from pipelines.quality.worker import Worker, apart, begin_ahead, begin_apart, take_up
from pipelines.registry import load_registry
from pipelines.storage.connections import connect_warehouse, row_counts, table_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipelines.analysis.reading import ToAnalyse
    from pipelines.dbt.results import NodeResult
    from pipelines.settings import Settings

# dbt's names of the models of a stage.
SELECTIONS = {"warehouse": "fqn:staging fqn:intermediate", "marts": "fqn:marts fqn:bi"}
# Those of the marts that read statistics, directly or not: they are built after the others, when
# these are made.
ON_STATISTICS = "source:analysis+"
# What is begun ahead of its turn.
_MODELS, _SERIES, _ANALYSIS = "models", "series", "analysis"


@dataclass(frozen=True, slots=True)
class Built:
    """A part of a stage.

    Attributes:
        results: what each of its models and tests did.
        rows: of each `schema.table` of its models.
        columns: names and types, in their order, likewise.
        failing: the rows that each test of company scope found, by its name.
        has_last_models: all models of the stage are built with it.
        error: what dbt failed with, if it did; rows and columns are empty then.
    """

    results: tuple[NodeResult, ...]
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    failing: dict[str, pl.DataFrame] = field(default_factory=dict)
    has_last_models: bool = False
    error: dbt_runner.DbtError | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A command of dbt, on what it selects without what it excludes.

    Attributes:
        command: of `dbt/runner.py`.
        select: nodes, in dbt's words.
        exclude: likewise.
        made_later: schemas of the sources that the run has yet to write.
        has_last_models: the last of the stage that builds models.
    """

    command: Callable[[Settings, str, str], tuple[NodeResult, ...]]
    select: str
    exclude: str = ""
    made_later: tuple[str, ...] = ()
    has_last_models: bool = False


def begin_models(settings: Settings, run_id: str) -> None:
    """Let the process for the models, if there is one, begin all that needs no statistics.

    The models of the warehouse, the series that statistics reads of them, and the first part of the
    marts. What they read is made, and may still be in checks: where those end the run, what was
    begun ends with it, and nobody reads the warehouse. `analyse_models` and `built_parts` of the
    same run take it up; until then the warehouse is not to be opened.

    Raises:
        WorkerFailed: the process that builds broke off.
    """
    for stage, part in (("warehouse", _parts("warehouse")[0]), ("marts", _parts("marts")[0])):
        begin_ahead(_MODELS, (stage, run_id), Worker.MODELS, _build_part, settings, part)
        if stage == "warehouse":
            begin_ahead(_SERIES, (run_id,), Worker.MODELS, _read_series, settings)


def begin_analysis(settings: Settings, run_id: str) -> None:
    """Let the process for the checks, if there is one, begin what `analyse_models` does.

    Where the series are not read by `begin_models`, nothing is begun.

    Raises:
        pipelines.storage.connections.WarehouseError: the warehouse cannot be read.
        WorkerFailed: a process broke off.
    """
    if (read := take_up(_SERIES, run_id)) is not None:
        begin_ahead(_ANALYSIS, (run_id,), Worker.CHECKS, analyse, read(), settings)


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
    begun = None if run_id is None else take_up(_ANALYSIS, run_id)
    if begun is not None:
        rows: dict[str, int] = begun()
        return rows
    return apart(Worker.CHECKS, analyse, _read_series(settings), settings)


def _read_series(settings: Settings) -> ToAnalyse:
    return read_to_analyse(load_registry(settings.registry_dir), settings)


def build_models(
    settings: Settings, stage: str, run_id: str, ran_at: dt.datetime | None = None
) -> None:
    """Build and test the models of a stage; see `built_parts`."""
    deque(built_parts(settings, stage, run_id, ran_at), maxlen=0)


def built_parts(
    settings: Settings, stage: str, run_id: str, ran_at: dt.datetime | None = None
) -> Iterator[Built]:
    """Build and test the models of a stage, warehouse or marts, a part at a time.

    As a part is given the next is begun; the warehouse may be read, and read alone, once the last
    models are given. What each test found is kept with the results of the suites. A test of company
    scope that finds rows does not stop the build: they are withheld as theirs are.

    Args:
        settings: the installation.
        stage: whose models.
        run_id: the run that builds.
        ran_at: when, if the run has built and checked them before; None the first time.

    Raises:
        DbtError: a model or a test of structure failed.
        pipelines.storage.connections.WarehouseError: the warehouse cannot be opened.
        WorkerFailed: the process that builds broke off.
    """
    first, *others = _parts(stage)
    begun = None if ran_at else take_up(_MODELS, stage, run_id)
    waiting: Callable[[], Built] = begun or _begin_part(settings, first)
    done: list[Built] = []
    for following in (*others, None):
        built = waiting()
        done.append(built)
        if built.error is not None:
            _keep(done, settings, stage, run_id, ran_at)
            raise built.error
        if following:
            waiting = _begin_part(settings, following)
        yield built
    _keep(done, settings, stage, run_id, ran_at)


def _parts(stage: str) -> tuple[_Part, ...]:
    """What dbt does, one after the other; after the last models, nothing that writes."""
    selected = SELECTIONS[stage]
    if stage == "marts":
        return (
            _Part(dbt_runner.run, selected, ON_STATISTICS, made_later=("analysis",)),
            _Part(dbt_runner.run, ON_STATISTICS, has_last_models=True),
            _Part(dbt_runner.test, selected),
        )
    # Before statistics are made their tables are those of an earlier run, if any.
    return (_Part(dbt_runner.build, selected, made_later=("analysis",), has_last_models=True),)


def _begin_part(settings: Settings, part: _Part) -> Callable[[], Built]:
    return begin_apart(Worker.MODELS, _build_part, settings, part)


def _build_part(settings: Settings, part: _Part) -> Built:
    if part.command is not dbt_runner.test:
        prepare_sources(settings, part.made_later)
    try:
        results = part.command(settings, part.select, part.exclude)
    except dbt_runner.DbtError as error:
        # What its tests found is read here, before another part writes.
        return Built(error.results, failing=_failing(error.results, settings), error=error)
    names = [
        ".".join(node.asset_key)
        for node in results
        if node.resource_type == "model" and node.asset_key
    ]
    return Built(
        results,
        row_counts(settings, names),
        table_columns(settings, names),
        _failing(results, settings),
        part.has_last_models,
    )


def _failing(results: Sequence[NodeResult], settings: Settings) -> dict[str, pl.DataFrame]:
    """The rows that each test of company scope found, by its name."""
    return {
        node.name: _rows_of(node, settings)
        for node in results
        if node.failures and node.scope == COMPANY
    }


def _keep(
    parts: Sequence[Built],
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
    for built, test in [(each, node) for each in parts for node in each.results]:
        if test.resource_type != "test" or test.status == "skipped":
            continue
        table = ".".join(test.asset_key or (stage, test.name))
        check = f"{DBT_TEST}{test.name}"
        found = built.failing.get(test.name)
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
