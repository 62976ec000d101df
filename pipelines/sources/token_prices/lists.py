"""One price list, of LiteLLM or OpenRouter, into its prices and what is refused in it.

Source of the shapes: LiteLLM's `model_prices_and_context_window.json`, an object by model with
`litellm_provider`, `mode`, `input_cost_per_token` and `output_cost_per_token`; OpenRouter's
`api/v1/models`, a list under `data` with `id`, `context_length` and `pricing` in texts. Both state
US dollars for one token.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pipelines.sources.document import Refusal, SourceError, json_value, refuse_non_json
from pipelines.sources.token_prices.replay import CITATION, DESCRIPTION, LITELLM, OPENROUTER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

# Companies that offer their own models, and hosts that offer open ones at a price of their own. Not
# clouds, which repeat the former by region, nor catalogues that price models by their size.
PROVIDERS = frozenset(
    {
        "anthropic", "dashscope", "deepinfra", "deepseek", "gemini", "groq", "minimax", "mistral",
        "moonshot", "openai", "together_ai", "xai", "zai",
    }
)  # fmt: skip
# Whose models OpenRouter's rows are kept of.
OWNERS = frozenset(
    {
        "anthropic", "deepseek", "google", "meta-llama", "minimax", "mistralai", "moonshotai",
        "openai", "qwen", "x-ai", "z-ai",
    }
)  # fmt: skip

# The dearest that was ever listed is 600 dollars a million, the cheapest a cent: beyond these a
# price of a million stands where one of a token is meant, or the other way round.
LEAST_USD_PER_MILLION = Decimal("0.002")
MOST_USD_PER_MILLION = Decimal(2000)

_MODES = frozenset({"chat", "responses"})
# Models that a customer trained: what they can do is not the model's.
_FINE_TUNED = "ft:"
_MILLION = Decimal(1_000_000)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*", re.ASCII)
# What is read of a model, which no list may say twice of it.
_READ_OF_LITELLM = frozenset(
    {"litellm_provider", "mode", "input_cost_per_token", "output_cost_per_token"}
)
_READ_OF_OPENROUTER = frozenset({"id", "pricing", "prompt", "completion"})
_PLAIN = (str, int, Decimal, type(None))


@dataclass(frozen=True, slots=True)
class Price:
    """What a list says of a model: dollars a million tokens, read and written."""

    provider: str
    model: str
    input_usd: Decimal
    output_usd: Decimal
    context_tokens: int | None
    retires_on: dt.date | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """The cells of a model in a list, as they stand there."""

    provider: str
    model: str
    input: object
    output: object
    context: object
    retires: object
    doubled: str = ""


class _EntryRefusedError(Exception):
    """One model's prices cannot be used; the message is the reason."""


def read_list(
    body: bytes, price_list: str, what: str
) -> tuple[list[Price], list[Refusal], str | None]:
    """The prices of a list, what is refused in it, and the copy that it was read from.

    A model that states no price for both is not looked at. One at nought is a free tier: it
    stays, for the marts to refuse as an offer.

    Raises:
        SourceError: the body is empty, HTML, cut off, no JSON, or no such list.
    """
    refuse_non_json(body, what)
    read = {LITELLM: _litellm, OPENROUTER: _openrouter}[price_list]
    entries, citation = read(body, what)
    if not entries:
        raise SourceError(
            f"{what}: lists no model of a provider that is followed: it is not a list"
        )
    stated = {
        (each.provider, each.model, each.input, each.output, each.doubled) for each in entries
    }
    times = Counter(each[:2] for each in stated)
    prices: list[Price] = []
    refusals: list[Refusal] = []
    for entry in {(each.provider, each.model): each for each in entries}.values():
        called = f"{entry.provider} {entry.model}"
        try:
            if times[entry.provider, entry.model] > 1:
                raise _EntryRefusedError(
                    "stands twice in one list with different prices: neither counts"
                )
            if entry.doubled:
                raise _EntryRefusedError(
                    f"says {entry.doubled} twice with different values: neither counts"
                )
            prices.append(_price(entry))
        except _EntryRefusedError as error:
            refusals.append(Refusal(called, f"{what}: {called}: {error}"))
    return prices, refusals, citation


def _litellm(body: bytes, what: str) -> tuple[list[_Entry], str | None]:
    models = json_value(body, what, pairs=list, constant=str)
    if not _is_object(models):
        raise SourceError(f"{what}: the body is JSON but no object of models: it is not a list")
    entries: list[_Entry] = []
    citation = None
    for model, pairs in models:
        said = dict(pairs) if _is_object(pairs) else {}
        if model == DESCRIPTION:
            citation = said.get(CITATION)
            continue
        provider = str(said.get("litellm_provider"))
        prices = (said.get("input_cost_per_token"), said.get("output_cost_per_token"))
        is_followed = provider in PROVIDERS and str(said.get("mode")) in _MODES
        if not is_followed or None in prices or model.startswith(_FINE_TUNED):
            continue
        context = said.get("max_input_tokens", said.get("max_tokens"))
        retires, doubled = said.get("deprecation_date"), _doubled(pairs, _READ_OF_LITELLM)
        entries.append(_entry((provider, model), prices, context, retires, doubled))
    return entries, citation


