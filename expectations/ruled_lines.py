"""Measures rulings against filings: does each filing state the lines that rulings find in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.measures import counted, name_of
from pipelines.contracts.normalized import FACTS, REFUSALS
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS

if TYPE_CHECKING:
    from expectations.claims import Frames

_SOURCE = "sec_segment_facts"
_LINE = ["company_id", "metric_id"]
_OF_FILING = [*_LINE, "accession"]


def _ruled(frames: Frames) -> pl.DataFrame:
    """Days on which a ruling maps members to a line: company_id, metric_id, forms, dates."""
    rows = [
        (
            supplier.company_id,
            line.revenue_line_id,
            list(member.forms),
            member.valid_from or line.valid_from,
            member.valid_to or line.valid_to,
        )
        for supplier in frames.registry.suppliers
        for line in supplier.lines
        for member in line.members
    ]
    schema = {
        "company_id": pl.String(),
        "metric_id": pl.String(),
        "forms": pl.List(pl.String()),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def unstated_lines(frames: Frames) -> pl.DataFrame:
    """Annual and quarterly reports that neither state a ruled line nor are refused for it; counted.

    A line is expected of a report whose newest period ends while a ruling for its form holds.
    """
    base = pl.col("form").str.strip_suffix("/A")
    reports = (
        frames[RAW_SEC_SEGMENT_FACTS.full_name]
        .filter(base.is_in(["10-K", "10-Q"]) & pl.col("period_start").is_not_null())
        .group_by("company_id", "accession", form=base)
        .agg(newest=pl.col("period_end").max())
    )
    holds = (
        (pl.col("valid_from").is_null() | (pl.col("newest") >= pl.col("valid_from")))
        & (pl.col("valid_to").is_null() | (pl.col("newest") <= pl.col("valid_to")))
        & ((pl.col("forms").list.len() == 0) | pl.col("forms").list.contains(pl.col("form")))
    )
    expected = (
        reports.join(_ruled(frames), on="company_id")
        .filter(holds)
        .select(*_OF_FILING, "newest")
        .unique()
        .sort(*_LINE, "newest", "accession")
    )
    stated = frames[FACTS.full_name].filter(pl.col("source") == _SOURCE).select(_OF_FILING)
    # The key of a refusal opens with the company and the line.
    refused = frames[REFUSALS.full_name].select(
        "company_id",
        "accession",
        metric_id=pl.col("key").str.split(" ").list.get(1, null_on_oob=True),
    )
    told = pl.concat([stated, refused.select(_OF_FILING)]).unique()
    judged = expected.join(
        told.with_columns(is_told=pl.lit(value=True)),
        on=_OF_FILING,
        how="left",
        maintain_order="left",
    )
    return counted(judged, pl.col("is_told").is_null(), name_of(*_LINE, "newest", "accession"))
