"""Every source: a folder with one `SOURCE` of its name, an asset, and a raw table of its own."""

from __future__ import annotations

import importlib

import pytest

from pipelines.contracts import TABLES
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.base import Source

NAMES = sorted(path.parent.name for path in (PACKAGE_DIR / "sources").glob("*/source.py"))


def source_of(name: str) -> Source:
    found = importlib.import_module(f"pipelines.sources.{name}.source").SOURCE
    assert isinstance(found, Source)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_source_is_named_after_its_folder_and_has_an_asset(name: str) -> None:
    source = source_of(name)
    assert source.name == name
    assert source.period in source.table.polars_schema
    assert (PACKAGE_DIR / "defs" / "raw" / f"{name}.py").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_source_says_from_whom_it_is_and_on_what_terms(name: str) -> None:
    publishers = source_of(name).publishers
    assert publishers
    for each in publishers:
        assert each.gives and each.appears and each.terms
        assert not each.url or each.url.startswith("https://")


def test_every_raw_table_is_filled_by_one_source() -> None:
    raw = [table.full_name for table in TABLES if table.schema == "raw"]
    filled = [source_of(name).table.full_name for name in NAMES]
    assert sorted(filled) == sorted(set(raw) - {RAW_QUARANTINE.full_name})
