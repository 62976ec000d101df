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
# How a row that was entered from a copy of Epoch AI's table cites it.
_TABLE = "Epoch AI, Data on AI Companies"


def model_companies(registry: Registry) -> pl.DataFrame:
    """`normalized.model_companies`: the registry's entries."""
    names = list(MODEL_COMPANIES.polars_schema)
    rows = [[getattr(each, name) for name in names] for each in registry.model_companies]
    frame = pl.DataFrame(rows, schema=MODEL_COMPANIES.polars_schema, orient="row")
    return MODEL_COMPANIES.conform(frame)


def model_company_revenue(
    entered: pl.DataFrame, tabled: pl.DataFrame, registry: Registry
) -> pl.DataFrame:
    """`normalized.model_company_revenue`: what people entered, and what Epoch AI's table has.

    A report is known from the end of its day in New York; where the day is not known, from the end
    of one on which a copy held it, else of the day on which it was entered. What a person entered
    from a copy of the table without days gives way to the table's own report of that day, and so
    does one that names the very report that the table has.

    Args:
        entered: `raw.model_company_revenue`.
        tabled: `raw.epoch_revenue`.
        registry: whose reports count.
    """
    known = [each.model_company_id for each in registry.model_companies]
    basis = pl.coalesce(
        pl.when(pl.col(day).is_not_null()).then(pl.lit(f"{day}_end")) for day in _DAYS
    )
    is_copied = pl.col("document").str.starts_with(_TABLE) & pl.col("stated_date").is_null()
    of_day = ["model_company_id", "as_of_date"]
    own = entered.join(tabled, on=list(MODEL_COMPANY_REVENUE.key), how="anti")
    copied = own.filter(is_copied).join(tabled, on=of_day, how="anti")
    both = pl.concat(
        [
            pl.concat([own.filter(~is_copied), copied]).with_columns(
                source=pl.lit("model_company_revenue")
            ),
            tabled.with_columns(source=pl.lit("epoch_revenue")),
        ],
        how="diagonal",
    )
    dated = both.filter(pl.col("model_company_id").is_in(known)).with_columns(
        known_from=end_of_day_in_new_york(pl.coalesce(*_DAYS)),
        known_from_basis=basis,
    )
    return MODEL_COMPANY_REVENUE.conform(dated)
