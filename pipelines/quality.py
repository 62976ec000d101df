"""Runs the suites of a stage on the tables of this installation and keeps the results."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipelines import tables
from pipelines.contracts import FCT_CHANGES, QUALITY_RESULTS, TABLES
from pipelines.errors import LedgerError
from pipelines.registry import load_registry
from pipelines.worker import active

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator

    from pipelines.settings import Settings

_WRITTEN_BY_PYTHON = {table.full_name: table for table in TABLES}


class ChecksFailed(LedgerError):
    """Claims of severity error do not hold; names them."""


@contextmanager
def open_tables(settings: Settings) -> Iterator[Callable[[str], pl.DataFrame]]:
    """A function that gives a table of any stage as a frame.

    What Python wrote comes from its Parquet, the rest over one connection to the warehouse.
    """
    from expectations import read_results  # noqa: PLC0415
    from pipelines import changes, warehouse  # noqa: PLC0415

    with ExitStack() as stack:
        connections: list[Callable[[str], pl.DataFrame]] = []

        def load(full_name: str) -> pl.DataFrame:
            if full_name == QUALITY_RESULTS.full_name:
                return read_results(settings.quality_dir)
            if full_name == FCT_CHANGES.full_name:
                return changes.kept(settings)
            if full_name in _WRITTEN_BY_PYTHON:
                followed = load_registry(settings.registry_dir).company_by_id
                return tables.read(_WRITTEN_BY_PYTHON[full_name], settings, followed)
            if not connections:
                connections.append(stack.enter_context(warehouse.reader(settings)))
            return connections[0](full_name)

        yield load


def check_stage(
    stage: str, names: Collection[str], settings: Settings, run_id: str, ran_at: dt.datetime
) -> pl.DataFrame:
    """Check every claim about the named tables of a stage and keep the results.

    Returns:
        `marts.quality_results` of these tables and this run.

    Raises:
        WorkerFailed: the process that checks broke off.
    """
    from expectations import read_results  # noqa: PLC0415

    worker = active()
    if worker is None:
        return check_here(stage, names, settings, run_id, ran_at)
    worker.ask("check", stage=stage, names=sorted(names), run_id=run_id, ran_at=ran_at.isoformat())
    return read_results(settings.quality_dir, run_id).filter(
        pl.col("table_name").is_in(list(names))
    )


def check_here(
    stage: str, names: Collection[str], settings: Settings, run_id: str, ran_at: dt.datetime
) -> pl.DataFrame:
    """`check_stage` in this process.

    A failed claim of severity error rebuilds the docs at once, since nothing will be published.
    """
    from expectations import append_results, build_docs, run_stage  # noqa: PLC0415

    with open_tables(settings) as load:
        results = run_stage(
            stage,
            load,
            load_registry(settings.registry_dir),
            run_id=run_id,
            ran_at=ran_at,
            docs_dir=settings.quality_dir,
            tables=names,
        )
    append_results(settings.quality_dir, results)
    if results.filter(~pl.col("passed") & (pl.col("severity") == "error")).height:
        build_docs(settings.quality_dir)
    return results


def start_data_docs(settings: Settings) -> Callable[[], Path]:
    """Begin to build Great Expectations' Data Docs of the newest results.

    Returns:
        What waits until they are whole and returns their first page.

    Raises:
        WorkerFailed: the process that builds them broke off; then or on waiting.
    """
    from expectations import build_docs  # noqa: PLC0415

    worker = active()
    if worker is None:
        return partial(build_docs, settings.quality_dir)
    answer = worker.start("docs")
    return lambda: Path(answer())


def newest_results(results: pl.DataFrame) -> pl.DataFrame:
    """The newest result of each claim, from the results of all runs."""
    return results.sort("ran_at").unique(
        ["stage", "table_name", "check_name"], keep="last", maintain_order=True
    )


def require_passed(results: pl.DataFrame) -> None:
    """Refuse to go on while a claim of severity error does not hold.

    A claim that no suite makes any more has no say.

    Raises:
        ChecksFailed: names each claim and what was found.
    """
    from expectations import claims  # noqa: PLC0415

    made = pl.DataFrame(
        list(claims()),
        schema={"table_name": pl.String, "check_name": pl.String},
        orient="row",
    )
    failed = (
        newest_results(results)
        .filter(~pl.col("passed") & (pl.col("severity") == "error"))
        .join(made, on=["table_name", "check_name"], how="semi", maintain_order="left")
    )
    if failed.height:
        named = "; ".join(
            f"{row['table_name']}: {row['check_name']} ({row['observed']})"
            for row in failed.iter_rows(named=True)
        )
        raise ChecksFailed(f"not published, since these checks failed: {named}")
