"""hardware_prices: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import Settings
from pipelines.sources.hardware_prices.source import SOURCE
from pipelines.sources.refresh.engine import refresh
from tests.support.entered_rows import REGISTRY, EnteredRows

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "hardware": "NVIDIA H100 SXM5 80GB",
    "manufacturer": "NVIDIA",
    "released_date": "2022-09-20",
    "market": "data_center",
    "price_usd": "33600",
    "flops": "989400000000000",
    "precision": "tensor_16",
    "power_watts": "700",
    "document": "Machine Learning Hardware",
    "table_date": "2025-12-10",
    "url": "https://epoch.ai/data/machine-learning-hardware",
    "read_at": "a copy",
    "price_source": "",
    "entered_date": "2026-11-26",
    "confidence": "medium",
}


ROWS = EnteredRows(SOURCE, GOOD)


def test_a_row_is_read_with_its_citation() -> None:
    assert ROWS.row() == {
        **GOOD,
        "released_date": dt.date(2022, 9, 20),
        "price_usd": Decimal(33600),
        "flops": Decimal(989400000000000),
        "power_watts": 700,
        "table_date": dt.date(2025, 12, 10),
        "price_source": None,
        "entered_date": dt.date(2026, 11, 26),
        "file": "own/mine.csv:2",
    }


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"price_usd": "33.6"}, "column price_usd: 33.6 is outside 50 to 200000 dollars a chip"),
        ({"price_usd": "-1"}, "column price_usd: '-1' is not a number"),
        ({"flops": "989"}, "column flops: 989 is outside"),
        ({"flops": ""}, "column flops: is empty"),
        ({"market": "hearsay"}, "column market: 'hearsay' is not one of data_center"),
        ({"precision": "fp8"}, "column precision: 'fp8' is not one of tensor_16"),
        ({"released_date": "2027-01-01"}, "column released_date: 2027-01-01 is in the future"),
        ({"table_date": "2025-13-01"}, "column table_date: '2025-13-01' is not a valid date"),
        ({"entered_date": "2024-01-01"}, "2024-01-01 is before table_date 2025-12-10"),
        ({"power_watts": "hot"}, "column power_watts: 'hot' is not whole watts"),
        ({"confidence": "sure"}, "column confidence: 'sure' is not one of"),
        ({"price_source": "a shop"}, "column price_source: 'a shop' is not an address"),
    ],
)
def test_what_a_cell_says_wrongly_is_named(cells: dict[str, str], words: str) -> None:
    assert words in ROWS.said_of(**cells)


def test_what_ships_is_read_whole(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    [outcome] = refresh(SOURCE, REGISTRY, settings)
    assert (outcome.sentence, outcome.quarantined_items) == ("", 0)
    assert outcome.rows > 50
