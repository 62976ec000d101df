"""Runs in which the server forgets, mistakes and lags: what was published stays.

After the companies as recorded, a live run on older, shrunken and mistaken bodies, with a
statement that cites a filing that nobody lists; then a registry without one company; and the
company again.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipelines.settings import PROJECT_DIR
from tests.support.installation import Finished, Installation
from tests.support.sec_server import CIKS, RECORDED, good, sec_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import SmallRun
    from tests.support.running import Runs

pytestmark = pytest.mark.slow

# Real bodies of September 2025, while statements cite filings of 2026.
AGED = (
    PROJECT_DIR.parent / "shared" / "data" / "companyfacts_suppliers" / "sp500_agentic_ai_2025-09"
)
AGED_COMPANIES = ("DELL", "GLW", "HPE", "HUBB", "JBL", "KEYS", "SMCI", "TEL", "WDC")

FACTS = "sec_company_facts"
CAPEX = "PaymentsToAcquirePropertyPlantAndEquipment"
VERSIONS = ("fct_capex_versions", "fct_capex_annual_versions")
LEFT = "META"
UNLISTED = "0001652044-26-999999"
YEAR_AGO = "2025-07-01"

STATEMENT = (
    "company,line,period_start,period_end,value,unit,rounding,document,citation,accession,"
    "stated_date,entered_date,confidence\n"
    "GOOGL,capex_cash,2026-07-01,2026-09-30,50000000000,USD,1000000000,earnings call,"
    "Opening remarks,,2026-10-20,2026-10-21,high\n"
    "GOOGL,capex_cash,2026-07-01,2026-09-30,51200000000,USD,100000000,8-K of October 2026,"
    f"Exhibit 99.1,{UNLISTED},2026-10-22,2026-10-23,high\n"
)


@dataclass
class Told:
    """What came of a run: the command, the versions of each company, an as-of of 2015."""

    run: Finished
    versions: dict[str, list[tuple[Any, ...]]]
    in_2015: list[tuple[Any, ...]]
    withdrawn: list[tuple[Any, ...]]
    unlisted: list[tuple[Any, ...]]


def year_ago(body: dict[str, Any]) -> None:
    """What the body said a year ago: no fact of a later filing."""
    for concepts in body["facts"].values():
        for concept in concepts.values():
            for unit, facts in concept["units"].items():
                concept["units"][unit] = [fact for fact in facts if fact["filed"] < YEAR_AGO]


def one_concept(body: dict[str, Any]) -> None:
    body["facts"] = {"us-gaap": {CAPEX: body["facts"]["us-gaap"][CAPEX]}}


def told(installation: Installation, run: Finished) -> Told:
    versions = {
        company: [
            row
            for table in VERSIONS
            for row in installation.rows(
                f"select * from {table} where company_id = ? order by all", company
            )
        ]
        for company in CIKS
    }
    in_2015 = installation.rows("from capex_as_of(timestamp '2015-06-30') order by all")
    withdrawn = installation.rows(
        "select table_name, key from fct_changes where change = 'withdrawn' order by all"
    )
    unlisted = installation.rows(
        "select company_id, form, filed_date, accepted_at, source, url from dim_filings "
        "where accession = ?",
        UNLISTED,
    )
    return Told(run, versions, in_2015, withdrawn, unlisted)


@pytest.fixture(scope="module")
def story(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Told]:
    folder = tmp_path_factory.mktemp("history")
    installation = small.copy(folder / "data")
    registry = folder / "registry"
    shutil.copytree(small.registry_dir, registry)
    found = {"whole": told(installation, small.finished)}
    statements = installation.settings.statements_dir
    statements.mkdir(parents=True)
    (statements / "own.csv").write_text(STATEMENT)
    with sec_server() as server:
        runs = runs_on(
            installation,
            registry_dir=registry,
            user_agent="Compute Ledger tests tests@example.org",
            request_attempts=1,
            requests_per_second=10,
            **server.addresses,
        )
        for company in ("MSFT", "GOOGL", "AMZN", "META", "APH", "MRVL"):
            server.change(company, year_ago)
        server.change("AMD", one_concept)
        theirs = json.loads(good(FACTS, "APH")) | {"cik": CIKS["NVDA"]}
        server.put(FACTS, "NVDA", json.dumps(theirs).encode())
        found["forgotten"] = told(installation, runs.ledger("run", "--live"))
        names = ("companies", "restatements", "metrics")
        whole = {name: (registry / f"{name}.yml").read_text("utf-8") for name in names}
        for name, content in without_company(whole).items():
            (registry / f"{name}.yml").write_text(yaml.safe_dump(content), "utf-8")
        found["left"] = told(installation, runs.ledger("run", "--live"))
        for name, text in whole.items():
            (registry / f"{name}.yml").write_text(text, "utf-8")
        found["back"] = told(installation, runs.ledger("run", "--live"))
    return found


def without_company(texts: dict[str, str]) -> dict[str, Any]:
    """The registry's files without a company and the rulings on it."""
    files = {name: yaml.safe_load(text) for name, text in texts.items()}
    for name, field in (("companies", "ticker"), ("restatements", "company_id")):
        files[name][name] = [each for each in files[name][name] if each[field] != LEFT]
    for metric in files["metrics"]["metrics"]:
        metric.get("overrides", {}).pop(LEFT, None)
    return files


