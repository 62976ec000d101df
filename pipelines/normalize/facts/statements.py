"""What companies said outside filings, as facts that give way to filings.

Turns `raw.company_statements` into facts of the same shape as filed ones, and says which of
their observations a filing outranks. Reading the files is in
`sources/company_statements/`.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import ACCEPTED, STATEMENT, end_of_day_in_new_york
from pipelines.normalize.series.quarters import CELL

SOURCE = "company_statements"
CONCEPT = "company:Statement"

STATED_DATE_END = "stated_date_end"
ENTERED_DATE_END = "entered_date_end"

STATEMENT_CONTRADICTS_FILING = "statement_contradicts_filing"


def statement_facts(raw: pl.DataFrame, filings: pl.DataFrame) -> pl.DataFrame:
    """The figures as facts of their series, each a document of its own.

    Args:
        raw: `raw.company_statements`.
        filings: accession and accepted_at of the filings on record.

    A figure counts as known when the filing that it cites was accepted; else from the end of
    the day on which the company said it; else, where nobody noted that day, only from the end
    of the day on which a person entered it, so that no answer for a past day contains it.
    """
    accepted = filings.select("accession", "accepted_at").unique("accession", keep="first")
    stated = end_of_day_in_new_york(pl.col("stated_date"))
    entered = end_of_day_in_new_york(pl.col("entered_date"))
    return raw.join(accepted, on="accession", how="left", maintain_order="left").select(
        "company_id",
        "metric_id",
        "unit",
        "period_start",
        "period_end",
        "value",
        "rounding_unit",
        "document",
        cik=pl.lit(None, dtype=pl.Int64),
        concept=pl.lit(CONCEPT),
        alias_order=pl.lit(0, dtype=pl.Int32),
        is_ruling=pl.lit(value=False),
        selection=pl.lit("refuse"),
        is_valid=pl.lit(value=True),
        source=pl.lit(SOURCE),
        dimensions=pl.lit(""),
        # Its place is what leads a person back to the row and its citation.
        element_id=pl.col("file"),
        source_reference=pl.col("file"),
        accession="accession",
        form=pl.lit(STATEMENT),
        filed_date=pl.coalesce("stated_date", "entered_date"),
        known_from=pl.coalesce("accepted_at", stated, entered),
        known_from_basis=pl.when(pl.col("accepted_at").is_not_null())
        .then(pl.lit(ACCEPTED))
        .when(pl.col("stated_date").is_not_null())
        .then(pl.lit(STATED_DATE_END))
        .otherwise(pl.lit(ENTERED_DATE_END)),
    )


def is_statement() -> pl.Expr:
    """Whether an observation rests on a company's words and not on a filing or report."""
    return pl.col("source") == SOURCE


def named_source(document: str) -> pl.Expr:
    """What a key calls the source of a row: its filing; of a statement the column `document`.

    A statement's own reference is a line of a file, which moves where a row is inserted above.
    """
    return pl.when(is_statement()).then(document).otherwise("source_reference")


def without_outranked(
    stated: pl.DataFrame, derived: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Both kinds of observations without the statements that a filing already outranks.

    A statement gives way to any filed observation of its cell, tagged or derived, that was
    public no later than it. One that came first stands until a filing says the figure.

    Returns:
        stated, derived: what is left of each.
        contradicted: the statements given up that differ, beyond the rounding of both, from
            the filed figure that stood, with `filed_value` and `filed_by`.
    """
    both = pl.concat(
        [
            stated.with_columns(is_derived=pl.lit(value=False)),
            derived.select(stated.columns).with_columns(is_derived=pl.lit(value=True)),
        ]
    ).sort(*CELL, "known_from", is_statement(), maintain_order=True)
    filed = pl.when(~is_statement()).then(
        pl.struct(
            filed_value="value", filed_unit="rounding_unit", filed_by="source_reference"
        )
    )  # fmt: skip
    seen = both.with_columns(filed=filed.forward_fill().over(CELL)).with_columns(
        is_outranked=is_statement() & pl.col("filed").is_not_null()
    )
    outranked = seen.filter("is_outranked").unnest("filed")
    tolerance = (pl.col("rounding_unit") + pl.col("filed_unit")).cast(pl.Decimal(18, 2))
    contradicted = outranked.filter((pl.col("value") - pl.col("filed_value")).abs() > tolerance)
    kept = seen.filter(~pl.col("is_outranked")).drop("filed", "is_outranked")
    return (
        kept.filter(~pl.col("is_derived")).drop("is_derived"),
        kept.filter("is_derived").drop("is_derived"),
        contradicted.drop("is_derived", "is_outranked"),
    )
