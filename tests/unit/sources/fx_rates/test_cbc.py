"""The recorded rate of Taiwan's central bank."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.fx_rates import source
from pipelines.sources.fx_rates.cbc import parse_cbc
from pipelines.sources.fx_rates.replay import NAME
from tests.support.whole_bodies import settings_in, taiwan_registry

GOOD = b"date,TWD\n2026-08-20,31.9250\n2026-08-21,31.8480\n"


def test_each_day_is_a_quote_of_one_dollar() -> None:
    assert parse_cbc(GOOD, "cbc") == (
        [
            ("TWD", "USD", "TWD", "day", dt.date(2026, 8, 20), Decimal("31.9250")),
            ("TWD", "USD", "TWD", "day", dt.date(2026, 8, 21), Decimal("31.8480")),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"date,KRW\n2026-08-20,31.9\n", "not a history of the central bank's rate"),
        (GOOD + b"2026-08-19,31.9\n", "2026-08-19 comes out of order"),
        (GOOD + b"2026-08-2", "cut off or damaged"),
        (GOOD[:9] + b"\n2026-08-24,many\n", "'many' is not a rate"),
        (b'date,TWD\n2026-08-20,"' + b"1" * 200_000 + b'"\n', "cannot be read"),
        (b",\n,\n", "not a history of the central bank's rate"),
        (b"", "empty"),
    ],
)
def test_a_damaged_history_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        parse_cbc(body, "cbc")


@pytest.mark.parametrize(
    ("more", "left", "sentence"),
    [
        (b"2026-08-21,31.9\n", 1, "2026-08-21: a rate of TWD comes twice with two values"),
        (b"2026-08-24,many\n", 2, "'many' is not a rate"),
        (b"2999-08-24,31.9\n", 2, "the rate of TWD is in the future"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_alone(more: bytes, left: int, sentence: str) -> None:
    quotes, [refusal] = parse_cbc(GOOD + more, "cbc")
    assert len(quotes) == left
    assert sentence in refusal.reason


def test_it_belongs_to_a_live_run_where_it_is_recorded(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert source.shipped_requests(settings) == []
    recorded = settings.recorded_dir / NAME / "cbc.csv"
    recorded.parent.mkdir(parents=True)
    recorded.write_bytes(GOOD)
    [request] = source.shipped_requests(settings)
    keys = [each.key for each in source.requests(taiwan_registry(), settings)]
    assert keys == ["fed_h10", "ecb", "cbc"]
    frame = source.parse_document(GOOD, request, taiwan_registry()).frame
    assert set(frame["source"]) == {"cbc"}
