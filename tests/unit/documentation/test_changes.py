"""The page of what changed in the data: counts of each publication, cells where they are few."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.published import FCT_CHANGES
from pipelines.documentation import changes
from pipelines.settings import Settings
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path


def _change(number: int, **more: Any) -> dict[str, Any]:
    return {
        "run_id": "earlier-run",
        "changed_at": dt.datetime(2026, 11, 25, 12),
        "table_name": "fct_capex",
        "key": f"META cash 2023 {number}",
        "column_name": "value",
        "change": "changed",
        "old_value": Decimal(6_216_000_000),
        "new_value": Decimal(6_134_000_000),
        "cause": "restatement",
        **more,
    }


def _page(data_dir: Path, rows: list[dict[str, Any]]) -> str:
    made = pl.DataFrame(rows, schema=FCT_CHANGES.polars_schema)
    told = pl.DataFrame({"published_at": [dt.datetime(2026, 11, 26, 9, 5)]})
    publish(data_dir, {"fct_changes": made, "publication": told})
    return changes.pages(Settings(data_dir=data_dir))[changes.PLACE]


def test_the_newest_publication_stands_first_with_its_counts_and_cells(tmp_path: Path) -> None:
    newer = {"run_id": "newer-run", "changed_at": dt.datetime(2026, 11, 26, 9)}
    new = {"change": "new", "old_value": None, "cause": "new_filing"}
    page = _page(tmp_path, [_change(1), *(_change(n, **newer, **new) for n in range(3))])
    assert "As published on 2026-11-26 at 09:05 UTC" in page
    first, second = page.split("\n## ")[1:]
    assert first.startswith("2026-11-26, run newer-ru\n")
    assert "| `fct_capex` | new | new_filing | 3 |" in first
    assert "META" not in first  # what is new is counted, and not listed
    assert "| `fct_capex` | changed | restatement | 1 |" in second
    row = "| `fct_capex` | META cash 2023 1 | changed | 6,216,000,000.00 | 6,134,000,000.00 |"
    assert row in second


def test_of_many_cells_a_person_reads_the_counts(tmp_path: Path) -> None:
    page = _page(tmp_path, [_change(number) for number in range(31)])
    assert "| `fct_capex` | changed | restatement | 31 |" in page
    assert "META" not in page


def test_the_first_publication_says_so(tmp_path: Path) -> None:
    assert "This is the first publication of this data directory" in _page(tmp_path, [])
