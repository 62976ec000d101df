"""One price list, of LiteLLM or OpenRouter, into its prices and what is refused in it.

Source of the shapes: LiteLLM's `model_prices_and_context_window.json`, an object by model with
`litellm_provider`, `mode`, `input_cost_per_token` and `output_cost_per_token`; OpenRouter's
`api/v1/models`, a list under `data` with `id`, `context_length` and `pricing` in texts. Both state
US dollars for one token.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pipelines.sources.document import Refusal, SourceError, json_value, refuse_non_json
from pipelines.sources.token_prices.replay import CITATION, DESCRIPTION, LITELLM, OPENROUTER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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
    {
        "litellm_provider", "mode", "input_cost_per_token", "output_cost_per_token",
        "max_input_tokens", "max_tokens", "deprecation_date",
    }
)  # fmt: skip
_READ_OF_OPENROUTER = frozenset({"id", "context_length", "pricing", "prompt", "completion"})
# What the cells of an entry are called where a list says two things of a model.
_CELLS = {
    "input": "prices",
    "output": "prices",
    "context": "lengths of context",
    "retires": "days of retirement",
}
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
    stated: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for entry in entries:
        stated[entry.provider, entry.model].append(entry)
    prices: list[Price] = []
    refusals: list[Refusal] = []
    for (provider, model), said in stated.items():
        called = f"{provider} {model}"
        try:
            prices.append(_price(_the_one(said)))
        except _EntryRefusedError as error:
            refusals.append(Refusal(called, f"{what}: {called}: {error}"))
    return prices, refusals, citation


class _Said(dict[str, Any]):
    """What an object of JSON says; of a name that it says twice, a list may mean either value."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def twice(self, read: frozenset[str]) -> str:
        """A name among those read that it says twice with different values; empty if none."""
        return next(
            (name for name, value in self.pairs if name in read and value != self[name]), ""
        )

    def all_of(self, name: str) -> list[Any]:
        """Every value of a name that is not null."""
        return [value for each, value in self.pairs if each == name and value is not None]


def _litellm(body: bytes, what: str) -> tuple[list[_Entry], str | None]:
    models = json_value(body, what, pairs=_Said, constant=str)
    if not isinstance(models, _Said):
        raise SourceError(f"{what}: the body is JSON but no object of models: it is not a list")
    entries: list[_Entry] = []
    citation = None
    for model, said in models.pairs:
        if not isinstance(said, _Said):
            continue
        if model == DESCRIPTION:
            citation = said.get(CITATION)
            continue
        providers = [each for each in map(str, said.all_of("litellm_provider"))
                     if each in PROVIDERS]  # fmt: skip
        is_text = not _MODES.isdisjoint(map(str, said.all_of("mode")))
        is_priced = said.all_of("input_cost_per_token") and said.all_of("output_cost_per_token")
        if not providers or not is_text or not is_priced or model.startswith(_FINE_TUNED):
            continue
        prices = (said["input_cost_per_token"], said["output_cost_per_token"])
        context = said.get("max_input_tokens", said.get("max_tokens"))
        retires, doubled = said.get("deprecation_date"), said.twice(_READ_OF_LITELLM)
        entries.append(_entry((providers[0], model), prices, context, retires, doubled))
    return entries, citation


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


def _openrouter(body: bytes, what: str) -> tuple[list[_Entry], str | None]:
    document = json_value(body, what, pairs=_Said, constant=str)
    data = document.get("data") if isinstance(document, _Said) else document
    if isinstance(document, _Said) and document.twice(frozenset({"data"})):
        raise SourceError(f"{what}: says data twice with different models: neither list counts")
    if not isinstance(data, list):
        raise SourceError(f"{what}: the body holds no list of models: it is not a list")
    entries = [entry for each in data for entry in _openrouter_entry(each)]
    return entries, document.get(CITATION) if isinstance(document, _Said) else None


def _openrouter_entry(said: object) -> Iterator[_Entry]:
    if not isinstance(said, _Said):
        return
    models = [each for each in map(str, said.all_of("id")) if each.partition("/")[0] in OWNERS]
    priced = [
        each
        for each in said.all_of("pricing")
        if isinstance(each, _Said) and each.all_of("prompt") and each.all_of("completion")
    ]
    if models and priced:
        doubled = said.twice(_READ_OF_OPENROUTER) or priced[0].twice(_READ_OF_OPENROUTER)
        prices = (priced[0]["prompt"], priced[0]["completion"])
        yield _entry((OPENROUTER, models[0]), prices, said.get("context_length"), None, doubled)


def _the_one(stated: Collection[_Entry]) -> _Entry:
    """What a list says of a model; raises `_EntryRefusedError` where it says two things."""
    entry, *others = stated
    if doubled := next((each.doubled for each in stated if each.doubled), ""):
        raise _EntryRefusedError(f"says {doubled} twice with different values: neither counts")
    for cell, called in _CELLS.items():
        if any(getattr(other, cell) != getattr(entry, cell) for other in others):
            raise _EntryRefusedError(
                f"stands twice in one list with different {called}: neither counts"
            )
    return entry


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
