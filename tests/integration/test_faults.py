"""A run that is starved of disk, fails a check or is doubled: the published files stay."""

from __future__ import annotations

import csv
import ctypes
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.support.running import (
    META,
    RECORDED,
    Runs,
    published_content,
    recorded_earlier,
    runs_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.installation import Installation, RecordedRun

FIRST_10Q_OF_2024 = "0001326801-24-000049"

CAP_DAC_OVERRIDE = 1
PR_CAPBSET_DROP = 24


@pytest.fixture(scope="module")
def starved(
    recorded: RecordedRun, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Runs, dict[str, str]]]:
    """An installation, runs on it, and the setting that makes their input differ."""
    folder = tmp_path_factory.mktemp("starved")
    installation = recorded.copy(folder / "data")
    earlier = recorded_earlier(folder / "earlier")
    with runs_on(installation) as runs:
        yield installation, runs, {"LEDGER_RECORDED_DIR": str(earlier)}


def is_sentence(text: str) -> bool:
    return 20 < len(text) < 600 and "\n" not in text and "Traceback" not in text


@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 0.1, 0.7])
def test_a_full_disk_is_a_sentence_and_loses_nothing(
    starved: tuple[Installation, Runs, dict[str, str]], share: float
) -> None:
    """No file may grow beyond a share of the published one: so a full disk answers, too."""
    installation, runs, environment = starved
    before = published_content(installation)
    file_size = int(share * installation.settings.published_path.stat().st_size)
    run = runs.run(file_size=file_size, environment=environment)
    assert run.status == 1
    sentences = run.outcome.get("failures") or [run.outcome.get("sentence", "")]
    assert all(is_sentence(sentence) for sentence in sentences), sentences
    assert re.search(r"free space|the disk has room", " ".join(sentences)), sentences
    assert published_content(installation) == before


@pytest.mark.slow
def test_after_a_full_disk_the_next_run_completes(
    starved: tuple[Installation, Runs, dict[str, str]],
) -> None:
    installation, runs, environment = starved
    run = runs.start(environment=environment)
    while not run.steps:
        assert run.advance()
    # Meanwhile another one is told to wait.
    other = installation.ledger("run")
    assert other.status == 1
    assert is_sentence(other.errors.strip())
    assert "another run is writing" in other.errors
    run.finish()
    assert (run.status, run.outcome["failures"]) == (0, [])
    [(newest,)] = installation.rows(
        "select max(period_end)::varchar from fct_capex where ticker = 'META'"
    )
    # This input ends with 2025; what a source once said stays.
    assert newest == "2026-06-30"


def with_wrong_acceptance(folder: Path) -> Path:
    """A copy of the recorded data in which a filing is accepted a year before it was filed."""
    shutil.copytree(RECORDED, folder)
    path = folder / "sec_filings" / f"CIK{META:010d}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    [filing] = [row for row in rows if row["accession"] == FIRST_10Q_OF_2024]
    filing["accepted_at"] = "2023" + filing["accepted_at"].removeprefix("2024")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(filing), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.slow
def test_a_check_that_fails_on_one_companys_figures_withholds_those_and_no_others(
    recorded: RecordedRun, tmp_path: Path
) -> None:
    installation = recorded.copy(tmp_path / "data")
    wrong = with_wrong_acceptance(tmp_path / "wrong")
    others = "select * from fct_capex where ticker <> 'META' order by all"
    first_quarter = (
        "select value_usd from fct_capex_versions where ticker = 'META' and basis = 'cash' "
        "and fiscal_year = 2023 and fiscal_quarter = 1 order by version"
    )
    before, [first, *_] = installation.rows(others), installation.rows(first_quarter)
    with runs_on(installation) as runs:
        withheld = runs.ledger("run", recorded_dir=wrong)
        assert withheld.status == 1
        assert withheld.errors == ""
        assert "withheld: META: 6 figures withheld, since raw.sec_filings" in withheld.output
        assert FIRST_10Q_OF_2024 in withheld.output
        assert "not published" not in withheld.output
        assert installation.rows(others) == before
        # What stood before that filing stands again, and a refusal says why.
        assert installation.rows(first_quarter) == [first]
        [(key, reason)] = installation.rows(
            "select key, reason from fct_refusals where rule = 'check_failed'"
        )
        assert key == f"META {FIRST_10Q_OF_2024}"
        assert "accepted_near_filing_date" in reason
        assert installation.rows(
            "select table_name, check_name, scope from quality_results "
            "where not passed and severity = 'error'"
        ) == [("raw.sec_filings", "accepted_near_filing_date", "company")]
        # An unchanged run says so again.
        again = runs.ledger("run", recorded_dir=wrong)
        assert again.status == 1
        assert "withheld: META: 6 figures withheld" in again.output
        corrected = runs.ledger("run")
    assert corrected.status == 0, corrected.output
    assert len(installation.rows(first_quarter)) == 2
    assert installation.rows("from fct_refusals where rule = 'check_failed'") == []


@pytest.mark.slow
def test_a_failure_of_structure_blocks_publishing(recorded: RecordedRun, tmp_path: Path) -> None:
    """A currency quoted the wrong way round, from a new month on, is no company's slip."""
    installation = recorded.copy(tmp_path / "data")
    wrong = tmp_path / "wrong"
    shutil.copytree(RECORDED, wrong)
    path = wrong / "fx_rates" / "fed_h10.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    newest = dt.date.fromisoformat(rows[-1]["month"])
    after = (newest + dt.timedelta(days=32)).replace(day=1)
    rows.append(rows[-1] | {"month": f"{after}", "TWD": "0.03"})
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    published = installation.settings.published_path.read_bytes()
    parquet = installation.parquet()
    with runs_on(installation) as runs:
        failed = runs.ledger("run", recorded_dir=wrong)
    assert failed.status == 1
    assert failed.errors == ""
    assert "raw.fx_rates rates_are_quoted_the_right_way" in failed.output
    assert "not published; the last good marts stay in" in failed.output
    assert installation.settings.published_path.read_bytes() == published
    assert installation.parquet() == parquet
    # Nothing that hangs on the failed check was done.
    assert "✗ check raw" in failed.output
    assert "normalize" not in failed.output.split("failed:")[0]


def test_another_run_is_waited_for_by_a_person(recorded: RecordedRun, tmp_path: Path) -> None:
    installation = recorded.copy(tmp_path / "data")
    with FileLock(installation.data_dir / ".run.lock"):
        finished = installation.ledger("run", "--force")
    assert finished.status == 1
    assert finished.output == ""
    assert is_sentence(finished.errors.strip())
    assert "another run is writing" in finished.errors


def _obey_permissions() -> None:
    """In the child: the superuser's right to write anywhere is given up."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the right to write anywhere cannot be given up")


@pytest.mark.parametrize("arguments", [[], ["--force"]], ids=["unchanged", "forced"])
def test_a_read_only_data_directory_is_a_sentence(
    recorded: RecordedRun, tmp_path: Path, arguments: list[str]
) -> None:
    installation = recorded.copy(tmp_path / "data")
    before = installation.files()
    folders = [installation.data_dir, *installation.data_dir.rglob("*")]
    modes = {path: path.stat().st_mode for path in folders if not path.is_symlink()}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "run", *arguments],
            env=installation.environment(),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_obey_permissions if os.geteuid() == 0 else None,
        )
    except subprocess.SubprocessError:
        pytest.skip("the superuser of this machine may write anywhere")
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert ended.returncode == 1
    assert is_sentence(ended.stderr.strip()), ended.stderr
    assert "cannot be written" in ended.stderr
    assert "writable" in ended.stderr
    assert installation.files() == before
