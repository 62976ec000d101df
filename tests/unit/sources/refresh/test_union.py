"""The union of bodies: what was once said stays, whatever the order in which the bodies came."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.refresh.union import marked, with_body
from tests.support.api_bodies import CIK
from tests.support.made_sources import FIGURES_TABLE as TABLE
from tests.support.made_sources import figure, rows_of

KEY = list(TABLE.key)
OTHER_CIK = 1288776

# Two of the facts are of one cell of one filing.
POOL = [
    figure(),
    figure(value=1),
    figure(accession="0001652044-25-000044", filed_date="2025-07-25"),
    figure(period_start=..., period_end="2024-12-31"),
    figure(
        period_start="2024-01-01",
        period_end="2024-12-31",
        value=7,
        accession="0001652044-25-000001",
    ),
]
BODIES = st.lists(st.sets(st.sampled_from(range(len(POOL))), min_size=1), min_size=1, max_size=4)


def rows(places: set[int], cik: int = CIK) -> pl.DataFrame:
    return rows_of((POOL[place] for place in sorted(places)), cik)


def united(bodies: list[tuple[str, set[int]]]) -> pl.DataFrame:
    union = TABLE.united(TABLE.empty())
    for digest, places in bodies:
        union = with_body(union, rows(places), digest, TABLE)
    return TABLE.united(marked(union, {bodies[-1][0]}))


def facts(frame: pl.DataFrame) -> set[tuple[object, ...]]:
    return set(frame.select(KEY).rows())


@given(bodies=BODIES, shuffle=st.randoms(use_true_random=False))
def test_the_facts_do_not_depend_on_the_order_of_the_bodies(
    bodies: list[set[int]], shuffle: object
) -> None:
    named = [(f"body {place}", each) for place, each in enumerate(bodies)]
    shuffled = list(named)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    union = united(named)
    assert facts(union) == facts(united(shuffled)) == facts(rows(set.union(*bodies)))
    assert union.height == len(facts(union))


@given(bodies=BODIES)
def test_each_fact_knows_the_bodies_that_first_and_last_said_it(bodies: list[set[int]]) -> None:
    union = united([(f"body {place}", each) for place, each in enumerate(bodies)])
    for place in set.union(*bodies):
        saying = [number for number, each in enumerate(bodies) if place in each]
        row = union.join(rows({place}).select(KEY), on=KEY, how="semi", nulls_equal=True)
        assert row.select("first_body", "last_body", "is_in_newest_body").rows() == [
            (f"body {saying[0]}", f"body {saying[-1]}", saying[-1] == len(bodies) - 1)
        ]


@given(bodies=BODIES)
def test_a_body_seen_again_changes_nothing_but_when_it_was_last_seen(
    bodies: list[set[int]],
) -> None:
    named = [(f"body {place}", each) for place, each in enumerate(bodies)]
    once, twice = united(named), united([*named, named[0]])
    told = ["last_body", "is_in_newest_body"]
    assert once.drop(told).equals(twice.drop(told))
    again = twice.join(rows(bodies[0]).select(KEY), on=KEY, how="semi", nulls_equal=True)
    assert again["last_body"].unique().to_list() == ["body 0"]


def test_two_values_of_one_cell_of_one_filing_both_stay() -> None:
    union = united([("a", {0}), ("b", {1})])
    assert union.select("value", "last_body").rows() == [(1, "b"), (17_197_000_000, "a")]


def test_an_older_state_of_a_document_says_nothing_anew_of_what_is_known() -> None:
    newer = rows({0}).with_columns(form=pl.lit("10-Q/A"))
    union = with_body(TABLE.united(TABLE.empty()), newer, "newer", TABLE)
    union = with_body(union, rows({0, 4}), "older", TABLE, is_behind=True)
    assert TABLE.united(union).select("form", "first_body", "last_body").rows() == [
        ("10-Q", "older", "older"),
        ("10-Q/A", "newer", "older"),
    ]


def test_the_cik_of_today_speaks_for_a_fact_of_two_registrants() -> None:
    for order in ((CIK, OTHER_CIK), (OTHER_CIK, CIK)):
        union = TABLE.united(TABLE.empty())
        for cik in order:
            stated = rows({0}, cik) if cik == CIK else rows({0, 4}, cik)
            union = with_body(union, stated, f"of {cik}", TABLE, ciks=(CIK, OTHER_CIK))
        assert TABLE.united(union).select("cik", "first_body", "last_body").rows() == [
            (OTHER_CIK, f"of {OTHER_CIK}", f"of {OTHER_CIK}"),
            (CIK, f"of {CIK}", f"of {CIK}"),
        ]
