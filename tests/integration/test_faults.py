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

from tests.support.running import RECORDED, published_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import Installation, RecordedRun, SmallRun
    from tests.support.running import Runs

CAP_DAC_OVERRIDE = 1
PR_CAPBSET_DROP = 24


@pytest.fixture(scope="module")
def starved(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Installation, Runs]:
    """An installation, and runs on it whose input has more than it has published."""
    installation = small.copy(tmp_path_factory.mktemp("starved") / "data")
    return installation, runs_on(installation, registry_dir=small.registry_dir)


def is_sentence(text: str) -> bool:
    return 20 < len(text) < 600 and "\n" not in text and "Traceback" not in text


@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 0.7])
def test_a_full_disk_is_a_sentence_and_loses_nothing(
    starved: tuple[Installation, Runs], share: float
) -> None:
    """No file may grow beyond a share of the published one: so a full disk answers, too."""
    installation, runs = starved
    before = published_content(installation)
    file_size = int(share * installation.settings.published_path.stat().st_size)
    run = runs.run(file_size)
    assert run.status == 1
    sentences = run.outcome.get("failures") or [run.outcome.get("sentence", "")]
    assert all(is_sentence(sentence) for sentence in sentences), sentences
    assert re.search(r"free space|the disk has room", " ".join(sentences)), sentences
    assert published_content(installation) == before


@pytest.mark.slow
def test_after_a_full_disk_the_next_run_completes(
    starved: tuple[Installation, Runs],
) -> None:
    installation, runs = starved
    quarters_of_meta = (
        "select max(period_end)::varchar from fct_capex where ticker = 'META' and basis = 'cash'"
    )
    assert installation.rows(quarters_of_meta) == [("2025-12-31",)]
    run = runs.start()
    while not run.steps:
        assert run.advance()
    # Meanwhile another one is told to wait.
    other = installation.ledger("run")
    assert other.status == 1
    assert is_sentence(other.errors.strip())
    assert "another run is writing" in other.errors
    run.finish()
    assert (run.status, run.outcome["failures"]) == (0, [])
    assert installation.rows(quarters_of_meta) == [("2026-06-30",)]


@pytest.mark.slow
def test_a_failure_of_structure_blocks_publishing(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    """A currency quoted the wrong way round, from a new month on, is not a company's slip."""
    installation = small.copy(tmp_path / "data")
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
    runs = runs_on(installation, registry_dir=small.registry_dir, recorded_dir=wrong)
    failed = runs.ledger("run")
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
