"""A small world in which every check holds: two spenders, 22 quarters, one year recast.

Its suppliers stand in `suite_suppliers.py`; what dbt makes of it, in `dbt_world.py`.

Not real: ACM and BET file year-to-date figures that grow smoothly; ACM recasts 2023 in its
filings of 2024. All tables are made here, row by row, so that no code under test shapes them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.contracts.analysis import ANALYSIS_OPERANDS, FORECAST_SERIES, FORECASTS, LEAD_LAG
from pipelines.contracts.model import Table
from pipelines.contracts.normalized import (
    ASSUMPTIONS,
    CLOSING_RATES,
    COMPANIES,
    CONCEPT_CHOICES,
    CUSTOMER_SHARES,
    DOCUMENTS,
    FACTS,
    GUIDANCE,
    METRIC_SCOPES,
    MODEL_COMPANIES,
    MODEL_COMPANY_REVENUE,
    MONTHLY_REVENUE,
    OPERANDS,
    PERIOD_RATES,
    REFUSALS,
    REVENUE_LINES,
    SEGMENTS,
    SERIES_BREAKS,
    TECHNOLOGIES,
    TECHNOLOGY_MENTIONS,
    VERSIONS,
    WITHHELD,
)
from pipelines.contracts.published import FCT_CHANGES, QUALITY_RESULTS
from pipelines.contracts.raw import (
    RAW_CAPABILITY_SCORES,
    RAW_COMPANY_STATEMENTS,
    RAW_EPOCH_REVENUE,
    RAW_FX_RATES,
    RAW_GUIDANCE_STATEMENTS,
    RAW_HARDWARE_PRICES,
    RAW_MARKET_ESTIMATES,
    RAW_MODEL_COMPANY_REVENUE,
    RAW_QUARANTINE,
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_DOCUMENTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_TAIWAN_MONTHLY_REVENUE,
    RAW_TECHNOLOGY_STATEMENTS,
    RAW_TOKEN_PRICES,
)
from pipelines.normalize.reference.assumptions import assumptions
from pipelines.registry import Company, FactCorrection, Metric, Registry, RestatementRuling, Segment
from pipelines.registry.models import SubSegment
from pipelines.registry.rates import RateSpeakers
from tests.support import suite_market as market
from tests.support import suite_outlook as outlook
from tests.support import suite_prices as pricing
from tests.support import suite_rates as rates
from tests.support import suite_returns as returns
from tests.support import suite_suppliers as suppliers
from tests.support import suite_texts as texts
from tests.support.suites_of_sources import suites_of_sources

World = dict[str, pl.DataFrame]
Row = dict[str, Any]

RUN_ID = "run-1"
RAN_AT = dt.datetime(2026, 8, 20, 12)
FIRST_YEAR = 2021
RECAST_YEAR = 2023
QUARTERS = [(year, quarter) for year in range(FIRST_YEAR, 2027) for quarter in (1, 2, 3, 4)][:22]
KINDS = {1: "quarter", 2: "half", 3: "nine_months", 4: "year"}
ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}
CONCEPTS = {
    "capex_cash": "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
    "finance_lease_principal": "us-gaap:FinanceLeasePrincipalPayments",
    "capex_proceeds": "us-gaap:ProceedsFromSaleOfPropertyPlantAndEquipment",
    "revenue": "us-gaap:Revenues",
    "operating_cash_flow": "us-gaap:NetCashProvidedByUsedInOperatingActivities",
    "depreciation": "us-gaap:Depreciation",
    "remaining_performance_obligation": "us-gaap:RevenueRemainingPerformanceObligation",
    "purchase_obligations": "us-gaap:PurchaseObligation",
}
# Instants, and what a figure of theirs includes.
SCOPES = {
    "remaining_performance_obligation": "The total, of all contracts.",
    "purchase_obligations": "Unconditional purchase obligations.",
}
METRICS_OF = {
    "ACM": (
        "capex_cash", "finance_lease_principal", "revenue", "operating_cash_flow", "depreciation",
    ),
    "BET": (
        "capex_cash", "capex_proceeds", "revenue", "bet_chips", "bet_optics", "bet_cloud",
        "remaining_performance_obligation", "operating_cash_flow", "purchase_obligations",
    ),
}  # fmt: skip
SIZES = {
    "capex_cash": 100,
    "finance_lease_principal": 9,
    "capex_proceeds": 7,
    "revenue": 800,
    "bet_chips": 480,
    "bet_optics": 240,
    "bet_cloud": 80,
    "operating_cash_flow": 300,
    "depreciation": 60,
    "remaining_performance_obligation": 2000,
    "purchase_obligations": 900,
}
CIKS = {"ACM": 1001, "BET": 1002}
# Each row of a raw table is of one body, the newest.
HISTORY = {"first_body": "0" * 64, "last_body": "0" * 64, "is_in_newest_body": True}

# The annual report that recasts, as `filing` names it, and what a ruling says of it.
RULING = RestatementRuling.model_validate(
    {
        "company_id": "ACM",
        "metric_id": "capex_cash",
        "accessions": ["0000001001-25-240004"],
        "cause": "presentation_change",
        "dated": "2026-08-01",
        "reason": "Proceeds are taken off.",
    }
)

CORRECTION = FactCorrection.model_validate(
    {
        "company_id": "ACM",
        "accession": "0000001001-21-200001",
        "concept": "us-gaap:PaymentsToAcquireOtherPropertyPlantAndEquipment",
        "period_start": "2020-01-01",
        "period_end": "2020-03-31",
        "kind": "sign",
        "dated": "2026-08-01",
        "reason": "Filed with a minus.",
    }
)

REGISTRY = Registry(
    companies=(
        Company(
            ticker="ACM",
            company_name="Acme",
            cik=1001,
            role="spender",
            spender_group="hyperscaler",
            country="US",
            fiscal_year_end="december 31",
            reporting_currency="USD",
            headline_basis="with_finance_leases",
            capex_expected_from=dt.date(2020, 1, 1),
        ),
        Company(
            ticker="BET",
            company_name="Beta",
            cik=1002,
            role="both",
            spender_group="hyperscaler",
            country="US",
            fiscal_year_end="december 31",
            reporting_currency="USD",
            headline_basis="cash_net",
            capex_expected_from=dt.date(2020, 1, 1),
        ),
        *suppliers.COMPANIES,
    ),
    suppliers=suppliers.SUPPLIERS,
    fact_corrections=(CORRECTION,),
    metrics=tuple(
        Metric(
            metric_id=metric_id,
            metric_name=metric_id,
            period_type="instant" if metric_id in SCOPES else "duration",
            description=metric_id,
            aliases=(concept,),
            scope=SCOPES.get(metric_id),
            never_negative=metric_id == "capex_cash",
        )
        for metric_id, concept in CONCEPTS.items()
    ),
    segments=tuple(
        Segment(
            segment_id=segment,
            segment_name=segment,
            headline_tiers=("devices",),
            sub_segments=(
                SubSegment(
                    sub_segment_id=sub, sub_segment_name=sub, tier="devices", description=sub
                ),
            ),
        )
        for segment, sub in (
            ("core_compute", "accelerators"),
            ("interconnect", "lasers"),
            ("physical_connectivity", "connectors"),
            ("thermal_power", "generation"),
        )
    ),
    taxonomy_version="1",
    technologies=texts.TECHNOLOGIES,
    model_companies=returns.MODEL_COMPANIES,
    assumptions=market.ASSUMED,
    restatements=(RULING,),
    rates=RateSpeakers.model_validate(
        {
            "others": [{"source": "fed_h10", "frequency": "day"}],
            "currencies": {
                "TWD": [
                    {"source": "fed_h10", "frequency": "day"},
                    {"source": "cbc", "frequency": "day"},
                ]
            },
        }
    ),
)


def end_of(year: int, quarter: int) -> dt.date:
    return dt.date(year, *ENDS[quarter])


def start_of(year: int, quarter: int) -> dt.date:
    return dt.date(year, 3 * quarter - 2, 1)


def amount(company: str, metric: str, year: int, quarter: int, *, recast: bool = False) -> Decimal:
    """The discrete quarter: 3 percent more each quarter, a little uneven, to the thousand."""
    place = (year - FIRST_YEAR) * 4 + quarter - 1
    level = SIZES[metric] * 1.03**place * (1 + place % 3 / 100) * (2 if company == "BET" else 1)
    added = 2_000_000 * quarter if recast else 0
    return Decimal(round(level * 1000) * 1000 + added)


def to_date(company: str, metric: str, year: int, quarter: int, *, recast: bool = False) -> Decimal:
    return sum(
        (amount(company, metric, year, number, recast=recast) for number in range(1, quarter + 1)),
        Decimal(0),
    )


def filing(company: str, year: int, quarter: int) -> Row:
    end = end_of(year, quarter)
    filed = end + dt.timedelta(days=30)
    return {
        "company_id": company,
        "cik": CIKS[company],
        "accession": f"{CIKS[company]:010d}-{filed:%y}-{year % 100:02d}{quarter:04d}",
        "form": "10-K" if quarter == 4 else "10-Q",
        "filed_date": filed,
        "report_date": end,
        "accepted_at": dt.datetime.combine(filed, dt.time(20, 30)),
        "primary_document": "report.htm",
        "is_inline_xbrl": True,
    }


def fact(company: str, metric: str, year: int, quarter: int, *, recast: bool = False) -> Row:
    """The stock or year-to-date figure, in its own filing or, recast, in the next year's."""
    said_in = filing(company, year + 1 if recast else year, quarter)
    member = suppliers.MEMBERS.get(metric)
    return {
        "company_id": company,
        "cik": CIKS[company],
        "metric_id": metric,
        "source": "sec_segment_facts" if member else "sec_company_facts",
        "concept": CONCEPTS["revenue" if member else metric],
        "dimensions": f"{suppliers.AXIS}={member}" if member else "",
        "unit": "USD",
        "period_start": None if metric in SCOPES else dt.date(year, 1, 1),
        "period_end": end_of(year, quarter),
        "duration_kind": "instant" if metric in SCOPES else KINDS[quarter],
        "fiscal_year": year,
        "fiscal_quarter": quarter,
        "value": (amount if metric in SCOPES else to_date)(
            company, metric, year, quarter, recast=recast
        ),
        "rounding_unit": 1000,
        "source_reference": said_in["accession"],
        "accession": said_in["accession"],
        "form": said_in["form"],
        "filed_date": said_in["filed_date"],
        "known_from": said_in["accepted_at"],
        "known_from_basis": "accepted",
        "is_in_series": True,
        "entity_name": company,
        "filing_fiscal_year": said_in["report_date"].year,
        "filing_fiscal_period": "FY" if quarter == 4 else f"Q{quarter}",
    }


