"""Runs the suites of a stage: every expectation becomes a row of `quality_results`.

The checkpoint is in `checkpoint.py`, Data Docs are in `docs.py`; both are imported when they are
used, since Great Expectations takes three seconds to import.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.acknowledging import judged, reasons, require_acknowledgeable
from expectations.discovery import STAGES, module_of, tables
from expectations.failing import append_failing, failing_of
from expectations.listing import Rule
from expectations.outcomes import Outcome, outcomes_of, scope_of, severity_of
from expectations.registered import lay_out_registry
from expectations.suite import Run
from pipelines.contracts.published import QUALITY_RESULTS

# The tables as Parquet, for the checkpoints.
_TABLES = "tables"

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pipelines.registry import Registry


def run_stage(
    stage: str,
    load: Callable[[str], pl.DataFrame],
    registry: Registry,
    *,
    run_id: str,
    ran_at: dt.datetime,
    docs_dir: Path,
    names: Collection[str] | None = None,
    is_live: bool = False,
) -> pl.DataFrame:
    """Check every suite of a stage, and leave the results where `build_docs` finds them.

    Args:
        stage: raw, normalized, warehouse or marts.
        load: gives the table `schema.name` as a frame; called once a table.
        registry: the world as registered.
        run_id: the run, as `quality_results` names it.
        ran_at: when it checks; without a zone it is UTC.
        docs_dir: where Data Docs lie, and the failing rows of warnings and of errors
            of company scope.
        names: the tables to check; all of the stage if None.
        is_live: whether the data was fetched, not replayed: only then is its age a warning.

    Returns:
        One row per expectation, with the columns of `QUALITY_RESULTS`. One that fails is a row,
        and so is one that crashes: severity error, the exception as observed.

    Raises:
        KeyError: there is no such stage.
        ValueError: `names` names one that has no suite in the stage.
        RegistryError: what is acknowledged is not a warning of a suite.
        OSError: docs_dir cannot be written.
    """
    from expectations.docs import keep_validation  # noqa: PLC0415

    chosen = _chosen(stage, names)
    instant = ran_at.astimezone(dt.UTC).replace(tzinfo=None) if ran_at.tzinfo else ran_at
    folder = docs_dir / _TABLES
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(registry, run_id, instant, folder)
    suites = {table: module_of(table).expectations(run) for table in chosen}
    validations = validate(stage, suites, load, run)
    require_acknowledgeable(
        registry,
        {
            (table, each.check): each.severity
            for table, (_, found) in validations.items()
            for each in found
        },
    )
    rows, failing = [], []
    for table, (validation, found) in sorted(validations.items()):
        acknowledged = {}
        for outcome in found:
            is_acknowledged, news = judged(table, outcome, registry, is_live=is_live)
            if is_acknowledged:
                acknowledged[outcome.check] = reasons(registry, table, outcome.check)
            rows.append(
                {
                    "run_id": run_id,
                    "stage": stage,
                    "table_name": table,
                    "check_name": outcome.check,
                    "severity": outcome.severity,
                    "scope": outcome.scope,
                    "passed": outcome.passed,
                    "is_acknowledged": is_acknowledged,
                    "observed": news or outcome.observed,
                    "expected": outcome.expected,
                    "ran_at": instant,
                }
            )
            if outcome.severity == "warning" or outcome.scope == "company":
                failing.append(
                    failing_of(
                        stage, table, outcome.check, instant, outcome.failing,
                        severity=outcome.severity,
                    )
                )  # fmt: skip
        keep_validation(table, validation, acknowledged, docs_dir)
    append_failing(docs_dir, run_id, failing)
    return QUALITY_RESULTS.conform(pl.DataFrame(rows, schema=QUALITY_RESULTS.polars_schema))


def stated(table: str, registry: Registry) -> list[Rule]:
    """The rules of a table's suite; imports Great Expectations."""
    run = Run(registry, "", dt.datetime.now(dt.UTC).replace(tzinfo=None), Path())
    return [
        Rule(table, each.meta["check"], severity_of(each), scope_of(each), each.description)
        for each in module_of(table).expectations(run)
    ]


def all_stated(registry: Registry) -> list[Rule]:
    """The rules of every suite, stage by stage; imports Great Expectations."""
    return [rule for stage in STAGES for table in tables(stage) for rule in stated(table, registry)]


def validate(
    stage: str,
    suites: Mapping[str, Sequence[Any]],
    load: Callable[[str], pl.DataFrame],
    run: Run,
) -> dict[str, tuple[Any, list[Outcome]]]:
    """Validate tables in one checkpoint.

    Args:
        stage: names the checkpoint.
        suites: what is expected of each table.
        load: gives a table as a frame; called once a table.
        run: the run that checks; its folder of tables is there.

    Returns:
        Great Expectations' validation of each table, and what it says of each expectation.
    """
    from expectations.checkpoint import lay_out, run_checkpoint  # noqa: PLC0415

    modules = {table: module_of(table) for table in suites}
    lay_out_registry(run.registry, run.tables)
    laid = {t: lay_out(t, load(t), each.KEY, run.tables) for t, each in modules.items()}
    read = {table for each in modules.values() for table in getattr(each, "READS", ())}
    for table in sorted(read - set(laid)):
        lay_out(table, load(table), (), run.tables)
    validations = run_checkpoint(stage, suites, run)
    return {t: (each, outcomes_of(each, laid[t])) for t, each in validations.items()}


def build_docs(docs_dir: Path) -> Path:
    """Build Data Docs, `<docs_dir>/site/`, of the newest results of every table; once a run.

    Returns:
        The site's index page.

    Raises:
        FileNotFoundError: no stage was checked yet.
        OSError: docs_dir cannot be written.
    """
    from expectations.docs import render  # noqa: PLC0415

    return render(docs_dir)


def _chosen(stage: str, names: Collection[str] | None) -> list[str]:
    found = tables(stage)
    if names is None:
        return found
    unknown = sorted(set(names) - set(found))
    if unknown:
        raise ValueError(
            f"no suite of the stage {stage} checks {', '.join(unknown)}: add "
            f"expectations/{unknown[0].replace('.', '/')}.py"
        )
    return [table for table in found if table in names]
