"""Connections, source views and the published file's swap, on invented tables."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import polars as pl
import pyarrow.parquet
import pytest

from pipelines import contracts
from pipelines.contracts.analysis import FORECASTS
from pipelines.contracts.normalized import VERSIONS
from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.dbt import source_views
from pipelines.publish import building, publishing
from pipelines.settings import Settings
from pipelines.storage import connections


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "it's {data}")


def fill(settings: Settings, generation: int) -> None:
    """Two marts that carry the generation, with the manifest that tells of them."""
    settings.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("create schema if not exists marts")
        for name in ("fct_one", "fct_two"):
            connection.execute(
                f"create or replace table marts.{name} as "
                f"select range as id, {generation}::integer as generation, "
                "1.10::decimal(18, 2) as value_usd from range(500, 0, -1)"
            )
            connection.execute(f"alter table marts.{name} alter column id set not null")
        connection.execute("create or replace table marts.fct_one__dbt_backup as select 1 as id")
        connection.execute(
            "create or replace macro marts.one_as_of(ts) as table "
            "select * from marts.fct_one where generation <= ts"
        )
    nodes = {
        f"model.compute_ledger.{name}": {
            "resource_type": "model",
            "alias": name,
            "schema": "marts",
            "description": "One row per 'id'.",
            "config": {"meta": {"key": ["id"]}},
            "columns": {"id": {"description": "It is\nnumbered."}},
        }
        for name in ("fct_one", "fct_two")
    }
    path = settings.dbt_target_dir / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")


def test_sources_without_files_are_views_without_rows(settings: Settings) -> None:
    source_views.prepare_sources(settings)
    names = [f"{t.schema}.{t.name}" for t in contracts.TABLES if t.schema != "marts"]
    assert connections.row_counts(settings, names) == dict.fromkeys(names, 0)
    declared = [(c.name, c.type.duckdb) for c in VERSIONS.columns]
    columns = connections.table_columns(settings, ["normalized.versions"])
    assert columns == {"normalized.versions": declared}


def test_sources_show_every_partition(settings: Settings) -> None:
    directory = RAW_QUARANTINE.directory(settings)
    directory.mkdir(parents=True)
    for company_id in ("AMD", "NVDA", "LEFT"):
        row = {
            "source": "sec_company_facts",
            "company_id": company_id,
            "item": "document",
            "reason": "It is truncated.",
            "sha256": None,
            "accession": None,
            "is_whole_document": True,
        }
        frame = pl.DataFrame([row], schema=RAW_QUARANTINE.polars_schema)
        frame.write_parquet(directory / f"{company_id}.parquet")
    source_views.prepare_sources(settings)
    frame = connections.frame(settings, "raw.quarantine", columns=["company_id"])
    # The registry does not name the third.
    assert sorted(frame["company_id"]) == ["AMD", "NVDA"]


def test_a_parquet_file_of_another_shape_is_named(settings: Settings) -> None:
    directory = VERSIONS.directory(settings)
    directory.mkdir(parents=True)
    pl.DataFrame({"company_id": ["ALFA"]}).write_parquet(directory / "versions.parquet")
    with pytest.raises(connections.WarehouseError, match=r"normalized\.versions as declared"):
        source_views.prepare_sources(settings)


def test_what_the_run_has_yet_to_write_is_not_read_as_an_earlier_version_wrote_it(
    settings: Settings,
) -> None:
    directory = FORECASTS.directory(settings)
    directory.mkdir(parents=True)
    pl.DataFrame({"series_id": ["capex:ALFA"]}).write_parquet(directory / "forecasts.parquet")
    source_views.prepare_sources(settings, ("analysis",))
    assert connections.row_counts(settings, ["analysis.forecasts"]) == {"analysis.forecasts": 0}
    with pytest.raises(connections.WarehouseError, match=r"analysis\.forecasts as declared"):
        source_views.prepare_sources(settings)


def test_a_damaged_warehouse_is_started_anew(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    settings.warehouse_path.write_bytes(b"no database" * 1000)
    source_views.prepare_sources(settings)
    assert connections.row_counts(settings, ["raw.quarantine"]) == {"raw.quarantine": 0}


def test_a_warehouse_whose_end_is_free_is_not_damaged(settings: Settings) -> None:
    """DuckDB takes free blocks from the end of its file and counts them all the same."""
    source_views.prepare_sources(settings)
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("create table main.large as select hash(range) from range(300000)")
        connection.execute("create view main.kept as select 1 as x")
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("drop table main.large")
    assert not source_views.is_warehouse_damaged(settings)
    source_views.prepare_sources(settings)
    assert connections.row_counts(settings, ["main.kept"]) == {"main.kept": 1}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_warehouse_that_is_cut_off_is_damaged(settings: Settings, share: float) -> None:
    source_views.prepare_sources(settings)
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("create table main.large as select hash(range) from range(300000)")
    content = settings.warehouse_path.read_bytes()
    settings.warehouse_path.write_bytes(content[: int(share * len(content))])
    assert source_views.is_warehouse_damaged(settings)


@pytest.mark.parametrize("name", ["versions", "a.b.c", 'raw."x"', "raw.x; drop table y"])
def test_only_plain_names_reach_sql(settings: Settings, name: str) -> None:
    source_views.prepare_sources(settings)
    with pytest.raises(connections.WarehouseError, match="is not a "):
        connections.row_counts(settings, [name])


def test_a_missing_table_is_named(settings: Settings) -> None:
    source_views.prepare_sources(settings)
    with pytest.raises(connections.WarehouseError, match=r"raw\.missing"):
        connections.table_columns(settings, ["raw.missing"])


def test_before_the_first_run_a_sentence_says_what_to_do(settings: Settings) -> None:
    assert publishing.published_fingerprint(settings) is None
    with pytest.raises(
        connections.WarehouseError, match="nothing is published yet: run `ledger run`"
    ):
        connections.query_published(settings, "select 1")
    with pytest.raises(connections.WarehouseError, match="no warehouse yet"):
        connections.row_counts(settings, ["marts.fct_one"])


def test_published_file_is_read_only_ordered_described_and_old_enough(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    published = publishing.publish(settings, {}, "f1")
    assert published.rows == {"fct_one": 500, "fct_two": 500}
    assert settings.published_path.stat().st_mode & 0o222 == 0
    assert not settings.published_path.with_suffix(".duckdb.wal").exists()
    with duckdb.connect(str(settings.published_path), read_only=True) as connection:
        version = connection.sql(
            "select tags['storage_version'] from duckdb_databases() where path is not null"
        ).fetchall()
        assert version == [("v1.4.0+",)]
        names = {
            row[0] for row in connection.sql("select table_name from duckdb_tables()").fetchall()
        }
        assert names == {"fct_one", "fct_two", "publication"}
        ids = [row[0] for row in connection.sql("select id from marts.fct_one").fetchall()]
        assert ids == sorted(ids)
        comments = connection.sql(
            "select comment from duckdb_tables() where table_name = 'fct_one' union all "
            "select comment from duckdb_columns() where table_name = 'fct_one' "
            "and column_name = 'id'"
        ).fetchall()
        assert comments == [("One row per 'id'.",), ("It is numbered.",)]
        nullable = connection.sql(
            "select is_nullable from duckdb_columns() "
            "where table_name = 'fct_one' order by column_index"
        ).fetchall()
        assert nullable == [(False,), (True,), (True,)]
        as_of = connection.sql("select count(*) from marts.one_as_of(0)").fetchall()
        assert as_of == [(0,)]


def test_marts_copied_ahead_are_published_as_they_stood_then(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    at_once = publishing.publish(settings, {}, "f1")
    copied = publishing.copy_marts(settings)
    assert copied == {"fct_one": 500, "fct_two": 500}
    # Whoever builds the marts anew after this has nothing copied.
    fill(settings, 2)
    ahead = publishing.publish(settings, {}, "f2", copied=copied)
    assert ahead.rows == at_once.rows
    for name in ("fct_one.parquet", "fct_two.parquet"):
        before, after = (
            (each.generation_dir / "parquet" / name).read_bytes() for each in (at_once, ahead)
        )
        assert before == after
    assert publishing.published_fingerprint(settings) == "f2"
    assert not (settings.data_dir / ".publish").exists()


def test_a_copy_that_nobody_publishes_is_removed(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.copy_marts(settings)
    publishing.forget_copy(settings)
    assert not (settings.data_dir / ".publish").exists()
    publishing.forget_copy(settings)


def test_queries_name_tables_with_or_without_schema(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    columns, rows = connections.query_published(
        settings, "select id, value_usd from fct_one where id = ?", [3]
    )
    assert (columns, rows) == (["id", "value_usd"], [(3, Decimal("1.10"))])
    assert connections.query_published(settings, "select count(*) from marts.fct_two")[1] == [
        (500,)
    ]
    with pytest.raises(connections.WarehouseError, match="no_such"):
        connections.query_published(settings, "select * from no_such")
    with pytest.raises(connections.WarehouseError, match="read-only"):
        connections.query_published(settings, "delete from fct_one")


def test_extra_tables_take_their_shape_from_the_contract(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    empty = QUALITY_RESULTS.empty()
    published = publishing.publish(settings, {"quality_results": empty}, "f1")
    assert published.rows["quality_results"] == 0
    with connections.connect_published(settings) as connection:
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where table_name = 'quality_results' order by column_index"
        ).fetchall()
    assert columns == [(c.name, c.type.duckdb) for c in QUALITY_RESULTS.columns]
    files = sorted(path.stem for path in settings.parquet_dir.iterdir())
    assert files == ["fct_one", "fct_two", "publication", "quality_results"]
    with pytest.raises(KeyError):
        publishing.publish(settings, {"undeclared": empty}, "f1")


def test_the_same_input_gives_the_same_parquet_bytes(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    contents = []
    for _ in range(2):
        fill(settings, 1)
        published = publishing.publish(settings, {}, "f1")
        contents.append(
            {
                p.name: p.read_bytes()
                for p in (published.generation_dir / "parquet").glob("fct_*.parquet")
            }
        )
    assert contents[0] == contents[1]
    assert len(contents[0]) == 2


def test_the_fingerprint_is_that_of_whole_files(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    assert publishing.published_fingerprint(settings) == "f1"
    # Somebody leads the Parquet files elsewhere.
    stray = settings.data_dir / ".published" / "99999999999999999999"
    stray.mkdir()
    link = settings.data_dir / "link"
    link.symlink_to(stray)
    link.replace(settings.parquet_dir)
    assert publishing.published_fingerprint(settings) is None
    publishing.publish(settings, {}, "f2")
    assert publishing.published_fingerprint(settings) == "f2"
    settings.published_path.chmod(0o644)
    settings.published_path.write_bytes(b"damaged")
    assert publishing.published_fingerprint(settings) is None


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("file", ["ledger.duckdb", "parquet/fct_one.parquet"])
def test_a_published_file_that_was_changed_is_not_whole(
    settings: Settings, file: str, place: str
) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1", request="r1", run_id="run 1")
    assert publishing.damaged_published_files(settings) == []
    published = publishing.current_publication(settings)
    assert published == building.Origin("f1", request="r1", run_id="run 1")
    path = (settings.data_dir / file).resolve()
    content = bytearray(path.read_bytes())
    content[{"first": 0, "middle": len(content) // 2, "last": -1}[place]] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    assert [each.resolve() for each in publishing.damaged_published_files(settings)] == [path]
    assert publishing.current_publication(settings) is None
    publishing.publish(settings, {}, "f1")
    assert publishing.damaged_published_files(settings) == []


def layout(settings: Settings) -> dict[str, str]:
    """Where the published paths lead."""
    return {
        path.name: path.readlink().as_posix()
        for path in (settings.published_path, settings.parquet_dir)
    }


LINKS = {
    "ledger.duckdb": ".published/current/ledger.duckdb",
    "parquet": ".published/current/parquet",
}


def test_one_link_leads_to_a_whole_generation(settings: Settings) -> None:
    """Database, Parquet files and their digests lie in one folder, whose link is replaced."""
    settings.data_dir.mkdir(parents=True)
    for number in (1, 2):
        fill(settings, number)
        published = publishing.publish(settings, {}, f"f{number}")
        assert layout(settings) == LINKS
        folder = settings.published_path.resolve().parent
        assert folder == settings.parquet_dir.resolve().parent == published.generation_dir.resolve()
        sums = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
        digests = dict(line.split("  ")[::-1] for line in sums)
        assert digests == {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (
                "ledger.duckdb",
                *(f"parquet/{table}.parquet" for table in ("fct_one", "fct_two", "publication")),
            )
        }


def test_a_copy_whose_links_were_resolved_is_published_over(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    copied = Settings(data_dir=settings.data_dir.with_name("copied"))
    shutil.copytree(settings.data_dir, copied.data_dir)
    assert not copied.published_path.is_symlink()
    publishing.publish(copied, {}, "f2")
    assert layout(copied) == LINKS
    assert publishing.published_fingerprint(copied) == "f2"


def test_what_an_earlier_version_published_is_published_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was a file, and the Parquet files a link to a generation of their own."""
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    published = publishing.publish(settings, {}, "f1")
    before = settings.data_dir / ".parquet" / published.generation_dir.name
    before.parent.mkdir()
    (published.generation_dir / "parquet").rename(before)
    database = settings.published_path.read_bytes()
    for path in (settings.parquet_dir, settings.published_path):
        path.unlink()
    settings.parquet_dir.symlink_to(before)
    settings.published_path.write_bytes(database)
    shutil.rmtree(settings.data_dir / ".published")
    assert publishing.published_fingerprint(settings) is None
    publishing.publish(settings, {}, "f2")
    assert layout(settings) == LINKS
    assert publishing.published_fingerprint(settings) == "f2"
    # Who reads the earlier generation may read it to the end.
    assert before.is_dir()
    monkeypatch.setattr(publishing, "_GRACE_SECONDS", -1)
    publishing.publish(settings, {}, "f2")
    assert not before.parent.exists()


