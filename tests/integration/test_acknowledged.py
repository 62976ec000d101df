"""The recorded data ends without a warning, and what is new in it is still said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from expectations import read_results, run_stage
from pipelines.quality.checking import open_tables
from pipelines.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.registry import Registry
    from tests.support.installation import RecordedRun
    from tests.support.said import Said

TABLE, CHECK = "raw.company_statements", "statements_agree"
ROW = (
    "MSFT msft_intelligent_cloud USD 2023-07-01 2024-06-30 Microsoft 10-K, segment table and "
    "Microsoft 10-K, segment table (fiscal 2024 recast)"
)
REPORTS = "raw.taiwan_monthly_revenue"


def _checked(
    recorded: RecordedRun,
    registry: Registry,
    folder: Path,
    *,
    is_live: bool = False,
    table: str = TABLE,
    without: pl.Expr | None = None,
) -> pl.DataFrame:
    """The results of a raw table's suite, without some of its rows."""
    gone = pl.lit(value=False) if without is None else without
    with open_tables(recorded.settings) as load:
        return run_stage(
            "raw",
            lambda name: load(name).filter(~gone) if name == table else load(name),
            registry,
            run_id="later",
            ran_at=dt.datetime.now(dt.UTC),
            docs_dir=folder,
            names=[table],
            is_live=is_live,
        )


def test_a_run_ends_without_warnings_and_says_the_age_of_its_data_once(
    recorded: RecordedRun,
) -> None:
    output = recorded.finished.output
    acknowledged = int(read_results(recorded.settings.quality_dir)["is_acknowledged"].sum())
    assert "  warning: " not in output
    assert f" 0 warnings, 0 errors; {acknowledged} acknowledged: ledger show checks" in output
    ages = re.findall(r"recorded data: (.*) end on 2026-", output)
    assert "monthly reports" in ages
    assert len(ages) == len(set(ages)) == output.count("recorded data: ")
    assert "acknowledged and failing no more" not in output


def test_the_published_results_say_what_is_acknowledged(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    said = on_recorded(
        "query",
        "--format=csv",
        "select count(*) as n, bool_and(not passed and severity = 'warning') as are_warnings "
        "from quality_results where is_acknowledged and stage <> 'marts'",
    )
    count, are_warnings = said.output.splitlines()[1].split(",")
    assert int(count) > 0
    assert are_warnings == "True"


def test_a_row_that_is_not_on_the_list_makes_the_warning_stand(
    recorded: RecordedRun, tmp_path: Path
) -> None:
    registry = load_registry(recorded.settings.registry_dir)
    shorter = tuple(
        entry.model_copy(update={"rows": tuple(row for row in entry.rows if row != ROW)})
        for entry in registry.acknowledged_checks
    )
    less = dataclasses.replace(registry, acknowledged_checks=shorter)
    [row] = _checked(recorded, less, tmp_path / "less").filter(check_name=CHECK).to_dicts()
    assert not row["is_acknowledged"]
    assert row["observed"].startswith("1 new of ")
    assert row["observed"].endswith(f" that fail: {ROW}")
    everything = _checked(recorded, registry, tmp_path / "all")
    assert everything.filter(check_name=CHECK)["is_acknowledged"].all()


@pytest.mark.parametrize("is_live", [False, True])
def test_a_hole_in_recorded_months_is_a_warning_and_their_age_is_none(
    recorded: RecordedRun, tmp_path: Path, is_live: bool
) -> None:
    registry = load_registry(recorded.settings.registry_dir)
    hole, newest = pl.date(2024, 3, 1), pl.date(2026, 3, 1)
    of_tsmc = pl.col("company_id") == "TSM"
    for without, passed in ((of_tsmc & (pl.col("month") == hole), False),
                            (of_tsmc & (pl.col("month") >= newest), True)):  # fmt: skip
        results = _checked(
            recorded, registry, tmp_path, is_live=is_live, table=REPORTS, without=without
        )
        [row] = results.filter(check_name="no_month_is_missing").to_dicts()
        assert (row["passed"], row["is_acknowledged"]) == (passed, False)
        assert passed or "TSM 2024-03-01" in row["observed"]


def test_acknowledging_an_error_ends_the_run(
    ledger: Callable[..., Said],
    recorded: RecordedRun,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = shutil.copytree(recorded.settings.registry_dir, tmp_path / "registry")
    path = folder / "acknowledged_checks.yml"
    text = path.read_text("utf-8").replace(f"check: {CHECK}", "check: lines_are_registered")
    monkeypatch.setenv("LEDGER_REGISTRY_DIR", str(folder))
    path.write_text(text, "utf-8")
    said = ledger("run")
    assert said.status == 1
    assert "acknowledged_checks.yml: lines_are_registered: check: is an error" in said.output
