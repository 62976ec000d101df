"""Whatever file is broken, and whatever was published in part: the next plain run restores it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.installation import Installation
from tests.support.running import RECORDED, published_content, recorded_earlier, runs_on
from tests.support.sec_server import sec_server, small_registry

if TYPE_CHECKING:
    from pathlib import Path

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
def test_every_broken_file_is_mended_by_running_again(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    registry = small_registry(tmp_path / "registry")
    with runs_on(installation, registry_dir=registry) as runs:
        assert runs.ledger("run", "--quiet").status == 0
        good = published_content(installation)
        broken = [sorted(installation.data_dir.glob(pattern))[0] for pattern in BROKEN]
        for path in broken:
            cut_off(path)
        told = runs.ledger("doctor")
        assert told.status == 1
        # A process of its own: dbt's parser, which works in threads, parses in no forked one.
        mended = installation.ledger("run", "--quiet", registry_dir=registry)
        assert mended.status == 0, mended.output + mended.errors
        assert mended.errors == ""
        sentences = [line for line in mended.output.splitlines() if line.startswith("mended: ")]
        # dbt writes one of them without a word, and what a broken database would tell of the
        # Parquet files is not known before the run, which writes them all the same.
        silent = {"dbt/partial_parse.msgpack", "parquet/fct_capex.parquet"}
        assert len(sentences) == len(set(BROKEN) - silent), sentences
        assert published_content(installation) == good
        assert runs.ledger("doctor").status == 0
        again = runs.ledger("run", "--quiet")
        assert "nothing changed" in again.output
        assert "mended" not in again.output


@pytest.mark.slow
def test_input_that_was_changed_and_taken_back_is_not_called_unchanged(tmp_path: Path) -> None:
    """Neither a run of one company nor one that publishes nothing leaves a wrong claim behind."""
    installation = Installation(tmp_path / "data")
    earlier = recorded_earlier(tmp_path / "earlier")
    recorded = tmp_path / "recorded"

    def put(source: Path) -> None:
        shutil.rmtree(recorded, ignore_errors=True)
        shutil.copytree(source, recorded)

    put(earlier)
    registry = small_registry(tmp_path / "registry")
    with runs_on(installation, registry_dir=registry, recorded_dir=recorded) as runs:
        assert runs.ledger("run", "--quiet").status == 0
        before = published_content(installation)
        # One company's run publishes other input, which is then taken back.
        put(RECORDED)
        assert runs.ledger("run", "--quiet", "--company", "META").status == 0
        with_newest = published_content(installation)
        assert with_newest != before
        put(earlier)
        after = runs.ledger("run", "--quiet")
        assert after.status == 0, after.output
        assert "nothing changed" not in after.output
        # What a source once said stays, though this input lacks it.
        assert published_content(installation) == with_newest
        # So where a run only fetches, and publishes nothing.
        put(RECORDED)
        assert "publish\n" not in runs.ledger("run", "--select", "group:raw").output
        put(earlier)
        after = runs.ledger("run", "--quiet")
        assert "nothing changed" not in after.output
        assert published_content(installation) == with_newest
        assert "nothing changed" in runs.ledger("run", "--quiet").output


@pytest.mark.slow
def test_an_unchanged_live_run_ends_after_the_requests(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with (
        sec_server() as server,
        runs_on(
            installation,
            registry_dir=small_registry(tmp_path / "registry"),
            user_agent="Ada Lovelace ada@example.org",
            **server.addresses,
        ) as runs,
    ):
        first = runs.ledger("run", "--live")
        assert first.status == 0, first.output + first.errors
        made = ("normalized", "warehouse.duckdb", "ledger.duckdb", ".published", "quality", "raw")
        before = {n: at for n, at in installation.files().items() if n.startswith(made)}
        server.served.clear()
        again = runs.ledger("run", "--live")
        assert again.status == 0, again.output + again.errors
        # What an earlier CIK never had, it still has not.
        assert {status for _, status, _ in server.served} <= {304, 404}
        assert any(status == 304 for _, status, _ in server.served)
        steps = [line.split("✓ ")[1] for line in again.output.splitlines() if "✓" in line]
        assert steps
        assert all(step.startswith(("fetch", "gather quarantine")) for step in steps), steps
        assert "nothing changed since run" in again.output
        assert {n: at for n, at in installation.files().items() if n.startswith(made)} == before
        # What has changed is normalised, built, checked and published.
        server.change("META", lambda body: body["facts"]["us-gaap"].popitem())
        changed = runs.ledger("run", "--live")
        assert "publish" in changed.output, changed.output
        assert "check raw" in changed.output
