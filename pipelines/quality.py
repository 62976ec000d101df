"""Runs the suites of a stage on the tables of this installation and keeps the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines import tables
from pipelines.contracts import QUALITY_RESULTS, TABLES
from pipelines.errors import LedgerError
from pipelines.registry import load_registry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from pipelines.settings import Settings

_WRITTEN_BY_PYTHON = {table.full_name: table for table in TABLES}


class ChecksFailed(LedgerError):
    """Claims of severity error do not hold; names them."""


def load_table(full_name: str, settings: Settings) -> pl.DataFrame:
    """A table of any stage as a frame: Parquet that Python wrote, or the warehouse's."""
    from expectations import read_results  # noqa: PLC0415
    from pipelines import warehouse  # noqa: PLC0415

    if full_name == QUALITY_RESULTS.full_name:
        return read_results(settings.quality_dir)
    if full_name in _WRITTEN_BY_PYTHON:
        return tables.read(_WRITTEN_BY_PYTHON[full_name], settings)
    return warehouse.frame(settings, full_name)


def check_stage(
    stage: str, names: Collection[str], settings: Settings, run_id: str, ran_at: dt.datetime
) -> pl.DataFrame:
    """Check every claim about the named tables of a stage and keep the results.

    A failed claim of severity error rebuilds the docs at once, since nothing will be published.

    Returns:
        `marts.quality_results` of this stage and run.
    """
    from expectations import append_results, build_docs, run_stage  # noqa: PLC0415

    results = run_stage(
        stage,
        lambda full_name: load_table(full_name, settings),
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
    from expectations import STAGES, suites  # noqa: PLC0415

    made = pl.DataFrame(
        [
            (suite.table, claim.name)
            for stage in STAGES
            for suite in suites(stage)
            for claim in suite.claims
        ],
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
