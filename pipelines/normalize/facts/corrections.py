"""Facts read as dated rulings say: a wrong sign, a wrong date, one of two figures for a cell.

Belongs here: applying `registry/fact_corrections.yml` to the raw facts, before any rule sees them.
Does not belong here: members that a filer mistagged (`lines.py`), and what is refused without a
ruling (`refused_facts.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.revenue_lines.members import dimension_key, with_dimension_key

if TYPE_CHECKING:
    from pipelines.registry import Registry

_FACT = ("company_id", "accession", "concept", "period_start", "period_end", "dimension_key")
_NUMBER = pl.Decimal(38, 10)
_SCHEMA: dict[str, pl.DataType] = {
    "company_id": pl.String(),
    "accession": pl.String(),
    "concept": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "dimension_key": pl.String(),
    "kind": pl.String(),
    "means_start": pl.Date(),
    "means_end": pl.Date(),
    "stands": _NUMBER,
    "dated": pl.Date(),
    "ruling": pl.String(),
}


@dataclass(frozen=True)
class Corrected:
    """Facts as rulings read them.

    Attributes:
        facts: the facts, with the columns that they came with.
        told: the facts that a ruling changed or left out, as filed, with the columns of the
            ruling: kind, means_start, means_end, stands, dated, ruling (its reason).
    """

    facts: pl.DataFrame
    told: pl.DataFrame


def corrections(registry: Registry) -> pl.DataFrame:
    """One row per ruling on a fact, in `_SCHEMA`."""
    rows = [
        (
            each.company_id,
            each.accession,
            each.concept,
            each.period_start,
            each.period_end,
            dimension_key((pair.axis, pair.member) for pair in each.dimensions),
            each.kind,
            each.means_start,
            each.means_end,
            each.stands,
            each.dated,
            each.reason,
        )
        for each in registry.fact_corrections
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def corrected(facts: pl.DataFrame, registry: Registry) -> Corrected:
    """The facts of a raw table as the rulings read them.

    Args:
        facts: rows of `raw.sec_company_facts` or `raw.sec_segment_facts`; without a column
            `dimensions` they are consolidated figures.
        registry: with its rulings on facts.
    """
    rulings = corrections(registry)
    columns = facts.columns
    concerned = pl.col("accession").is_in(rulings["accession"].implode())
    # Rulings are few and facts many: only the filings that one names are looked at.
    in_question = facts.with_row_index("row").filter(concerned)
    keyed = (
        with_dimension_key(in_question, registry.qualifiers)
        if "dimensions" in columns
        else in_question.with_columns(dimension_key=pl.lit(""))
    )
    ruled = keyed.join(rulings, on=list(_FACT), nulls_equal=True, maintain_order="left")
    is_left_out = (pl.col("kind") == "duplicate") & (pl.col("value") != pl.col("stands"))
    changed = ruled.filter((pl.col("kind") != "duplicate") | is_left_out)
    if changed.is_empty():
        return Corrected(facts, changed.drop("row"))
    read = changed.filter(pl.col("kind") != "duplicate").select(
        "row",
        right_value=pl.when(pl.col("kind") == "sign").then(-pl.col("value")).otherwise("value"),
        right_start=pl.coalesce("means_start", "period_start"),
        right_end=pl.coalesce("means_end", "period_end"),
        is_read=pl.lit(value=True),
    )
    left_out = changed.filter(is_left_out).select("row")
    return Corrected(
        facts.with_row_index("row")
        .join(left_out, on="row", how="anti", maintain_order="left")
        .join(read, on="row", how="left", maintain_order="left")
        .with_columns(
            value=pl.coalesce("right_value", "value").cast(facts.schema["value"]),
            period_start=pl.when("is_read").then("right_start").otherwise("period_start"),
            period_end=pl.coalesce("right_end", "period_end"),
        )
        .select(columns),
        changed.drop("row"),
    )
