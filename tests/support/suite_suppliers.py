"""The suppliers of the small world, and what they report; rates are in `suite_rates.py`.

Not real: BET tags two lines of its revenue in its filings, CEE states revenue in euros in its
releases, TAI reports by the month in Taiwan and restates one month. Rows only; `suite_world.py`
makes the tables of them.
"""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

from pipelines.registry import Company, TaiwanListing
from pipelines.registry.revenue_lines import (
    CompanyLines,
    Completion,
    LineMember,
    RevenueLine,
    SeriesBreak,
    TotalRuling,
    lines_of,
    unruled_total,
)

Row = dict[str, Any]

FIRST_DAY, LAST_DAY = dt.date(2021, 1, 1), dt.date(2026, 8, 19)
MONTHS = [dt.date(year, month, 1) for year in range(2021, 2027) for month in range(1, 13)][:66]
RESTATED_MONTH = dt.date(2023, 4, 1)
AXIS = "srt:ProductOrServiceAxis"
MEMBERS = {
    "bet_chips": "bet:ChipsMember",
    "bet_optics": "bet:OpticsMember",
    "bet_cloud": "bet:CloudMember",
}
HEDGING = "bet:GainsFromHedging"
CUSTOMER_SHARE = "us-gaap:ConcentrationRiskPercentage"

COMPANIES = (
    Company(
        ticker="CEE",
        company_name="Cee",
        cik=1003,
        role="supplier",
        country="DE",
        fiscal_year_end="december 31",
        reporting_currency="EUR",
    ),
    Company(
        ticker="TAI",
        company_name="Tai",
        role="supplier",
        country="TW",
        fiscal_year_end="december 31",
        reporting_currency="TWD",
        taiwan_listing=TaiwanListing(market="twse", code="9999"),
    ),
)


def _line(
    revenue_line_id: str, segment: str | None, sub_segment: str | None, **others: Any
) -> RevenueLine:
    return RevenueLine(
        revenue_line_id=revenue_line_id,
        company_id="BET",
        line_name=revenue_line_id,
        parent="bet_total",
        segment_id=segment,
        sub_segment_id=sub_segment,
        scope="product",
        is_broad=False,
        counts=segment is not None,
        reason="Named so in the table of products.",
        members=(LineMember(axis=AXIS, member=MEMBERS[revenue_line_id]),),
        **others,
    )


def _total(company: str, segment: str, sub_segment: str, **others: Any) -> CompanyLines:
    return CompanyLines(
        company_id=company,
        expected_from=FIRST_DAY,
        total=TotalRuling(
            segment_id=segment,
            sub_segment_id=sub_segment,
            counts=True,
            reason="All of the company is in the segment.",
        ),
        **others,
    )


SUPPLIERS = (
    _total(
        "BET",
        "core_compute",
        "accelerators",
        lines=(
            _line("bet_chips", "core_compute", "accelerators"),
            _line(
                "bet_optics",
                "interconnect",
                "lasers",
                breaks=(SeriesBreak(date=FIRST_DAY, reason="Optics was bought."),),
            ),
            _line("bet_cloud", None, None),
        ),
        completions=(
            Completion(
                axis=AXIS, concepts=(HEDGING,), dated=LAST_DAY, reason="No product's revenue."
            ),
        ),
    ),
    _total("CEE", "thermal_power", "generation"),
    _total("TAI", "physical_connectivity", "connectors"),
)


