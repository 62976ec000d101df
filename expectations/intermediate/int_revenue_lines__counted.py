"""What is claimed of which revenue lines may count in a quarter."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, missing, name_of

_TABLE = "intermediate.int_revenue_lines__counted"
_LINES = "staging.stg_registry__revenue_lines"
_KEY = ["company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter"]
_ITEM = name_of(*_KEY)


def _replaced_by_nothing(frames: Frames) -> pl.DataFrame:
    bad = pl.col("replaced_from").is_not_null() & ~pl.col("has_narrower_lines")
    return counted(frames[_TABLE], bad, _ITEM)


def _wrong_paths(frames: Frames) -> pl.DataFrame:
    last = pl.col("line_path").str.split("/").list.last()
    return counted(frames[_TABLE], last != pl.col("revenue_line_id"), _ITEM)


SUITE = Suite(
    claims=(
        Claim(
            name="lines_may_count",
            severity="error",
            expected="only lines that may count are here: confirmed, and in a segment",
            prepare=lambda frames: missing(
                frames[_TABLE],
                frames[_LINES].filter("may_count"),
                ["company_id", "revenue_line_id"],
                _ITEM,
                by="company_id",
            ),
        ),
        Claim(
            name="only_narrower_lines_replace",
            severity="error",
            expected="a line is replaced only where narrower ones may count in its place",
            prepare=_replaced_by_nothing,
        ),
        Claim(
            name="paths_lead_to_the_line",
            severity="error",
            expected="the path of a line ends in the line",
            prepare=_wrong_paths,
        ),
    )
)
