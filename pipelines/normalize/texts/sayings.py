"""What findings in documents have in common: since when they are known, and what only repeats.

Not here: what they say, which `mentions.py` and `guidance.py` make of it.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import (
    ACCEPTED,
    AMENDMENT_SUFFIX,
    FILED_DATE_END,
    end_of_day_in_new_york,
    form_base,
)

REPEATED_IN_AMENDMENT = "repeated_in_amendment"
STATEMENT = "statement"

# An amendment follows what it amends within the year.
_MOST_DAYS = 366


def with_known_from(found: pl.DataFrame, filings: pl.DataFrame) -> pl.DataFrame:
    """`raw.sec_documents` with `known_from` and `known_from_basis`."""
    accepted = filings.select("accession", submitted_at="accepted_at").unique(
        "accession", keep="first"
    )
    at = pl.coalesce("submitted_at", "accepted_at")
    return found.join(accepted, on="accession", how="left", maintain_order="left").with_columns(
        known_from=pl.coalesce(at, end_of_day_in_new_york(pl.col("filed_date"))),
        known_from_basis=pl.when(at.is_null())
        .then(pl.lit(FILED_DATE_END))
        .otherwise(pl.lit(ACCEPTED)),
    )


def without_repeats(named: pl.DataFrame, what: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The findings without those that an amendment only repeats, and these.

    Args:
        named: findings with `known_from`.
        what: a column by which two findings in one sentence are told apart.
    """
    numbered = named.with_row_index("row").with_columns(base=form_base(pl.col("form")))
    is_amendment = pl.col("form").str.ends_with(AMENDMENT_SUFFIX)
    same = ["company_id", "base", what, "sentence_sha256"]
    amended = numbered.filter(is_amendment).join(
        numbered.select(*same, "accession", earlier="known_from"),
        on=same,
        suffix="_before",
    )
    age = pl.col("known_from") - pl.col("earlier")
    rows = amended.filter(
        (pl.col("accession") != pl.col("accession_before"))
        & (age > pl.duration())
        & (age < pl.duration(days=_MOST_DAYS))
    )["row"].unique()
    is_repeat = pl.col("row").is_in(rows.implode())
    return numbered.filter(~is_repeat).select(named.columns), numbered.filter(is_repeat)
