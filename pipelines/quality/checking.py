"""Runs the suites of a stage on the tables of this installation and keeps the results."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import TABLES, table
from pipelines.contracts.items import ITEM_OF_TABLE
from pipelines.contracts.published import FCT_CHANGES, QUALITY_RESULTS
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS
from pipelines.errors import LedgerError
from pipelines.quality import withholding
from pipelines.quality.worker import Worker, apart, begin_ahead, begin_apart, take_up
from pipelines.registry import load_registry
from pipelines.storage import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.settings import Settings

COMPANY, STRUCTURE = "company", "structure"

# How the checks that are tests of dbt are told from those of suites.
DBT_TEST = "dbt test "

# Three tables are gathered from what the steps before left behind, and one source reads the list of
# filings: they are checked on their own, after or before the others.
CHECKED_ALONE = (
    RAW_SEC_FILINGS.full_name,
    RAW_QUARANTINE.full_name,
    FCT_CHANGES.full_name,
    QUALITY_RESULTS.full_name,
)

_WRITTEN_BY_PYTHON = {table.full_name: table for table in TABLES}

# What is begun ahead of its turn: the checks of these tables.
_CHECKS = "checks"


class ChecksFailed(LedgerError):
    """Checks of severity error do not hold; names them."""


@contextmanager
def open_tables(
    settings: Settings, *, as_held: bool = True
) -> Iterator[Callable[[str], pl.DataFrame]]:
    """A function that gives a table of any stage as a frame.

    What Python wrote comes from its Parquet, the rest over one connection to the warehouse. Raw
    tables are as what follows them reads them, see `tables.files`, or as they came.
    """
    from expectations import read_results  # noqa: PLC0415
    from pipelines.publish import changes  # noqa: PLC0415
    from pipelines.storage import connections  # noqa: PLC0415

    with ExitStack() as stack:
        opened: list[Callable[[str], pl.DataFrame]] = []

        def load(full_name: str) -> pl.DataFrame:
            if full_name == QUALITY_RESULTS.full_name:
                return read_results(settings.quality_dir)
            if full_name == FCT_CHANGES.full_name:
                return changes.kept(settings)
            if full_name in _WRITTEN_BY_PYTHON:
                followed = load_registry(settings.registry_dir).company_by_id
                written = _WRITTEN_BY_PYTHON[full_name]
                return tables.read(written, settings, followed, as_held=as_held)
            if not opened:
                opened.append(stack.enter_context(connections.reader(settings)))
            return opened[0](full_name)

        yield load


def check_stage(
    stage: str,
    names: Collection[str],
    settings: Settings,
    run_id: str,
    ran_at: dt.datetime,
    *,
    again: bool = False,
) -> pl.DataFrame:
    """Check the suites of the named tables of a stage and keep the results.

    Args:
        stage: raw, normalized, warehouse or marts.
        names: the tables.
        settings: the installation.
        run_id: the run that checks.
        ran_at: when.
        again: the run has checked them before and has since withheld figures: what failed on a
            company's figures then stays on record as failed.

    Returns:
        `marts.quality_results` of these tables and this run.

    Raises:
        WorkerFailed: the process that checks broke off.
    """
    begun = None if again else take_up(_CHECKS, stage, *sorted(names), run_id)
    if begun is not None:
        results: pl.DataFrame = begun()
        return results
    return apart(
        Worker.CHECKS, _check_here, stage, sorted(names), settings, run_id, ran_at, again=again
    )


def begin_checks(stage: str, settings: Settings, run_id: str) -> None:
    """Let the process for the checks, if there is one, begin to check a stage that is made.

    Meanwhile Dagster writes down what was made, one event after the other; `check_stage` of the
    stage's tables in the same run waits for the end and takes up the results.

    Raises:
        WorkerFailed: the process that checks broke off.
    """
    names, at = sorted(stage_tables(stage)), dt.datetime.now(dt.UTC)
    if names:
        key = (stage, *names, run_id)
        begin_ahead(_CHECKS, key, Worker.CHECKS, _check_here, stage, names, settings, run_id, at)


def _check_here(
    stage: str,
    names: Collection[str],
    settings: Settings,
    run_id: str,
    ran_at: dt.datetime,
    *,
    again: bool = False,
) -> pl.DataFrame:
    """`check_stage` in this process.

    A failure of structure rebuilds the docs at once, since nothing will be published.
    """
    from expectations import (  # noqa: PLC0415
        append_results,
        build_docs,
        read_results,
        run_stage,
    )

    # What came to hand is checked as it came, even where a company is held.
    with open_tables(settings, as_held=stage != "raw") as load:
        results = run_stage(
            stage,
            load,
            load_registry(settings.registry_dir),
            run_id=run_id,
            ran_at=ran_at,
            docs_dir=settings.quality_dir,
            names=names,
            is_live=settings.live,
        )
    if again:
        results = with_earlier_failures(results, read_results(settings.quality_dir, run_id))
    append_results(settings.quality_dir, results)
    if errors(results).filter(pl.col("scope") == STRUCTURE).height:
        build_docs(settings.quality_dir)
    return results


def with_earlier_failures(results: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Results of a run that checked before: what failed on a company's figures stays failed."""
    failed = errors(earlier).filter(pl.col("scope") == COMPANY)
    kept = failed.join(results, on=list(QUALITY_RESULTS.key), how="semi").join(
        errors(results), on=list(QUALITY_RESULTS.key), how="anti"
    )
    return QUALITY_RESULTS.conform(
        pl.concat([results.join(kept, on=list(QUALITY_RESULTS.key), how="anti"), kept])
    )


