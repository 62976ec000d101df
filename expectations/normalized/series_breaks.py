"""What is claimed of the days on which a revenue line's definition changed."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.normalized import REVENUE_LINES, SERIES_BREAKS

_TABLE = SERIES_BREAKS.full_name
_BREAK = name_of("revenue_line_id", "break_date")

SUITE = Suite(
    claims=(
        Claim(
            name="breaks_are_of_lines",
            severity="error",
            expected="every break is of a registered revenue line",
            prepare=lambda frames: missing(
                frames[_TABLE], frames[REVENUE_LINES.full_name], ["revenue_line_id"], _BREAK
            ),
        ),
        Claim(
            name="breaks_have_reasons",
            severity="error",
            expected="every break says what changed",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("reason").str.strip_chars() == "", _BREAK, by=None
            ),
        ),
        Claim(
            name="breaks_are_unique",
            severity="error",
            expected="a line breaks once on a day",
            prepare=lambda frames: doubled(frames[_TABLE], SERIES_BREAKS.key),
        ),
    )
)