def test_a_missing_mart_publishes_nothing(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("drop table marts.fct_two")
    with pytest.raises(building.PublishError, match=r"lacks marts\.fct_two"):
        publishing.publish(settings, {}, "f2")
    assert publishing.published_fingerprint(settings) == "f1"
    (settings.dbt_target_dir / "manifest.json").unlink()
    with pytest.raises(building.PublishError, match="manifest is missing"):
        publishing.publish(settings, {}, "f2")


def test_a_read_only_directory_is_a_sentence_and_loses_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    before = settings.published_path.read_bytes()

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refuse)
        with pytest.raises(building.PublishError, match="Read-only file system: see that"):
            publishing.publish(settings, {}, "f2")
    assert settings.published_path.read_bytes() == before
    assert publishing.published_fingerprint(settings) == "f1"


def test_old_generations_go_once_no_reader_can_hold_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    generations = settings.data_dir / ".published"
    for number in range(5):
        (generations / f"{number:020d}").mkdir(parents=True)
    published = publishing.publish(settings, {}, "f1")
    # Generation 4 was replaced only now; 0 to 3 half a century ago.
    kept = sorted(path.name for path in generations.glob("[0-9]*"))
    assert kept == [f"{3:020d}", f"{4:020d}", published.generation_dir.name]
    second = publishing.publish(settings, {}, "f1")
    third = publishing.publish(settings, {}, "f1")
    fourth = publishing.publish(settings, {}, "f1")
    kept = sorted(path.name for path in generations.glob("[0-9]*"))
    newest = [p.generation_dir.name for p in (published, second, third, fourth)]
    assert kept == [f"{4:020d}", *newest]


