"""What a table that shows the versions that stand claims of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.claims import Claim, Frames
from expectations.measures import counted, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def cells_are_the_standing_versions(
    table: str, versions: str, cell: Sequence[str], *values: str
) -> Claim:
    """The table shows each version that stands, and nothing else.

    Args:
        table: the table, with company_id, version, known_from and lineage_id.
        versions: its table of versions, with known_to besides.
        cell: the columns that tell two cells apart.
        values: further columns that must be alike.
    """
    shown = [*cell, *values, "version", "known_from", "lineage_id"]

    def unlike_standing(frames: Frames) -> pl.DataFrame:
        """Cells that differ from their standing version, or have none, or are not published."""
        published = frames[table].select(*shown, is_published=pl.lit(value=True))
        standing = (
            frames[versions]
            .filter(pl.col("known_to").is_null())
            .select(*shown, stands=pl.lit(value=True))
        )
        both = published.join(standing, on=shown, how="full", coalesce=True).sort(cell)
        bad = pl.col("is_published").is_null() | pl.col("stands").is_null()
        return counted(both, bad, name_of(*cell, "version"))

    return Claim(
        name="cells_are_the_standing_versions",
        severity="error",
        expected="the table shows exactly the versions that stand",
        prepare=unlike_standing,
    )
