"""Bounds that a denial or a second bound makes."""

from __future__ import annotations

import pytest

from pipelines.text.guidance import bounds


@pytest.mark.parametrize(
    ("before", "is_least"),
    [
        ("it will not be less than ", True),
        ("we don't see it falling below ", True),
        ("no lower than about ", True),
        ("the low end of our range is now ", True),
        ("raising the top end of our range by $5 billion to ", False),
        ("it should be less than ", None),
        ("not much, and we expect ", None),
    ],
)
def test_a_bound_is_of_the_side_that_the_words_leave(before: str, is_least: bool | None) -> None:
    assert bounds.is_least(f"{before}$200 billion", len(before)) is is_least


@pytest.mark.parametrize(
    ("between", "after", "are_bounds", "do_they"),
    [
        (" and no more than ", "", True, True),
        (", but at most ", "", True, True),
        (" and no more than ", "", False, False),
        (" at the low end and ", " at the high end", False, True),
        (" at the low end and ", " in 2027", False, False),
        (" in 2026 and up to ", "", True, False),
    ],
)
def test_two_amounts_are_one_range_where_words_join_them(
    between: str, after: str, are_bounds: bool, do_they: bool
) -> None:
    low, high = "$1 billion", "$2 billion"
    start = len(low) + len(between)
    assert (
        bounds.belong_together(
            low + between + high + after, len(low), start, start + len(high), are_bounds=are_bounds
        )
        is do_they
    )
