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
        ("we do not expect our 2026 capital expenditures to be less than ", True),
        ("we do not think that it will be under ", True),
        ("it will not increase and will stay below ", None),
        ("it will not grow but remain under ", None),
        ("it is not certain that it will be below ", None),
        ("not much below ", None),
        ("we are moving the low end up to ", True),
        ("the upper end of our range comes down to ", False),
        ("to land toward the high end of our range at ", None),
        ("near the upper end of guidance to about ", None),
        ("at the high end of our range, which is now ", None),
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
        (" at the low end and up to ", " in 2026", False, True),
        # No low end is named before it.
        (" and the high end to ", "", True, False),
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


def test_the_ends_of_a_range_that_are_both_moved_are_one_range() -> None:
    text = "raising the low end to $1 billion and the high end to $2 billion"
    low_end, high_start = text.index(" and"), text.index("$2")
    assert bounds.belong_together(text, low_end, high_start, len(text), are_bounds=True)
