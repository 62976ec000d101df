"""market_estimates: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import Settings
from pipelines.sources.market_estimates.source import SOURCE
from pipelines.sources.refresh.engine import refresh
from tests.support.entered_rows import REGISTRY, EnteredRows

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "estimate_by": "A maker of chips",
    "speaker": "company",
    "estimate_kind": "annual",
    "is_kind_said": "yes",
    "definition": "chips for data centers",
    "period": "2028",
    "low_usd": "94000000000",
    "high_usd": "94000000000",
    "bound": "as_stated",
    "document": "Earnings call, Q2 FY2026",
    "url": "",
    "stated": "2025-08-28",
    "seen_date": "",
    "read_at": "a copy",
    "entered_date": "2026-11-26",
    "confidence": "medium",
    "note": "",
}


ROWS = EnteredRows(SOURCE, GOOD)


def test_a_row_is_read_with_its_citation() -> None:
    assert ROWS.row() == {
        **GOOD,
        "is_kind_said": True,
        "first_year": 2028,
        "last_year": 2028,
        "calendar_quarter": None,
        "low_usd": Decimal(94_000_000_000),
        "high_usd": Decimal(94_000_000_000),
        "url": None,
        "stated_from": dt.date(2025, 8, 28),
        "stated_to": dt.date(2025, 8, 28),
        "seen_date": None,
        "entered_date": dt.date(2026, 11, 26),
        "note": None,
        "file": "own/mine.csv:2",
    }


@pytest.mark.parametrize(
    ("kind", "period", "years", "quarter"),
    [
        ("annual", "2028", (2028, 2028), None),
        ("annual", "end of the decade", (None, None), None),
        ("cumulative", "2026-2031", (2026, 2031), None),
        ("cumulative", "to 2030", (None, 2030), None),
        ("cumulative", "next 5 years", (None, None), None),
        ("quarterly", "2025Q4", (2025, 2025), "2025Q4"),
        ("stock", "no period", (None, None), None),
    ],
)
def test_a_period_is_read_as_its_kind_has_it(
    kind: str, period: str, years: tuple[int | None, int | None], quarter: str | None
) -> None:
    row = ROWS.row(estimate_kind=kind, period=period)
    assert (row["first_year"], row["last_year"]) == years
    assert row["calendar_quarter"] == quarter


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ("2025-08", dt.date(2025, 8, 1), dt.date(2025, 8, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        ("2025-08/2025-09", dt.date(2025, 8, 1), dt.date(2025, 9, 30)),
    ],
)
def test_what_is_said_on_no_known_day_has_the_span_in_which_it_was(
    stated: str, first: dt.date, last: dt.date
) -> None:
    row = ROWS.row(stated=stated, seen_date="2026-09-08")
    assert (row["stated_from"], row["stated_to"]) == (first, last)


def test_more_than_a_figure_has_no_upper_end() -> None:
    assert ROWS.row(bound="over", high_usd="")["high_usd"] is None


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"speaker": "somebody"}, "column speaker: 'somebody' is not one of company, analyst"),
        ({"estimate_kind": "total"}, "column estimate_kind: 'total' is not one of annual"),
        ({"is_kind_said": "maybe"}, "column is_kind_said: 'maybe' is not one of yes, no"),
        ({"bound": "about"}, "column bound: 'about' is not one of as_stated, nearly, over"),
        ({"low_usd": "94"}, "column low_usd: '94' is outside 1000000 to"),
        ({"low_usd": "94bn"}, "column low_usd: '94bn' is not whole US dollars"),
        ({"low_usd": "-94000000000"}, "column low_usd: '-94000000000' is outside 1000000 to"),
        ({"high_usd": "93000000000"}, "high_usd: 93000000000 is below low_usd 94000000000"),
        ({"high_usd": ""}, "column high_usd: is empty: repeat low_usd for one figure"),
        ({"bound": "over"}, "column high_usd: is filled: an estimate of more than low_usd"),
        ({"definition": ""}, "column definition: is empty"),
        ({"period": ""}, "column period: is empty"),
        ({"period": "CY2028"}, "'CY2028' names a year in no known form: write 2028"),
        ({"period": "2031-2026"}, "'2031-2026' names a year in no known form"),
        ({"period": "2026-2031"}, "'2026-2031' is several years: enter each year's figure"),
        ({"period": "2025Q4"}, "'2025Q4' and kind annual: a quarter is quarterly"),
        ({"estimate_kind": "quarterly"}, "'2028' and kind quarterly: a quarter is quarterly"),
        ({"estimate_kind": "cumulative"}, "'2028' is one year: a cumulative figure is of several"),
        ({"estimate_kind": "ambiguous"}, "is_kind_said: is yes: what the document says is not"),
        ({"stated": "August 2025"}, "'August 2025' is not a valid day, month or year"),
        ({"stated": "2025-13"}, "'2025-13' is not a valid day, month or year"),
        ({"stated": "2025-09/2025-08"}, "'2025-09/2025-08' is not a valid day, month or year"),
        ({"stated": "2027"}, "column stated: 2027 is in the future: today is 2026-11-26"),
        ({"seen_date": "2026-09-08"}, "seen_date: is filled: it was said on 2025-08-28"),
        ({"stated": "2026", "seen_date": "2025-09-08"}, "2025-09-08 is before stated 2026"),
        ({"entered_date": "2024-01-01"}, "2024-01-01 is before stated 2025-08-28"),
        (
            {"stated": "2025", "seen_date": "2025-09-08", "entered_date": "2025-09-01"},
            "column entered_date: 2025-09-01 is before seen_date 2025-09-08",
        ),
        ({"url": "its page"}, "column url: 'its page' is not an address"),
        ({"confidence": "sure"}, "column confidence: 'sure' is not one of"),
    ],
)
def test_what_a_cell_says_wrongly_is_named(cells: dict[str, str], words: str) -> None:
    assert words in ROWS.said_of(**cells)


def test_an_estimate_entered_twice_counts_once() -> None:
    parsed = ROWS.parse(GOOD, GOOD)
    assert parsed.frame.height == 1
    [reason] = parsed.quarantined["reason"]
    assert "the same estimate_by, stated, definition and period stand in own/mine.csv:2" in reason


def test_what_ships_is_read_whole(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    [outcome] = refresh(SOURCE, REGISTRY, settings)
    assert (outcome.sentence, outcome.quarantined_items) == ("", 0)
    assert outcome.rows == 24
