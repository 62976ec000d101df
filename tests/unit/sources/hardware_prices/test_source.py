"""hardware_prices: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.registry import load_registry
from pipelines.settings import Settings
from pipelines.sources.hardware_prices.source import SOURCE, parse
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.statement_files import StatementsFile

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 26)
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


def body(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def said_of(**cells: str) -> str:
    file = StatementsFile("own/chips.csv", body({**GOOD, "hardware": "other", **cells}, GOOD))
    parsed = parse([file], TODAY)
    assert parsed.frame["manufacturer"].to_list() == ["NVIDIA"], "the row beside it publishes"
    [reason] = parsed.quarantined["reason"]
    assert reason.startswith("own/chips.csv line 2, column ")
    return str(reason)


def test_a_row_is_read_with_its_citation() -> None:
    [row] = parse([StatementsFile("own/chips.csv", body(GOOD))], TODAY).frame.to_dicts()
    assert row == {
        **GOOD,
        "released_date": dt.date(2022, 9, 20),
        "price_usd": Decimal(33600),
        "flops": Decimal(989400000000000),
        "power_watts": 700,
        "table_date": dt.date(2025, 12, 10),
        "price_source": None,
        "entered_date": TODAY,
        "file": "own/chips.csv:2",
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
    assert words in said_of(**cells)


def test_what_ships_is_read_whole(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    [outcome] = refresh(SOURCE, load_registry(settings.registry_dir), settings)
    assert (outcome.sentence, outcome.quarantined_items) == ("", 0)
    assert outcome.rows > 50
