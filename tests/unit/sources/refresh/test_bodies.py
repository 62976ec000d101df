"""A company's bodies over time: nothing is erased, and the archive alone restores the table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.archive.errors import NotRecorded, RetriesExhausted
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.document import Parsed
from tests.support.api_bodies import CIK, REVENUE, alphabet
from tests.support.fetch_desk import KEY, Desk
from tests.support.made_sources import FIGURES, figure, figures_body


def year(number: int, **changes: Any) -> dict[str, Any]:
    """A year's figure in its own annual report."""
    return figure(
        **{
            "period_start": f"{number}-01-01",
            "period_end": f"{number}-12-31",
            "value": number,
            "accession": f"0001652044-{(number + 1) % 100:02d}-000001",
            "form": "10-K",
            "filed_date": f"{number + 1}-02-01",
            **changes,
        }
    )


YEARS = [year(number) for number in range(2010, 2025)]
HISTORY = ["first_body", "last_body", "is_in_newest_body"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.has(*YEARS, revenue=YEARS)
    made.refresh()
    return made


def stated(desk: Desk) -> pl.DataFrame:
    return desk.rows().drop(HISTORY)


def test_a_body_of_a_year_ago_withdraws_and_changes_nothing(desk: Desk) -> None:
    before = stated(desk)
    desk.has(*YEARS[:-1], revenue=YEARS[:-1])
    outcome = desk.refresh()
    assert (outcome.status, outcome.rows) == ("new", 30)
    assert outcome.sentence == (
        "GOOGL: the newest bodies no longer state 2 of 30 rows of made_figures: they stay"
    )
    assert stated(desk).equals(before)
    lacking = desk.rows().filter(~pl.col("is_in_newest_body"))
    assert lacking["period_end"].unique().to_list() == [dt.date(2024, 12, 31)]
    assert desk.quarantine() == []
    assert desk.refresh().status == "unchanged"


def test_one_concept_left_takes_no_row_away(desk: Desk) -> None:
    before = stated(desk)
    desk.has(*YEARS, concept=REVENUE)
    assert (desk.refresh().status, stated(desk).equals(before)) == ("new", True)
    assert desk.rows()["is_in_newest_body"].sum() == 15


def test_another_companys_facts_under_this_cik_are_quarantined(desk: Desk) -> None:
    before = desk.path.read_bytes()
    theirs = [
        year(number, accession=f"0001045810-{(number + 1) % 100:02d}-000001", value=7)
        for number in range(2010, 2025)
    ]
    for _ in range(2):
        desk.has(*theirs)
        outcome = desk.refresh()
        assert (outcome.status, outcome.rows) == ("quarantined", 30)
        assert "shares 0 of the 15 filings of 2011-02-01 to 2025-02-01" in outcome.sentence
        assert desk.path.read_bytes() == before
    # It stays out when a good body comes, and when the table is made anew from the archive.
    desk.has(*YEARS, year(2025), revenue=YEARS)
    assert (desk.refresh().status, desk.rows().height) == ("new", 31)
    assert desk.quarantine() == []
    rows = desk.rows()
    desk.path.unlink()
    desk.refresh()
    assert desk.rows().equals(rows)


def test_a_body_in_thousands_is_quarantined(desk: Desk) -> None:
    desk.has(*(year(number, value=number * 1000) for number in range(2010, 2025)))
    outcome = desk.refresh()
    assert outcome.status == "quarantined"
    assert "gives 15 of 15 figures another value" in outcome.sentence


def test_two_values_of_one_cell_over_two_bodies_both_stay(desk: Desk) -> None:
    desk.has(*YEARS[:-1], year(2024, value=1), revenue=YEARS)
    assert desk.refresh().rows == 31
    cell = desk.rows().filter(
        (pl.col("concept") != REVENUE) & (pl.col("period_end") == dt.date(2024, 12, 31))
    )
    assert cell.select("value", "is_in_newest_body").rows() == [(1, True), (2024, False)]


BODIES = {
    "whole": figures_body(*YEARS, revenue=YEARS),
    "year ago": figures_body(*YEARS[:-1], revenue=YEARS[:-1]),
    "one concept": figures_body(*YEARS, concept=REVENUE),
    "cut off": figures_body(*YEARS)[:-9],
    "newer": figures_body(*YEARS, year(2025)),
    "with a bad fact": figures_body(*YEARS, figure(value=None)),
}


def test_the_archive_alone_restores_what_step_by_step_was_written(desk: Desk) -> None:
    for name in ("year ago", "cut off", "whole", "one concept", "newer", "with a bad fact"):
        desk.shelf.documents[KEY] = BODIES[name]
        desk.refresh()
        written, quarantine = desk.path.read_bytes(), desk.quarantine()
        desk.path.unlink()
        desk.refresh()
        assert desk.path.read_bytes() == written, name
        assert desk.quarantine() == quarantine, name
    assert desk.rows().height == 31


def test_only_new_bodies_are_read(desk: Desk) -> None:
    read = []

    def counted(body: bytes, *others: Any) -> Parsed:
        read.append(body)
        return FIGURES.parse(body, *others)

    for name in ("year ago", "newer"):
        desk.shelf.documents[KEY] = BODIES[name]
        desk.refresh(replace(FIGURES, parse=counted))
    assert read == [BODIES["year ago"], BODIES["newer"]]


def test_a_body_that_comes_back_is_the_last_that_said_so(desk: Desk) -> None:
    for name in ("one concept", "whole"):
        desk.shelf.documents[KEY] = BODIES[name]
        desk.refresh()
    assert desk.rows()["is_in_newest_body"].all()
    assert desk.rows()["last_body"].n_unique() == 1


def test_what_only_a_lost_body_said_stays_while_the_table_has_it(desk: Desk) -> None:
    (first,) = desk.settings.archive_dir.rglob("*.zst")
    desk.has(year(2024), year(2025))
    desk.refresh()
    rows = stated(desk)
    assert rows.height == 31
    first.write_bytes(b"damage")
    # Another registry is a reason to read every body anew.
    desk.company = alphabet().model_copy(update={"company_name": "Alphabet"})
    desk.registry = load_registry(PACKAGE_DIR / "registry")
    assert desk.refresh().status == "new"
    assert stated(desk).equals(rows)


@pytest.mark.parametrize("answer", [RetriesExhausted("no network"), NotRecorded("nothing")])
def test_the_table_is_restored_although_nothing_comes(desk: Desk, answer: Exception) -> None:
    rows = desk.rows()
    desk.path.write_bytes(b"damage")
    desk.shelf.documents[KEY] = answer
    assert desk.refresh().rows == 30
    assert desk.rows().equals(rows)


def test_items_of_the_other_cik_stay_named_while_its_body_does_not_change(desk: Desk) -> None:
    earlier = 1288776
    company = alphabet(earlier)
    desk.shelf.documents[f"CIK{earlier:010d}"] = figures_body(
        year(2009), figure(value=None), cik=earlier
    )
    desk.refresh(company=company)
    named = desk.quarantine()
    assert len(named) == 1
    desk.shelf.documents[KEY] = BODIES["newer"]
    assert desk.refresh(company=company).status == "new"
    assert desk.quarantine() == named


def test_the_first_body_is_taken_at_its_word(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.has(figure(), cik=CIK)
    assert desk.refresh().status == "new"
