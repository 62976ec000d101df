"""What is claimed of the items that the newest run could not use."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import key_is_unique
from expectations.measures import counted, name_of
from pipelines.contracts.raw import RAW_QUARANTINE

_TABLE = RAW_QUARANTINE.full_name


def _items(frames: Frames) -> pl.DataFrame:
    return counted(
        frames[_TABLE], pl.lit(value=True), name_of("company_id", "source", "item", "reason")
    )


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, RAW_QUARANTINE.key),
        Claim(
            name="nothing_is_quarantined",
            severity="warning",
            expected="the newest run could use every document and every fact",
            prepare=_items,
        ),
    )
)
