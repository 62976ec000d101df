"""A small world in the shape of `contracts/`, to build the marts from without any filing.

Quarters and years are stated as `(period, value, known_from)`; versions, operands and filings
follow from them. Figures are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.model import Table
from pipelines.contracts.normalized import (
    CLOSING_RATES,
    COMPANIES,
    CONCEPT_CHOICES,
    CUSTOMER_SHARES,
    FACTS,
    METRIC_SCOPES,
    MONTHLY_REVENUE,
    OPERANDS,
    PERIOD_RATES,
    REFUSALS,
    REVENUE_LINES,
    SEGMENTS,
    SERIES_BREAKS,
    VERSIONS,
)
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_COMPANY_FACTS

if TYPE_CHECKING:
    from pipelines.settings import Settings

QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def quarter(year: int, number: int) -> tuple[dt.date, dt.date]:
    """First and last day of a calendar quarter."""
    return dt.date(year, number * 3 - 2, 1), dt.date(year, *QUARTER_ENDS[number])


def instant(year: int, month: int, day: int) -> dt.datetime:
    """Evening of that day, UTC."""
    return dt.datetime(year, month, day, 21, 30)


@dataclass
class World:
    """Collects rows of the normalised tables."""

    companies: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    operands: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    revenue_lines: list[dict[str, Any]] = field(default_factory=list)
    series_breaks: list[dict[str, Any]] = field(default_factory=list)
    period_rates: list[dict[str, Any]] = field(default_factory=list)
    monthly_revenue: list[dict[str, Any]] = field(default_factory=list)
    customer_shares: list[dict[str, Any]] = field(default_factory=list)
    accessions: set[tuple[str, str, dt.date]] = field(default_factory=set)

    def company(
        self, company_id: str, headline_basis: str | None = None, role: str = "spender"
    ) -> None:
        """A company that reports in dollars."""
        self.companies.append(
            {
                "company_id": company_id,
                "ticker": company_id,
                "company_name": company_id.title(),
                "role": role,
                "country": "US",
                "fiscal_year_end": "december 31",
                "reporting_currency": "USD",
                "cik": len(self.companies) + 1,
                "headline_basis": headline_basis,
                "spender_group": "hyperscaler" if role != "supplier" else None,
                "capex_expected_from": dt.date(2010, 1, 1) if role == "spender" else None,
            }
        )

    def line(
        self,
        company_id: str,
        name: str = "total",
        segment_id: str | None = "core_compute",
        *,
        parent: str | None = None,
        is_confirmed: bool = True,
        is_broad: bool = False,
        counts: bool = True,
        expected_from: dt.date = dt.date(2022, 1, 1),
        valid: tuple[dt.date | None, dt.date | None] = (None, None),
    ) -> str:
        """A revenue line, named after the company; its total lies in no other line."""
        prefix = company_id.lower()
        is_total = name == "total"
        self.revenue_lines.append(
            {
                "revenue_line_id": f"{prefix}_{name}",
                "company_id": company_id,
                "metric_id": "revenue" if is_total else f"{prefix}_{name}",
                "line_name": name.title(),
                "parent_line_id": f"{prefix}_{parent}" if parent else None,
                "segment_id": segment_id,
                "sub_segment_id": SUB_SEGMENTS[segment_id] if segment_id else None,
                "tier": TIERS[segment_id] if segment_id else None,
                "scope": "total_company" if is_total else "segment",
                "is_broad": is_broad,
                "is_confirmed": is_confirmed,
                "counts": counts,
                "valid_from": valid[0],
                "valid_to": valid[1],
                "reason": "Invented.",
                "expected_from": expected_from,
            }
        )
        return f"{prefix}_{name}"

    def series_break(self, revenue_line_id: str, day: dt.date) -> None:
        """From that day on the line measures something else."""
        self.series_breaks.append(
            {"revenue_line_id": revenue_line_id, "break_date": day, "reason": "Invented."}
        )

    def rate(self, currency: str, start: dt.date, end: dt.date, usd_per_unit: str) -> None:
        """The average rate of a period."""
        self.period_rates.append(
            {
                "currency": currency,
                "period_start": start,
                "period_end": end,
                "usd_per_unit": Decimal(usd_per_unit),
                "source": "fed_h10",
                "first_rate_date": start,
                "last_rate_date": end,
                "observations": 60,
            }
        )

    def month(self, company_id: str, start: dt.date, *history: tuple[int, dt.datetime]) -> None:
        """Revenue of a month in TWD, in all its versions."""
        end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        for number, (value, known_from) in enumerate(history, start=1):
            self.monthly_revenue.append(
                {
                    "company_id": company_id,
                    "month": start,
                    "month_end": end,
                    "version": number,
                    "value": Decimal(value),
                    "unit": "TWD",
                    "report_month": start if number == 1 else start.replace(year=start.year + 1),
                    "statement": "current" if number == 1 else "prior_year",
                    "known_from": known_from,
                    "known_from_basis": "report_date_end",
                    "confidence": "high",
                    "known_to": history[number][1] if number < len(history) else None,
                }
            )

    def customer_share(
        self,
        company_id: str,
        period: tuple[dt.date, dt.date],
        customer: str,
        share_pct: str,
        known_from: dt.datetime,
    ) -> None:
        """A major customer's share of revenue, as a filing of that moment tags it."""
        accession = self._filing(company_id, known_from)
        self.customer_shares.append(
            {
                "company_id": company_id,
                "period_start": period[0],
                "period_end": period[1],
                "customer": f"test:{customer}",
                "customer_label": customer,
                "benchmark": "us-gaap:SalesRevenueNetMember",
                "share_pct": Decimal(share_pct),
                "concept": "test:share",
                "dimensions": f"test:customers=test:{customer}",
                "accession": accession,
                "known_from": known_from,
                "lineage_id": f"{company_id}:{customer}:{period[1]}:{accession}",
            }
        )

    def _filing(self, company_id: str, known_from: dt.datetime) -> str:
        """Accession number of the company's filing of that moment."""
        cik = next(row["cik"] for row in self.companies if row["company_id"] == company_id)
        accession = f"{cik:010d}-{known_from:%y}-{known_from:%m%d%H}"
        self.accessions.add((company_id, accession, known_from.date()))
        return accession

    def cell(
        self,
        company_id: str,
        metric_id: str,
        fiscal_year: int,
        fiscal_quarter: int | None,
        *history: tuple[int, dt.datetime],
        cause: str = "comparative_recast",
        unit: str = "USD",
        is_series_break: bool = False,
        statement: str | None = None,
        period: tuple[dt.date, dt.date] | None = None,
    ) -> None:
        """A quarter, or a year where `fiscal_quarter` is None, in all its versions.

        `statement` names the document of a figure that no filing states.
        """
        kind = "year" if fiscal_quarter is None else "quarter"
        start, end = period or (
            (dt.date(fiscal_year, 1, 1), dt.date(fiscal_year, 12, 31))
            if fiscal_quarter is None
            else quarter(fiscal_year, fiscal_quarter)
        )
        cik = next(row["cik"] for row in self.companies if row["company_id"] == company_id)
        for number, (value, known_from) in enumerate(history, start=1):
            accession = None if statement else self._filing(company_id, known_from)
            lineage_id = f"{company_id}:{metric_id}:{kind}:{end}:v{number}"
            is_difference = kind == "quarter" and (fiscal_quarter or 1) > 1 and not statement
            source = "company_statements" if statement else "sec_company_facts"
            self.versions.append(
                {
                    "company_id": company_id,
                    "metric_id": metric_id,
                    "period_kind": kind,
                    "fiscal_year": fiscal_year,
                    "fiscal_quarter": fiscal_quarter or 4,
                    "period_start": start,
                    "period_end": end,
                    "calendar_quarter": f"{end.year}Q{(end.month + 2) // 3}",
                    "calendar_offset_days": 0,
                    "version": number,
                    "value": Decimal(value),
                    "unit": unit,
                    "derivation": "ytd_difference" if is_difference else "reported",
                    "concept": f"test:{metric_id}",
                    "source": source,
                    "accession": accession,
                    "document": statement,
                    "known_from": known_from,
                    "known_to": history[number][1] if number < len(history) else None,
                    "known_from_basis": "stated_date_end" if statement else "accepted",
                    "change_cause": "first_report" if number == 1 else cause,
                    "is_series_break": is_series_break,
                    "operands_known_from": known_from,
                    "lineage_id": lineage_id,
                }
            )
            # A derived quarter is the cumulative figure less the shorter one, as known then.
            shorter = self._sum_before(company_id, metric_id, start, known_from)
            terms = [(1, value + shorter), (-1, shorter)] if is_difference else [(1, value)]
            for order, (sign, amount) in enumerate(terms, start=1):
                self.operands.append(
                    {
                        "lineage_id": lineage_id,
                        "operand_order": order,
                        "sign": sign,
                        "source": source,
                        "cik": None if statement else cik,
                        "concept": f"test:{metric_id}",
                        "dimensions": "",
                        "unit": unit,
                        "period_start": dt.date(start.year, 1, 1) if is_difference else start,
                        "period_end": end if order == 1 else start - dt.timedelta(days=1),
                        "value": Decimal(amount),
                        "accession": accession,
                        "document": statement,
                        "element_id": None,
                    }
                )

    def _sum_before(
        self, company_id: str, metric_id: str, start: dt.date, known_from: dt.datetime
    ) -> int:
        """What the earlier quarters of that year added up to, as known at that instant."""
        return sum(
            int(row["value"])
            for row in self.versions
            if (row["company_id"], row["metric_id"]) == (company_id, metric_id)
            and row["period_kind"] == "quarter"
            and row["period_start"].year == start.year
            and row["period_start"] < start
            and row["known_from"] <= known_from
            and (row["known_to"] is None or row["known_to"] > known_from)
        )

    def write(self, settings: Settings) -> None:
        """Write every table that dbt reads."""
        _write(settings, COMPANIES, self.companies)
        _write(settings, VERSIONS, self.versions)
        _write(settings, OPERANDS, self.operands)
        _write(settings, REFUSALS, self.refusals)
        _write(settings, SEGMENTS, SEGMENT_ROWS)
        _write(settings, REVENUE_LINES, self.revenue_lines)
        _write(settings, SERIES_BREAKS, self.series_breaks)
        _write(settings, PERIOD_RATES, self.period_rates)
        _write(settings, MONTHLY_REVENUE, self.monthly_revenue)
        _write(settings, CUSTOMER_SHARES, self.customer_shares)
        if self.quarantine:
            _write(settings, RAW_QUARANTINE, self.quarantine)
        for table in (METRIC_SCOPES, CLOSING_RATES):
            _write(settings, table, [])
        _write(settings, FACTS, [])
        _write(settings, CONCEPT_CHOICES, [])
        ciks = {row["company_id"]: row["cik"] for row in self.companies}
        facts = [
            {
                "company_id": company_id,
                "cik": ciks[company_id],
                "entity_name": company_id,
                "concept": "test:any",
                "unit": "USD",
                "period_start": filed,
                "period_end": filed,
                "value": Decimal(0),
                "accession": accession,
                "filing_fiscal_year": None,
                "filing_fiscal_period": None,
                "form": "10-Q",
                "filed_date": filed,
            }
            for company_id, accession, filed in sorted(self.accessions)
        ]
        _write(settings, RAW_SEC_COMPANY_FACTS, facts)


