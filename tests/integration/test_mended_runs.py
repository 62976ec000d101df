"""Whatever file is broken, and whatever was published in part: the next plain run restores it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.running import RECORDED, published_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import SmallRun
    from tests.support.running import Runs

# One of each kind; of the archive, a body that the recorded data has.
BROKEN = (
    "ledger.duckdb",
    "parquet/fct_capex.parquet",
    "warehouse.duckdb",
    "raw/sec_filings/META.parquet",
    "normalized/versions/versions.parquet",
    "quality/results/*.parquet",
    "quality/validations/marts.fct_capex.json",
    "changes/fct_changes.parquet",
    "dbt/manifest.json",
    "dbt/partial_parse.msgpack",
    "dagster/history/runs.db",
    "dagster/history/runs/index.db",
    "dagster/dagster.yaml",
    "archive/index.sqlite",
    "archive/objects/*/*.zst",
)


def cut_off(path: Path) -> None:
    path = path.resolve()
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.slow
def test_every_broken_file_is_mended_by_running_again(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    installation = small.copy(tmp_path / "data")
    settings = {"registry_dir": small.registry_dir, "recorded_dir": small.recorded_dir}
    runs = runs_on(installation, **settings)
    good = published_content(installation)
    broken = [sorted(installation.data_dir.glob(pattern))[0] for pattern in BROKEN]
    for path in broken:
        cut_off(path)
    told = runs.ledger("doctor")
    assert told.status == 1
    # A process of its own: dbt's parser, which works in threads, parses in no forked one.
    mended = installation.ledger("run", "--quiet", **settings)
    assert mended.status == 0, mended.output + mended.errors
    assert mended.errors == ""
    sentences = [line for line in mended.output.splitlines() if line.startswith("mended: ")]
    # dbt writes one of them without a word, and half of Dagster's configuration is a valid one
    # that is completed; what a broken database would tell of the Parquet files is not known before
    # the run, which writes them all the same.
    silent = {"dbt/partial_parse.msgpack", "dagster/dagster.yaml", "parquet/fct_capex.parquet"}
    assert len(sentences) == len(set(BROKEN) - silent), sentences
    assert published_content(installation) == good
    assert runs.ledger("doctor").status == 0
    again = runs.ledger("run", "--quiet")
    assert "nothing changed" in again.output
    assert "mended" not in again.output


@pytest.mark.slow
def test_input_that_was_changed_and_taken_back_is_not_called_unchanged(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    """Neither a run of one company nor one that publishes nothing leaves a wrong result behind."""
    installation = small.copy(tmp_path / "data")
    runs = runs_on(installation, registry_dir=small.registry_dir, recorded_dir=small.recorded_dir)
    before = published_content(installation)
    assert "nothing changed" in runs.ledger("run", "--quiet").output
    # One company's run publishes other input, which is then taken back.
    one = runs.ledger("run", "--quiet", "--company", "META", recorded_dir=RECORDED)
    assert one.status == 0, one.output
    with_newest = published_content(installation)
    assert with_newest != before
    after = runs.ledger("run", "--quiet")
    assert after.status == 0, after.output
    assert "nothing changed" not in after.output
    # What a source once said stays, though this input lacks it.
    assert published_content(installation) == with_newest
    # So where a run only fetches, and publishes nothing.
    fetched = runs.ledger("run", "--select", "group:raw", recorded_dir=RECORDED)
    assert "fetch sec filings" in fetched.output
    assert "publish\n" not in fetched.output
    after = runs.ledger("run", "--quiet")
    assert "nothing changed" not in after.output
    # What was fetched of Microsoft's is published, too.
    assert published_content(installation) != with_newest
    assert "nothing changed" in runs.ledger("run", "--quiet").output