def errors(results: pl.DataFrame) -> pl.DataFrame:
    """The failed results of severity error."""
    return results.filter(~pl.col("passed") & (pl.col("severity") == "error"))


def stage_tables(stage: str) -> list[str]:
    """The tables of a stage whose suites are checked together, once the stage is made."""
    from expectations import tables  # noqa: PLC0415

    return [table for table in tables(stage) if table not in CHECKED_ALONE]


def start_data_docs(settings: Settings) -> Callable[[], Path]:
    """Begin to build Great Expectations' Data Docs of the newest results.

    Returns:
        What waits until they are whole and returns their first page.

    Raises:
        WorkerFailed: the process that builds them broke off; then or on waiting.
    """
    from expectations import build_docs  # noqa: PLC0415

    return begin_apart(Worker.CHECKS, build_docs, settings.quality_dir)


def newest_results(results: pl.DataFrame) -> pl.DataFrame:
    """The newest result of each check, from the results of all runs.

    A check that the newest run of its kind no longer made, on its table or of dbt's tests of its
    stage, has no say, and neither has one of a suite that is no more.
    """
    from expectations import STAGES, tables  # noqa: PLC0415

    is_of_dbt = pl.col("check_name").str.starts_with(DBT_TEST)
    has_suite = pl.col("table_name").is_in([table for stage in STAGES for table in tables(stage)])
    ordered = (
        results.sort("ran_at")
        .filter(is_of_dbt | has_suite)
        .with_columns(made_with=pl.when(is_of_dbt).then("stage").otherwise("table_name"))
    )
    last = ordered.group_by("stage", "made_with").agg(pl.col("run_id").last())
    return (
        ordered.join(last, on=["stage", "made_with", "run_id"], how="semi", maintain_order="left")
        .drop("made_with")
        .unique(["stage", "table_name", "check_name"], keep="last", maintain_order=True)
    )


def require_passed(results: pl.DataFrame, unsettled: pl.DataFrame | None = None) -> None:
    """Refuse to go on while a check of severity error does not hold.

    One of company scope has no say once the figures that fail it are withheld.

    Args:
        results: of all runs.
        unsettled: what `doubtful` finds and nothing withholds; its checks block.

    Raises:
        ChecksFailed: names each check and what was found.
    """
    failed = errors(newest_results(results))
    blocking = failed.filter(pl.col("scope") == STRUCTURE)
    if unsettled is not None:
        blocking = pl.concat(
            [
                blocking,
                failed.filter(pl.col("scope") == COMPANY).join(
                    unsettled, on=["table_name", "check_name"], how="semi", maintain_order="left"
                ),
            ]
        )
    if blocking.height:
        named = "; ".join(
            f"{row['table_name']}: {row['check_name']} ({row['observed']})"
            for row in blocking.iter_rows(named=True)
        )
        raise ChecksFailed(f"not published, since these checks failed: {named}")


def doubtful(settings: Settings, stage: str | None = None) -> pl.DataFrame:
    """The figures that fail the newest results of company scope, withheld or not.

    Args:
        settings: the installation.
        stage: of this stage only.

    Returns:
        `withholding.places`.

    Raises:
        pipelines.quality.withholding.TooManyFail: a check fails for most companies.
        ChecksFailed: a check failed and left no rows, so nothing can be withheld for it.
    """
    from expectations import read_failing, read_results  # noqa: PLC0415

    failed = errors(newest_results(read_results(settings.quality_dir))).filter(
        pl.col("scope") == COMPANY
    )
    if stage is not None:
        failed = failed.filter(pl.col("stage") == stage)
    if failed.is_empty():
        return withholding.places(
            read_failing(settings.quality_dir, run_id="").head(0), _registry(settings)
        )
    check = ["run_id", "stage", "table_name", "check_name"]
    rows = read_failing(settings.quality_dir).join(failed, on=check, how="semi")
    rowless = failed.join(rows, on=check, how="anti")
    if rowless.height:
        name = " ".join(rowless.select("table_name", "check_name").row(0))
        raise ChecksFailed(f"not published, since {name} failed and named no rows: run again")
    registry = _registry(settings)
    withholding.require_few(rows, registry, rows_at_hand(settings))
    return withholding.places(rows, registry)


def rows_at_hand(settings: Settings) -> Callable[[str], int]:
    """How many raw rows there are of what a table tells of, for `withholding.require_few`."""

    def count(full_name: str) -> int:
        item = ITEM_OF_TABLE[full_name]
        names = [full_name] if full_name in item.left_out_of else item.left_out_of
        return sum(tables.read(table(name), settings).height for name in names)

    return count


def _registry(settings: Settings) -> Registry:
    return load_registry(settings.registry_dir)
