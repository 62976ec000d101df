"""`fct_changes`: what a publication changed, and why, on documents and rulings that change."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import PACKAGE_DIR
from tests.support.installation import Installation
from tests.support.running import NEWEST_OF_META, recorded_earlier, runs_on

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

OF_RUN = (
    "select table_name, key, change, old_value, new_value, cause, accession from fct_changes "
    "where run_id = (select run_id from quality_results order by ran_at desc limit 1) "
)


def test_a_new_filing_and_a_new_ruling_are_told_apart(tmp_path: Path) -> None:
    earlier = recorded_earlier(tmp_path / "earlier")
    registry = tmp_path / "registry"
    shutil.copytree(PACKAGE_DIR / "registry", registry)
    installation = Installation(tmp_path / "data")
    with runs_on(installation) as runs:
        first = runs.ledger("run", "--quiet", recorded_dir=earlier)
        assert first.status == 0, first.output
        # Nothing was published that the first publication could have changed.
        assert installation.rows(OF_RUN) == []
        assert "changed cells: none" in first.output

        second = runs.ledger("run", "--quiet")
        assert second.status == 0, second.output
        changes = installation.rows(OF_RUN)
        assert {cause for *_, cause, _ in changes} <= {"new_filing", "restatement"}
        # What it restates is what the restatements say of it.
        restated = {row[1] for row in changes if row[5] == "restatement" and row[6]}
        assert restated <= {
            f"META {basis} {year} {quarter}"
            for basis, year, quarter in installation.rows(
                "select basis, fiscal_year, fiscal_quarter from fct_capex_versions "
                "where accession = ? and version > 1",
                NEWEST_OF_META,
            )
        }
        of_meta = [row for row in changes if row[:2] == ("fct_capex", "META cash 2026 1")]
        [(value,)] = installation.rows(
            "select value_usd from fct_capex where company_id = 'META' and basis = 'cash' "
            "and fiscal_year = 2026 and fiscal_quarter = 1"
        )
        assert of_meta == [
            ("fct_capex", "META cash 2026 1", "new", None, value, "new_filing", NEWEST_OF_META)
        ]
        # The total changed since a company joined it: no restatement.
        [total] = [row for row in changes if row[:2] == ("fct_capex_totals", "cash 2026Q1")]
        assert total[2] == "changed"
        assert total[4] - total[3] == value
        assert "new (new_filing)" in second.output
        page = (installation.settings.quality_dir / "changes.html").read_text("utf-8")
        assert "META cash 2026 1" in page
        history = installation.rows("select count(*) from fct_changes")

        # A ruling, on the same documents: Arista's total counts no longer.
        lines = registry / "revenue_lines.yml"
        before, arista, after = lines.read_text("utf-8").partition("company_id: ANET,")
        assert arista
        lines.write_text(before + arista + after.replace("counts: true", "counts: false", 1))
        third = runs.ledger("run", "--quiet", registry_dir=registry)
        assert third.status == 0, third.output
        ruled = installation.rows(OF_RUN)
        assert ruled
        assert {cause for *_, cause, _ in ruled} == {"new_ruling"}
        assert {table for table, *_ in ruled} <= {"fct_segment_revenue", "fct_segment_capture"}
        assert "(new_ruling)" in third.output
        # What earlier publications changed is kept.
        [(kept,)] = installation.rows("select count(*) from fct_changes")
        assert kept == history[0][0] + len(ruled)
