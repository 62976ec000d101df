"""What statistics reads is what was known at each moment: definitions of a basis, too."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from pipelines.analysis.reading import read_to_analyse
from pipelines.analysis.series import Point, Series, numbered
from pipelines.contracts.normalized import GUIDANCE, MONTHLY_REVENUE, OPERANDS, PERIOD_RATES
from pipelines.contracts.raw import RAW_GUIDANCE_STATEMENTS, RAW_SEC_DOCUMENTS, RAW_SEC_FILINGS
from pipelines.normalize.texts.guidance import guidance
from pipelines.settings import Settings
from tests.support.suite_world import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

# Calls before a change, of it and after it; and the filing that tells the change otherwise.
APRIL, JULY, OCTOBER = dt.date(2026, 4, 29), dt.date(2026, 7, 29), dt.date(2026, 10, 28)
TAKEN_BACK = dt.datetime(2027, 9, 20, 21)
CORRECTION = "0000001001-27-000001"
# Four quarters on each of the definitions, of which the second is half as far from cash.
OF_CASH, OF_STATED = [10, 10, 10, 10, 30, 30, 30, 30], [20, 20, 20, 20, 40, 40, 40, 40]
ENDS = [
    dt.date(year, *day)
    for year in (2025, 2026, 2027)
    for day in ((3, 31), (6, 30), (9, 30), (12, 31))
][2:10]
ACM = Series("capex:ACM", "capex", "USD", ())
POINTS = tuple(
    Point(numbered("2025Q3") + place, float(value), None) for place, value in enumerate(OF_CASH)
)


def row(horizon: str, starts: dt.date, issued: dt.date, amount: int, **values: Any) -> Any:
    return {
        "company_id": "ACM", "horizon": horizon, "horizon_grain": "year",
        "horizon_start_date": starts,
        "horizon_end_date": starts.replace(year=starts.year + 1) - dt.timedelta(days=1),
        "kind": "point", "low_usd": Decimal(amount), "high_usd": Decimal(amount),
        "basis": "company_stated", "basis_words": "capital expenditures with leases",
        "document": "Earnings call", "issued_date": issued, "entered_date": dt.date(2027, 12, 1),
        "confidence": "high", "file": f"own/guidance.csv:{amount}", **values,
    }  # fmt: skip


def of_2026(amount: int, **values: Any) -> Any:
    return row("CY2026", dt.date(2026, 1, 1), JULY, amount, **values)


CHANGE = of_2026(
    70, change_cause="accounting_change",
    supersedes_low_usd=Decimal(80), supersedes_high_usd=Decimal(80),
)  # fmt: skip
# Of the same day, known later and another amount: neither stands from then on.
OTHERWISE = of_2026(90, accession=CORRECTION)


def world(data_dir: Path, issued: dt.date) -> Settings:
    """A company that guides a year to come on a day, and tells of a change that it takes back."""
    settings = Settings(data_dir=data_dir)
    year = row("FY2028", dt.date(2027, 7, 1), issued, 200)
    stated = pl.DataFrame([CHANGE, year, OTHERWISE], schema=RAW_GUIDANCE_STATEMENTS.polars_schema)
    filing = {
        "accession": CORRECTION, "cik": 1001, "form": "10-K/A",
        "filed_date": TAKEN_BACK.date(), "accepted_at": TAKEN_BACK,
    }  # fmt: skip
    filings = pl.DataFrame([filing], schema=RAW_SEC_FILINGS.polars_schema)
    said = guidance(RAW_SEC_DOCUMENTS.empty(), stated, filings, REGISTRY).guidance
    capex = [
        ("ACM", basis, "quarter", ends, value, f"{ends.year}Q{ends.month // 3}")
        for basis, values in (("cash", OF_CASH), ("company_stated", OF_STATED))
        for ends, value in zip(ENDS, values, strict=True)
    ]
    tables = {
        GUIDANCE.full_name: said,
        RAW_GUIDANCE_STATEMENTS.full_name: stated,
        **{each.full_name: each.empty() for each in (MONTHLY_REVENUE, OPERANDS, PERIOD_RATES)},
    }
    with duckdb.connect(str(settings.warehouse_path)) as connection:
        for schema in ("raw", "normalized", "intermediate"):
            connection.execute(f"create schema {schema}")
        for name, frame in tables.items():
            connection.register("frame", frame.to_arrow())
            connection.execute(f"create table {name} as select * from frame")
        connection.execute(
            "create table intermediate.int_capex_versions__by_basis (company_id varchar, "
            "basis varchar, period_kind varchar, period_end date, value_usd decimal(18, 2), "
            "calendar_quarter varchar, known_from timestamp, known_to timestamp, "
            "accession varchar)"
        )
        connection.executemany(
            "insert into intermediate.int_capex_versions__by_basis values "
            "(?, ?, ?, ?, ?, ?, ?, null, null)",
            [(*each, dt.datetime.combine(each[3], dt.time(20))) for each in capex],
        )
        connection.execute(
            "create table intermediate.int_tier_revenue__charted (segment_id varchar, "
            "sub_segment_id varchar, tier varchar, calendar_quarter varchar, "
            "matched_index double, matched_index_companies bigint, companies_expected bigint, "
            "shown_from timestamp, shown_to timestamp)"
        )
        connection.execute(
            "create table intermediate.int_supplier_revenue__counted (company_id varchar, "
            "segment_id varchar, tier varchar, of_companies bigint, calendar_quarter varchar, "
            "revenue_line_id varchar, period_end date, value_usd decimal(18, 2), "
            "accession varchar, document varchar, in_segment_total boolean, "
            "lineage_id varchar, shown_from timestamp, shown_to timestamp)"
        )
    return settings


@pytest.mark.parametrize(
    ("issued", "ratios"),
    [(APRIL, [10 / 20, 10 / 20, 30 / 40]), (OCTOBER, [None, 30 / 40, 30 / 40])],
    ids=["said before the change", "said while it stood"],
)
def test_a_change_that_is_taken_back_decides_of_the_origins_until_then(
    tmp_path: Path, issued: dt.date, ratios: list[float | None]
) -> None:
    """Guidance goes to cash by quarters on its own definition, as it was at each origin."""
    told = read_to_analyse(REGISTRY, world(tmp_path, issued)).guidance
    a_day = dt.timedelta(days=1)
    paths = [
        told.path(ACM, POINTS, at)
        for at in (dt.datetime(2026, 12, 1), TAKEN_BACK - a_day, TAKEN_BACK)
    ]
    assert [path and path.bridges[0].ratio for path in paths] == ratios