def _is_object(value: object) -> TypeGuard[list[tuple[str, Any]]]:
    """Whether JSON said an object, by its names and values."""
    return isinstance(value, list) and all(isinstance(each, tuple) for each in value)


def _doubled(pairs: list[tuple[str, Any]], read: frozenset[str]) -> str:
    """A name among those read that stands twice with different values; empty if none does."""
    said: dict[str, object] = {}
    for name, value in pairs:
        if name in read and said.setdefault(name, value) != value:
            return name
    return ""


def _entry(
    called: tuple[str, str],
    prices: tuple[object, object],
    context: object,
    retires: object,
    doubled: str,
) -> _Entry:
    """An entry whose cells can be told apart, whatever stands in them."""
    (provider, model), (read, written) = called, (_plain(price) for price in prices)
    return _Entry(provider, model, read, written, _plain(context), _plain(retires), doubled)


def _plain(cell: object) -> object:
    return cell if isinstance(cell, _PLAIN) else str(cell)


class _Said(dict[str, Any]):
    """What an object of OpenRouter says, with the name that it says twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.doubled = _doubled(pairs, _READ_OF_OPENROUTER)


def _openrouter(body: bytes, what: str) -> tuple[list[_Entry], str | None]:
    document = json_value(body, what, pairs=_Said, constant=str)
    data = document.get("data") if isinstance(document, dict) else document
    if not isinstance(data, list):
        raise SourceError(f"{what}: the body holds no list of models: it is not a list")
    entries = [entry for each in data for entry in _openrouter_entry(each)]
    return entries, document.get(CITATION) if isinstance(document, dict) else None


def _openrouter_entry(said: object) -> Iterator[_Entry]:
    if not isinstance(said, _Said) or not isinstance(said.get("pricing"), _Said):
        return
    model, pricing = str(said.get("id")), said["pricing"]
    prices = (pricing.get("prompt"), pricing.get("completion"))
    if model.partition("/")[0] in OWNERS and None not in prices:
        doubled = said.doubled or pricing.doubled
        yield _entry((OPENROUTER, model), prices, said.get("context_length"), None, doubled)


def _price(entry: _Entry) -> Price:
    """The prices of a million; raises `_EntryRefusedError`."""
    return Price(
        entry.provider,
        entry.model,
        _per_million(entry.input, "input"),
        _per_million(entry.output, "output"),
        _count(entry.context),
        _day(entry.retires),
    )


def _per_million(stated: object, side: str) -> Decimal:
    try:
        if isinstance(stated, bool) or not isinstance(stated, (int, str, Decimal)):
            raise InvalidOperation
        if isinstance(stated, str) and not _NUMBER.fullmatch(stated):
            raise InvalidOperation
        price = Decimal(stated) * _MILLION
        if not price.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise _EntryRefusedError(f"the {side} price {stated!r:.40} is not a number") from None
    if price < 0:
        raise _EntryRefusedError(
            f"the {side} price {price.normalize():f} a million is below nought"
        )
    if price > MOST_USD_PER_MILLION:
        raise _EntryRefusedError(
            f"the {side} price would be {price.normalize():f} dollars a million tokens: a price of "
            "a million stands where one of a token is meant"
        )
    if 0 < price < LEAST_USD_PER_MILLION:
        raise _EntryRefusedError(
            f"the {side} price would be {price.normalize():f} dollars a million tokens, less than "
            "any was ever: it is divided by a million twice, or by a thousand too often"
        )
    return price


def _count(stated: object) -> int | None:
    """A number of tokens; None where the list says something else, which it often does."""
    try:
        count = Decimal(str(stated))
    except InvalidOperation:
        return None
    return int(count) if count.is_finite() and 0 < count < _MILLION**2 else None


def _day(stated: object) -> dt.date | None:
    """The day from which a model is gone; None where the list states none.

    A day that cannot be read is refused with its model: nobody knows whether it is still offered.
    """
    if stated is None or not str(stated).strip():
        return None
    try:
        if not isinstance(stated, str) or not _DAY.fullmatch(stated):
            raise ValueError
        return dt.date.fromisoformat(stated)
    except ValueError:
        raise _EntryRefusedError(f"deprecation_date {stated!r:.60} is not a valid date") from None
