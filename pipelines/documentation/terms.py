"""The page of sources: what each brings, from whom, and on what terms, as each says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.documentation.writing import cell, page, table
from pipelines.sources.discovery import sources

if TYPE_CHECKING:
    from pipelines.sources.base import AnySource, Publisher

PLACE = "data/sources.md"


def pages() -> dict[str, str]:
    """The page, by its place on the site."""
    found = sources()
    return {
        PLACE: page(
            "Sources and their terms",
            "What each source brings and from whom. The shipped data holds figures and identifiers "
            "alone: no prose of a filing, and no file of another project. Terms are given as far "
            "as they are known here; read the publisher's own before you pass data on.",
            *(_source(each) for each in found),
        )
    }


def _source(source: AnySource) -> str:
    header = ("publisher", "gives", "appears", "terms", "asked of who fetches")
    rows = [_publisher(each) for each in source.publishers]
    told = table(header, rows) if rows else "It does not say from whom."
    return f"## {source.name}\n\n{cell(source.table.description)}\n\n{told}"


def _publisher(each: Publisher) -> tuple[str, ...]:
    name = f"[{cell(each.name)}]({each.url})" if each.url else cell(each.name)
    return (name, *(cell(text) for text in (each.gives, each.appears, each.terms, each.limits)))
