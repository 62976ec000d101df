"""A few words to state what a company filed, and to read what the core makes of it.

Figures are in millions on both sides, as filings print them; dates are ISO text. A filing
without an acceptance time is public when its day in New York is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS, RAW_SEC_FILINGS
from pipelines.normalize.pipeline import Normalized, normalize
from pipelines.registry import Alias, Company, FactCorrection, Metric, Registry, load_registry
from pipelines.settings import PACKAGE_DIR

PPE = "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"
PRODUCTIVE = "us-gaap:PaymentsToAcquireProductiveAssets"
OTHER_PPE = "us-gaap:PaymentsToAcquireOtherPropertyPlantAndEquipment"
REVENUES = "us-gaap:Revenues"
CONTRACTS = "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax"
GOODS = "us-gaap:SalesRevenueGoodsNet"
RPO = "us-gaap:RevenueRemainingPerformanceObligation"

MILLION = 1_000_000


@dataclass(frozen=True)
class Fact:
    """A figure for a period; `start` is None for an instant."""

    concept: str
    start: str | None
    end: str
    value: Decimal
    unit: str = "USD"


@dataclass(frozen=True)
class Filing:
    """A filing and the figures that it states."""

    accession: str
    form: str
    filed: str
    facts: tuple[Fact, ...]
    accepted: str | None = None
    company_id: str = "ACME"
    label: tuple[int | None, str | None] = (None, None)
    report_date: str | None = None

    @property
    def public_at(self) -> dt.datetime:
        """When it is public (UTC without a zone), reckoned without polars."""
        if self.accepted is not None:
            return dt.datetime.fromisoformat(self.accepted)
        last_second = dt.datetime.combine(
            dt.date.fromisoformat(self.filed), dt.time(23, 59, 59), ZoneInfo("America/New_York")
        )
        return last_second.astimezone(dt.UTC).replace(tzinfo=None)


def flow(concept: str, start: str, end: str, millions: float | str, unit: str = "USD") -> Fact:
    """A figure over a period."""
    return Fact(concept, start, end, Decimal(str(millions)) * MILLION, unit)


def stock(concept: str, end: str, millions: float | str, unit: str = "USD") -> Fact:
    """A figure on a day."""
    return Fact(concept, None, end, Decimal(str(millions)) * MILLION, unit)


def filing(
    accession: str, form: str, filed: str, *facts: Fact, accepted: str | None = None,
    company_id: str = "ACME", label: tuple[int | None, str | None] = (None, None),
    report_date: str | None = None,
) -> Filing:  # fmt: skip
    """A filing; `label` is the SEC's `fy` and `fp`, which nothing may depend on.

    Submissions hold it if it has an acceptance time, with its period of report.
    """
    return Filing(accession, form, filed, facts, accepted, company_id, label, report_date)


def without_labels(filings: Iterable[Filing]) -> list[Filing]:
    """The same filings, their `fy` and `fp` left out."""
    return [replace(each, label=(None, None)) for each in filings]


@cache
def shipped_registry() -> Registry:
    """The registry that the project ships."""
    return load_registry(PACKAGE_DIR / "registry")


def company(company_id: str = "ACME", fiscal_year_end: str = "december 31", **more: Any) -> Company:
    """A company of which only the four needed fields are registered."""
    entry = {"cik": 1, "role": "both", **more}
    if entry["role"] != "supplier":
        entry.setdefault("spender_group", "hyperscaler")
    return Company(ticker=company_id, fiscal_year_end=fiscal_year_end, **entry)


def registry(
    *companies: Company,
    metrics: Sequence[Metric] | None = None,
    corrections: Sequence[FactCorrection] = (),
) -> Registry:
    """A registry of these companies (one plain company if none), with the shipped metrics."""
    shipped = shipped_registry()
    return Registry(
        companies or (company(),),
        tuple(metrics or shipped.metrics),
        shipped.segments,
        "1",
        fact_corrections=tuple(corrections),
    )


def correction(
    accession: str, start: str | None, end: str, kind: str, concept: str = PPE, **more: Any
) -> FactCorrection:
    """A ruling on one fact of the plain company."""
    return FactCorrection.model_validate(
        {
            "company_id": "ACME",
            "accession": accession,
            "concept": concept,
            "period_start": start,
            "period_end": end,
            "kind": kind,
            "dated": "2026-11-25",
            "reason": "The document says so.",
            **more,
        }
    )


def with_rulings(metric_id: str, company_id: str, *rulings: Alias) -> tuple[Metric, ...]:
    """The shipped metrics, with rulings of one company on one metric."""
    return tuple(
        metric.model_copy(update={"overrides": {**metric.overrides, company_id: rulings}})
        if metric.metric_id == metric_id
        else metric
        for metric in shipped_registry().metrics
    )


def raw_facts(filings: Iterable[Filing]) -> pl.DataFrame:
    """`raw.sec_company_facts` as these filings state it."""
    rows = [
        {
            "company_id": each.company_id,
            "cik": 1,
            "entity_name": each.company_id,
            "concept": fact.concept,
            "unit": fact.unit,
            "period_start": _date(fact.start),
            "period_end": _date(fact.end),
            "value": fact.value,
            "accession": each.accession,
            "filing_fiscal_year": each.label[0],
            "filing_fiscal_period": each.label[1],
            "form": each.form,
            "filed_date": _date(each.filed),
        }
        for each in filings
        for fact in each.facts
    ]
    return RAW_SEC_COMPANY_FACTS.conform(
        pl.DataFrame(rows, schema=RAW_SEC_COMPANY_FACTS.polars_schema)
    )


def raw_filings(filings: Iterable[Filing]) -> pl.DataFrame:
    """`raw.sec_filings`: the filings whose acceptance time is on record."""
    rows = [
        {
            "company_id": each.company_id,
            "cik": 1,
            "accession": each.accession,
            "form": each.form,
            "filed_date": _date(each.filed),
            "report_date": _date(each.report_date),
            "accepted_at": each.public_at,
            "primary_document": None,
            "is_inline_xbrl": True,
        }
        for each in filings
        if each.accepted is not None
    ]
    return RAW_SEC_FILINGS.conform(pl.DataFrame(rows, schema=RAW_SEC_FILINGS.polars_schema))


def normalized(filings: Sequence[Filing], entries: Registry | None = None) -> Normalized:
    """What the core makes of these filings."""
    return normalize(raw_facts(filings), raw_filings(filings), entries or registry())


def cells(
    result: Normalized, metric_id: str = "capex_cash", kind: str = "quarter"
) -> dict[str, list[dict[str, Any]]]:
    """The versions of each cell by name (`2023Q1`, `2023`), oldest first, values in millions."""
    named: dict[str, list[dict[str, Any]]] = {}
    chosen = result.versions.filter(
        (pl.col("metric_id") == metric_id) & (pl.col("period_kind") == kind)
    ).sort("fiscal_year", "fiscal_quarter", "version")
    for row in chosen.iter_rows(named=True):
        quarter = "" if kind == "year" else f"Q{row['fiscal_quarter']}"
        value = _millions(row["value"])
        named.setdefault(f"{row['fiscal_year']}{quarter}", []).append({**row, "value": value})
    return named


def values(
    result: Normalized, metric_id: str = "capex_cash", kind: str = "quarter"
) -> dict[str, list[float]]:
    """Every version's value of each cell, oldest first, in millions."""
    return {
        name: [version["value"] for version in versions]
        for name, versions in cells(result, metric_id, kind).items()
    }


