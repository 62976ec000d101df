"""The views that models read, without what failed checks withhold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import WITHHELD
from pipelines.contracts.raw import RAW_HARDWARE_PRICES
from pipelines.dbt.source_views import prepare_sources
from pipelines.settings import Settings
from pipelines.storage import tables
from pipelines.storage.connections import connect_warehouse
from tests.support.suite_prices import hardware

if TYPE_CHECKING:
    from pathlib import Path


def test_a_row_that_is_withheld_is_none_of_its_view(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    chips = pl.DataFrame(hardware(), schema=RAW_HARDWARE_PRICES.polars_schema)
    tables.write(RAW_HARDWARE_PRICES, chips, settings)
    first = chips.row(0, named=True)
    row = {
        "item": f"chip {first['hardware']}",
        "period_end": first["table_date"],
        "source_reference": first["file"],
        "rule": "check_failed",
        "table_name": "marts.fct_hardware_price_performance",
        "check_name": "price_performance_is_plausible",
        "failing_rows": first["hardware"],
        "figures": 1,
    }
    withheld = pl.DataFrame([row], schema=WITHHELD.polars_schema)
    tables.write(WITHHELD, WITHHELD.conform(withheld), settings)
    prepare_sources(settings)
    with connect_warehouse(settings, read_only=True) as connection:
        left = connection.sql("select hardware, file from raw.hardware_prices").fetchall()
    assert sorted(left) == sorted(chips.select("hardware", "file").rows()[1:])
