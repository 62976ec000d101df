"""How old the newest record of each kind of source is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipelines.contracts.raw import RAW_FX_RATES
from pipelines.quality.ages import newest_records
from pipelines.settings import Settings
from pipelines.storage import tables
from tests.support.suite_world import python_tables

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["data", "another [x]*?"])
def test_a_source_with_records_says_the_day_of_its_newest(tmp_path: Path, name: str) -> None:
    """Whatever the folder is called: brackets and stars in it are no pattern."""
    settings = Settings(data_dir=tmp_path / name)
    assert newest_records(settings, dt.date(2026, 11, 24)) == []
    rates = python_tables()[RAW_FX_RATES.full_name]
    tables.write(RAW_FX_RATES, rates, settings)
    newest = rates["rate_date"].max()
    assert isinstance(newest, dt.date)
    said = newest_records(settings, newest + dt.timedelta(days=1_234))
    assert said == [f"exchange rates end on {newest}, 1,234 days ago"]
