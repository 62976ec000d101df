"""What is claimed of how revenue lines lie in each other."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, missing, name_of

_TABLE = "intermediate.int_revenue_lines__nested"
_LINES = "staging.stg_registry__revenue_lines"
_KEY = ["revenue_line_id", "containing_line_id"]


def _across_companies(frames: Frames) -> pl.DataFrame:
    """Pairs of lines that are not two lines of one company."""
    companies = frames[_LINES].select("revenue_line_id", "company_id")
    joined = (
        frames[_TABLE]
        .join(companies, on="revenue_line_id", how="left", maintain_order="left")
        .join(
            companies.rename(
                {"revenue_line_id": "containing_line_id", "company_id": "containing_company_id"}
            ),
            on="containing_line_id",
            how="left",
            maintain_order="left",
        )
    )
    bad = (pl.col("company_id") != pl.col("containing_company_id")) | (
        pl.col("revenue_line_id") == pl.col("containing_line_id")
    )
    return counted(joined, bad, name_of(*_KEY), by=None)


def _unplaced(frames: Frames) -> pl.DataFrame:
    """Lines with a parent that are not placed in it."""
    children = frames[_LINES].filter(pl.col("parent_line_id").is_not_null())
    return missing(
        children.select("company_id", "revenue_line_id", containing_line_id="parent_line_id"),
        frames[_TABLE],
        _KEY,
        name_of(*_KEY),
        by="company_id",
    )


SUITE = Suite(
    claims=(
        Claim(
            name="lines_lie_in_lines_of_their_company",
            severity="error",
            expected="a line lies in other lines of its own company, and never in itself",
            prepare=_across_companies,
        ),
        Claim(
            name="parents_contain_their_lines",
            severity="error",
            expected="every line with a parent lies in it",
            prepare=_unplaced,
        ),
    )
)