SUB_SEGMENTS = {"core_compute": "cpus", "interconnect": "switches"}
TIERS = {"core_compute": "devices", "interconnect": "systems"}
SEGMENT_ROWS = [
    {
        "segment_id": segment_id,
        "sub_segment_id": sub_segment_id,
        "segment_name": segment_id.replace("_", " ").capitalize(),
        "sub_segment_name": sub_segment_id.capitalize(),
        "tier": TIERS[segment_id],
        "is_headline_tier": True,
        "description": "Invented.",
        "taxonomy_version": "1",
    }
    for segment_id, sub_segment_id in SUB_SEGMENTS.items()
]


def _write(settings: Settings, table: Table, rows: list[dict[str, Any]]) -> None:
    directory = table.directory(settings)
    directory.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame(rows, schema=table.polars_schema, orient="row") if rows else table.empty()
    table.united(frame).write_parquet(directory / f"{table.name}.parquet")


def sample_world() -> World:
    """Three spenders and a supplier.

    ALFA: headline with finance leases, recast in 2024; BETA: headline net of proceeds, with a
    series break in 2023 Q3; GAMA: cash only, from 2023 on; TAIW: a supplier in another currency.
    """
    world = World()
    world.company("ALFA", "with_finance_leases")
    world.company("BETA", "cash_net")
    world.company("GAMA", "cash")
    world.company("SUPP", role="supplier")
    world.company("TAIW", role="supplier")
    for year in (2022, 2023, 2024):
        for number in (1, 2, 3, 4):
            _, end = quarter(year, number)
            known = dt.datetime.combine(end, dt.time(20, 15)) + dt.timedelta(days=30)
            base = 100 * (year - 2021) + number
            recast = dt.datetime.combine(end, dt.time(20, 20)) + dt.timedelta(days=395)
            history = [(base, known)]
            if year == 2023 and number < 4:
                history.append((base - 10, recast))
            world.cell("ALFA", "capex_cash", year, number, *history)
            world.cell("ALFA", "finance_lease_principal", year, number, (number, known))
            world.cell(
                "BETA", "capex_cash", year, number, (base * 2, known),
                is_series_break=(year, number) == (2023, 3),
            )  # fmt: skip
            world.cell("BETA", "capex_proceeds", year, number, (5, known))
            if year >= 2023:
                world.cell("GAMA", "capex_cash", year, number, (7 * base, known))
            world.cell("SUPP", "capex_cash", year, number, (number, known))
            world.cell("SUPP", "revenue", year, number, (50, known), (49, recast), cause="rounding")
            world.cell("TAIW", "capex_cash", year, number, (9, known), unit="TWD")
        known = instant(year + 1, 1, 30)
        total = sum(100 * (year - 2021) + number for number in (1, 2, 3, 4))
        world.cell("ALFA", "capex_cash", year, None, (total, known))
        world.cell("BETA", "capex_cash", year, None, (2 * total, known))
    return world
