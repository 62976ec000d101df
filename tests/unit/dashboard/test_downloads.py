"""The rows of a chart as files."""

from __future__ import annotations

import io
from decimal import Decimal

import polars as pl

from pipelines.dashboard import downloads

ROWS = pl.DataFrame(
    {"ticker": ["ACM", "BET"], "value_usd": [Decimal("35802000000.25"), None]},
    schema={"ticker": pl.String, "value_usd": pl.Decimal(18, 2)},
)


def test_csv_has_every_digit() -> None:
    assert downloads.csv(ROWS) == b"ticker,value_usd\nACM,35802000000.25\nBET,\n"


def test_parquet_keeps_decimals() -> None:
    read = pl.read_parquet(io.BytesIO(downloads.parquet(ROWS)))
    assert read.equals(ROWS)
    assert read.schema == ROWS.schema


def test_a_workbook_has_the_rows_and_what_they_are() -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(downloads.excel(ROWS, "Basis: cash; USD"))) as book:
        assert '<sheet name="Rows"' in (sheets := book.read("xl/workbook.xml").decode())
        assert '<sheet name="Notes"' in sheets
        assert "Basis: cash; USD" in book.read("xl/sharedStrings.xml").decode()
        assert "<v>35802000000.25</v>" in book.read("xl/worksheets/sheet1.xml").decode()
