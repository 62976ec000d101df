"""What each basis of capital expenditure is made of (rule 5): the one home of that.

A basis is a metric as filed, or what a company's own headline adds to its cash purchases or takes
off them. `normalize/reference` writes it for dbt, whose models and tests read it there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CapexBasis:
    """A basis: the sum of `metric_id` and, where there is one, `second_sign` times the second."""

    basis: str
    metric_id: str
    second_metric_id: str | None = None
    second_sign: int | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that it is made of."""
        second = self.second_metric_id
        return (self.metric_id,) if second is None else (self.metric_id, second)


CAPEX_BASES = (
    CapexBasis("cash", "capex_cash"),
    CapexBasis("cash_net", "capex_cash", "capex_proceeds", -1),
    CapexBasis("finance_lease_principal", "finance_lease_principal"),
    CapexBasis("with_finance_leases", "capex_cash", "finance_lease_principal", 1),
    # A headline that the company gives only in words: entered, never computed.
    CapexBasis("company_stated", "capex_stated"),
)
METRICS_OF_BASIS = {each.basis: each.metrics for each in CAPEX_BASES}
