"""The exact partition of a total: subtotals, double breakdowns, eliminations, refusals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.revenue_lines.partition import exact_partitions


def accounted(values: list[int], total: int, tolerance: int = 0) -> list[bool]:
    """For each row, whether some partition accounts for it."""
    found = exact_partitions(values, total, tolerance)
    return [any(each.accounts_for(place) for each in found) for place in range(len(values))]


def test_rows_that_add_up_are_the_partition() -> None:
    (found,) = exact_partitions([12603, 15506, 1212], 29321, 0)

    assert found.top == {0, 1, 2}
    assert found.parents == {}


def test_trap_s2_a_parent_is_never_added_to_its_children() -> None:
    # NVIDIA, fiscal 2024: Data Center, its Compute and Networking, then the other markets.
    values = [47525, 38950, 8575, 10447, 1553, 1091, 306]

    (found,) = exact_partitions(values, 60922, 0)

    assert found.top == {0, 3, 4, 5, 6}
    assert found.parents == {1: 0, 2: 0}
    assert all(accounted(values, 60922))


def test_trap_s2_the_parent_may_stand_below_its_children() -> None:
    (found,) = exact_partitions([48710, 40313, 89023, 7577], 96600, 0)

    assert found.top == {2, 3}
    assert found.parents == {0: 2, 1: 2}


def test_eliminations_are_rows_with_their_sign() -> None:
    # Intel, 2023, in outline: segments sum above revenue, eliminations bring it back.
    values = [29258, 15521, 5774, 2079, 952, 1063, -419]

    assert all(accounted(values, sum(values)))


def test_a_table_may_break_its_total_down_twice() -> None:
    # Cisco: product and service, and the product lines with services again.
    product, service = 39253, 14550
    lines = [29229, 5075, 4113, 836]

    assert sum(lines) == product
    assert all(accounted([product, service, *lines], product + service))


def test_a_note_breaks_down_a_row_of_the_statement_within_rounding() -> None:
    # Cisco, fiscal 2024, as filed: the product lines round to one million more than Product.
    statement, note, subscriptions = [39253, 14550], [29229, 5075, 4113, 837], [14078, 13302, 27380]

    assert all(accounted([*statement, *note], 53803, tolerance=1))
    assert accounted([*statement, *note, *subscriptions], 53803, tolerance=1)[:6] == [True] * 6


def test_a_figure_that_is_the_total_itself_is_a_partition_of_one() -> None:
    assert accounted([500, 300], 500) == [True, False]


def test_what_does_not_add_up_accounts_for_nothing() -> None:
    assert accounted([10, 20, 30], 61) == [False, False, False]
    assert accounted([], 61) == []


def test_rounding_is_allowed_for_each_row_added() -> None:
    assert accounted([333, 333, 333], 1000, tolerance=1) == [True, True, True]
    assert accounted([333, 333, 333], 1004, tolerance=1) == [False, False, False]


def test_a_single_row_has_nothing_to_round() -> None:
    assert accounted([999], 1000, tolerance=5) == [False]


def test_many_rows_that_do_not_add_up_are_not_searched() -> None:
    values = [1 << place for place in range(12)]

    assert accounted(values, 5) == [False] * 12


amounts = st.integers(min_value=1, max_value=10**6)


@given(st.lists(st.lists(amounts, min_size=1, max_size=4), min_size=2, max_size=5))
def test_children_under_their_parents_reconcile(table: list[list[int]]) -> None:
    """Any two-level table, parents first, is accounted for and counts each dollar once."""
    values: list[int] = []
    for children in table:
        values.append(sum(children))
        if len(children) > 1:
            values.extend(children)
    total = sum(sum(children) for children in table)

    found = exact_partitions(values, total, 0)

    for each in found:
        assert sum(values[place] for place in each.top) == total
    assert found or len(values) > 10


@given(st.lists(amounts, min_size=1, max_size=9), st.integers(min_value=0, max_value=10**7))
def test_a_partition_always_makes_the_total(values: list[int], total: int) -> None:
    for each in exact_partitions(values, total, 0):
        assert sum(values[place] for place in each.top) == total
        assert not each.top & each.parents.keys()
