"""Runs the suites of a stage: every claim becomes a row of `quality_results`.

How one claim is put to Great Expectations is in `checker.py`, Data Docs are in `docs.py`; both
are imported when they are used, since Great Expectations takes three seconds to import.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from expectations.acknowledging import judged, require_acknowledgeable
from expectations.claims import Frames, Suite
from expectations.discovery import suites
from expectations.failing import append_failing, failing_of
from pipelines.contracts.published import QUALITY_RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from pipelines.registry import Registry


def run_stage(
    stage: str,
    load: Callable[[str], pl.DataFrame],
    registry: Registry,
    *,
    run_id: str,
    ran_at: dt.datetime,
    docs_dir: Path,
    tables: Collection[str] | None = None,
    is_live: bool = False,
) -> pl.DataFrame:
    """Check every claim of a stage, and leave the results where `build_docs` finds them.

    Args:
        stage: raw, normalized, warehouse or marts.
        load: gives the table `schema.name` as a frame; called once a table.
        registry: the world as registered.
        run_id: the run, as `quality_results` names it.
        ran_at: when it checks; without a zone it is UTC.
        docs_dir: where Data Docs lie, and the failing rows of warnings and of errors
            of company scope.
        tables: the tables to check; all of the stage if None.
        is_live: whether the data was fetched, not replayed: only then is its age a warning.

    Returns:
        One row per claim, with the columns of `QUALITY_RESULTS`. A claim that fails
        is a row, and so is one that crashes: severity error, the exception as observed.

    Raises:
        KeyError: there is no such stage.
        ValueError: `tables` names one that has no suite in the stage.
        RegistryError: what is acknowledged is not a warning of a suite.
        OSError: docs_dir cannot be written.
    """
    from expectations.checker import Checker  # noqa: PLC0415
    from expectations.docs import keep_validation  # noqa: PLC0415

    require_acknowledgeable(registry)
    chosen = _chosen(stage, tables)
    instant = ran_at.astimezone(dt.UTC).replace(tzinfo=None) if ran_at.tzinfo else ran_at
    frames = Frames(load, registry, run_id, instant)
    checker = Checker()
    rows = []
    failing = []
    for suite in chosen:
        outcomes = checker.check_all(suite.claims, frames)
        keep_validation(suite.table, outcomes, run_id, instant, docs_dir)
        failing += [
            failing_of(
                stage,
                suite.table,
                outcome.claim.name,
                instant,
                outcome.failing,
                severity=outcome.claim.severity,
            )
            for outcome in outcomes
            if outcome.claim.severity == "warning" or outcome.claim.scope == "company"
        ]
        for outcome in outcomes:
            is_acknowledged, news = (
                (False, None)
                if outcome.passed
                else judged(suite.table, outcome.claim, outcome.failing, registry, is_live=is_live)
            )
            rows.append(
                {
                    "run_id": run_id,
                    "stage": stage,
                    "table_name": suite.table,
                    "check_name": outcome.claim.name,
                    "severity": outcome.claim.severity,
                    "scope": outcome.claim.scope,
                    "passed": outcome.passed,
                    "is_acknowledged": is_acknowledged,
                    "observed": news or outcome.observed,
                    "expected": outcome.claim.expected,
                    "ran_at": instant,
                }
            )
    append_failing(docs_dir, run_id, failing)
    return QUALITY_RESULTS.conform(pl.DataFrame(rows, schema=QUALITY_RESULTS.polars_schema))


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


def _chosen(stage: str, tables: Collection[str] | None) -> list[Suite]:
    found = suites(stage)
    if tables is None:
        return found
    unknown = sorted(set(tables) - {suite.table for suite in found})
    if unknown:
        raise ValueError(
            f"no suite of the stage {stage} checks {', '.join(unknown)}: add "
            f"expectations/{unknown[0].replace('.', '/')}.py"
        )
    return [suite for suite in found if suite.table in tables]
