"""Checks on the tables of an installation, and what they allow to be published."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from expectations import read_results
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.quality import checking as quality
from pipelines.quality.checking import ChecksFailed, check_stage, newest_results, require_passed
from pipelines.settings import Settings
from pipelines.storage import tables
from tests.support.ahead import working_at_once
from tests.support.quarantined import quarantine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.installation import RecordedRun

NOON = dt.datetime(2026, 9, 1, 12)


def results(*rows: dict[str, Any]) -> pl.DataFrame:
    """Results of checks; by default one that a suite makes, passed, of severity error."""
    default = {
        "run_id": "first",
        "stage": "raw",
        "table_name": "raw.sec_filings",
        "check_name": "form_is_given",
        "severity": "error",
        "scope": "structure",
        "is_acknowledged": False,
        "passed": True,
        "observed": "0 of 10",
        "expected": "every filing names its form",
        "ran_at": NOON,
    }
    return QUALITY_RESULTS.conform(
        pl.DataFrame([{**default, **row} for row in rows], schema=QUALITY_RESULTS.polars_schema)
    )


def test_results_that_passed_let_the_marts_be_published() -> None:
    require_passed(results({}, {"check_name": "accession_is_well_formed"}))
    require_passed(results())


def test_an_error_of_company_scope_blocks_until_what_fails_it_is_withheld() -> None:
    failed = results({"scope": "company", "passed": False, "observed": "1 of 10: a"})
    require_passed(failed)
    in_doubt = pl.DataFrame({"table_name": ["raw.sec_filings"], "check_name": ["form_is_given"]})
    with pytest.raises(ChecksFailed, match=r"form_is_given \(1 of 10: a\)"):
        require_passed(failed, in_doubt)
    require_passed(failed, in_doubt.clear())


def test_each_failed_claim_of_severity_error_is_named_with_what_was_found() -> None:
    failed = results(
        {"passed": False, "observed": "2 of 10: a, b"},
        {"check_name": "accession_is_well_formed", "passed": False, "observed": "1 of 10: c"},
        {"table_name": "raw.sec_company_facts", "check_name": "cik_is_registered"},
    )
    with pytest.raises(ChecksFailed) as caught:
        require_passed(failed)
    sentence = str(caught.value)
    assert "raw.sec_filings: form_is_given (2 of 10: a, b)" in sentence
    assert "raw.sec_filings: accession_is_well_formed (1 of 10: c)" in sentence
    assert "cik_is_registered" not in sentence
    assert "\n" not in sentence


def test_a_warning_does_not_block() -> None:
    require_passed(
        results(
            {
                "table_name": "raw.quarantine",
                "check_name": "nothing_is_quarantined",
                "severity": "warning",
                "passed": False,
            }
        )
    )


def test_only_the_newest_result_of_a_claim_counts() -> None:
    failed = {"run_id": "first", "passed": False}
    mended = {"run_id": "second", "ran_at": NOON + dt.timedelta(hours=1)}
    require_passed(results(failed, mended))
    later = {**failed, "run_id": "third", "ran_at": NOON + dt.timedelta(hours=2)}
    with pytest.raises(ChecksFailed, match="form_is_given"):
        require_passed(results(failed, mended, later))
    newest = newest_results(results(failed, mended, later))
    assert newest["run_id"].to_list() == ["third"]


def test_a_check_that_the_newest_run_no_longer_made_has_no_say() -> None:
    gone = {"check_name": "of_earlier_days", "passed": False}
    later = {"run_id": "second", "ran_at": NOON + dt.timedelta(hours=1)}
    require_passed(results(gone, later))
    # A run that did not check the table says nothing of it.
    with pytest.raises(ChecksFailed, match="of_earlier_days"):
        require_passed(results(gone, {**later, "table_name": "raw.sec_company_facts"}))
    # A table that no suite checks any more has no later run.
    require_passed(results({**gone, "table_name": "intermediate.int_filings__identified"}))
    # Of dbt's tests a build of the stage makes all.
    test = {**gone, "check_name": "dbt test of_earlier_days", "table_name": "marts.fct_capex"}
    with pytest.raises(ChecksFailed, match="of_earlier_days"):
        require_passed(results(test, {**later, "table_name": "marts.fct_capex"}))
    require_passed(
        results(test, {**later, "check_name": "dbt test other", "table_name": "marts.lineage"})
    )


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    """One filing without a form, and one item in quarantine."""
    settings = Settings(data_dir=tmp_path / "data")
    filing = {
        "company_id": "META",
        "cik": 1326801,
        "accession": "0001326801-24-000049",
        "form": " ",
        "filed_date": dt.date(2024, 4, 25),
        "report_date": dt.date(2024, 3, 31),
        "accepted_at": dt.datetime(2024, 4, 25, 0, 14, 19),
        "primary_document": None,
        "is_inline_xbrl": True,
    }
    frame = pl.DataFrame([filing], schema=RAW_SEC_FILINGS.polars_schema).with_columns(
        is_in_newest_body=pl.lit(value=True)
    )
    tables.write(RAW_SEC_FILINGS, frame, settings, "META")
    quarantine(settings, source="sec_filings")
    return settings


@pytest.mark.engine
def test_a_stage_is_checked_on_the_tables_as_they_lie_there_and_its_results_are_kept(
    installation: Settings,
) -> None:
    names = ["raw.sec_filings", "raw.quarantine"]
    found = check_stage("raw", names, installation, "the-run", NOON.replace(tzinfo=dt.UTC))
    assert set(found["table_name"]) == set(names)
    assert set(found["run_id"]) == {"the-run"}
    failed = {
        (row["check_name"], row["severity"]): row["observed"]
        for row in found.filter(~pl.col("passed")).iter_rows(named=True)
    }
    assert set(failed) == {("form_is_given", "error"), ("nothing_is_quarantined", "warning")}
    assert "0001326801-24-000049" in failed["form_is_given", "error"]
    kept = read_results(installation.quality_dir)
    assert kept.sort("check_name").equals(found.select(kept.columns).sort("check_name"))
    # It is a failure on one company's figures: they are in doubt, and block until withheld.
    in_doubt = quality.doubtful(installation)
    assert in_doubt.select("company_id", "metric_id", "source_reference", "check_name").rows() == [
        ("META", None, "0001326801-24-000049", "form_is_given")
    ]
    require_passed(kept, in_doubt.clear())
    with pytest.raises(ChecksFailed, match="form_is_given"):
        require_passed(kept, in_doubt)


@pytest.mark.engine
def test_a_stage_that_is_checked_already_is_not_checked_again(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "stage_tables", lambda _: ["raw.sec_filings"])
    at = NOON.replace(tzinfo=dt.UTC)
    with working_at_once():
        quality.begin_checks("raw", installation, "the-run")
        kept = read_results(installation.quality_dir)
        assert set(kept["table_name"]) == {"raw.sec_filings"}
        found = check_stage("raw", ["raw.sec_filings"], installation, "the-run", at)
        assert found["ran_at"].unique().to_list() != [NOON]
        assert read_results(installation.quality_dir).equals(kept)
        # Once: after figures were withheld the same tables are checked anew.
        found = check_stage("raw", ["raw.sec_filings"], installation, "the-run", at)
        assert found["ran_at"].unique().to_list() == [NOON]


@pytest.mark.engine
def test_another_run_or_other_tables_take_up_nothing(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "stage_tables", lambda _: ["raw.sec_filings"])
    at = NOON.replace(tzinfo=dt.UTC)
    for names, run_id in ((["raw.sec_filings"], "another"), (["raw.quarantine"], "the-run")):
        with working_at_once():
            quality.begin_checks("raw", installation, "the-run")
            found = check_stage("raw", names, installation, run_id, at)
        assert found.select("run_id", "ran_at").unique().rows() == [(run_id, NOON)]


@pytest.mark.engine
def test_a_failure_of_structure_shows_its_docs_at_once(installation: Settings) -> None:
    """Nothing will be published, so the docs are for whoever looks into it."""
    frame = tables.read(RAW_SEC_FILINGS, installation)
    tables.write(RAW_SEC_FILINGS, pl.concat([frame, frame]), installation, "META")
    check_stage("raw", ["raw.sec_filings"], installation, "run", NOON.replace(tzinfo=dt.UTC))
    assert (installation.quality_dir / "site" / "index.html").is_file()
    with pytest.raises(ChecksFailed, match="filings_are_unique"):
        require_passed(read_results(installation.quality_dir), quality.doubtful(installation))


def test_what_failed_on_a_companys_figures_stays_on_record_once_they_are_withheld() -> None:
    failed = {"passed": False, "scope": "company", "observed": "1 of 2: a"}
    earlier = results(
        failed,
        {"check_name": "accession_is_well_formed", "passed": False},
        {**failed, "check_name": "accepted_in_the_past"},
    )
    again = results(
        {"scope": "company", "observed": "1 checked"},
        {"check_name": "accession_is_well_formed"},
        {**failed, "check_name": "accepted_in_the_past", "observed": "1 of 9: b"},
    )
    both = quality.with_earlier_failures(again, earlier)
    assert dict(both.select("check_name", "observed").iter_rows()) == {
        # It holds now, and is known to have failed; of structure, only what holds counts.
        "form_is_given": "1 of 2: a",
        "accession_is_well_formed": "0 of 10",
        "accepted_in_the_past": "1 of 9: b",
    }


def test_tables_come_from_wherever_they_lie(recorded: RecordedRun) -> None:
    with quality.open_tables(recorded.settings) as load:
        [(published,)] = recorded.rows("select count(*) from fct_capex")
        assert load("marts.fct_capex").height == published
        assert load("intermediate.int_filings__identified").height > 500
        assert load("raw.sec_filings").height > 500
        assert load("normalized.versions").height > 1000
        assert set(load(QUALITY_RESULTS.full_name).columns) == set(QUALITY_RESULTS.polars_schema)
