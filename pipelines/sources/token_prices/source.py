"""Prices of tokens: LiteLLM's list, day by day, and OpenRouter's where a copy is at hand.

Holds the requests and the shape of `RAW_TOKEN_PRICES`; how a list is read is in `lists.py`. A list
states no day: the day on which it is fetched is part of its key, so that the archive keeps one of
each day and an older list is never taken for a newer one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_TOKEN_PRICES
from pipelines.sources.base import NO_COMPANY, Publisher, UnpartitionedSource
from pipelines.sources.document import Parsed, SourceError, quarantine_rows
from pipelines.sources.token_prices.lists import read_list
from pipelines.sources.token_prices.replay import (
    LITELLM,
    NAME,
    OPENROUTER,
    PRICE_LISTS,
    REPLAY,
    recorded_lists,
)

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings

TABLE = RAW_TOKEN_PRICES


def requests(registry: Registry, settings: Settings) -> list[Request]:
    """LiteLLM's list of today, and without `live` the recorded lists."""
    del registry
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return [_request(LITELLM, today, settings)] if settings.live else shipped_requests(settings)


def shipped_requests(settings: Settings) -> list[Request]:
    """The recorded lists, which nobody serves any more."""
    return [
        _request(each["price_list"], each["list_date"], settings)
        for each in recorded_lists(settings.recorded_dir)
    ]


def _request(price_list: str, day: str, settings: Settings) -> Request:
    url = {
        LITELLM: f"{settings.litellm_url}/model_prices_and_context_window.json",
        OPENROUTER: "https://openrouter.ai/api/v1/models",
    }.get(price_list, "")
    return Request(NAME, f"{price_list}_{day}", url)


def parse_document(body: bytes, requested: Request, registry: Registry) -> Parsed:
    """The prices of one list; a model that cannot be used is refused alone.

    Raises:
        SourceError: the key names no list or day, the day is to come, or the list cannot be used,
            see `read_list`.
    """
    del registry
    what = f"{NAME} {requested.key}"
    price_list, day = _list_and_day(requested.key, what)
    prices, refusals, citation = read_list(body, price_list, what)
    rows = [
        (
            price_list, day, each.provider, each.model, each.input_usd, each.output_usd,
            each.context_tokens, each.retires_on, citation,
        )
        for each in prices
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=TABLE.polars_schema, orient="row")
    return Parsed(TABLE.conform(frame), quarantine_rows(NAME, NO_COMPANY, refusals))


def _list_and_day(key: str, what: str) -> tuple[str, dt.date]:
    price_list, _, text = key.partition("_")
    try:
        if price_list not in PRICE_LISTS:
            raise ValueError
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise SourceError(
            f"{what}: names no list and day: a list is called <list>_<YYYY-MM-DD>"
        ) from None
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise SourceError(f"{what}: {day} is in the future: today is {today} (UTC)")
    return price_list, day


SOURCE = UnpartitionedSource(
    name=NAME,
    table=TABLE,
    period="list_date",
    publishers=(
        Publisher(
            name="LiteLLM, model prices",
            url="https://github.com/BerriAI/litellm",
            gives="what a token of each model costs at each provider",
            appears="every few days; a list is kept for each day on which it is fetched",
            terms="MIT licence; prices with their list",
        ),
        Publisher(
            name="OpenRouter, models",
            url="https://openrouter.ai/models",
            gives="the same at one reseller; recorded, never fetched",
            appears="every day",
            terms="terms of its own: figures of three days, with their citation",
        ),
    ),
    replay=REPLAY,
    requests=requests,
    parse=parse_document,
    shipped_requests=shipped_requests,
    rhythm=dt.timedelta(days=7),
)
