"""Claims that every table of versions shares: numbered, one after the other, one of them open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.claims import Claim
from expectations.measures import not_one_open, numbered, overlapping

if TYPE_CHECKING:
    from collections.abc import Sequence


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
            expected="the versions of a period are numbered 1, 2, ... as they became known",
            prepare=lambda frames: numbered(frames[table], cell),
        ),
        Claim(
            name="versions_do_not_overlap",
            severity="error",
            expected="each version ends after it began, and by the time the next one begins",
            prepare=lambda frames: overlapping(frames[table], cell),
        ),
        Claim(
            name="one_version_stands",
            severity="error",
            expected="exactly one version of each period stands",
            prepare=lambda frames: not_one_open(frames[table], cell),
        ),
    )
