"""Who sells AI as a table, and since when each report of its revenue is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import MODEL_COMPANIES, MODEL_COMPANY_REVENUE
from pipelines.normalize.facts.publication_time import end_of_day_in_new_york

if TYPE_CHECKING:
    from pipelines.registry import Registry

# The days of a row, the nearest to its report first.
_DAYS = ("stated_date", "seen_date", "entered_date")


def model_companies(registry: Registry) -> pl.DataFrame:
    """`normalized.model_companies`: the registry's entries."""
    names = list(MODEL_COMPANIES.polars_schema)
    rows = [[getattr(each, name) for name in names] for each in registry.model_companies]
    frame = pl.DataFrame(rows, schema=MODEL_COMPANIES.polars_schema, orient="row")
    return MODEL_COMPANIES.conform(frame)


def model_company_revenue(reports: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """`normalized.model_company_revenue`: `raw.model_company_revenue` of whom the registry has.

    A report is known from the end of its day in New York; where the day is not known, from the end
    of one on which a copy held it, else of the day on which it was entered.
    """
    known = [each.model_company_id for each in registry.model_companies]
    basis = pl.coalesce(
        pl.when(pl.col(day).is_not_null()).then(pl.lit(f"{day}_end")) for day in _DAYS
    )
    dated = reports.filter(pl.col("model_company_id").is_in(known)).with_columns(
        source=pl.lit("model_company_revenue"),
        known_from=end_of_day_in_new_york(pl.coalesce(*_DAYS)),
        known_from_basis=basis,
    )
    return MODEL_COMPANY_REVENUE.conform(dated)
