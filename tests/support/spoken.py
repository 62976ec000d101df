"""A few words to state what a company said outside filings, or reported by the month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS, RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.normalize.months.months import monthly_revenue
from pipelines.normalize.pipeline import Normalized, normalize
from tests.support.builders import MILLION, Filing, company, raw_facts, raw_filings, registry

ENTERED = "2026-11-23"


def said(
    start: str,
    end: str,
    millions: float | str,
    *,
    stated: str | None = None,
    accession: str | None = None,
    line: str = "revenue",
    rounding: int = MILLION,
    document: str = "press release",
) -> dict[str, object]:
    """One row of `raw.company_statements`; without `stated` nobody noted the day."""
    return {
        "company_id": "ACME",
        "metric_id": line,
        "period_start": dt.date.fromisoformat(start),
        "period_end": dt.date.fromisoformat(end),
        "value": Decimal(str(millions)) * MILLION,
        "unit": "USD",
        "rounding_unit": rounding,
        "document": document,
        "url": None,
        "accession": accession,
        "stated_date": dt.date.fromisoformat(stated) if stated else None,
        "undated_reason": None if stated else "nobody noted the day",
        "read_at": "a person read it",
        "entered_date": dt.date.fromisoformat(ENTERED),
        "confidence": "high",
    }


def statements(*rows: dict[str, object]) -> pl.DataFrame:
    """`raw.company_statements` of one file."""
    placed = [{**row, "file": f"own.csv:{line}"} for line, row in enumerate(rows, start=2)]
    return RAW_COMPANY_STATEMENTS.conform(
        pl.DataFrame(placed, schema=RAW_COMPANY_STATEMENTS.polars_schema)
    )


def with_statements(filings: list[Filing], *rows: dict[str, object]) -> Normalized:
    """What the core makes of filings and statements."""
    return normalize(
        raw_facts(filings), raw_filings(filings), registry(), statements=statements(*rows)
    )


def report(month: str, thousands: int, day: str, statement: str = "current",
           about: str | None = None) -> dict[str, object]:  # fmt: skip
    """One row of `raw.taiwan_monthly_revenue`: the month's figure as the report of a day says."""
    return {
        "company_id": "ACME",
        "security_code": "2330",
        "market": "twse",
        "month": dt.date.fromisoformat(f"{month}-01"),
        "report_month": dt.date.fromisoformat(f"{about or month}-01"),
        "statement": statement,
        "value": Decimal(thousands) * 1000,
        "report_date": dt.date.fromisoformat(day),
        "report_date_basis": "stated",
        "confidence": "high",
    }


def with_months(filings: list[Filing], *rows: dict[str, object]) -> Normalized:
    """What the core makes of filings and monthly reports of a company that reports in TWD."""
    raw = RAW_TAIWAN_MONTHLY_REVENUE.conform(
        pl.DataFrame(list(rows), schema=RAW_TAIWAN_MONTHLY_REVENUE.polars_schema)
    )
    followed = registry(company(reporting_currency="TWD"))
    return normalize(
        raw_facts(filings),
        raw_filings(filings),
        followed,
        monthly=monthly_revenue(raw, followed.companies),
    )
