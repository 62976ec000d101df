"""The raw files of a publication stay at hand, and stand in for a company that is held."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.contracts.raw import RAW_SEC_FILINGS, RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.publish import holding
from pipelines.settings import Settings
from pipelines.storage import tables

if TYPE_CHECKING:
    from pathlib import Path


def filings(company_id: str, *accessions: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "company_id": company_id,
                "cik": 1,
                "accession": accession,
                "form": "10-Q",
                "filed_date": dt.date(2024, 4, 25),
                "report_date": None,
                "accepted_at": dt.datetime(2024, 4, 25),
                "primary_document": None,
                "is_inline_xbrl": True,
            }
            for accession in accessions
        ],
        schema=RAW_SEC_FILINGS.polars_schema,
    )


def months(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "company_id": company_id,
                "security_code": "1",
                "market": "twse",
                "month": dt.date(2025, month, 1),
                "report_month": dt.date(2025, month, 1),
                "statement": "current",
                "value": Decimal(month),
                "report_date": dt.date(2025, month + 1, 10),
                "report_date_basis": "stated",
                "confidence": "high",
            }
            for company_id, month in rows
        ],
        schema=RAW_TAIWAN_MONTHLY_REVENUE.polars_schema,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two companies with two filings and two months each were published."""
    settings = Settings(data_dir=tmp_path / "data")
    for company_id in ("ACM", "BET"):
        tables.write(RAW_SEC_FILINGS, filings(company_id, "1", "2"), settings, company_id)
    both = months(("ACM", 1), ("ACM", 2), ("BET", 1), ("BET", 2))
    tables.write(RAW_TAIWAN_MONTHLY_REVENUE, both, settings)
    holding.keep(settings, "1")
    return settings


def of(settings: Settings) -> list[tuple[str, str]]:
    return tables.read(RAW_SEC_FILINGS, settings).select("company_id", "accession").rows()


def test_what_is_written_later_leaves_what_was_kept_alone(settings: Settings) -> None:
    tables.write(RAW_SEC_FILINGS, filings("ACM", "2", "3"), settings, "ACM")
    assert holding.lost(settings, "1", ["ACM", "BET"]) == {"ACM"}
    assert holding.lost(settings, "1", ["BET"]) == set()
    tables.write(RAW_SEC_FILINGS, filings("ACM", "1", "2", "3"), settings, "ACM")
    assert holding.lost(settings, "1", ["ACM", "BET"]) == set()
    tables.write(RAW_TAIWAN_MONTHLY_REVENUE, months(("ACM", 1), ("ACM", 2)), settings)
    assert holding.lost(settings, "1", ["ACM", "BET"]) == {"BET"}


def test_a_held_company_is_read_as_it_was_and_the_others_as_they_are(settings: Settings) -> None:
    tables.write(RAW_SEC_FILINGS, filings("ACM", "3"), settings, "ACM")
    tables.write(RAW_SEC_FILINGS, filings("BET", "3"), settings, "BET")
    tables.write(RAW_TAIWAN_MONTHLY_REVENUE, months(("ACM", 3), ("BET", 3)), settings)
    holding.hold(settings, "1", ["ACM"])
    assert of(settings) == [("ACM", "1"), ("ACM", "2"), ("BET", "3")]
    held = tables.read(RAW_TAIWAN_MONTHLY_REVENUE, settings)
    assert [(row[0], row[3].month) for row in held.rows()] == [("ACM", 1), ("ACM", 2), ("BET", 3)]
    # What came is still there, for the checks, and counts again once nobody is held.
    came = tables.read(RAW_SEC_FILINGS, settings, as_held=False)
    assert came.select("company_id", "accession").rows() == [("ACM", "3"), ("BET", "3")]
    holding.release(settings)
    assert of(settings) == [("ACM", "3"), ("BET", "3")]


def test_a_second_company_is_held_beside_the_first(settings: Settings) -> None:
    for company_id in ("ACM", "BET"):
        tables.write(RAW_SEC_FILINGS, filings(company_id, "3"), settings, company_id)
    holding.hold(settings, "1", ["ACM"])
    holding.hold(settings, "1", ["BET"])
    assert of(settings) == [("ACM", "1"), ("ACM", "2"), ("BET", "1"), ("BET", "2")]


def test_a_company_whose_file_is_gone_is_held_too(settings: Settings) -> None:
    (RAW_SEC_FILINGS.directory(settings) / "ACM.parquet").unlink()
    assert holding.lost(settings, "1", ["ACM"]) == {"ACM"}
    holding.hold(settings, "1", ["ACM"])
    assert of(settings) == [("ACM", "1"), ("ACM", "2"), ("BET", "1"), ("BET", "2")]


def test_what_is_published_while_somebody_is_held_keeps_them_as_they_are_held(
    settings: Settings,
) -> None:
    tables.write(RAW_SEC_FILINGS, filings("ACM", "3"), settings, "ACM")
    holding.hold(settings, "1", ["ACM"])
    holding.keep(settings, "2")
    holding.release(settings)
    assert holding.lost(settings, "2", ["ACM"]) == {"ACM"}


def test_only_the_newest_two_publications_are_kept(settings: Settings) -> None:
    holding.keep(settings, "2")
    holding.keep(settings, "3")
    assert [holding.is_kept(settings, name) for name in "123"] == [False, True, True]
