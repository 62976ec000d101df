"""Which of the figures that one filing repeats speaks, and when none does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.facts.repeats import finest
from pipelines.normalize.pipeline import normalize
from pipelines.normalize.revenue_lines.line_refusals import of_lines
from pipelines.normalize.revenue_lines.lines import line_facts
from tests.support.builders import filing, flow, raw_facts, raw_filings, registry
from tests.support.segment_filings import REVENUES, SEGMENTS, YEAR, line, member, ruled, stated

if TYPE_CHECKING:
    from collections.abc import Sequence

ALPHA, BETA = f"{SEGMENTS}=acme:AlphaMember", f"{SEGMENTS}=acme:BetaMember"
RULED = ruled(line("acme_alpha", member(SEGMENTS, "acme:AlphaMember")))
BILLIONS, MILLIONS, THOUSANDS, EXACT = -8, -6, -3, None

NOTE = [("", 1_100, BILLIONS), (ALPHA, 700, BILLIONS), (BETA, 400, BILLIONS)]
TABLE = [("", 1_085, MILLIONS), (ALPHA, 703, MILLIONS), (BETA, 382, MILLIONS)]


def alpha(rows: Sequence[tuple[str, Any, int | None]]) -> list[tuple[int, int]]:
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
    rows: list[tuple[str, Any, int | None]] = [
            *TABLE, ("", Decimal("1085.4"), exact), (ALPHA, Decimal("703.4"), exact),
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


def test_the_data_sets_round_as_their_figures_do() -> None:
    """Their null decimals are no INF: the fewest trailing zeros of the filing say it."""
    rows = stated([("", 1_085, None), (ALPHA, 703, None), (BETA, 382, None)])
    of_data_set = rows.with_columns(document=pl.lit("num.txt"))
    assert line_facts(rows, RULED).facts["rounding_unit"].to_list() == [1]
    assert line_facts(of_data_set, RULED).facts["rounding_unit"].to_list() == [10**6]


def consolidated(*millions: int, **decimals_of_document: Any) -> list[tuple[float, int]]:
    """Value and rounding unit of the year's revenue, of companyfacts and a filing's XBRL."""
    report = filing("0000000001-24-000001", "10-K", "2024-02-01",
                    *(flow(REVENUES, *YEAR, each) for each in millions))  # fmt: skip
    xbrl = stated([("", each, decimals_of_document[f"of_{each}"]) for each in millions]
                  if decimals_of_document else [])  # fmt: skip
    result = normalize(raw_facts([report]), raw_filings([report]), registry(), segment_facts=xbrl)
    (fact,) = result.facts.filter(
        pl.col("metric_id") == "revenue", pl.col("is_in_series")
    ).to_dicts()
    return [(int(fact["value"] / 10**6), fact["rounding_unit"])]


def test_decimals_of_the_filing_decide_what_trailing_zeros_only_suggest() -> None:
    """1,100 million alone, or stated to the million, is no rounding to hundreds of millions."""
    assert consolidated(1_100) == [(1_100, 10**6)]
    assert consolidated(1_100, of_1100=MILLIONS) == [(1_100, 10**6)]
    assert consolidated(1_100, of_1100=EXACT) == [(1_100, 1)]


def test_the_total_of_companyfacts_is_the_finer_of_two_as_well() -> None:
    assert consolidated(1_100, 1_085, of_1100=BILLIONS, of_1085=MILLIONS) == [(1_085, 10**6)]


def test_two_totals_of_one_precision_contradict_whatever_zeros_they_end_in() -> None:
    """Both stated to the million: 700 is no rounding of 703, and neither speaks."""
    report = filing("0000000001-24-000001", "10-K", "2024-02-01",
                    flow(REVENUES, *YEAR, 700), flow(REVENUES, *YEAR, 703))  # fmt: skip
    xbrl = stated([("", 700, MILLIONS), ("", 703, MILLIONS)])
    result = normalize(raw_facts([report]), raw_filings([report]), registry(), segment_facts=xbrl)
    assert result.facts.filter(pl.col("metric_id") == "revenue").is_empty()
    [rule] = result.refusals.filter(pl.col("rule").str.contains("contradict"))["rule"]
    assert rule == "contradicted_in_filing"


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
