"""A few words to state revenue by member, as a filing's table does, and to rule on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS
from pipelines.registry import CompanyLines, Dimension, Registry
from tests.support.builders import MILLION, company, registry

PRODUCTS = "srt:ProductOrServiceAxis"
SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"
REVENUES = "us-gaap:Revenues"
OPERATING = "srt:ConsolidationItemsAxis=us-gaap:OperatingSegmentsMember"

YEAR = ("2023-01-01", "2023-12-31")


def table(
    accession: str,
    form: str,
    filed: str,
    rows: dict[str, int],
    period: tuple[str, str] = YEAR,
    *,
    concept: str = REVENUES,
    decimals: int | None = -6,
    company_id: str = "ACME",
) -> pl.DataFrame:
    """`raw.sec_segment_facts` of one filing: dimensions to millions, in the table's order."""
    start, end = (dt.date.fromisoformat(day) for day in period)
    return RAW_SEC_SEGMENT_FACTS.conform(
        pl.DataFrame(
            [
                {
                    "company_id": company_id,
                    "cik": 1,
                    "accession": accession,
                    "form": form,
                    "filed_date": dt.date.fromisoformat(filed),
                    "document": "report.htm",
                    "element_id": f"f-{order}",
                    "fact_order": order,
                    "concept": concept,
                    "dimensions": dimensions,
                    "dimension_labels": None,
                    "unit": "USD",
                    "period_start": start,
                    "period_end": end,
                    "value": Decimal(millions) * MILLION,
                    "decimals": decimals,
                }
                for order, (dimensions, millions) in enumerate(rows.items(), start=1)
            ],
            schema=RAW_SEC_SEGMENT_FACTS.polars_schema,
        )
    )


def stated(
    rows: Sequence[tuple[str, Decimal | int, int | None]],
    filing: tuple[str, str, str] = ("0000000001-24-000001", "10-K", "2024-02-01"),
    period: tuple[str, str] = YEAR,
) -> pl.DataFrame:
    """`raw.sec_segment_facts` of one filing that may repeat itself: dimensions, millions, decimals.

    In the table's order; a figure that is repeated with its value stands once, as in the table.
    """
    if not rows:
        return RAW_SEC_SEGMENT_FACTS.empty()
    return RAW_SEC_SEGMENT_FACTS.conform(
        pl.concat(
            table(*filing, {dimensions: 0}, period, decimals=decimals).with_columns(
                value=pl.lit(Decimal(millions) * MILLION, pl.Decimal(38, 10)),
                fact_order=pl.lit(order, pl.Int64),
            )
            for order, (dimensions, millions, decimals) in enumerate(rows, start=1)
        )
    )


def line(revenue_line_id: str, *members: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A ruling on one line, as the YAML has it."""
    return {
        "revenue_line_id": revenue_line_id,
        "line_name": revenue_line_id,
        "segment_id": "core_compute",
        "sub_segment_id": "accelerators",
        "scope": "segment",
        "is_broad": False,
        "counts": True,
        "reason": "For a test.",
        "members": list(members),
        **more,
    }


def member(axis: str, name: str, **more: Any) -> dict[str, Any]:
    """A member of a ruling."""
    return {"axis": axis, "member": name, **more}


def ruled(
    *lines: dict[str, Any],
    corrections: tuple[dict[str, Any], ...] = (),
    completions: tuple[dict[str, Any], ...] = (),
) -> Registry:
    """A registry of one company with these lines."""
    rulings = CompanyLines.model_validate(
        {
            "company_id": "ACME",
            "expected_from": "2010-01-01",
            "total": {"reason": "For a test."},
            "lines": list(lines),
            "corrections": list(corrections),
            "completions": list(completions),
        }
    )
    plain = registry(company())
    return Registry(
        plain.companies,
        plain.metrics,
        plain.segments,
        plain.taxonomy_version,
        (rulings,),
        (Dimension(axis="srt:ConsolidationItemsAxis", member="us-gaap:OperatingSegmentsMember"),),
    )
