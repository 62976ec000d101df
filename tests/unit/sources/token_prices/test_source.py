"""token_prices: what a list says of a model, what is refused in it, and that the rest stands."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.archive.recorded import render
from pipelines.archive.transport import Request
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.document import SourceError
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.token_prices.replay import COLUMNS, LIST_COLUMNS, NAME, REPLAY
from pipelines.sources.token_prices.source import SOURCE, parse_document, requests

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.sources.document import Parsed

REGISTRY = load_registry(PACKAGE_DIR / "registry")
GOOD = '"good":{"litellm_provider":"xai","mode":"chat","input_cost_per_token":3e-07,"output_cost_per_token":5e-07}'  # noqa: E501


def entry(model: str = "m", **cells: object) -> str:
    said = {
        "litellm_provider": "openai",
        "mode": "chat",
        "input_cost_per_token": 1.5e-07,
        "output_cost_per_token": "0.0000006",
        "max_input_tokens": 128000,
        **cells,
    }
    return f"{json.dumps(model)}:{json.dumps(said)}"


def parse(*entries: str, key: str = "litellm_2025-05-07") -> Parsed:
    body = ("{" + ",".join((GOOD, *entries)) + "}").encode()
    return parse_document(body, Request(NAME, key, ""), REGISTRY)


def refused(*entries: str) -> str:
    parsed = parse(*entries)
    assert parsed.frame["model"].to_list() == ["good"], "the model beside it stands"
    [reason] = parsed.quarantined["reason"]
    return str(reason)


def test_prices_of_a_token_become_exact_prices_of_a_million() -> None:
    frame = parse(entry(deprecation_date="2026-07-23")).frame.filter(model="m")
    [row] = frame.to_dicts()
    assert row == {
        "price_list": "litellm",
        "list_date": dt.date(2025, 5, 7),
        "provider": "openai",
        "model": "m",
        "input_usd_per_million": Decimal("0.15"),
        "output_usd_per_million": Decimal("0.6"),
        "context_tokens": 128000,
        "retires_on": dt.date(2026, 7, 23),
        "citation": None,
    }


def test_what_is_no_offer_of_text_by_a_followed_provider_is_not_looked_at() -> None:
    parsed = parse(
        entry("ft:gpt"),
        entry("embedding", mode="embedding"),
        entry("region", litellm_provider="bedrock"),
        entry("unpriced", output_cost_per_token=None),
        '"sample_spec":{"input_cost_per_token":0.0}',
    )
    assert parsed.frame["model"].to_list() == ["good"]
    assert parsed.quarantined.is_empty()


def test_a_free_tier_stays_for_the_marts_to_refuse() -> None:
    frame = parse(entry(input_cost_per_token=0, output_cost_per_token=0)).frame
    assert frame.filter(model="m")["input_usd_per_million"].to_list() == [Decimal(0)]


def test_a_price_below_nought_is_refused() -> None:
    assert refused(entry(input_cost_per_token=-1.5e-07)) == (
        "token_prices litellm_2025-05-07: openai m: the input price -0.15 a million is below nought"
    )


def test_a_price_of_a_million_in_place_of_a_token_is_refused() -> None:
    assert "output price would be 600000 dollars a million tokens: a price of a million" in refused(
        entry(output_cost_per_token=0.6)
    )
    assert "is divided by a million twice" in refused(entry(input_cost_per_token=1.5e-13))


@pytest.mark.parametrize("stated", ["free", True, "NaN", [1]])
def test_a_price_that_is_no_number_is_refused(stated: object) -> None:
    assert "is not a number" in refused(entry(input_cost_per_token=stated))


@pytest.mark.parametrize("stated", ["1_5e-07", "\u0663e-06", "1.5e-07 USD", "0x1"])
def test_a_text_that_python_alone_takes_for_a_number_is_none(stated: str) -> None:
    assert "is not a number" in refused(entry(input_cost_per_token=stated))


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_is_no_json_is_refused_with_its_model_alone(constant: str) -> None:
    made = entry(input_cost_per_token=0).replace('token": 0,', f'token": {constant},')
    assert f"the input price '{constant}' is not a number" in refused(made)


@pytest.mark.parametrize("stated", [1e-9, 1e-12])
def test_a_price_below_any_that_was_listed_is_refused(stated: float) -> None:
    assert "less than any was ever" in refused(entry(input_cost_per_token=stated))


def test_a_price_that_a_model_states_twice_counts_only_if_it_is_one() -> None:
    made = entry()
    other = made.replace('"mode"', '"input_cost_per_token": 3e-07, "mode"')
    assert "says input_cost_per_token twice with different values" in refused(other)
    same = made.replace('"mode"', '"mode": "chat", "mode"')
    assert parse(same).frame.height == 2
    body = b"""{"data": [
        {"id": "openai/a", "pricing": {"prompt": "1e-6", "prompt": "9e-6", "completion": "1e-6"}},
        {"id": "openai/b", "pricing": {"prompt": "1e-6", "completion": "1e-6"}}
    ]}"""
    parsed = parse_document(body, Request(NAME, "openrouter_2025-05-07", ""), REGISTRY)
    assert parsed.frame["model"].to_list() == ["openai/b"]
    [reason] = parsed.quarantined["reason"]
    assert "openai/a: says prompt twice with different values" in reason


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("deprecation_date", '"2025-01-01"'),
        ("max_input_tokens", "8192"),
        ("max_tokens", "8192"),
        ("litellm_provider", '"azure"'),
        ("mode", '"embedding"'),
        ("input_cost_per_token", "null"),
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_whatever_is_read_of_a_model_is_said_once(name: str, first: str, is_last: bool) -> None:
    """Also where one of the two would have left the model out."""
    made = entry(deprecation_date="2026-01-01", max_tokens=4096)
    more = f'"{name}": {first}'
    doubled = f"{made[:-1]}, {more}}}" if is_last else made.replace("{", f"{{{more}, ", 1)
    assert f"openai m: says {name} twice with different values" in refused(doubled)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ('"context_length": 1', '"context_length": 1, "context_length": 9', "context_length"),
        ('"id": "openai/a"', '"id": "openai/a", "id": "nobody/a"', "id"),
        ('"prompt": "1e-6"', '"prompt": "1e-6", "prompt": null', "prompt"),
        ('"pricing"', '"pricing": null, "pricing"', "pricing"),
    ],
)
def test_whatever_is_read_of_openrouter_is_said_once(old: str, new: str, name: str) -> None:
    made = """{"data": [
        {"id": "openai/a", "context_length": 1,
         "pricing": {"prompt": "1e-6", "completion": "1e-6"}},
        {"id": "openai/b", "pricing": {"prompt": "2e-6", "completion": "1e-6"}}
    ]}"""
    request = Request(NAME, "openrouter_2025-05-07", "")
    parsed = parse_document(made.replace(old, new, 1).encode(), request, REGISTRY)
    assert parsed.frame["model"].to_list() == ["openai/b"]
    [reason] = parsed.quarantined["reason"]
    assert f"openai/a: says {name} twice with different values" in reason
    two = made.replace('{"data"', '{"data": [], "data"')
    with pytest.raises(SourceError, match="says data twice with different models"):
        parse_document(two.encode(), request, REGISTRY)


def test_a_model_twice_in_a_list_with_two_retirements_is_refused() -> None:
    assert "stands twice in one list with different days of retirement" in refused(
        entry(deprecation_date="2025-01-01"), entry(deprecation_date="2027-01-01")
    )
    assert "stands twice in one list with different lengths of context" in refused(
        entry(), entry(max_input_tokens=8192)
    )


def test_a_model_twice_in_a_list_with_two_prices_has_neither() -> None:
    assert "stands twice in one list with different prices" in refused(
        entry(), entry(input_cost_per_token=3e-07)
    )
    assert parse(entry(), entry()).frame.height == 2, "said twice alike, it stands once"


@pytest.mark.parametrize("stated", ["03/31/2026", "soon", "2026-03", 20260331])
def test_a_retirement_on_a_day_that_cannot_be_read_is_refused(stated: object) -> None:
    """Left out, the model would be offered for ever."""
    assert f"deprecation_date {stated!r} is not a valid date" in refused(
        entry(deprecation_date=stated)
    )
    assert parse(entry(deprecation_date=" "), entry("n", deprecation_date=None)).frame.height == 3


def test_a_retirement_on_no_day_is_refused() -> None:
    assert "deprecation_date '2026-02-30' is not a valid date" in refused(
        entry(deprecation_date="2026-02-30")
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"<html>", "is HTML"),
        (b'{"m": {"litellm_provider": "ope', "is cut off or no JSON"),
        (b"prices", "is cut off or no JSON"),
        (b"[1, 2]", "no object of models"),
        (b"{}", "lists no model of a provider that is followed"),
    ],
)
def test_a_body_that_is_no_list_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        parse_document(body, Request(NAME, "litellm_2025-05-07", ""), REGISTRY)


def test_a_list_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(SourceError, match="2999-01-01 is in the future"):
        parse(key="litellm_2999-01-01")
    with pytest.raises(SourceError, match="names no list and day"):
        parse(key="litellm")


def test_openrouter_states_its_prices_in_texts() -> None:
    data = [
        {
            "id": "openai/gpt-4o-mini",
            "context_length": 128000,
            "pricing": {"prompt": "0.00000015", "completion": "0.0000006"},
        },
        {"id": "openai/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
        {"id": "nobody/m", "pricing": {"prompt": "1", "completion": "1"}},
        {"id": "openai/none"},
        "no model",
    ]
    request = Request(NAME, "openrouter_2026-07-28", "")
    parsed = parse_document(json.dumps({"data": data}).encode(), request, REGISTRY)
    assert parsed.frame.select("provider", "input_usd_per_million").rows() == [
        ("openrouter", Decimal("0.15"))
    ]
    assert parsed.quarantined["item"].to_list() == ["openrouter openai/auto"]
    with pytest.raises(SourceError, match="holds no list of models"):
        parse_document(b'{"data": 1}', request, REGISTRY)


def _recorded(directory: Path, rows: str) -> Path:
    folder = directory / NAME
    folder.mkdir(parents=True)
    (folder / "lists.csv").write_text(
        ",".join(LIST_COLUMNS) + "\nlitellm,2025-01-01,a copy\nlitellm,2025-03-01,another\n"
    )
    (folder / "litellm.csv").write_text(",".join(COLUMNS) + "\n" + rows)
    return directory


def test_spans_are_replayed_as_the_lists_of_their_days(tmp_path: Path) -> None:
    recorded = _recorded(
        tmp_path / "recorded",
        "openai,old,2025-01-01,2025-01-01,30,60,8192,\n"
        "openai,kept,2025-01-01,2025-03-01,0.15,0.6,,2026-01-01\n",
    )
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=recorded)
    assert [each.key for each in requests(REGISTRY, settings)] == [
        "litellm_2025-01-01",
        "litellm_2025-03-01",
    ]
    found = [
        parse_document(render(recorded, NAME, each.key, REPLAY), each, REGISTRY).frame
        for each in requests(REGISTRY, settings)
    ]
    assert [frame["model"].to_list() for frame in found] == [["kept", "old"], ["kept"]]
    assert [frame["citation"][0] for frame in found] == ["a copy", "another"]
    assert found[0]["output_usd_per_million"].to_list() == [Decimal("0.6"), Decimal(60)]


def test_one_list_that_cannot_be_used_stops_no_other(tmp_path: Path) -> None:
    recorded = _recorded(
        tmp_path / "recorded",
        "openai,m,2025-03-01,2025-03-01,0.15,a lot,8192,\n"
        "openai,n,2025-03-01,2025-03-01,0.15,0.6,8192,\n",
    )
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=recorded)
    [outcome] = refresh(SOURCE, REGISTRY, settings)
    assert outcome.rows == 1
    assert "litellm_2025-01-01: lists no model" in outcome.sentence


def test_a_live_run_asks_for_the_list_of_today(tmp_path: Path) -> None:
    live = Settings(data_dir=tmp_path, live=True, user_agent="A a@b.org", litellm_url="http://l")
    [request] = requests(REGISTRY, live)
    today = dt.datetime.now(dt.UTC).date()
    assert request.key == f"litellm_{today}"
    assert request.url == "http://l/model_prices_and_context_window.json"


def test_what_ships_is_read_whole(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    keys = [each.key for each in requests(REGISTRY, settings)]
    assert len([key for key in keys if key.startswith("litellm")]) == 20
    for key in (keys[0], keys[-1]):
        request = Request(NAME, key, "")
        parsed = parse_document(render(settings.recorded_dir, NAME, key, REPLAY), request, REGISTRY)
        assert parsed.frame.height > 40
        assert parsed.quarantined.is_empty()
