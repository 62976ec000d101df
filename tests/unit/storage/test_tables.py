"""Parquet files: whole or not there, the same bytes each time, and what refuses to be written."""

from __future__ import annotations

import datetime as dt
import errno
import os
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.contracts import TABLES, table
from pipelines.contracts.normalized import REFUSALS, SEGMENTS, VERSIONS
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS
from pipelines.settings import Settings
from pipelines.storage import tables
from pipelines.storage.files import StorageError, replace_parquet


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def segments(*names: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            dict.fromkeys(SEGMENTS.polars_schema, name) | {"is_headline_tier": True}
            for name in names
        ],
        schema=SEGMENTS.polars_schema,
    )


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.data_dir.rglob("*") if path.is_file())


def test_what_is_written_is_read_back_in_the_order_of_its_key(settings: Settings) -> None:
    path = tables.write(SEGMENTS, segments("power", "optics"), settings)
    assert path == settings.normalized_dir / "segments" / "segments.parquet"
    assert_frame_equal(tables.read(SEGMENTS, settings), segments("optics", "power"))


def test_a_table_that_was_never_written_is_empty(settings: Settings) -> None:
    for each in TABLES:
        if each.schema != "marts":
            assert_frame_equal(tables.read(each, settings), each.united(each.empty()))


def test_parts_of_a_partitioned_table_are_read_as_one(settings: Settings) -> None:
    row = {
        "cik": 7, "form": "10-K", "filed_date": dt.date(2024, 2, 1), "report_date": None,
        "accepted_at": dt.datetime(2024, 2, 1, 21), "primary_document": None,
        "is_inline_xbrl": True, "accession": "0000000007-24-000001",
    }  # fmt: skip
    for company_id in ("BETA", "ACME"):
        frame = pl.DataFrame(
            [{**row, "company_id": company_id}], schema=RAW_SEC_FILINGS.polars_schema
        )
        tables.write(RAW_SEC_FILINGS, frame, settings, part=company_id)
    assert files(settings) == ["ACME.parquet", "BETA.parquet"]
    assert tables.read(RAW_SEC_FILINGS, settings)["company_id"].to_list() == ["ACME", "BETA"]


def test_the_same_rows_in_any_order_are_the_same_bytes(settings: Settings) -> None:
    path = tables.write(SEGMENTS, segments("power", "optics"), settings)
    first = path.read_bytes()
    tables.write(SEGMENTS, segments("optics", "power"), settings)
    assert path.read_bytes() == first


def test_a_write_leaves_nothing_but_the_file(settings: Settings) -> None:
    tables.write(SEGMENTS, segments("optics"), settings)
    tables.write(SEGMENTS, segments("power"), settings)
    assert files(settings) == ["segments.parquet"]


@pytest.mark.parametrize("step", ["open", "sync", "rename"])
@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "No space left on device"), (errno.EROFS, "Read-only file system")],
)
def test_a_failing_write_is_a_sentence_and_keeps_the_file_before(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str, code: int, words: str
) -> None:
    path = tables.write(SEGMENTS, segments("optics"), settings)
    before = path.read_bytes()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    target = {"open": (Path, "open"), "sync": (os, "fsync"), "rename": (Path, "replace")}[step]
    monkeypatch.setattr(*target, fail)
    with pytest.raises(StorageError) as caught:
        tables.write(SEGMENTS, segments("power"), settings)
    assert str(caught.value) == (
        f"{path}: cannot be written ({words}): free space or correct the permissions there, then "
        "run again; the data written before is untouched"
    )
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert files(settings) == ["segments.parquet"]


def test_a_folder_that_cannot_be_made_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(StorageError, match=r"cannot be written \(Permission denied\)"):
        tables.write(SEGMENTS, segments("power"), settings)


def test_a_file_that_is_no_parquet_is_named_with_its_folder(settings: Settings) -> None:
    path = tables.write(SEGMENTS, segments("optics"), settings)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(StorageError) as caught:
        tables.read(SEGMENTS, settings)
    message = str(caught.value)
    assert message.startswith(f"{path}: is damaged (")
    assert message.endswith(": `ledger run` writes it anew")


def test_a_file_of_another_table_is_refused(settings: Settings) -> None:
    path = REFUSALS.directory(settings) / "refusals.parquet"
    replace_parquet(path, segments("optics"))
    with pytest.raises(StorageError, match=r"normalized\.refusals: .* cannot be read"):
        tables.read(REFUSALS, settings)


def test_conform_names_the_columns_that_are_missing() -> None:
    with pytest.raises(ValueError, match=r"normalized\.segments: the frame lacks description"):
        SEGMENTS.conform(segments("optics").drop("description"))


def test_conform_counts_nulls_where_none_may_be() -> None:
    spoiled = segments("optics", "power").with_columns(segment_name=pl.lit(None, dtype=pl.String))
    with pytest.raises(ValueError, match=r"normalized\.segments: null in segment_name \(2\)"):
        SEGMENTS.conform(spoiled)


def test_conform_keeps_nulls_where_they_may_be() -> None:
    row = {name: "x" for name in REFUSALS.polars_schema if name != "accession"}
    frame = pl.DataFrame([{**row, "accession": None}], schema=REFUSALS.polars_schema)
    assert REFUSALS.conform(frame)["accession"].to_list() == [None]


def test_conform_drops_other_columns_and_casts_without_loss() -> None:
    frame = segments("optics").with_columns(helper=pl.lit(1))
    assert SEGMENTS.conform(frame).columns == list(SEGMENTS.polars_schema)
    money = VERSIONS.polars_schema["value"]
    assert pl.Series([10**15]).cast(money).to_list() == [Decimal("1000000000000000.00")]


def test_conform_refuses_a_value_that_does_not_fit() -> None:
    spoiled = VERSIONS.empty().select(pl.lit("x").alias(name) for name in VERSIONS.polars_schema)
    with pytest.raises(pl.exceptions.InvalidOperationError):
        VERSIONS.conform(spoiled)


def test_tables_are_found_by_name() -> None:
    assert table("normalized.versions") is VERSIONS
    with pytest.raises(KeyError):
        table("normalized.nothing")


def test_files_of_companies_that_are_not_followed_stay_and_are_not_read(
    settings: Settings,
) -> None:
    for company_id in ("ACME", "LEFT"):
        row = {
            "source": "sec_filings",
            "company_id": company_id,
            "item": "document",
            "reason": "It is cut off.",
            "sha256": None,
            "accession": None,
            "is_whole_document": True,
        }
        frame = pl.DataFrame([row], schema=RAW_QUARANTINE.polars_schema)
        tables.write(RAW_QUARANTINE, frame, settings, f"sec_filings__{company_id}")
        tables.write(RAW_QUARANTINE, frame, settings, "fx_rates__fx_rates")
    followed = tables.read(RAW_QUARANTINE, settings, {"ACME", "NEW"})
    assert followed["company_id"].to_list() == ["ACME", "LEFT"]
    assert tables.not_followed(settings, {"ACME", "NEW"}) == ["LEFT"]
    assert tables.not_followed(settings, {"ACME", "LEFT"}) == []
    assert tables.read(RAW_QUARANTINE, settings).height == 3


def test_the_history_of_a_row_is_there_even_where_nobody_wrote_it(settings: Settings) -> None:
    frame = RAW_SEC_FILINGS.empty()
    tables.write(RAW_SEC_FILINGS, frame, settings, "ACME")
    names = [column.name for column in RAW_SEC_FILINGS.all_columns]
    assert tables.read(RAW_SEC_FILINGS, settings).columns == names
    assert names[-3:] == ["first_body", "last_body", "is_in_newest_body"]
