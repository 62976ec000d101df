"""What a result says it found, in words for a person: the first offenders by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.measures import MOST_EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def observed(frame: pl.DataFrame, results: Sequence[Any]) -> str:
    """What the expectation results of one claim found in its frame.

    Args:
        frame: the claim's prepared frame.
        results: Great Expectations' results, each with `success`, `result` and
            `exception_info`.

    Returns:
        `1,234 checked` where all hold, else how many offend and up to five of them.
    """
    failed = [result for result in results if not result.success]
    if not failed:
        checked = int(frame["checked"].sum()) if "checked" in frame.columns else frame.height
        return f"{checked:,} checked"
    if "offending" in frame.columns and not any(map(_exception, failed)):
        return _offenders(frame)
    return "; ".join(_unexpected(result, frame.height) for result in failed)


def _offenders(frame: pl.DataFrame) -> str:
    total = int(frame["offending"].sum())
    groups = frame.filter(pl.col("offending") > 0)["examples"].to_list()
    # One of each group first, so that five examples show five companies where five offend.
    per_group = [text.split("; ") for text in groups]
    names = [
        names[place] for place in range(MOST_EXAMPLES) for names in per_group if place < len(names)
    ]
    return _sentence(total, int(frame["checked"].sum()), names)


def _unexpected(result: Any, rows: int) -> str:
    message = _exception(result)
    if message:
        return message
    found = result.result
    indexed = found.get("partial_unexpected_index_list")
    if indexed:
        names = [_row(row) for row in indexed]
        return _sentence(found["unexpected_count"], found.get("element_count", rows), names)
    unexpected = found.get("partial_unexpected_list") or []
    if unexpected:
        return f"unexpected: {_listed(map(str, unexpected))}"
    return f"observed {found.get('observed_value')}, {rows:,} rows"


def _row(row: dict[str, Any]) -> str:
    measures = ", ".join(f"{name} {value}" for name, value in row.items() if name != "item")
    return f"{row['item']} ({measures})" if measures else str(row["item"])


def _sentence(offending: int, checked: int, names: Sequence[str]) -> str:
    shown = list(names)[:MOST_EXAMPLES]
    more = offending - len(shown)
    tail = f"; and {more:,} more" if more > 0 else ""
    return f"{offending:,} of {checked:,}: {'; '.join(shown)}{tail}"


def _listed(names: Iterable[str]) -> str:
    return "; ".join(list(names)[:MOST_EXAMPLES])


def _exception(result: Any) -> str:
    """The message of what went wrong inside Great Expectations; empty if nothing did."""
    info = dict(result.exception_info or {})
    nested = [info] if "raised_exception" in info else list(info.values())
    messages = [entry["exception_message"] for entry in nested if entry.get("raised_exception")]
    return f"the claim could not be checked: {messages[0]}" if messages else ""
