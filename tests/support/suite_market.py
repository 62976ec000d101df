"""How large others say the market is, in the small world; rows only, `suite_world.py` frames them.

Not real: each kind of estimate once.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

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
