"""How measures of reading look in a terminal, and what one document gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table

from pipelines.cli.output import cell
from pipelines.text.guidance import extract_guidance
from pipelines.text.sentences import sentences
from pipelines.text.technologies import find_technologies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.registry import Registry
    from pipelines.text.documents import Document
    from pipelines.text.guidance import Context

_COUNTS = ("sentences", "guidance", "accepted", "mentions")
_BESIDE_SHARES = frozenset({*_COUNTS, "fields", "confusion", "differences"})


def measures(name: str, told: Mapping[str, Any]) -> Group:
    """Shares, confusion and differences of one set of sentences."""
    counts = ", ".join(f"{told[key]} {key}" for key in _COUNTS if key in told)
    shares = Table("measure", "share", "right", "wrong")
    fields = told.get("fields", {})
    for key, value in told.items():
        if key not in _BESIDE_SHARES:
            field = fields.get(key.removesuffix("_exact"), {})
            shown = "none to measure" if value is None else f"{value:.4f}"
            shares.add_row(key, shown, *(str(field.get(each, "")) for each in ("right", "wrong")))
    confusion = Table("labelled", "read", "sentences")
    for labelled, read, count in _flat(told["confusion"]):
        confusion.add_row(labelled, read, str(count))
    differences = told["differences"]
    return Group(
        f"Reading of {name}: {counts}", shares, "Confusion of what is labelled and what is read",
        confusion, *_titled("Read otherwise than labelled", differences),
    )  # fmt: skip


def _flat(confusion: Mapping[str, Any], above: str = "") -> list[tuple[str, str, int]]:
    rows: list[tuple[str, str, int]] = []
    for name, below in confusion.items():
        if isinstance(below, int):
            rows.append((above, name, below))
        else:
            rows += _flat(below, f"{above} {name}".strip())
    return rows


def guidance_in(document: Document, context: Context) -> dict[str, list[dict[str, Any]]]:
    """What a document guides, what in it is refused, and what of it cannot be read."""
    found = sentences(document)
    taken, refused = extract_guidance(found, {document.name: context})
    places = ["exhibit", "position"]
    words = found.select(*places, "sentence")
    shown = ["kind", "low_usd", "high_usd", "direction", "horizon", "horizon_source", "basis",
             "standing", "supersedes_low_usd", "supersedes_high_usd", "sentence"]  # fmt: skip
    return {
        "taken": taken.join(words, on=places).select(*places, *shown).to_dicts(),
        "refused": refused.join(words, on=places).select(*places, "reason", "sentence").to_dicts(),
        "unread": _unread(document),
    }


def technologies_in(
    document: Document, registry: Registry, is_followed: bool
) -> dict[str, list[dict[str, Any]]]:
    """The technologies that a document names, and what of it cannot be read."""
    found = sentences(document)
    followed = {document.name} if is_followed else set()
    mentions = find_technologies(found, registry.technologies, followed)
    places = ["exhibit", "position"]
    shown = ["technology_id", "class", "term", "sentence"]
    words = found.select(*places, "sentence")
    taken = mentions.join(words, on=places).select(*places, *shown)
    return {"taken": taken.to_dicts(), "unread": _unread(document)}


def _unread(document: Document) -> list[dict[str, Any]]:
    return [{"exhibit": each.exhibit, "reason": each.reason} for each in document.unread]


def lists(told: Mapping[str, list[dict[str, Any]]]) -> Group:
    """Lists of rows, a table each; an empty one is said to be so."""
    return Group(
        *(part for name, rows in told.items() for part in _titled(name.capitalize(), rows))
    )


def _titled(title: str, rows: list[dict[str, Any]]) -> list[str | Table]:
    if not rows:
        return [f"{title}: none"]
    # What no row has needs no column.
    columns = [name for name in rows[0] if any(row[name] not in (None, "") for row in rows)]
    table = Table(*columns)
    for row in rows:
        table.add_row(*(_shown(name, row[name]) for name in columns))
    return [f"{title}: {len(rows)}", table]


def _shown(name: str, value: Any) -> str:
    if name.endswith("_usd") and value is not None:
        return f"{value / 1e9:,.9g} bn"
    return cell(value)
