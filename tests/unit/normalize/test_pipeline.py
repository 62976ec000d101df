"""What holds for every filing history, whatever a company filed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pipelines.normalize.pipeline import Normalized, normalize
from pipelines.registry import Registry
from tests.support.builders import (
    company,
    normalized,
    raw_facts,
    raw_filings,
    registry,
    values,
)
from tests.support.examples import FEW
from tests.support.histories import History, histories

CELL = ["company_id", "metric_id", "unit", "period_kind", "fiscal_year", "fiscal_quarter"]
FRAMES = ("facts", "concept_choices", "versions", "operands", "refusals")


def registry_of(history: History) -> Registry:
    return registry(company(fiscal_year_end=history.fiscal_year_end))


def result_of(history: History) -> Normalized:
    return normalized(history.filings, registry_of(history))


def as_known_at(versions: pl.DataFrame, instant: dt.datetime) -> pl.DataFrame:
    """The versions known at an instant, as a ledger of that day shows them."""
    return versions.filter(pl.col("known_from") <= instant).with_columns(
        known_to=pl.when(pl.col("known_to") <= instant).then("known_to")
    )


@FEW
@given(histories())
def test_versions_of_a_cell_follow_each_other_without_overlap(history: History) -> None:
    versions = result_of(history).versions.sort(*CELL, "version")
    following = versions.with_columns(
        next_version=pl.col("version").shift(-1).over(CELL),
        next_known_from=pl.col("known_from").shift(-1).over(CELL),
    )
    assert (
        versions["version"].to_list()
        == versions.select(pl.int_range(1, pl.len() + 1).over(CELL)).to_series().to_list()
    )
    assert following.filter(pl.col("known_to").ne_missing(pl.col("next_known_from"))).is_empty()
    assert versions.filter(pl.col("known_to") <= pl.col("known_from")).is_empty()
    stands = versions.group_by(CELL).agg(pl.col("known_to").null_count())
    assert set(stands["known_to"]) <= {1}


@FEW
@given(histories())
def test_every_version_is_the_signed_sum_of_operands_already_public(history: History) -> None:
    result = result_of(history)
    public = {each.accession: each.public_at for each in history.filings}
    stated = raw_facts(history.filings).select(
        "concept", "unit", "period_start", "period_end", "accession", pl.col("value").cast(float)
    )
    operands = result.operands
    sums = operands.group_by("lineage_id").agg(
        total=(pl.col("sign") * pl.col("value")).sum(),
        newest=pl.col("accession").replace_strict(public, return_dtype=pl.Datetime("us")).max(),
    )
    joined = result.versions.join(sums, on="lineage_id", how="left", validate="1:1")
    assert joined.filter(pl.col("value").ne_missing(pl.col("total"))).is_empty()
    assert joined.filter(pl.col("newest").ne_missing(pl.col("operands_known_from"))).is_empty()
    assert joined.filter(pl.col("newest") > pl.col("known_from")).is_empty()
    assert set(operands["lineage_id"]) == set(result.versions["lineage_id"])
    # Each operand is a fact exactly as some filing states it.
    assert (
        operands.with_columns(pl.col("value").cast(float))
        .join(stated, on=stated.columns, how="anti", nulls_equal=True)
        .is_empty()
    )


@FEW
@given(histories())
def test_operands_of_a_difference_share_start_and_make_the_quarter(history: History) -> None:
    result = result_of(history)
    derived = result.versions.filter(
        ~pl.col("derivation").is_in(["reported", "ytd_minus_last_quarter"])
    )
    sides = result.operands.join(derived, on="lineage_id", suffix="_of_quarter")
    long, short = (sides.filter(pl.col("operand_order") == order) for order in (1, 2))
    pairs = long.join(short, on="lineage_id", suffix="_short", validate="1:1")
    assert pairs.height == derived.height
    assert pairs.filter(pl.col("period_start") != pl.col("period_start_short")).is_empty()
    assert pairs.filter(pl.col("unit") != pl.col("unit_short")).is_empty()
    assert pairs.filter(pl.col("period_end") != pl.col("period_end_of_quarter")).is_empty()
    day_after = pl.col("period_end_short") + pl.duration(days=1)
    assert pairs.filter(day_after != pl.col("period_start_of_quarter")).is_empty()


@FEW
@given(histories())
def test_an_earlier_quarter_and_what_is_taken_off_make_the_figure_to_date(
    history: History,
) -> None:
    result = result_of(history)
    derived = result.versions.filter(pl.col("derivation") == "ytd_minus_last_quarter")
    for version in derived.iter_rows(named=True):
        total, *others = result.operands.filter(
            pl.col("lineage_id") == version["lineage_id"]
        ).iter_rows(named=True)
        assert [total["sign"], *(each["sign"] for each in others)] == [1, *[-1] * len(others)]
        assert total["value"] == version["value"] + sum(each["value"] for each in others)
        # The last quarter ends with the figure to date; with it all parts lie in one row of days.
        parts = sorted([version, *others], key=lambda part: part["period_start"])
        assert others[0]["period_end"] == parts[-1]["period_end"] == total["period_end"]
        assert parts[0]["period_start"] == total["period_start"]
        for earlier, later in pairwise(parts):
            assert later["period_start"] - earlier["period_end"] == dt.timedelta(days=1)
        assert {each["concept"] for each in others} == {total["concept"]}
        public = {each.accession: each.public_at for each in history.filings}
        known = [public[each["accession"]] for each in (total, *others)]
        assert version["known_from"] == max(known)


@FEW
@given(histories(), st.data())
def test_trap_v1_the_past_is_told_without_knowledge_of_the_future(
    history: History, data: st.DataObject
) -> None:
    instants = sorted({each.public_at for each in history.filings})
    if not instants:
        return
    instant = data.draw(st.sampled_from(instants))
    entries = registry_of(history)
    full = result_of(history)
    then = normalized([each for each in history.filings if each.public_at <= instant], entries)
    assert_frame_equal(as_known_at(full.versions, instant), then.versions)
    for name in ("facts", "concept_choices"):
        known = getattr(full, name).filter(pl.col("known_from") <= instant)
        assert_frame_equal(known, getattr(then, name))
    known_lineage = then.versions.select("lineage_id")
    assert_frame_equal(
        full.operands.join(known_lineage, on="lineage_id", how="semi", maintain_order="left"),
        then.operands,
    )


@FEW
@given(histories(recasts=False, gaps=False, second_concepts=False))
def test_without_recasts_the_quarters_are_the_truth_and_make_the_year(history: History) -> None:
    result = result_of(history)
    quarters, years = values(result), values(result, kind="year")
    assert quarters == {
        f"{year}Q{quarter}": [value] for (year, quarter), value in sorted(history.truth.items())
    }
    assert years == {
        str(year): [sum(history.truth[year, quarter] for quarter in (1, 2, 3, 4))]
        for year in sorted({year for year, _ in history.truth})
    }
    capex_gaps = result.refusals.filter(pl.col("key").str.contains("capex_cash"))
    assert capex_gaps.is_empty()


@FEW
@given(histories(recasts=False, second_concepts=False))
def test_without_recasts_a_gap_loses_quarters_but_never_invents_one(history: History) -> None:
    result = result_of(history)
    for name, published in values(result).items():
        year, quarter = int(name[:4]), int(name[-1])
        assert published == [history.truth[year, quarter]]


@FEW
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_rows_changes_nothing(history: History, random: object) -> None:
    raw, filings, entries = (
        raw_facts(history.filings), raw_filings(history.filings), registry_of(history)
    )  # fmt: skip
    order = list(range(raw.height))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight, shuffled = (normalize(each, filings, entries) for each in (raw, raw[order]))
    for name in FRAMES:
        assert_frame_equal(getattr(straight, name), getattr(shuffled, name))


@FEW
@given(histories())
def test_the_same_input_twice_gives_the_same_frames(history: History) -> None:
    first, second = result_of(history), result_of(history)
    for name in FRAMES:
        assert_frame_equal(getattr(first, name), getattr(second, name))


@FEW
@given(histories())
def test_every_gap_between_two_quarters_has_a_refusal_in_a_sentence(history: History) -> None:
    result = result_of(history)
    published = values(result)
    keys = set(result.refusals["key"])
    names = [f"{year}Q{quarter}" for year, quarter in history.truth]
    known = [names.index(name) for name in published]
    span = names[min(known) : max(known) + 1] if known else []
    missing = [name for name in span if name not in published]
    assert {f"ACME capex_cash {name}" for name in missing} <= keys
    for row in result.refusals.iter_rows(named=True):
        assert row["reason"].endswith(".")
        assert row["reason"][0].isupper() or row["reason"].startswith(("us-gaap:", "ifrs-full:"))
        assert row["accession"] is None or row["accession"] in row["reason"]


def test_nothing_filed_is_no_error() -> None:
    result = normalized([])
    assert [getattr(result, name).height for name in FRAMES] == [0] * len(FRAMES)
