"""What is claimed of the published revenue lines."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.common_claims import key_is_unique, rows_are_kept
from expectations.measures import counted, name_of
from pipelines.contracts.normalized import REVENUE_LINES

_TABLE = "marts.dim_revenue_lines"

SUITE = Suite(
    claims=(
        rows_are_kept(_TABLE, REVENUE_LINES.full_name),
        key_is_unique(_TABLE, REVENUE_LINES.key),
        Claim(
            name="paths_end_in_their_line",
            severity="error",
            expected="the path of a line goes through its parent and ends in itself",
            prepare=lambda frames: counted(
                frames[_TABLE],
                ~("/" + pl.col("line_path")).str.ends_with(
                    pl.concat_str(
                        pl.lit("/"),
                        pl.coalesce(pl.col("parent_line_id") + "/", pl.lit("")),
                        "revenue_line_id",
                    )
                ),
                name_of("revenue_line_id", "line_path"),
                by=None,
            ),
        ),
    )
)
