"""Which metrics a published series is made of that is none itself: the one home of that.

A series is what a lineage id names after the company. Bases of capital expenditure are declared in
`capex_bases.py`; how the sums are made is in the models (`int_capital_sums__parts`).
"""

from __future__ import annotations

from pipelines.registry.capex_bases import METRICS_OF_BASIS

_CAPEX, _CASH_FLOW, _REVENUE = "capex_cash", "operating_cash_flow", "revenue"

# Of the ratios of spenders and their commitments: dbt's macro `capital_sums`.
METRICS_OF_SUM = {
    "free_cash_flow": (_CASH_FLOW, _CAPEX),
    "cumulative_capex": (_CAPEX,),
    "trailing_capex": (_CAPEX,),
    "trailing_revenue": (_REVENUE,),
    "trailing_operating_cash_flow": (_CASH_FLOW,),
    "trailing_free_cash_flow": (_CASH_FLOW, _CAPEX),
}
# A side of these ratios that was filed in another currency, in dollars.
_IN_USD = (_CAPEX, _CASH_FLOW, _REVENUE, "depreciation", "depreciation_and_amortization")
_NAMED_OTHERWISE = {_CAPEX: "capex"}
METRICS_IN_USD = {f"{_NAMED_OTHERWISE.get(metric, metric)}_in_usd": (metric,) for metric in _IN_USD}
METRICS_OF_SERIES = {**METRICS_OF_BASIS, **METRICS_OF_SUM, **METRICS_IN_USD}

# A metric that some companies state only in two parts.
PARTS_OF_METRIC = {
    "leases_not_commenced": ("leases_not_commenced_part", "leases_not_commenced_rest"),
}
