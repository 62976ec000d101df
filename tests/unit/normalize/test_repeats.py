"""Which of the figures that one filing repeats speaks, and when none does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from builders import REPEATABLE
from hypothesis import given
from hypothesis import strategies as st
from segment_filings import SEGMENTS, line, member, ruled, stated

from pipelines.normalize.line_refusals import of_lines
from pipelines.normalize.lines import line_facts
from pipelines.normalize.repeats import finest

ALPHA, BETA = f"{SEGMENTS}=acme:AlphaMember", f"{SEGMENTS}=acme:BetaMember"
RULED = ruled(line("acme_alpha", member(SEGMENTS, "acme:AlphaMember")))
BILLIONS, MILLIONS, THOUSANDS, EXACT = -8, -6, -3, None

NOTE = [("", 1_100, BILLIONS), (ALPHA, 700, BILLIONS), (BETA, 400, BILLIONS)]
TABLE = [("", 1_085, MILLIONS), (ALPHA, 703, MILLIONS), (BETA, 382, MILLIONS)]


def alpha(rows: list[tuple[str, Any, int | None]]) -> list[tuple[int, int]]:
    """Millions and rounding unit of the line in one filing."""
    found = line_facts(stated(rows), RULED).facts
    return [(int(row["value"] / 10**6), row["rounding_unit"]) for row in found.to_dicts()]


@pytest.mark.parametrize("rows", [[*NOTE, *TABLE], [*TABLE, *NOTE], TABLE])
def test_the_table_in_millions_speaks_wherever_the_note_in_billions_stands(
    rows: list[tuple[str, int, int]],
) -> None:
    assert alpha(rows) == [(703, 10**6)]
    assert line_facts(stated(rows), RULED).refused.is_empty()


@pytest.mark.parametrize("exact", [EXACT, THOUSANDS])
def test_an_exact_figure_is_finer_than_any(exact: int | None) -> None:
    rows = [*TABLE, ("", Decimal("1085.4"), exact), (ALPHA, Decimal("703.4"), exact),
            (BETA, 382, exact)]  # fmt: skip
    facts = line_facts(stated(rows), RULED).facts
    assert facts["value"].to_list() == [Decimal(703_400_000)]


def test_the_finer_total_is_what_the_members_must_make_up() -> None:
    """Against the total of the note, 1,100, the members of the table make up nothing."""
    rows = [("", 1_100, BILLIONS), *TABLE[1:], ("", 1_085, MILLIONS)]
    assert alpha(rows) == [(703, 10**6)]


@pytest.mark.parametrize(
    ("slip", "shown"),
    [
        ((ALPHA, 800, BILLIONS), ["703000000", "800000000", "AlphaMember"]),
        ((ALPHA, 704, MILLIONS), ["703000000", "704000000", "AlphaMember"]),
        (("", 1_300, BILLIONS), ["1085000000", "1300000000", "the consolidated figure"]),
    ],
)
def test_repeats_that_differ_by_more_than_rounding_are_refused_with_all_figures(
    slip: tuple[str, int, int], shown: list[str]
) -> None:
    found = line_facts(stated([*TABLE, slip]), RULED)
    assert found.facts.is_empty()
    (refusal,) = of_lines(found.refused).to_dicts()
    assert refusal["rule"] == "repeats_contradict"
    for each in shown:
        assert each in refusal["reason"]


def test_half_of_the_coarser_unit_is_still_rounding() -> None:
    rows = [(ALPHA, 700, BILLIONS), (ALPHA, 750, MILLIONS), (BETA, 335, MILLIONS), TABLE[0]]
    assert alpha(rows) == [(750, 10**6)]


def test_the_data_sets_say_no_decimals_so_that_two_figures_contradict() -> None:
    rows = [(name, millions, None) for name, millions, _ in [*NOTE, *TABLE]]
    assert alpha(rows) == []


@REPEATABLE
@given(
    figures=st.lists(st.integers(1, 10**6), min_size=2, max_size=5),
    coarser=st.integers(1, 4),
    place=st.integers(0, 5),
    whose=st.integers(0, 4),
)
def test_a_coarser_repeat_never_changes_a_figure(
    figures: list[int], coarser: int, place: int, whose: int
) -> None:
    """Whatever is repeated, rounded, and wherever it stands, the finest figures speak."""
    plain = pl.DataFrame(
        {"cell": range(len(figures)), "value": [Decimal(each) for each in figures]},
        schema={"cell": pl.Int64, "value": pl.Decimal(38, 10)},
    ).with_columns(decimals=pl.lit(0, pl.Int32), fact_order=pl.int_range(pl.len()) * 2 + 1)
    unit, cell = 10**coarser, whose % len(figures)
    rounded = (figures[cell] + unit // 2) // unit * unit
    repeat = pl.DataFrame(
        {"cell": [cell], "value": [Decimal(rounded)], "decimals": [-coarser],
         "fact_order": [place * 2]},
        schema=plain.schema,
    )  # fmt: skip
    found = finest(pl.concat([plain, repeat]).sort("fact_order"), ["cell"])
    assert found.contradicted.is_empty()
    assert found.speaking.sort("cell").equals(plain)
