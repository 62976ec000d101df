"""How the checks of the last run look in a terminal: counts by table, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.console import Group
from rich.table import Table
from rich.text import Text

from pipelines.contracts.normalized import WITHHELD
from pipelines.errors import LedgerError
from pipelines.quality.withholding import sentences
from pipelines.storage import tables

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipelines.settings import Settings


class NothingChecked(LedgerError):
    """There are no results of checks, or they cannot be read."""


def last_run(settings: Settings) -> tuple[pl.DataFrame, list[str]]:
    """The results of the run that checked last, published or not, in the order of its checks.

    Returns:
        The columns of `QUALITY_RESULTS`, and the tables that earlier runs checked and
        this one did not, because it ended before them or did not select them.

    Raises:
        NothingChecked: no run has checked anything, or a file of results cannot be read.
    """
    from expectations import STAGES, read_results  # noqa: PLC0415

    try:
        results = read_results(settings.quality_dir)
    except ValueError as error:
        raise NothingChecked(str(error)) from None
    if results.is_empty():
        raise NothingChecked("no checks have run yet: run `ledger run`")
    newest = results.sort("ran_at").item(-1, "run_id")
    last = results.filter(pl.col("run_id") == newest)
    left_out = set(results["table_name"]) - set(last["table_name"])
    order = pl.col("stage").replace_strict(
        {stage: number for number, stage in enumerate(STAGES)}, default=len(STAGES)
    )
    return last.sort(order, "table_name", "check_name"), sorted(left_out)


def failed_errors(results: pl.DataFrame) -> pl.DataFrame:
    """The claims of severity error that do not hold."""
    return results.filter(~pl.col("passed") & (pl.col("severity") == "error"))


def quality(settings: Settings, show_all: bool) -> tuple[Group, bool]:
    """The last run's checks, and whether all of severity error hold and nobody is held.

    Raises:
        NothingChecked: see `last_run`.
    """
    results, left_out = last_run(settings)
    run_id, ended = results.item(0, "run_id"), results.sort("ran_at").item(-1, "ran_at")
    passed = int(results["passed"].sum())
    errors = failed_errors(results).height
    warnings = results.height - passed - errors
    lines: list[RenderableType] = [
        Text(f"Checks of run {run_id[:8]}, {ended:%Y-%m-%d %H:%M:%S} UTC", style="bold"),
        _by_table(results),
        Text(f"{passed} passed, {warnings} warnings, {errors} errors"),
    ]
    if left_out:
        lines.append(Text(f"not checked by this run: {', '.join(left_out)}"))
    lines += _failed(results)
    kept_back = sentences(tables.read(WITHHELD, settings))
    lines += [Text(f"withheld: {sentence}") for sentence in kept_back]
    if show_all:
        lines.append(_claims(results))
    index = settings.quality_dir / "site" / "index.html"
    lines.append(Text(f"Data Docs: {index}" if index.exists() else "Data Docs are not built yet"))
    return Group(*lines), errors == 0 and not kept_back


def _by_table(results: pl.DataFrame) -> Table:
    table = Table()
    for column in ("stage", "table"):
        table.add_column(column)
    for column in ("passed", "warnings", "errors"):
        table.add_column(column, justify="right")
    failed = ~pl.col("passed")
    counts = results.group_by("stage", "table_name", maintain_order=True).agg(
        pl.col("passed").sum(),
        (failed & (pl.col("severity") == "warning")).sum().alias("warnings"),
        (failed & (pl.col("severity") == "error")).sum().alias("errors"),
    )
    last = ""
    for stage, name, *numbers in counts.iter_rows():
        if last and stage != last:
            table.add_section()
        cells = [str(numbers[0]), *(str(number or "") for number in numbers[1:])]
        table.add_row("" if stage == last else stage, name, *cells)
        last = stage
    return table


def _failed(results: pl.DataFrame) -> list[RenderableType]:
    """Errors first; each with what was claimed and what was found."""
    lines: list[RenderableType] = []
    for row in results.filter(~pl.col("passed")).sort("severity", maintain_order=True).to_dicts():
        style = "bold red" if row["severity"] == "error" else "yellow"
        lines += [
            Text(f"{row['severity']}: {row['table_name']} {row['check_name']}", style=style),
            Text(f"  expected: {row['expected']}"),
            Text(f"  observed: {row['observed']}"),
        ]
    return lines


def _claims(results: pl.DataFrame) -> Table:
    table = Table()
    for column in ("table", "claim", "severity", "result", "expected"):
        table.add_column(column)
    for row in results.iter_rows(named=True):
        cells = (row["table_name"], row["check_name"], row["severity"])
        # A claim may hold brackets, which are no markup.
        table.add_row(*cells, "passed" if row["passed"] else "failed", Text(str(row["expected"])))
    return table
