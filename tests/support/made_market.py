"""A market of one segment, made for the dashboard: the small world has none.

Not real: capital expenditure of 100 billion US dollars in a quarter, and 10 more in each after it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import jinja2
import polars as pl

from pipelines.settings import DBT_DIR

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.suite_world import World

QUARTERS = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3", "2026Q4")
FILED = 4
# Of the quarter, by case; base is what spending of others by half and a share of 0.8 make of it.
_FACTORS = {"low": Decimal("0.98"), "base": Decimal("1.2"), "high": Decimal("1.44")}
_BILLION = 10**9


def made(marts: World) -> World:
    """The marts with a market, and with what each assumption does to it."""
    rows = [_row(number, case) for number in range(len(QUARTERS)) for case in _FACTORS]
    effect = pl.when(pl.col("touches") == "value_usd")
    return {
        **marts,
        "fct_compute_market": _frame(rows, marts["fct_compute_market"]),
        "fct_compute_market_totals": _frame(rows, marts["fct_compute_market_totals"]),
        "fct_market_sensitivity": marts["fct_market_sensitivity"].with_columns(
            first_quarter=pl.lit(QUARTERS[FILED]),
            last_quarter=pl.lit(QUARTERS[-1]),
            base_usd=pl.lit(Decimal(600 * _BILLION)).cast(pl.Decimal(18, 2)),
            at_low_usd=pl.lit(Decimal(540 * _BILLION)).cast(pl.Decimal(18, 2)),
            at_high_usd=pl.lit(Decimal(660 * _BILLION)).cast(pl.Decimal(18, 2)),
            at_low_pct=effect.then(-10.0).otherwise(5.0),
            at_high_pct=effect.then(10.0).otherwise(-5.0),
        ),
    }


def add_macro(published: Path) -> None:
    """Give a published file the table macro that its mart has from dbt."""
    text = (DBT_DIR / "macros" / "market.sql").read_text("utf-8")
    environment = jinja2.Environment(autoescape=False)
    template = environment.from_string(text, globals={"this": {"schema": "marts"}})
    with duckdb.connect(str(published)) as connection:
        connection.execute(str(template.module.create_compute_market_if()))  # type: ignore[attr-defined]


def _row(number: int, case: str) -> dict[str, Any]:
    quarter, capex = QUARTERS[number], Decimal((100 + 10 * number) * _BILLION)
    is_filed = number < FILED
    value = capex * _FACTORS[case]
    # The newest filed quarter has too few suppliers.
    suppliers = value * Decimal("0.9") if number < FILED - 1 else None
    return {
        "segment_id": "core_compute",
        "calendar_quarter": quarter,
        "calendar_quarter_end": dt.date(int(quarter[:4]), 3 * int(quarter[5:]), 28),
        "market_case": case,
        "value_usd": value,
        "method": "filed" if is_filed else "guidance",
        "trailing_four_quarters_usd": 4 * value,
        "capex_basis": "cash",
        "capex_usd": capex,
        "capex_known_usd": capex,
        "guidance_tickers": None if is_filed else "MSFT",
        "segment_share_pct": 100.0,
        "split_tier": "devices",
        "split_quarter": QUARTERS[0],
        "split_revenue_usd": Decimal(_BILLION),
        "suppliers_revenue_usd": None if suppliers is None else Decimal(_BILLION),
        "suppliers_usd": suppliers,
        "suppliers_difference_pct": None if suppliers is None else -10.0,
        "missing_reason": "Too few of its companies." if suppliers is None else None,
        "lineage_id": f"market:{quarter}:{case}",
    }


def _frame(rows: list[dict[str, Any]], like: pl.DataFrame) -> pl.DataFrame:
    """The rows in the columns of a mart."""
    columns = [{name: row.get(name) for name in like.columns} for row in rows]
    return pl.DataFrame(columns, schema=like.schema)
