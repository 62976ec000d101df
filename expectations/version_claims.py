"""Claims about versions: of every table of them, and of a table that shows those that stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.claims import Claim, Frames
from expectations.measures import counted, missing, name_of, not_one_open, numbered, overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def versions_follow_each_other(table: str, cell: Sequence[str]) -> tuple[Claim, ...]:
    """The versions of a cell are numbered, do not overlap, and one of them stands.

    Args:
        table: the table, with version, known_from and known_to.
        cell: the columns that tell two cells apart.
    """
    return (
        Claim(
            name="versions_are_numbered",
            severity="error",
            scope="company",
            expected="the versions of a period are numbered 1, 2, ... as they became known",
            prepare=lambda frames: numbered(frames[table], cell),
        ),
        Claim(
            name="versions_do_not_overlap",
            severity="error",
            scope="company",
            expected="each version ends after it began, and by the time the next one begins",
            prepare=lambda frames: overlapping(frames[table], cell),
        ),
        Claim(
            name="one_version_stands",
            severity="error",
            scope="company",
            expected="exactly one version of each period stands",
            prepare=lambda frames: not_one_open(frames[table], cell),
        ),
    )


def every_version_is_published(
    table: str, cell: Sequence[str], source: Callable[[Frames], pl.DataFrame], *values: str
) -> Claim:
    """The table of versions has each version that was derived, as it was derived.

    Args:
        table: the table, with company_id, version, known_from, known_to and lineage_id.
        cell: the columns that tell two cells apart.
        source: the versions that there are, with the same columns.
        values: further columns that must be alike.
    """
    alike = [*cell, "version", *values, "known_from", "known_to", "lineage_id"]
    return Claim(
        name="every_version_is_published",
        severity="error",
        expected="every version of a period is published, value and times unchanged",
        prepare=lambda frames: missing(
            source(frames), frames[table], alike, name_of(*cell, "version"), by="company_id"
        ),
    )


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
