"""Links of pages that stand elsewhere in the tree than on the site, and links to the dictionary.

A page is written for who reads it in the tree, where each of its links leads somewhere. On the
site, files of the tree that are pages of it are linked there, other files are named without a link.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Pages of the site whose files stand beside `docs/`, by their files.
FROM_THE_TREE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "tests/traps/README.md": "traps.md",
}
DOCS = "docs"

_FENCED = re.compile(r"(^```.*?^```$)", re.S | re.M)
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
_NAMED = re.compile(r"(?<![\[`])`(?P<name>[\w.]+)`(?![\]`])")


def tree_path(src_uri: str) -> str:
    """Where in the tree the file of a page stands."""
    elsewhere = {site: path for path, site in FROM_THE_TREE.items()}
    return elsewhere.get(src_uri, f"{DOCS}/{src_uri}")


def for_the_site(markdown: str, src_uri: str, pages: Mapping[str, str]) -> str:
    """A page of the tree with its links as the site has them.

    Args:
        markdown: the page.
        src_uri: its place on the site.
        pages: the place of the page on which each published table stands, by its name, with its
            schema and without.
    """
    here = posixpath.dirname(tree_path(src_uri))
    pieces = _FENCED.split(markdown)
    return "".join(
        piece
        if piece.startswith("```")
        else _naming(_LINK.sub(lambda found: _link(found, here, src_uri), piece), src_uri, pages)
        for piece in pieces
    )


def relative(target: str, src_uri: str) -> str:
    """The way from one page of the site to another."""
    return posixpath.relpath(target, posixpath.dirname(src_uri) or ".")


def _link(found: re.Match[str], here: str, src_uri: str) -> str:
    target, _, anchor = found["target"].partition("#")
    if not target or "://" in target or target.startswith("mailto:"):
        return found[0]
    path = posixpath.normpath(posixpath.join(here, target))
    if path in FROM_THE_TREE:
        place = FROM_THE_TREE[path]
    elif path.startswith(f"{DOCS}/") and posixpath.splitext(path)[1]:
        place = path.removeprefix(f"{DOCS}/")
    else:
        return found["text"]
    way = relative(place, src_uri) + (f"#{anchor}" if anchor else "")
    return f"{found['image']}[{found['text']}]({way})"


def _naming(piece: str, src_uri: str, pages: Mapping[str, str]) -> str:
    """Published tables that the text names lead to the dictionary; headings stay as they are."""

    def named(found: re.Match[str]) -> str:
        place = pages.get(found["name"])
        if place is None:
            return found[0]
        anchor = found["name"].rpartition(".")[2]
        return f"[`{found['name']}`]({relative(place, src_uri)}#{anchor})"

    return "\n".join(
        line if line.startswith("#") else _NAMED.sub(named, line) for line in piece.split("\n")
    )
