"""capability_scores: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.contracts.raw import RAW_CAPABILITY_SCORES
from pipelines.registry import load_registry
from pipelines.settings import Settings
from pipelines.sources.capability_scores.source import SOURCE, parse
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.statement_files import StatementsFile
from pipelines.storage import tables

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 26)
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


def body(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def said_of(**cells: str) -> str:
    file = StatementsFile("own/scores.csv", body({**GOOD, "model": "other", **cells}, GOOD))
    parsed = parse([file], TODAY)
    assert parsed.frame["model"].to_list() == ["GPT-4o mini"], "the row beside it publishes"
    [reason] = parsed.quarantined["reason"]
    assert reason.startswith("own/scores.csv line 2, column ")
    return str(reason)


def test_a_row_is_read_with_its_citation() -> None:
    [row] = parse([StatementsFile("own/scores.csv", body(GOOD))], TODAY).frame.to_dicts()
    assert row == {
        **GOOD,
        "score": Decimal("127.10"),
        "scored_date": dt.date(2026, 4, 11),
        "entered_date": TODAY,
        "file": "own/scores.csv:2",
    }


@pytest.mark.parametrize("score", ["250.01", "-1"])
def test_a_score_outside_its_scale_is_refused(score: str) -> None:
    assert f"column score: {score} is outside the scale, which goes from 0 to 250" in said_of(
        score=score
    )


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"scale": "hearsay"}, "column scale: 'hearsay' is not one of epoch_capabilities_index"),
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
    assert words in said_of(**cells)


def test_a_model_scored_twice_in_a_copy_keeps_its_first_score() -> None:
    parsed = parse([StatementsFile("own/s.csv", body(GOOD, {**GOOD, "score": "1.00"}))], TODAY)
    assert parsed.frame["score"].to_list() == [Decimal("127.10")]
    [reason] = parsed.quarantined["reason"]
    assert "the same scale, model and day stand in own/s.csv:2" in reason


def test_what_ships_is_read_whole(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    [outcome] = refresh(SOURCE, load_registry(settings.registry_dir), settings)
    assert (outcome.sentence, outcome.quarantined_items) == ("", 0)
    frame = tables.read(RAW_CAPABILITY_SCORES, settings)
    assert frame.filter(scale="epoch_capabilities_index").height > 150
    assert frame.height == outcome.rows
