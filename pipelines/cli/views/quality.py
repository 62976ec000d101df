"""How the checks of the last run look in a terminal: counts by table, and what failed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
from rich.console import Group
from rich.text import Text

from pipelines.cli.sheet import Sheet
from pipelines.contracts.normalized import WITHHELD
from pipelines.errors import LedgerError
from pipelines.quality.ages import newest_records
from pipelines.quality.checking import newest_results
from pipelines.quality.withholding import sentences
from pipelines.registry import load_registry
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
    """The checks of severity error that do not hold."""
    return results.filter(~pl.col("passed") & (pl.col("severity") == "error"))


def needing_somebody(results: pl.DataFrame) -> pl.DataFrame:
    """The failed checks that nobody has acknowledged, errors last."""
    return results.filter(~pl.col("passed") & ~pl.col("is_acknowledged")).sort(
        pl.col("severity") == "error", maintain_order=True
    )


def new_failures(results: pl.DataFrame, every: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """What needs somebody and did not before: errors, and warnings that are new; how many are not.

    Args:
        results: of the run in question.
        every: of all runs; a check is compared with the last run before this one that made it.
    """
    if results.is_empty():
        return results, 0
    check = ["stage", "table_name", "check_name"]
    before = (
        every.filter(pl.col("ran_at") < results.select(pl.col("ran_at").min()).item())
        .join(results.select("run_id").unique(), on="run_id", how="anti")
        .sort("ran_at")
        .unique(check, keep="last")
    )
    failed = needing_somebody(results)
    old = needing_somebody(before)
    is_old = pl.col("severity") == "warning"
    known = failed.filter(is_old).join(old, on=check, how="semi")
    return failed.join(known, on=check, how="anti", maintain_order="left"), known.height


def counts(results: pl.DataFrame) -> str:
    """How many checks passed, warn, are errors, and are acknowledged: where the last are shown."""
    acknowledged = int(results["is_acknowledged"].sum())
    passed = int(results["passed"].sum())
    errors = failed_errors(results).height
    said = f"{passed} passed, {results.height - passed - errors - acknowledged} warnings, "
    tail = f"; {acknowledged} acknowledged: ledger show checks --acknowledged"
    return f"{said}{errors} errors{tail if acknowledged else ''}"


def standing(settings: Settings) -> list[str]:
    """How old the data is, by kind of source, and what is acknowledged and fails no more."""
    from expectations import read_failing, read_results, unmatched  # noqa: PLC0415

    data = "live data" if settings.live else "recorded data"
    ages = newest_records(settings, dt.datetime.now(dt.UTC).date())
    lines = [f"{data}: {age}" for age in ages]
    idle = unmatched(
        load_registry(settings.registry_dir),
        newest_results(read_results(settings.quality_dir)),
        read_failing(settings.quality_dir),
    )
    if idle:
        named = ", ".join(map(str, idle))
        lines.append(f"acknowledged and failing no more, to be removed from the list: {named}")
    return lines


def acknowledged(settings: Settings, results: pl.DataFrame) -> Group:
    """The failed warnings of a run that are acknowledged, each with the reasons."""
    from expectations import reasons  # noqa: PLC0415

    registry = load_registry(settings.registry_dir)
    found = results.filter("is_acknowledged")
    lines: list[RenderableType] = []
    for row in found.iter_rows(named=True):
        table, check = row["table_name"], row["check_name"]
        lines += [
            Text(f"{table} {check}", style="bold"),
            Text(f"  expected: {row['expected']}"),
            Text(f"  observed: {row['observed']}"),
        ]
        why = reasons(registry, table, check)
        lines += [Text(f"  acknowledged: {reason}") for reason in why]
    lines.append(Text(f"{found.height} acknowledged of {results.height} checks"))
    return Group(*lines)


def quality(settings: Settings, show_all: bool) -> tuple[Group, bool]:
    """The last run's checks, and whether all of severity error hold and nobody is held.

    Raises:
        NothingChecked: see `last_run`.
    """
    results, left_out = last_run(settings)
    run_id, ended = results.item(0, "run_id"), results.sort("ran_at").item(-1, "ran_at")
    errors = failed_errors(results).height
    lines: list[RenderableType] = [
        Text(f"Checks of run {run_id[:8]}, {ended:%Y-%m-%d %H:%M:%S} UTC", style="bold"),
        _by_table(results),
        Text(counts(results)),
    ]
    if left_out:
        lines.append(Text(f"not checked by this run: {', '.join(left_out)}"))
    lines += _failed(results)
    kept_back = sentences(tables.read(WITHHELD, settings))
    lines += [Text(f"withheld: {sentence}") for sentence in kept_back]
    if show_all:
        lines.append(_checks(results))
    index = settings.quality_dir / "site" / "index.html"
    lines.append(Text(f"Data Docs: {index}" if index.exists() else "Data Docs are not built yet"))
    return Group(*lines), errors == 0 and not kept_back


def exact(results: pl.DataFrame) -> Sheet:
    """Results of checks for other programs."""
    return Sheet("", (), (), (results.columns, results.rows()))


def _by_table(results: pl.DataFrame) -> Sheet:
    failed = ~pl.col("passed") & ~pl.col("is_acknowledged")
    counted = results.group_by("stage", "table_name", maintain_order=True).agg(
        pl.col("passed").sum(),
        pl.col("is_acknowledged").sum(),
        (failed & (pl.col("severity") == "warning")).sum().alias("warnings"),
        (failed & (pl.col("severity") == "error")).sum().alias("errors"),
    )
    columns = ("stage", "table", "passed:", "acknowledged:", "warnings:", "errors:")
    shown = [
        [stage, name, str(passed), *(str(number or "") for number in numbers)]
        for stage, name, passed, *numbers in counted.iter_rows()
    ]
    return Sheet("", columns, shown, (counted.columns, counted.rows()), keys=2, groups=1)


def _failed(results: pl.DataFrame) -> list[RenderableType]:
    """Errors first; each with what was expected and what was found."""
    lines: list[RenderableType] = []
    failed = needing_somebody(results).sort("severity", maintain_order=True)
    for row in failed.iter_rows(named=True):
        style = "bold red" if row["severity"] == "error" else "yellow"
        lines += [
            Text(f"{row['severity']}: {row['table_name']} {row['check_name']}", style=style),
            Text(f"  expected: {row['expected']}"),
            Text(f"  observed: {row['observed']}"),
        ]
    return lines


def _checks(results: pl.DataFrame) -> Sheet:
    columns = ("table", "check", "severity", "result", "expected")
    shown = [
        [
            row["table_name"], row["check_name"], row["severity"],
            "passed" if row["passed"] else "acknowledged" if row["is_acknowledged"] else "failed",
            str(row["expected"]),
        ]
        for row in results.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet("", columns, shown, exact(results).exact)
