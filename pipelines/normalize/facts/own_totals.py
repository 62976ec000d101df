"""Consolidated figures that companyfacts does not hold: those of the filing itself speak.

Companyfacts follows a filing by minutes to days, the recorded bodies end at some day or hold some
concepts only, and no body has concepts of a filer's own or figures under a member, as some state
what a metric asks for. Not here: the parts of revenue (`revenue_lines/`), and which of two filings
stands (`versions.py`).
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.concepts import as_in_aliases

_FILED = ("company_id", "accession", "concept")
_ALIAS = ("company_id", "concept", "alias_dimensions")

COMPANY_FACTS, FILINGS_OWN = "sec_company_facts", "sec_segment_facts"


def with_own_totals(
    facts: pl.DataFrame, segment_facts: pl.DataFrame, aliases: pl.DataFrame
) -> pl.DataFrame:
    """Adds the figures of filings whose concept companyfacts does not state.

    Args:
        facts: `raw.sec_company_facts`.
        segment_facts: `raw.sec_segment_facts`.
        aliases: `concepts.alias_table`, for the axes under which a metric is stated.

    Returns:
        both with source, dimensions, element_id and document: where each was read.
    """
    under_axes = (
        aliases.filter(pl.col("dimensions") != "")
        .rename({"dimensions": "alias_dimensions"})
        .select(_ALIAS)
        .unique()
    )
    own = pl.concat(
        [
            segment_facts.filter(pl.col("dimensions") == "").join(
                facts.select(_FILED).unique(), on=_FILED, how="anti", maintain_order="left"
            ),
            segment_facts.with_columns(alias_dimensions=as_in_aliases(pl.col("dimensions")))
            .join(under_axes, on=_ALIAS, how="semi", maintain_order="left")
            .drop("alias_dimensions"),
        ]
    )
    read = facts.with_columns(source=pl.lit(COMPANY_FACTS), dimensions=pl.lit(""))
    traced = own.select(
        *(name for name in facts.columns if name in own.columns),
        "dimensions",
        "element_id",
        "document",
        source=pl.lit(FILINGS_OWN),
    )
    return pl.concat([read, traced], how="diagonal")
