"""Which mart shows a series: a metric, or a revenue line, of which there are many."""

from __future__ import annotations

import polars as pl

# The mart of each metric; every other series is a revenue line.
SUPPLIER_REVENUE = "fct_supplier_revenue"
MART_OF_METRIC = {
    "capex_cash": "fct_capex",
    "capex_proceeds": "fct_capex",
    "capex_stated": "fct_capex",
    "finance_lease_principal": "fct_capex",
    "revenue": SUPPLIER_REVENUE,
    "remaining_performance_obligation": "fct_remaining_performance_obligation",
    "operating_cash_flow": "fct_capital_ratios",
    "depreciation": "fct_capital_ratios",
    "depreciation_and_amortization": "fct_capital_ratios",
    "purchase_obligations": "fct_commitments",
    "leases_not_commenced": "fct_commitments",
    "leases_not_commenced_part": "fct_commitments",
    "leases_not_commenced_rest": "fct_commitments",
}


def table_of(metric: pl.Expr) -> pl.Expr:
    """The mart that would show a series: a metric, or a revenue line, of which there are many."""
    return metric.replace_strict(MART_OF_METRIC, default=SUPPLIER_REVENUE, return_dtype=pl.String)