def is_recast(company: str, metric: str, year: int) -> bool:
    return (company, metric, year) == ("ACM", "capex_cash", RECAST_YEAR)


def version_rows() -> tuple[list[Row], list[Row]]:
    """Versions and their operands: quarters, years of which four are filed, and instants."""
    versions, operands = [], []
    for company, metrics in METRICS_OF.items():
        for metric in metrics:
            for year, quarter in QUARTERS:
                kinds = ["quarter", "year"] if quarter == 4 else ["quarter"]
                kinds = ["instant"] if metric in SCOPES else kinds
                for kind in kinds:
                    made = [_version(company, metric, year, quarter, kind, recast=False)]
                    if is_recast(company, metric, year):
                        made.append(_version(company, metric, year, quarter, kind, recast=True))
                        made[0][0]["known_to"] = made[1][0]["known_from"]
                    versions += [version for version, _ in made]
                    operands += [operand for _, parts in made for operand in parts]
    return versions, operands


def _version(
    company: str, metric: str, year: int, quarter: int, kind: str, *, recast: bool
) -> tuple[Row, list[Row]]:
    facts = [(1, fact(company, metric, year, quarter, recast=recast))]
    if kind == "quarter" and quarter > 1:
        facts.append((-1, fact(company, metric, year, quarter - 1, recast=recast)))
    longest = facts[0][1]
    number = 2 if recast else 1
    end = end_of(year, quarter)
    lineage_id = f"{company}:{metric}:{kind}:{end}:v{number}"
    if len(facts) == 1:
        derivation = "reported"
    else:
        derivation = "year_minus_nine_months" if quarter == 4 else "ytd_difference"
    version = {
        **longest,
        "period_kind": kind,
        "period_start": None
        if kind == "instant"
        else start_of(year, 1 if kind == "year" else quarter),
        "calendar_quarter": f"{year}Q{quarter}",
        "calendar_offset_days": 0,
        "version": number,
        "value": sum((sign * row["value"] for sign, row in facts), Decimal(0)),
        "derivation": derivation,
        "known_to": None,
        "change_cause": RULING.cause if recast else "first_report",
        "is_series_break": False,
        "operands_known_from": longest["known_from"],
        "lineage_id": lineage_id,
    }
    parts = [
        {
            **row,
            "lineage_id": lineage_id,
            "operand_order": order,
            "sign": sign,
        }
        for order, (sign, row) in enumerate(facts, start=1)
    ]
    return version, parts


