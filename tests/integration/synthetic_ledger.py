"""A small world in the shape of `contracts.py`, to build the marts from without any filing.

Quarters and years are stated as `(period, value, known_from)`; versions, operands and filings
follow from them. Figures are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines import contracts

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
                "capex_expected_from": dt.date(2010, 1, 1) if role == "spender" else None,
            }
        )

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
        period: tuple[dt.date, dt.date] | None = None,
    ) -> None:
        """A quarter, or a year where `fiscal_quarter` is None, in all its versions."""
        kind = "year" if fiscal_quarter is None else "quarter"
        start, end = period or (
            (dt.date(fiscal_year, 1, 1), dt.date(fiscal_year, 12, 31))
            if fiscal_quarter is None
            else quarter(fiscal_year, fiscal_quarter)
        )
        cik = next(row["cik"] for row in self.companies if row["company_id"] == company_id)
        for number, (value, known_from) in enumerate(history, start=1):
            accession = f"{cik:010d}-{known_from:%y}-{known_from:%m%d%H}"
            self.accessions.add((company_id, accession, known_from.date()))
            lineage_id = f"{company_id}:{metric_id}:{kind}:{end}:v{number}"
            is_difference = kind == "quarter" and (fiscal_quarter or 1) > 1
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
                    "accession": accession,
                    "known_from": known_from,
                    "known_to": history[number][1] if number < len(history) else None,
                    "known_from_basis": "accepted",
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
                        "source": "sec_company_facts",
                        "cik": cik,
                        "concept": f"test:{metric_id}",
                        "dimensions": "",
                        "unit": unit,
                        "period_start": dt.date(start.year, 1, 1) if is_difference else start,
                        "period_end": end if order == 1 else start - dt.timedelta(days=1),
                        "value": Decimal(amount),
                        "accession": accession,
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
        _write(settings, contracts.COMPANIES, self.companies)
        _write(settings, contracts.VERSIONS, self.versions)
        _write(settings, contracts.OPERANDS, self.operands)
        _write(settings, contracts.REFUSALS, self.refusals)
        _write(settings, contracts.SEGMENTS, [SEGMENT])
        if self.quarantine:
            _write(settings, contracts.RAW_QUARANTINE, self.quarantine)
        _write(settings, contracts.FACTS, [])
        _write(settings, contracts.CONCEPT_CHOICES, [])
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
        _write(settings, contracts.RAW_SEC_COMPANY_FACTS, facts)


SEGMENT = {
    "segment_id": "core_compute",
    "sub_segment_id": "cpus",
    "segment_name": "Core compute",
    "sub_segment_name": "CPUs",
    "description": "Server processors",
    "taxonomy_version": "1",
}


def _write(settings: Settings, table: contracts.Table, rows: list[dict[str, Any]]) -> None:
    directory = table.directory(settings)
    directory.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame(rows, schema=table.polars_schema, orient="row") if rows else table.empty()
    table.conform(frame).write_parquet(directory / f"{table.name}.parquet")


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
