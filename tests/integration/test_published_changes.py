"""`fct_changes`: what a publication changed, and why, on documents and rulings that change."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.running import NEWEST_OF_META, NEWEST_OF_MSFT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import SmallRun
    from tests.support.running import Runs

pytestmark = pytest.mark.slow

OF_RUN = (
    "select table_name, key, change, old_value, new_value, cause, accession from fct_changes "
    "where run_id = (select run_id from quality_results order by ran_at desc limit 1) "
)


def test_a_new_filing_and_a_new_ruling_are_told_apart(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    installation = small.copy(tmp_path / "data")
    registry = tmp_path / "registry"
    shutil.copytree(small.registry_dir, registry)
    runs = runs_on(installation, registry_dir=registry)
    # Nothing was published that the first publication could have changed.
    assert installation.rows(OF_RUN) == []
    assert "changed cells: none" in small.finished.output

    second = runs.ledger("run", "--quiet")
    assert second.status == 0, second.output
    changes = installation.rows(OF_RUN)
    assert {cause for *_, cause, _ in changes} <= {"new_filing", "restatement"}
    # What it restates is what the restatements say of it.
    restated = {row[1] for row in changes if row[5] == "restatement" and row[6]}
    assert restated <= {
        f"{company} {basis} {year} {quarter}"
        for company, basis, year, quarter in installation.rows(
            "select company_id, basis, fiscal_year, fiscal_quarter from fct_capex_versions "
            "where accession in (?, ?) and version > 1",
            NEWEST_OF_META,
            NEWEST_OF_MSFT,
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
    [total] = [row for row in changes if row[:2] == ("fct_capex_totals", "hyperscaler cash 2026Q1")]
    assert total[2] == "changed"
    assert total[4] - total[3] == value
    assert "new (new_filing)" in second.output
    page = (installation.settings.quality_dir / "changes.html").read_text("utf-8")
    assert "META cash 2026 1" in page
    history = installation.rows("select count(*) from fct_changes")

    # A ruling, on the same documents: Amazon's headline is what it paid; nothing is taken off.
    companies = registry / "companies.yml"
    text = companies.read_text("utf-8")
    assert text.count("headline_basis: cash_net\n") == 1
    companies.write_text(text.replace("headline_basis: cash_net\n", "headline_basis: cash\n"))
    third = runs.ledger("run", "--quiet")
    assert third.status == 0, third.output
    ruled = installation.rows(OF_RUN)
    assert ruled
    assert {cause for *_, cause, _ in ruled} == {"new_ruling"}
    # Its quarters and years net of proceeds go, and what was guided net has no actual.
    assert {table for table, *_ in ruled} == {
        "fct_capex",
        "fct_capex_annual",
        "fct_capex_totals",
        "fct_guidance_accuracy",
    }
    # What filings guide in cash is of the headline's basis, and is held against what was paid.
    assert {(table, key) for table, key, *_ in ruled if "cash_net " not in key} == {
        ("fct_guidance_accuracy", "AMZN FY2023 cash 2023-08-03"),
        ("fct_guidance_accuracy", "AMZN FY2025 cash 2025-02-06"),
    }
    assert "(new_ruling)" in third.output
    # What earlier publications changed is kept.
    [(kept,)] = installation.rows("select count(*) from fct_changes")
    assert kept == history[0][0] + len(ruled)
