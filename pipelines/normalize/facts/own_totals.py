"""Consolidated figures of filings that companyfacts does not hold: the filing's own speak.

Companyfacts follows a filing by minutes to days, and the recorded bodies end at some day. The XBRL
of a filing states its revenue without dimensions beside the parts of it. Not here: the parts
(`revenue_lines/`), and which of two filings stands (`versions.py`).
"""

from __future__ import annotations

import polars as pl

_FILING = ("company_id", "accession")

COMPANY_FACTS, FILINGS_OWN = "sec_company_facts", "sec_segment_facts"


def with_own_totals(facts: pl.DataFrame, segment_facts: pl.DataFrame) -> pl.DataFrame:
    """Adds the figures without dimensions of filings that state nothing in companyfacts.

    Args:
        facts: `raw.sec_company_facts`.
        segment_facts: `raw.sec_segment_facts`.

    Returns:
        both with source, dimensions, element_id and document: where each was read.
    """
    own = segment_facts.filter(pl.col("dimensions") == "").join(
        facts.select(_FILING).unique(), on=_FILING, how="anti", maintain_order="left"
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
