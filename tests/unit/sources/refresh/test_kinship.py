"""Whether a body is of the filer whose earlier bodies are at hand."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.sources.refresh.kinship import Bodies, stranger
from tests.support.made_sources import FIGURES_TABLE as TABLE
from tests.support.made_sources import figure, rows_of

OURS, THEIRS = {"Alphabet"}, {"NVIDIA CORP"}
YEARS = range(2010, 2026)


def filings(agent: int, years: range = YEARS, value: int = 100) -> pl.DataFrame:
    """A figure a year, each in a filing of its own."""
    return rows_of(
        figure(
            period_start=f"{year}-01-01",
            period_end=f"{year}-12-31",
            value=value + year,
            accession=f"{agent:010d}-{year % 100}-000001",
            filed_date=f"{year + 1}-02-01",
        )
        for year in years
    )


def judged(new: pl.DataFrame, before: pl.DataFrame, name: set[str] = OURS) -> str | None:
    return stranger(Bodies(new, name), Bodies(before, {"ALPHABET INC."}), TABLE.key)


@pytest.mark.parametrize("years", [YEARS, range(2010, 2020), range(2015, 2030), range(2025, 2026)])
@pytest.mark.parametrize("name", [OURS, THEIRS, set()])
def test_a_body_of_other_days_is_kin_whatever_the_filer_is_called(
    years: range, name: set[str]
) -> None:
    assert judged(filings(1, years), filings(1), name) is None
    assert judged(filings(1), filings(1, years), name) is None


@pytest.mark.parametrize("name", [OURS, THEIRS, set()])
def test_another_filers_filings_are_strange_even_under_our_name(name: set[str]) -> None:
    reason = judged(filings(2), filings(1), name)
    assert reason is not None
    assert "shares 0 of the 16 filings of 2011-02-01 to 2026-02-01" in reason


@pytest.mark.parametrize(("name", "is_kin"), [(OURS, True), (THEIRS, False), (set(), False)])
def test_the_name_decides_where_the_filings_do_not(name: set[str], is_kin: bool) -> None:
    some = pl.concat([filings(1, range(2010, 2014)), filings(2, range(2014, 2026))])
    assert (judged(some, filings(1), name) is None) is is_kin
    # No day in common.
    later = filings(1, range(2020, 2026))
    assert (judged(later, filings(1, range(2010, 2015)), name) is None) is is_kin


@pytest.mark.parametrize(
    ("name", "other", "is_same"),
    [
        ("Amazon", "AMAZON COM INC", True),
        ("CORNING INC /NY", "Corning", True),
        ("Arista Networks,\u00a0Inc.", "Arista Networks", True),
        ("Meta Platforms", "Facebook Inc", False),
        ("Technology Holdings", "Micron Technology", False),
        ("Holdings Inc.", "Holdings", False),
    ],
)
def test_names_are_compared_without_legal_forms(name: str, other: str, is_same: bool) -> None:
    new = Bodies(filings(1, range(2020, 2026)), {name})
    before = Bodies(filings(1, range(2010, 2015)), {other})
    assert (stranger(new, before, TABLE.key) is None) is is_same


def test_a_body_in_another_unit_is_refused_and_a_corrected_cell_is_not() -> None:
    thousands = filings(1).with_columns(value=pl.col("value") / 1000)
    reason = judged(thousands, filings(1))
    assert reason is not None
    assert "gives 16 of 16 figures another value" in reason
    corrected = filings(1).with_columns(
        value=pl.when(pl.col("filed_date").dt.year() == 2015).then(1).otherwise("value")
    )
    assert judged(corrected, filings(1)) is None


def test_a_table_without_values_is_compared_by_its_filings_alone() -> None:
    frame = filings(1)
    other = frame.with_columns(value=pl.col("value") + 1)
    assert stranger(Bodies(other, OURS), Bodies(frame, OURS), ()) is None
