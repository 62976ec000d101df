"""How large others say the market is, in the small world; rows only, `suite_world.py` frames them.

Not real: each kind of estimate once.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.registry.assumptions import Assumption

Row = dict[str, Any]

SAID = dt.date(2025, 8, 28)
_BILLION = 10**9


def estimates() -> list[Row]:
    """`raw.market_estimates`: of a year, of years together, of a quarter, a stock, of what not."""
    return [
        {
            "estimate_by": who,
            "speaker": "company" if kind == "ambiguous" else "third_party",
            "estimate_kind": kind,
            "is_kind_said": kind != "ambiguous",
            "definition": "chips for data centers",
            "period": period,
            "first_year": first,
            "last_year": last,
            "calendar_quarter": period if kind == "quarterly" else None,
            "low_usd": Decimal(low * _BILLION),
            "high_usd": None if high is None else Decimal(high * _BILLION),
            "bound": "over" if high is None else "as_stated",
            "document": "A report",
            "url": "https://report.example/market",
            "stated": "2025-08-28",
            "stated_from": SAID,
            "stated_to": SAID,
            "seen_date": None,
            "read_at": None,
            "entered_date": dt.date(2026, 8, 1),
            "confidence": "medium",
            "note": None,
            "file": f"shipped/market_estimates.csv:{line}",
        }
        for line, (who, kind, period, first, last, low, high) in enumerate(
            (
                ("A firm", "annual", "2028", 2028, 2028, 90, 110),
                ("A firm", "annual", "2030", 2030, 2030, 200, None),
                ("A bank", "cumulative", "2026-2030", 2026, 2030, 700, 700),
                ("An institute", "quarterly", "2024Q4", 2024, 2024, 20, 20),
                ("An institute", "stock", "no period", None, None, 30, 30),
                ("A maker", "ambiguous", "end of the decade", None, None, 300, 400),
            ),
            start=2,
        )
    ]


def _assumption(part: str, value: str, low: str, high: str, **others: str) -> Assumption:
    place = filter(None, (others.get("segment_id"), others.get("tier"), part))
    return Assumption.model_validate(
        {
            "assumption_id": "_".join(place),
            "assumption_name": part,
            "part": part,
            "value": value,
            "low": low,
            "high": high,
            "reason": "Made up for the small world.",
            "source": "Nobody says so anywhere.",
            "stated_date": dt.date(2026, 6, 1),
            **others,
        }
    )


_TIER = {"segment_id": "core_compute", "tier": "devices"}

ASSUMED = (
    _assumption("spending_of_others", "0.5", "0.4", "0.6"),
    _assumption("share_on_segments", "0.8", "0.7", "0.9"),
    _assumption("growth_beyond_guidance", "1", "0", "2"),
    _assumption("data_center_share", "0.9", "0.8", "1", **_TIER),
    _assumption(
        "share_of_market", "0.5", "0.4", "0.6", measures="split", quarter="2023Q1", **_TIER
    ),
)

_CASES = (("low", 0.9), ("base", 1.0), ("high", 1.1))


def made_up(world: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The market of one quarter and segment, and all of it, as their marts would have it."""
    [spent] = world["marts.fct_capex_totals"].filter(
        calendar_quarter="2023Q1", spender_group="hyperscaler", basis="cash"
    )["value_usd"]
    shared = [
        {
            "calendar_quarter": "2023Q1",
            "calendar_quarter_end": dt.date(2023, 3, 31),
            "market_case": case,
            "value_usd": Decimal(int(1_000_000_000 * factor)),
            "method": "filed",
            "capex_basis": "cash",
            "capex_usd": spent,
            "capex_known_usd": spent,
            "split_quarter": "2023Q1",
            "suppliers_usd": Decimal(int(1_100_000_000 * factor)),
            "suppliers_difference_pct": 10.0,
            "lineage_id": f"market:2023Q1:{case}",
            "shown_from": dt.datetime(2023, 5, 1),
        }
        for case, factor in _CASES
    ]
    of_segment = {
        "segment_id": "core_compute",
        "segment_share_pct": 100.0,
        "split_tier": "devices",
        "split_revenue_usd": Decimal(500_000_000),
        "suppliers_revenue_usd": Decimal(500_000_000),
    }
    rows = {
        "marts.fct_compute_market": [{**of_segment, **each} for each in shared],
        "marts.fct_compute_market_totals": shared,
    }
    return {
        f"{name}{end}": _as(world[f"{name}{end}"].schema, made)
        for name, made in rows.items()
        for end in ("", "_history")
    }


def _as(schema: pl.Schema, rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