def framed(table: Table, rows: list[Row]) -> pl.DataFrame:
    schema = {column.name: column.type.polars for column in table.all_columns}
    said = [HISTORY | row for row in rows]
    return table.united(
        pl.DataFrame([{name: row.get(name) for name in schema} for row in said], schema=schema)
    )


def change_rows() -> list[Row]:
    """One cell of each kind of change, of one publication."""
    kinds = [
        ("new", None, 5), ("changed", 5, 6), ("withdrawn", 6, None), ("known_from_moved", 6, 6)
    ]  # fmt: skip
    return [
        {
            "run_id": "run",
            "changed_at": dt.datetime(2026, 8, 1),
            "table_name": "fct_capex",
            "key": f"BET cash 2026 {number}",
            "column_name": "value_usd",
            "change": change,
            "old_value": old,
            "new_value": new,
            "old_known_from": None if old is None else dt.datetime(2026, 7, 1),
            "new_known_from": None if new is None else dt.datetime(2026, 7, 2),
            "cause": "new_filing",
        }
        for number, (change, old, new) in enumerate(kinds, start=1)
    ]


def python_tables() -> World:
    """The tables of `contracts/`."""
    filings = [filing(company, *quarter) for company in METRICS_OF for quarter in QUARTERS]
    facts = [
        fact(company, metric, year, quarter, recast=recast)
        for company, metrics in METRICS_OF.items()
        for metric in metrics
        for year, quarter in QUARTERS
        for recast in ((False, True) if is_recast(company, metric, year) else (False,))
    ]
    versions, operands = version_rows()
    stated, stated_versions, stated_operands = suppliers.stated_periods(QUARTERS)
    month_versions, month_operands = suppliers.quarters_of_months(QUARTERS)
    shares = suppliers.customer_shares(
        [row for row in filings if row["company_id"] == "BET" and row["form"] == "10-K"]
    )
    tagged = [row for row in facts if row["source"] == "sec_segment_facts"]
    consolidated = [
        row for row in facts if row["company_id"] == "BET" and row["metric_id"] == "revenue"
    ]
    completing = [
        {**row, "concept": suppliers.HEDGING, "value": Decimal(0)} for row in consolidated
    ]
    by_accession = {row["accession"]: row for row in filings}
    dimensional = [
        {**by_accession[row["accession"]], "fact_order": order, "decimals": -3, **row}
        for order, row in enumerate((*tagged, *consolidated, *completing, *shares), start=1)
    ]
    filed = [row for row in facts if row["source"] == "sec_company_facts"]
    facts = [*facts, *stated]
    choices = {
        (row["company_id"], row["metric_id"], row["source_reference"]): {
            **row,
            "rule": "only",
            "candidates": row["concept"],
        }
        for row in facts
    }
    companies = [
        {
            **company.model_dump(),
            "company_id": company.company_id,
        }
        for company in REGISTRY.companies
    ]
    segments = [
        {
            "segment_id": segment.segment_id,
            "segment_name": segment.segment_name,
            "is_headline_tier": True,
            "taxonomy_version": "1",
            **sub.model_dump(),
        }
        for segment in REGISTRY.segments
        for sub in segment.sub_segments
    ]
    scopes = [
        {
            "company_id": company,
            "metric_id": metric_id,
            "alias_order": 0,
            "concept": CONCEPTS[metric_id],
            "scope": scope,
        }
        for company in METRICS_OF
        for metric_id, scope in SCOPES.items()
    ]
    refusals = [
        {
            "table_name": "fct_capex",
            "key": key,
            "subject": key.split(" ")[1],
            "company_id": key.split(" ")[0],
            "rule": rule,
            "reason": "No filing at hand states this quarter.",
            "accession": accession,
            "source_reference": accession,
        }
        for key, rule, accession in (
            ("BET capex_cash 2020Q4", "not_filed", None),
            ("BET capex_cash 2020 0000001002-20-200001", "check_failed", "0000001002-20-200001"),
            ("BET capex_cash 2022Q2", "stale_operand", filings[-1]["accession"]),
            (
                f"{CORRECTION.company_id} {CORRECTION.concept} 2020-01-01 to 2020-03-31",
                "fact_corrected",
                CORRECTION.accession,
            ),
        )
    ]
    withheld = [
        {
            "company_id": "BET",
            "metric_id": "capex_cash",
            "fiscal_year": 2020,
            "source_reference": "0000001002-20-200001",
            "rule": "check_failed",
            "table_name": "normalized.facts",
            "check_name": "nothing_known_before_it_ended",
            "failing_rows": "BET capex_cash 2020-03-31",
            "figures": 1,
        }
    ]
    results = [
        {
            "run_id": RUN_ID,
            "stage": stage,
            "table_name": table,
            "check_name": check,
            "severity": "error",
            "scope": "structure",
            "passed": True,
            "is_acknowledged": False,
            "observed": "1 checked",
            "expected": "holds",
            "ran_at": RAN_AT,
        }
        for stage, table, check in (
            ("raw", "raw.sec_filings", "form_is_given"),
            ("normalized", "normalized.facts", "forms_count"),
            ("warehouse", "intermediate.int_filings__identified", "dbt test found_in"),
        )
    ]
    return {
        table.full_name: framed(table, rows)
        for table, rows in (
            (RAW_SEC_COMPANY_FACTS, filed),
            (RAW_SEC_SEGMENT_FACTS, dimensional),
            (RAW_SEC_DOCUMENTS, texts.findings()),
            (RAW_TECHNOLOGY_STATEMENTS, texts.calls()),
            (RAW_GUIDANCE_STATEMENTS, texts.guidance_calls()),
            (GUIDANCE, texts.guidance_rows()),
            (RAW_TOKEN_PRICES, pricing.prices()),
            (RAW_CAPABILITY_SCORES, pricing.scores()),
            (RAW_HARDWARE_PRICES, pricing.hardware()),
            (RAW_MARKET_ESTIMATES, market.estimates()),
            (ASSUMPTIONS, assumptions(REGISTRY).rows(named=True)),
            (TECHNOLOGIES, texts.technology_rows()),
            (RAW_MODEL_COMPANY_REVENUE, returns.reports()),
            (RAW_EPOCH_REVENUE, returns.tabled()),
            (MODEL_COMPANIES, returns.company_rows()),
            (MODEL_COMPANY_REVENUE, returns.known_reports()),
            (DOCUMENTS, texts.document_rows()),
            (TECHNOLOGY_MENTIONS, texts.mention_rows()),
            (RAW_COMPANY_STATEMENTS, suppliers.statements(QUARTERS)),
            (RAW_TAIWAN_MONTHLY_REVENUE, suppliers.month_reports()),
            (RAW_FX_RATES, rates.quotes()),
            (REVENUE_LINES, suppliers.line_rows()),
            (SERIES_BREAKS, suppliers.break_rows()),
            (PERIOD_RATES, rates.period_rates(QUARTERS)),
            (CLOSING_RATES, rates.closing_rates()),
            (MONTHLY_REVENUE, suppliers.month_versions()),
            (CUSTOMER_SHARES, shares),
            (RAW_SEC_FILINGS, filings),
            (RAW_QUARANTINE, []),
            (COMPANIES, companies),
            (SEGMENTS, segments),
            (METRIC_SCOPES, scopes),
            (FACTS, facts),
            (CONCEPT_CHOICES, list(choices.values())),
            (VERSIONS, [*versions, *stated_versions, *month_versions]),
            (OPERANDS, [*operands, *stated_operands, *month_operands]),
            (REFUSALS, refusals),
            (WITHHELD, withheld),
            (FORECAST_SERIES, outlook.series_rows()),
            (FORECASTS, outlook.forecast_rows()),
            (LEAD_LAG, outlook.lead_lag_rows()),
            (ANALYSIS_OPERANDS, outlook.operand_rows(filings[0]["accession"])),
            (QUALITY_RESULTS, results),
            (FCT_CHANGES, change_rows()),
            *((each.table, each.sound) for each in suites_of_sources()),
        )
    }