def standing(
    result: Normalized,
    metric_id: str = "capex_cash",
    kind: str = "quarter",
    at: dt.datetime | None = None,
) -> dict[str, float]:
    """The value that stands in each cell now, or stood at an instant, in millions."""
    return {
        name: version["value"]
        for name, versions in cells(result, metric_id, kind).items()
        for version in versions
        if (at is None and version["known_to"] is None)
        or (
            at is not None
            and version["known_from"] <= at
            and (version["known_to"] is None or at < version["known_to"])
        )
    }


def operands(result: Normalized, lineage_id: str) -> list[tuple[int, str, float, str]]:
    """Sign, concept, millions and accession of each operand, in order."""
    return [
        (row["sign"], row["concept"], _millions(row["value"]), row["accession"])
        for row in result.operands.filter(pl.col("lineage_id") == lineage_id).iter_rows(named=True)
    ]


def refusals(result: Normalized) -> dict[str, dict[str, str]]:
    """Sentence by rule by key."""
    found: dict[str, dict[str, str]] = {}
    for row in result.refusals.iter_rows(named=True):
        found.setdefault(row["key"], {})[row["rule"]] = row["reason"]
    return found


def choices(result: Normalized, metric_id: str = "capex_cash") -> dict[str, tuple[str | None, str]]:
    """Concept and rule of each filing."""
    chosen = result.concept_choices.filter(pl.col("metric_id") == metric_id)
    return {
        row["source_reference"]: (row["concept"], row["rule"])
        for row in chosen.iter_rows(named=True)
    }


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _millions(value: Decimal) -> float:
    millions = value / MILLION
    return int(millions) if millions == int(millions) else float(millions)