def test_bodies_of_a_year_ago_withdraw_and_change_nothing(story: dict[str, Told]) -> None:
    before, after = story["whole"], story["forgotten"]
    for company in CIKS:
        if company != "GOOGL":
            assert after.versions[company] == before.versions[company], company
    assert before.in_2015
    assert after.in_2015 == before.in_2015
    assert after.withdrawn == []


def test_what_is_lacking_is_a_warning_with_the_counts(story: dict[str, Told]) -> None:
    assert story["whole"].run.status == 0, story["whole"].run.output
    assert "newest_bodies_state_all" not in story["whole"].run.output
    [line] = [
        line
        for line in story["forgotten"].run.output.splitlines()
        if "raw.sec_company_facts newest_bodies_state_all" in line
    ]
    assert line.strip().startswith("warning: ")
    assert all(company in line for company in ("AMD", "AMZN"))


def test_another_companys_facts_are_quarantined_alone(story: dict[str, Told]) -> None:
    run = story["forgotten"].run
    assert run.status == 1
    [line] = [line for line in run.output.splitlines() if line.startswith("quarantined: ")]
    assert line.startswith("quarantined: NVDA: ")
    assert "of the" in line
    assert "Amphenol Corporation" in line
    assert "✓ publish" in run.output


def test_v1_a_filing_that_only_a_statement_cites_is_published(
    story: dict[str, Told],
) -> None:
    assert story["whole"].unlisted == []
    [(company_id, form, filed, accepted, source, url)] = story["forgotten"].unlisted
    assert (company_id, form, filed) == ("GOOGL", "8-K", dt.date(2026, 10, 22))
    assert (accepted, source) == (None, "company_statements")
    assert url.endswith(f"/1652044/{UNLISTED.replace('-', '')}/{UNLISTED}-index.htm")
    before, after = (set(story[name].versions["GOOGL"]) for name in ("whole", "forgotten"))
    assert before < after
    new = sorted(after - before, key=str)
    assert len(new) == 2
    assert [UNLISTED in row for row in new].count(True) == 1


def test_a_company_that_left_the_registry_keeps_its_raw_data(story: dict[str, Told]) -> None:
    left, back = story["left"], story["back"]
    assert f"not in the registry: {LEFT}: the raw data is kept and not read" in left.run.output
    assert "✓ publish" in left.run.output
    assert left.versions[LEFT] == []
    assert "not in the registry" not in back.run.output
    assert back.versions == story["forgotten"].versions


@pytest.mark.shared
@pytest.mark.skipif(not AGED.is_dir(), reason="the shared documents are not here")
def test_real_bodies_of_a_year_ago_publish_beside_newer_statements(
    runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    shutil.copytree(RECORDED, tmp_path / "recorded")
    installation = Installation(tmp_path / "data")
    runs = runs_on(installation, recorded_dir=tmp_path / "recorded")
    recording = runs.ledger("record", str(AGED))
    assert all(f"sec_company_facts {name} " in recording.output for name in AGED_COMPANIES)
    assert runs.ledger("run").status == 0
    filed = installation.rows(
        "select distinct company_id from fct_supplier_revenue where source = 'sec_company_facts'"
    )
    assert set(AGED_COMPANIES) <= {company_id for (company_id,) in filed}
    # Figures stand on filings that neither the facts nor the submissions know.
    cited = installation.rows(
        "select distinct company_id from fct_supplier_revenue where accession in "
        "(select accession from dim_filings where source = 'company_statements')"
    )
    assert {"COHR", "CRDO", "VIAV"} <= {company_id for (company_id,) in cited}
