"""Rulings against filings: does each filing state the lines that rulings find in it."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.registered import RULED_MEMBERS
from expectations.rows import name_of
from pipelines.contracts.normalized import REFUSALS
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS

_SOURCE = "sec_segment_facts"
_LINE = ["company_id", "metric_id"]
_OF_FILING = [*_LINE, "accession"]


class ExpectReportsToStateRuledLines(ExpectNoFailingRows):
    """Each report with dimensions states the lines that rulings find in it, or is refused for them.

    A line is expected of a report whose newest period ends while a ruling for its form holds.
    """

    def failing(self, table: pl.DataFrame) -> Failing:
        """Lines of reports that neither state them nor are refused for them."""
        base = pl.col("form").str.strip_suffix("/A")
        reports = (
            self.second(RAW_SEC_SEGMENT_FACTS.full_name)
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
            reports.join(self.second(RULED_MEMBERS), on="company_id")
            .filter(holds)
            .select(*_OF_FILING, "newest")
            .unique()
            .sort(*_LINE, "newest", "accession")
        )
        stated = table.filter(pl.col("source") == _SOURCE).select(_OF_FILING)
        # The key of a refusal opens with the company and the line.
        refused = self.second(REFUSALS.full_name).select(
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
        named = name_of(*_LINE, "newest", "accession")
        return failing_of(judged, pl.col("is_told").is_null(), named)
