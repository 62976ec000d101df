"""What a row is of where it is of no company, and where such rows stand.

A failed check of company scope withholds that one thing, and nobody else's figures, as it does with
a company's. Not here: what is withheld (`quality/withholding.py`), and the tables themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.contracts.normalized.returns import MODEL_COMPANY_REVENUE
from pipelines.contracts.raw_market import RAW_MARKET_ESTIMATES
from pipelines.contracts.raw_prices import (
    RAW_CAPABILITY_SCORES,
    RAW_HARDWARE_PRICES,
    RAW_TOKEN_PRICES,
)
from pipelines.contracts.raw_returns import RAW_EPOCH_REVENUE, RAW_MODEL_COMPANY_REVENUE


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of thing that rows are of.

    Attributes:
        kind: in words, for a person; with the thing's name it is the column `item`.
        column: which column of its tables names the thing.
        day: which column tells the rows of one thing apart, with the file that states them.
        left_out_of: the tables that are read without what is withheld.
        mart: in which what is withheld is missing.
        shown_in: the other tables whose rows are of it, marts included.
    """

    kind: str
    column: str
    day: str
    left_out_of: tuple[str, ...]
    mart: str
    shown_in: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table whose rows are of it."""
        return (*self.left_out_of, *self.shown_in)

    @property
    def named(self) -> pl.Expr:
        """The column `item`: the kind and the thing's name."""
        return pl.format(self.kind + " {}", self.column)


ITEMS = (
    Item(
        "model company",
        "model_company_id",
        "as_of_date",
        (RAW_MODEL_COMPANY_REVENUE.full_name, RAW_EPOCH_REVENUE.full_name),
        "fct_model_company_revenue",
        (MODEL_COMPANY_REVENUE.full_name, "marts.fct_model_company_revenue"),
    ),
    Item(
        "chip",
        "hardware",
        "table_date",
        (RAW_HARDWARE_PRICES.full_name,),
        "fct_hardware_price_performance",
        ("marts.fct_hardware_price_performance",),
    ),
    Item(
        "listed model",
        "model",
        "list_date",
        (RAW_TOKEN_PRICES.full_name,),
        "fct_token_prices",
        ("marts.fct_token_prices",),
    ),
    Item(
        "scored model",
        "model",
        "scored_date",
        (RAW_CAPABILITY_SCORES.full_name,),
        "fct_token_price_index",
        (),
    ),
    Item(
        "estimate of",
        "estimate_by",
        "stated_from",
        (RAW_MARKET_ESTIMATES.full_name,),
        "fct_market_estimates",
        ("marts.fct_market_estimates",),
    ),
)

# The item whose rows a table holds.
ITEM_OF_TABLE = {table: item for item in ITEMS for table in item.tables}
