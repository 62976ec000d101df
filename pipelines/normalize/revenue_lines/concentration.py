"""Customer concentration: the shares of major customers, as filed.

A filing states that a customer made more than a tenth of revenue (ASC 280-10-50-42) under a
member such as CustomerOneMember. Who that is stays unsaid here unless the filing says it: a
member means nothing beyond its own filing, and no name is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import lineage_ids
from pipelines.contracts.normalized import CUSTOMER_SHARES
from pipelines.normalize.facts.publication_time import counting_forms, with_known_from
from pipelines.normalize.facts.report_dates import split_misdated
from pipelines.normalize.revenue_lines.members import with_dimension_key

if TYPE_CHECKING:
    from pipelines.registry import Registry

# The first is the tag since 2009; the other is what some filers used before it.
CONCEPTS = ("us-gaap:ConcentrationRiskPercentage1", "us-gaap:ConcentrationRiskPercentage")

_CUSTOMERS = "majorcustomersaxis"
_BENCHMARK = "concentrationriskbybenchmarkaxis"
_TYPE = "concentrationriskbytypeaxis"
_CUSTOMER_RISK = "customerconcentrationriskmember"


def customer_shares(raw: pl.DataFrame, filings: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """`normalized.customer_shares`: a share per customer and benchmark, in percent.

    Args:
        raw: `raw.sec_segment_facts`.
        filings: `raw.sec_filings`, for acceptance times.
        registry: for the axes that only restate.

    Shares with a further axis (a segment, a region) are shares of something else and left out,
    as are those of suppliers and of receivables' other risks.
    """
    dated, _ = split_misdated(raw, filings)
    stated = dated.filter(pl.col("concept").is_in(CONCEPTS) & counting_forms(pl.col("form")))
    keyed = with_dimension_key(stated, registry.qualifiers).with_row_index("fact")
    pairs = (
        keyed.select(
            "fact",
            key=pl.col("dimension_key").str.split(";"),
            spelled=pl.col("dimensions").str.split(";"),
            label=pl.col("dimension_labels").str.split(";"),
        )
        .with_columns(
            # Labels stand in the order of the spelled members; where they do not match up
            # (a qualifier without one), none is shown rather than a wrong one.
            label=pl.when(pl.col("label").list.len() == pl.col("spelled").list.len()).then(
                pl.col("label")
            )
        )
    )  # fmt: skip
    spelled = (
        pairs.select("fact", "spelled")
        .explode("spelled")
        .with_columns(
            axis=pl.col("spelled").str.extract(r"([^:=]+)=").str.to_lowercase(),
            member=pl.col("spelled").str.split("=").list.last(),
            place=pl.int_range(pl.len()).over("fact"),
        )
    )
    labels = (
        pairs.filter(pl.col("label").is_not_null())
        .select("fact", "label")
        .explode("label")
        .with_columns(place=pl.int_range(pl.len()).over("fact"))
    )
    named = spelled.join(labels, on=["fact", "place"], how="left", maintain_order="left")
    by_axis = named.group_by("fact", maintain_order=True).agg(
        customer=pl.col("member").filter(pl.col("axis") == _CUSTOMERS).first(),
        customer_label=pl.col("label").filter(pl.col("axis") == _CUSTOMERS).first(),
        benchmark=pl.col("member").filter(pl.col("axis") == _BENCHMARK).first(),
        risk=pl.col("member").filter(pl.col("axis") == _TYPE).first(),
        others=(~pl.col("axis").is_in([_CUSTOMERS, _BENCHMARK, _TYPE])).sum(),
    )
    shares = keyed.join(by_axis, on="fact", maintain_order="left").filter(
        pl.col("customer").is_not_null()
        & pl.col("benchmark").is_not_null()
        & pl.col("risk").str.to_lowercase().str.ends_with(_CUSTOMER_RISK)
        & (pl.col("others") == 0)
        & pl.col("period_start").is_not_null()
    )
    known = with_known_from(shares, filings)
    key = list(CUSTOMER_SHARES.key)
    return CUSTOMER_SHARES.conform(
        known.with_columns(
            # A label that only repeats the member's name says nothing more than it does.
            customer_label=pl.when(pl.col("customer_label") != "").then(pl.col("customer_label")),
            share_pct=pl.col("value") * 100,
            lineage_id=lineage_ids.of_fact(
                "company_id", pl.lit("customer_share"), "period_start", "period_end", "accession",
                "customer", "benchmark",
            ),
        ).unique(key, keep="first", maintain_order=True)
    )  # fmt: skip
