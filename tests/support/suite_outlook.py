"""Forecasts of the small world: two origins of what spends, of its sum, and of a tier.

Not real, and made row by row: no code under test shapes them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

SERIES, TIER = "capex:ACM", "revenue:core_compute:devices"
TOTAL = "capex:hyperscaler"
# Each origin's newest quarter, when it was known, and whether its record lets drift speak.
ORIGINS = ((2025, 2, dt.datetime(2025, 8, 5), False), (2025, 3, dt.datetime(2025, 11, 5), True))
_ABOUT = ("series_id", "series_kind", "segment_id", "tier")
NEWEST = dt.datetime(2026, 8, 5)
# The quarter that makes the second origin is what came of the first one's next.
_KNOWN = {"2025Q3": ORIGINS[1][2]}


def _later(year: int, quarter: int, number: int) -> str:
    ordinal = 4 * year + quarter - 1 + number
    return f"{ordinal // 4}Q{ordinal % 4 + 1}"


def _series(
    series_id: str, kind: str, quarters: int, reason: str | None = None, **about: str
) -> Row:
    return {
        "series_id": series_id,
        "series_kind": kind,
        "company_id": None,
        "segment_id": None,
        "tier": None,
        **about,
        "newest_quarter": "2026Q2" if quarters else None,
        "quarters": quarters,
        "reason": reason,
    }


def series_rows() -> list[Row]:
    return [
        _series(SERIES, "capex", 22, company_id="ACM"),
        _series("capex:BET", "capex", 22, company_id="BET"),
        _series(TOTAL, "capex_total", 22),
        _series(TIER, "segment_revenue", 22, segment_id="core_compute", tier="devices"),
        _series(
            "revenue:interconnect:devices",
            "segment_revenue",
            0,
            "revenue:interconnect:devices has 0 of the 8 quarters that a forecast takes.",
            segment_id="interconnect",
            tier="devices",
        ),
    ]


# What each method says of a quarter, and its score where it has a record: the combination lies
# between the two that it is made of.
_SAID = (
    ("seasonal_naive", "100", 1.0),
    ("drift", "110", 0.5),
    ("theta", "121", None),
    ("combination", "115.37", None),
)


def forecast_rows() -> list[Row]:
    return [
        {
            **{name: series[name] for name in _ABOUT},
            "spender": "hyperscaler" if series["series_id"] == TOTAL else series["company_id"],
            "unit": "index" if series["segment_id"] else "USD",
            "origin_quarter": f"{year}Q{quarter}",
            "known_from": known_from,
            "origin_quarters": 16,
            "origin_value": Decimal(110),
            "origin_scale": 0.1,
            "horizon": horizon,
            "calendar_quarter": _later(year, quarter, horizon),
            "method": method,
            "value": Decimal(value),
            "lower_80": Decimal(value) - 5,
            "upper_80": Decimal(value) + 5,
            "interval_errors": 8,
            "selection_score": score if has_record else None,
            "is_selected": (method == "drift") == has_record
            and method in ("drift", "seasonal_naive"),
            "actual_value": Decimal(112),
            "actual_known_from": _KNOWN.get(_later(year, quarter, horizon), NEWEST),
            "lineage_id": _lineage_id(series["series_id"], year, quarter),
        }
        for series in series_rows()
        if series["quarters"]
        for year, quarter, known_from, has_record in ORIGINS
        for horizon in (1, 2, 3, 4)
        for method, value, score in _SAID
    ]


def _lineage_id(series_id: str, year: int, quarter: int) -> str:
    kind, _, name = series_id.partition(":")
    is_company = kind == "capex" and series_id != TOTAL
    of_series = f"{name}:forecast_capex" if is_company else f"forecast:{series_id}"
    return f"{of_series}:{year}Q{quarter}"


def operand_rows(accession: str) -> list[Row]:
    return [
        {
            "lineage_id": _lineage_id(series_id, year, quarter),
            "operand_order": order,
            "source": source,
            "concept": concept,
            "unit": unit,
            "period_end": dt.date(2025, 3 * quarter, 30),
            "value": value,
            "accession": filing,
            "document": None,
            "url": None if filing else "https://otexts.com/fpp3/simple-methods.html",
        }
        for series_id in (SERIES, "capex:BET", TOTAL, TIER)
        for year, quarter, *_ in ORIGINS
        for order, (source, concept, unit, value, filing) in enumerate(
            (
                ("fct_capex", series_id, "USD", Decimal(110), accession),
                ("method:drift", "fitted:quarterly_growth", "percent", Decimal(2), None),
            ),
            start=1,
        )
    ]


def lead_lag_rows() -> list[Row]:
    return [
        {
            "segment_id": "core_compute",
            "tier": "devices",
            "lag": lag,
            "correlation": 0.5,
            "lower": 0.1,
            "upper": 0.8,
            "observations": 12,
            "p_value": 0.02,
            "adjusted_p": 0.04,
            "is_short": True,
            "first_quarter": "2023Q1",
            "last_quarter": "2025Q4",
            "lineage_id": _lineage_id(TIER, 2025, 2),
        }
        for lag in (0, 1)
    ]
