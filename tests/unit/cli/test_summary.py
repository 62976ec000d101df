"""How a run ends: what an analyst needs, nothing twice, nothing where nothing changed."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.cli.views.quality import new_failures
from pipelines.cli.views.summary import summary
from pipelines.publish.publishing import current_publication
from pipelines.runtime.run import Outcome
from pipelines.storage.connections import query_published

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun


@pytest.fixture(scope="module")
def lines(recorded: RecordedRun) -> list[str]:
    """The end of the recorded run."""
    publication = current_publication(recorded.settings)
    assert publication is not None
    outcome = Outcome(publication.run_id or "", False, True)
    return summary(recorded.settings, outcome, 1.0, {})


def test_it_tells_the_newest_full_quarter_and_who_is_missing_from_the_next(
    lines: list[str], recorded: RecordedRun
) -> None:
    [full] = [line for line in lines if line.startswith("newest full quarter: ")]
    [missing] = [line for line in lines if line.startswith("missing from ")]
    found = re.match(r"newest full quarter: (\d{4}Q\d): [\d,]+ USD million cash capex, (\d+)", full)
    assert found is not None
    quarter, count = found.groups()
    following = missing.removeprefix("missing from ").partition(":")[0]
    assert following > quarter
    cash = "select ticker from fct_capex where basis = 'cash' and is_in_panel"
    _, there = query_published(recorded.settings, f"{cash} and calendar_quarter = ?", [quarter])
    _, later = query_published(recorded.settings, f"{cash} and calendar_quarter = ?", [following])
    assert len(there) == int(count)
    expected = sorted(name for (name,) in set(there) - set(later))
    assert missing.partition(": ")[2] == (", ".join(expected) or "nobody")


def test_who_has_no_figures_has_none(lines: list[str], recorded: RecordedRun) -> None:
    told = [line for line in lines if line.startswith("no figures at hand: ")]
    named = told[0].partition(": ")[2].split(", ") if told else []
    for mart in ("fct_capex", "fct_supplier_revenue", "fct_monthly_revenue"):
        _, found = query_published(recorded.settings, f"select distinct ticker from {mart}")
        assert not {name for (name,) in found} & set(named), mart


def test_it_is_no_wall_and_says_nothing_twice(lines: list[str]) -> None:
    assert len(lines) <= 25
    assert len(set(lines)) == len(lines)
    assert len([line for line in lines if "days ago" in line]) >= 5
    assert any("acknowledged: ledger show checks --acknowledged" in line for line in lines)


def test_where_nothing_changed_only_that_is_said(recorded: RecordedRun) -> None:
    outcome = Outcome("0" * 36, True, True, (), ("AMD: cut off",))
    assert summary(recorded.settings, outcome, 1.0, {}) == [
        "nothing changed since run 00000000: the published marts stand",
        "quarantined: AMD: cut off",
        "took 1.0 s",
    ]


def result(run: int, check: str, severity: str, *, passed: bool) -> dict[str, object]:
    return {
        "run_id": f"run {run}",
        "ran_at": dt.datetime(2026, 1, run),
        "stage": "raw",
        "table_name": "raw.fx_rates",
        "check_name": check,
        "severity": severity,
        "passed": passed,
        "is_acknowledged": False,
    }


def test_a_warning_is_told_when_it_is_new_and_an_error_always() -> None:
    every = pl.DataFrame(
        [
            result(1, "stood", "warning", passed=False),
            result(1, "came back", "warning", passed=False),
            result(1, "fails", "error", passed=False),
            result(2, "came back", "warning", passed=True),
            result(3, "stood", "warning", passed=False),
            result(3, "came back", "warning", passed=False),
            result(3, "first", "warning", passed=False),
            result(3, "fails", "error", passed=False),
        ]
    )
    failed, known = new_failures(every.filter(pl.col("run_id") == "run 3"), every)
    assert failed["check_name"].to_list() == ["came back", "first", "fails"]
    assert known == 1
    first, none = new_failures(every.filter(pl.col("run_id") == "run 1"), every)
    assert (first.height, none) == (3, 0)
