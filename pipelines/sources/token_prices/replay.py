"""Recorded prices, replayed as the price lists of LiteLLM and OpenRouter.

- `token_prices/<list>.csv`: `COLUMNS`, a row for each span of lists in which a model stood at one
  price: on the days of the first and the last of them, and of every list between.
- `token_prices/lists.csv`: `LIST_COLUMNS`, the days of the lists, with the copy that was read.

A list that states no day of its own counts as of the last day by which it was out.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay, not_recorded, read_rows

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "token_prices"
LITELLM, OPENROUTER = "litellm", "openrouter"
PRICE_LISTS = (LITELLM, OPENROUTER)
# What a body of ours says beside the list: the copy that was read.
CITATION = "citation"
LIST_COLUMNS = ("price_list", "list_date", CITATION)
COLUMNS = (
    "provider",
    "model",
    "first_listed",
    "last_listed",
    "input_usd_per_million",
    "output_usd_per_million",
    "context_tokens",
    "retires_on",
)
# The entry of LiteLLM's list that describes the others.
DESCRIPTION = "sample_spec"

_MILLION = Decimal(1_000_000)


def recorded_lists(directory: Path) -> list[dict[str, str]]:
    """The lists that are recorded, by `LIST_COLUMNS`; none where the folder has none."""
    path = directory / NAME / "lists.csv"
    return read_rows(path, LIST_COLUMNS) if path.is_file() else []


def _listed(document: Document) -> dict[str, str]:
    """The list that is asked for; raises `NotRecorded` if there is none of that day."""
    asked = {"price_list": document.name, "list_date": document.part}
    for each in recorded_lists(document.directory):
        if asked.items() <= each.items():
            return each
    raise not_recorded(document.source, document.key)


def _citation(document: Document) -> str:
    return _listed(document)[CITATION]


def _render(document: Document) -> bytes:
    listed = _listed(document)
    rows = [
        row
        for row in document.rows(COLUMNS)
        if row["first_listed"] <= document.part <= row["last_listed"]
    ]
    render = {LITELLM: _litellm, OPENROUTER: _openrouter}[document.name]
    return render(rows, listed[CITATION]).encode()


def _litellm(rows: list[dict[str, str]], citation: str) -> str:
    """An object with an entry a model; a row that stands twice makes the entry twice."""
    entries = [(DESCRIPTION, {CITATION: citation})]
    for row in rows:
        entry = {
            "litellm_provider": row["provider"],
            "mode": "chat",
            "input_cost_per_token": _per_token(row["input_usd_per_million"]),
            "output_cost_per_token": _per_token(row["output_usd_per_million"]),
            "max_input_tokens": row["context_tokens"],
            "deprecation_date": row["retires_on"],
        }
        entries.append((row["model"], {name: text for name, text in entry.items() if text}))
    return "{" + ",".join(f"{json.dumps(name)}:{json.dumps(each)}" for name, each in entries) + "}"


def _openrouter(rows: list[dict[str, str]], citation: str) -> str:
    data = [
        {
            "id": row["model"],
            "context_length": row["context_tokens"] or None,
            "pricing": {
                "prompt": _per_token(row["input_usd_per_million"]),
                "completion": _per_token(row["output_usd_per_million"]),
            },
        }
        for row in rows
    ]
    return json.dumps({"data": data, CITATION: citation}, separators=(",", ":"))


def _per_token(text: str) -> str:
    """A price of a million tokens as that of one, in full; a text that is no number stays."""
    try:
        return format((Decimal(text) / _MILLION).normalize(), "f")
    except ArithmeticError:
        return text


REPLAY = Replay(
    re.compile(rf"({LITELLM}|{OPENROUTER})_(\d{{4}}-\d{{2}}-\d{{2}})", re.ASCII),
    _render,
    Path(__file__),
    beside=_citation,
)
