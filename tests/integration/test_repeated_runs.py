"""Running again: the same input gives the same bytes, and unchanged input costs nothing."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.settings import PACKAGE_DIR
from pipelines.sources.discovery import sources
from tests.support.installation import Installation
from tests.support.running import published_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import RecordedRun
    from tests.support.running import Runs


def test_the_terminal_shows_the_steps_the_capex_and_the_summary_and_nothing_else(
    recorded: RecordedRun,
) -> None:
    run = recorded.finished
    assert run.errors == ""
    lines = run.output.splitlines()
    steps = [line for line in lines if re.match(r"^ +\d+\.\d s  [✓✗] ", line)]
    assert steps == lines[: len(steps)]
    told = [line.split("✓ ")[1] for line in steps]
    assert len(set(told)) == len(told), "a step is told once"
    for stage in (
        "fetch sec company facts", "fetch sec documents", "check raw", "normalize", "build marts",
    ):  # fmt: skip
        assert stage in told, stage
    assert told[-1] == "publish"
    assert not re.search(r"dagster|DEBUG|RUN_START|Warning", run.output)
    for expected in (
        "Capital expenditure, cash, USD million, by calendar quarter",
        "newest full quarter: ",
        "missing from ",
        "new rows: ",
        "restated figures on record: ",
        "refused: ",
        "checks: ",
        f"published: {recorded.settings.published_path} and {recorded.settings.parquet_dir}",
    ):
        assert expected in run.output, expected
    assert re.fullmatch(r"took \d+\.\d s", lines[-1])


def test_the_run_is_in_dagsters_history_with_the_rows_of_each_table(
    recorded: RecordedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(recorded.settings.dagster_dir))
    with dg.DagsterInstance.get() as instance:
        [run] = instance.get_runs()
        assert run.status is dg.DagsterRunStatus.SUCCESS
        for name, partitions, counted in (
            # What one company has is not the table's.
            ("raw/sec_company_facts", ["NVDA"], "partition_row_count"),
            ("normalized/versions", None, "row_count"),
            ("marts/fct_capex", None, "row_count"),
        ):
            table = dg.AssetRecordsFilter(dg.AssetKey(name.split("/")), partitions)
            [record] = instance.fetch_materializations(table, limit=1).records
            assert record.asset_materialization is not None
            metadata = record.asset_materialization.metadata
            assert [key for key in metadata if "row_count" in key] == [f"dagster/{counted}"]
            rows = metadata[f"dagster/{counted}"].value
            assert isinstance(rows, int)
            assert rows > 100, name
        [(count,)] = recorded.rows("select count(*) from fct_capex")
        assert rows == count
        schema = metadata["dagster/column_schema"].value
        assert isinstance(schema, dg.TableSchema)
    columns = schema.columns
    described = {column.name: column.description for column in columns}
    assert described["value_usd"]
    assert all(described.values())


def test_dagster_shows_as_made_the_companies_that_have_rows_and_no_others(
    recorded: RecordedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dagster as dg

    from pipelines.defs.lib.companies import companies_partitions

    companies = companies_partitions.get_partition_keys()
    monkeypatch.setenv("DAGSTER_HOME", str(recorded.settings.dagster_dir))
    with dg.DagsterInstance.get() as instance:
        for name in [each.table.name for each in sources() if each.table.partitioned]:
            table = dg.AssetKey(["raw", name])
            shown = instance.get_status_by_partition(table, companies, companies_partitions)
            assert shown is not None
            with_rows = {
                path.stem
                for path in (recorded.settings.raw_dir / name).glob("*.parquet")
                if pl.scan_parquet(path).select(pl.len()).collect().item()
            }
            assert {each for each, status in shown.items() if status is not None} == with_rows
            assert 0 < len(with_rows) < len(companies), name


def test_an_unchanged_second_run_writes_nothing_that_is_read(
    recorded: RecordedRun, tmp_path: Path
) -> None:
    installation = recorded.copy(tmp_path / "data")
    before = installation.files()
    again = installation.ledger("run")
    assert again.status == recorded.finished.status == 0
    assert again.errors == ""
    assert "nothing changed since run" in again.output
    assert "✓" not in again.output
    assert installation.files() == before
    assert len(again.output.splitlines()) == 2, "what the run before said is not repeated"


@pytest.mark.slow
def test_the_same_input_in_another_place_gives_the_same_bytes(
    recorded: RecordedRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    shutil.copytree(PACKAGE_DIR / "recorded", tmp_path / "recorded")
    # What Dagster's and DuckDB's paths, globs, templates and SQL would take for syntax.
    other = Installation(tmp_path / 'another?place 50% #1 [x] {{ y }} d\'été "z" *')
    runs = runs_on(other, recorded_dir=tmp_path / "recorded")
    first = runs.ledger("run", "--quiet")
    assert first.status == 0, first.output
    assert other.parquet() == recorded.parquet()
    assert published_content(other) == published_content(recorded)
    # One company again, and only its sources.
    written = {p: p.stat().st_mtime_ns for p in other.settings.raw_dir.rglob("*.parquet")}
    one = runs.ledger("run", "--company", "meta")
    assert one.status == 0, one.output
    assert one.output.count("fetch sec company facts") == 1
    assert other.parquet() == recorded.parquet()
    assert written == {p: p.stat().st_mtime_ns for p in written}
    # What one company's run published is nobody's whole request.
    assert other.rows("select request from publication") == [(None,)]
    # A stage by itself, on what lies there.
    marts = runs.ledger("run", "--select", "group:marts")
    assert marts.status == 0, marts.output
    assert "build marts" in marts.output
    assert "normalize" not in marts.output
    assert "publish\n" not in marts.output


def test_what_is_published_tells_its_input_and_its_time(recorded: RecordedRun) -> None:
    [(fingerprint, rulings, code, request, run_id, generation, published_at)] = recorded.rows(
        "select * from publication"
    )
    digests = (fingerprint, rulings, code, request)
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in digests)
    assert recorded.rows("select distinct run_id from quality_results") == [(run_id,)]
    assert recorded.settings.parquet_dir.resolve().parent.name == generation
    assert published_at is not None


def test_the_results_of_every_check_are_published(recorded: RecordedRun) -> None:
    from expectations import severities

    made = {(*key, severity) for key, severity in severities().items()}
    published = recorded.rows(
        "select table_name, check_name, severity, passed from quality_results"
    )
    # The checks of the results themselves are made after these were gathered.
    about_results = {claim for claim in made if claim[0] == "marts.quality_results"}
    assert {row[:3] for row in published} >= made - about_results
    assert all(passed for *_, severity, passed in published if severity == "error")
    kept = pl.concat(
        pl.read_parquet(path)
        for path in (recorded.settings.quality_dir / "results").glob("*.parquet")
    )
    assert kept.height >= len(published)
    assert (recorded.settings.quality_dir / "site" / "index.html").is_file()