def month_end(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _known(day: dt.date) -> dt.datetime:
    """The end of a day in Taipei, in UTC."""
    return dt.datetime.combine(day, dt.time(15, 59, 59))


def _report_date(month: dt.date) -> dt.date:
    return month_end(month) + dt.timedelta(days=10)


def _month_value(month: dt.date, *, restated: bool = False) -> Decimal:
    place = MONTHS.index(month)
    level = 500 * 1.01**place * (1 + place % 3 / 100)
    return Decimal(round(level * 1000) * 1000 + (5000 if restated else 0))


def _before(month: dt.date, months: int) -> dt.date | None:
    place = MONTHS.index(month) - months
    return MONTHS[place] if place >= 0 else None


def month_reports() -> list[Row]:
    rows = []
    for report_month in MONTHS:
        for statement, back in (("current", 0), ("prior_month", 1), ("prior_year", 12)):
            month = _before(report_month, back)
            if month is None:
                continue
            restated = month == RESTATED_MONTH and statement != "current"
            rows.append(
                {
                    "company_id": "TAI",
                    "security_code": "9999",
                    "market": "twse",
                    "month": month,
                    "report_month": report_month,
                    "statement": statement,
                    "value": _month_value(month, restated=restated),
                    "report_date": _report_date(report_month),
                    "report_date_basis": "stated",
                    "confidence": "high",
                }
            )
    return rows


def month_versions() -> list[Row]:
    rows = []
    for month in MONTHS:
        versions = [(month, "current", False)]
        if month == RESTATED_MONTH:
            versions.append((dt.date(month.year, month.month + 1, 1), "prior_month", True))
        for number, (report_month, statement, restated) in enumerate(versions, start=1):
            replaced = number < len(versions)
            rows.append(
                {
                    "company_id": "TAI",
                    "month": month,
                    "month_end": month_end(month),
                    "version": number,
                    "value": _month_value(month, restated=restated),
                    "unit": "TWD",
                    "report_month": report_month,
                    "statement": statement,
                    "report_url": "https://mopsov.twse.com.tw/nas/t21/sii/t21sc03_"
                    f"{report_month.year - 1911}_{report_month.month}_0.html",
                    "known_from": _known(_report_date(report_month)),
                    "known_from_basis": "report_date_end",
                    "confidence": "high",
                    "known_to": _known(_report_date(versions[1][0])) if replaced else None,
                }
            )
    return rows


def quarter_days(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    start = dt.date(year, 3 * quarter - 2, 1)
    return start, month_end(start.replace(month=3 * quarter))


def _version(company: str, unit: str, year: int, quarter: int, **others: object) -> Row:
    start, end = quarter_days(year, quarter)
    return {
        "company_id": company,
        "metric_id": "revenue",
        "period_kind": "quarter",
        "fiscal_year": year,
        "fiscal_quarter": quarter,
        "period_start": start,
        "period_end": end,
        "calendar_quarter": f"{year}Q{quarter}",
        "calendar_offset_days": 0,
        "version": 1,
        "unit": unit,
        "change_cause": "first_report",
        "is_series_break": False,
        "lineage_id": f"{company}:revenue:quarter:{end}:v1",
        **others,
    }


def quarters_of_months(quarters: list[tuple[int, int]]) -> tuple[list[Row], list[Row]]:
    """Versions of TAI's quarters, and the months that they are sums of."""
    standing = {row["month"]: row for row in month_versions() if row["known_to"] is None}
    versions, operands = [], []
    for year, quarter in quarters:
        start, _ = quarter_days(year, quarter)
        months = [standing[start.replace(month=start.month + place)] for place in range(3)]
        known_from = max(row["known_from"] for row in months)
        version = _version(
            "TAI",
            "TWD",
            year,
            quarter,
            value=sum((row["value"] for row in months), Decimal(0)),
            derivation="sum_of_months",
            concept="report:MonthlyRevenue",
            source="taiwan_monthly_revenue",
            document=f"report of {months[-1]['report_month']}",
            known_from=known_from,
            known_from_basis="report_date_end",
            operands_known_from=known_from,
        )
        versions.append(version)
        operands += [
            {
                "lineage_id": version["lineage_id"],
                "operand_order": order,
                "sign": 1,
                "source": "taiwan_monthly_revenue",
                "concept": "report:MonthlyRevenue",
                "dimensions": "",
                "unit": "TWD",
                "period_start": row["month"],
                "period_end": row["month_end"],
                "value": row["value"],
                "document": f"report of {row['report_month']}",
                "report_url": row["report_url"],
            }
            for order, row in enumerate(months, start=1)
        ]
    return versions, operands


def statements(quarters: list[tuple[int, int]]) -> list[Row]:
    """CEE's releases, a row a quarter and, at its fourth, one for the year."""
    rows: list[Row] = []
    for place, (year, quarter) in enumerate(quarters):
        start, end = quarter_days(year, quarter)
        value = Decimal(round(300 * 1.02**place) * 1_000_000)
        spans = [("quarter", start, value)]
        if quarter == 4:
            before = [row["value"] for row in rows if row["period_start"].year == year]
            spans.append(("year", start.replace(month=1), sum(before, value)))
        for kind, first_day, amount in spans:
            rows.append(
                {
                    "company_id": "CEE",
                    "metric_id": "revenue",
                    "period_start": first_day,
                    "period_end": end,
                    "value": amount,
                    "unit": "EUR",
                    "rounding_unit": 1_000_000,
                    "document": f"Release of {year}Q{quarter}",
                    "url": None,
                    "undated_reason": None,
                    "read_at": None,
                    # The first release was furnished with a filing.
                    "accession": None if rows else "0000001003-21-000001",
                    "stated_date": end + dt.timedelta(days=20),
                    "entered_date": LAST_DAY,
                    "confidence": "high",
                    "file": f"cee.csv:{len(rows) + 2}",
                    "period_kind": kind,
                    "fiscal_year": year,
                    "fiscal_quarter": quarter,
                }
            )
    return rows


def stated_periods(quarters: list[tuple[int, int]]) -> tuple[list[Row], list[Row], list[Row]]:
    """CEE's facts, versions and operands."""
    facts, versions, operands = [], [], []
    for stated in statements(quarters):
        known_from = dt.datetime.combine(stated["stated_date"] + dt.timedelta(days=1), dt.time(4))
        kind, end = stated["period_kind"], stated["period_end"]
        version = _version(
            "CEE",
            "EUR",
            stated["fiscal_year"],
            stated["fiscal_quarter"],
            period_kind=kind,
            derivation="reported",
            operands_known_from=known_from,
            source="company_statements",
            concept="company:Statement",
            dimensions="",
            document=stated["document"],
            value=stated["value"],
            known_from=known_from,
            known_from_basis="stated_date_end",
            lineage_id=f"CEE:revenue:{kind}:{end}:v1",
        )
        version["period_start"] = stated["period_start"]
        versions.append(version)
        facts.append(
            {
                **version,
                "duration_kind": kind,
                "rounding_unit": stated["rounding_unit"],
                "source_reference": stated["file"],
                "accession": stated["accession"],
                "form": "statement",
                "filed_date": stated["stated_date"],
                "is_in_series": True,
            }
        )
        operands.append({**version, "operand_order": 1, "sign": 1})
    return facts, versions, operands


def customer_shares(reports: list[Row]) -> list[Row]:
    """Two customers of each of BET's annual reports."""
    return [
        {
            "company_id": "BET",
            "period_start": dt.date(report["report_date"].year, 1, 1),
            "period_end": report["report_date"],
            "customer": customer,
            "customer_label": "A customer",
            "benchmark": "us-gaap:SalesRevenueNetMember",
            "share_pct": share,
            "accession": report["accession"],
            "known_from": report["accepted_at"],
            "lineage_id": f"BET:customer_share:{report['accession']}:{customer}",
            "concept": CUSTOMER_SHARE,
            "dimensions": f"srt:MajorCustomersAxis={customer}",
            "value": share / 100,
            "unit": "pure",
        }
        for report in reports
        for customer, share in (
            ("bet:CustomerAMember", Decimal(15)),
            ("bet:CustomerBMember", Decimal(11)),
        )
    ]


def line_rows() -> list[Row]:
    """The rulings as rows: BET's two lines lie in its total, and none speaks of ACM."""
    expected_from = {each.company_id: each.expected_from for each in SUPPLIERS}
    return [
        {
            **line.model_dump(),
            "metric_id": "revenue" if line.scope == "total_company" else line.revenue_line_id,
            "parent_line_id": line.parent,
            "tier": line.segment_id and "devices",
            "is_confirmed": line.status == "confirmed",
            "expected_from": expected_from.get(line.company_id),
        }
        for line in (*lines_of(SUPPLIERS), unruled_total("ACM"))
    ]


def break_rows() -> list[Row]:
    return [
        {
            "revenue_line_id": "bet_optics",
            "break_date": FIRST_DAY,
            "reason": "Optics was bought.",
        }
    ]