def test_parquet_says_what_its_columns_mean_and_in_which_unit(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    path = settings.parquet_dir / "fct_one.parquet"
    schema = pyarrow.parquet.read_schema(path)
    assert schema.field("id").metadata[b"description"] == b"It is numbered."
    assert schema.field("value_usd").metadata[b"unit"] == b"US dollars"
    assert schema.metadata[b"description"] == b"One row per 'id'."
    # For readers that show no metadata of fields.
    [(columns,)] = duckdb.execute(
        "select value from parquet_kv_metadata(?) where key = 'columns'", [str(path)]
    ).fetchall()
    assert json.loads(columns)["value_usd"]["unit"] == "US dollars"
    assert duckdb.read_parquet(str(path)).types[-1] == "DECIMAL(18,2)"


def test_in_pandas_money_is_cast_before_arithmetic_as_each_file_says(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    fill(settings, 1)
    publishing.publish(settings, {}, "f1")
    path = settings.parquet_dir / "fct_one.parquet"
    frame = pandas.read_parquet(path)
    with pytest.raises(TypeError):
        _ = frame["value_usd"] * 1.5
    assert b"astype({'value_usd': float})" in pyarrow.parquet.read_schema(path).metadata[b"note"]
    assert (frame.astype({"value_usd": float})["value_usd"] * 2).sum() == pytest.approx(1100)
