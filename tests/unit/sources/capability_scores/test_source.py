"""capability_scores: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.contracts.raw import RAW_CAPABILITY_SCORES
from pipelines.settings import Settings
from pipelines.sources.capability_scores.source import SOURCE
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.statement_files import StatementsFile
from pipelines.storage import tables
from tests.support.entered_rows import REGISTRY, EnteredRows, body

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "scale": "epoch_capabilities_index",
    "model": "GPT-4o mini",
    "score": "127.10",
    "scored_date": "2026-04-11",
    "listed_as": "openai:gpt-4o-mini;openrouter:openai/gpt-4o-mini",
    "document": "Epoch Capabilities Index",
    "url": "https://epoch.ai/data",
    "read_at": "a copy",
    "entered_date": "2026-11-26",
    "confidence": "medium",
}


ROWS = EnteredRows(SOURCE, GOOD)


def test_a_row_is_read_with_its_citation() -> None:
    assert ROWS.row() == {
        **GOOD,
        "score": Decimal("127.10"),
        "scored_date": dt.date(2026, 4, 11),
        "entered_date": dt.date(2026, 11, 26),
        "file": "own/mine.csv:2",
    }


def test_an_offer_is_of_one_model_of_a_scale_and_day() -> None:
    """The first row stands; on another day the scale may have renamed the model."""
    other = GOOD | {"model": "GPT-4o tiny", "listed_as": "xai:tiny;openai:gpt-4o-mini"}
    later = other | {"scored_date": "2026-05-11"}
    parsed = ROWS.read(StatementsFile("own/mine.csv", body(GOOD, other, later)))
    assert parsed.frame.select("model", "scored_date").rows() == [
        ("GPT-4o mini", dt.date(2026, 4, 11)),
        ("GPT-4o tiny", dt.date(2026, 5, 11)),
    ]
    assert parsed.quarantined["reason"].to_list() == [
        "own/mine.csv line 3, column listed_as: openai:gpt-4o-mini is named in own/mine.csv:2 "
        "too: an offer is of one model of a scale and day: delete it from one of the two rows"
    ]


@pytest.mark.parametrize("score", ["250.01", "-1"])
def test_a_score_outside_its_scale_is_refused(score: str) -> None:
    assert f"column score: {score} is outside the scale, which goes from 0 to 250" in ROWS.said_of(
        score=score
    )


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"scale": "hearsay"}, "column scale: 'hearsay' is not one of epoch_capabilities_index"),
        ({"scored_date": "0026-04-11"}, "column scored_date: 0026-04-11 is before 1988-01-01"),
        ({"score": "1e2"}, "column score: '1e2' is not a score"),
        ({"score": ""}, "column score: is empty"),
        ({"scored_date": "2026-13-01"}, "column scored_date: '2026-13-01' is not a valid date"),
        ({"scored_date": "2027-01-01"}, "column scored_date: 2027-01-01 is in the future"),
        ({"entered_date": "2026-01-01"}, "2026-01-01 is before scored_date 2026-04-11"),
        ({"listed_as": "gpt"}, "column listed_as: 'gpt' is not provider:model"),
        ({"listed_as": "openai:m;openai:m"}, "column listed_as: names an offer twice"),
        ({"listed_as": "openrouter:o/m:batch"}, "is a batch or free tier"),
        ({"confidence": "sure"}, "column confidence: 'sure' is not one of"),
        ({"url": "epoch"}, "column url: 'epoch' is not an address"),
    ],
)
def test_what_a_cell_says_wrongly_is_named(cells: dict[str, str], words: str) -> None:
    assert words in ROWS.said_of(**cells)


def test_a_model_scored_twice_in_a_copy_keeps_its_first_score() -> None:
    parsed = ROWS.parse(GOOD, {**GOOD, "score": "1.00"})
    assert parsed.frame["score"].to_list() == [Decimal("127.10")]
    [reason] = parsed.quarantined["reason"]
    assert "the same scale, model and day stand in own/mine.csv:2" in reason


def test_what_ships_is_read_whole(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    [outcome] = refresh(SOURCE, REGISTRY, settings)
    assert (outcome.sentence, outcome.quarantined_items) == ("", 0)
    frame = tables.read(RAW_CAPABILITY_SCORES, settings)
    assert frame.filter(scale="epoch_capabilities_index").height > 150
    assert frame.height == outcome.rows
