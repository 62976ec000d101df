"""Every link of the pages that a person reads in the tree leads to a file and its heading."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_DIR

PAGES = [
    *(PROJECT_DIR / name for name in ("README.md", "CHANGELOG.md", "tests/traps/README.md")),
    *sorted((PROJECT_DIR / "docs").rglob("*.md")),
]
_FENCED = re.compile(r"^```.*?^```$", re.S | re.M)
_LINK = re.compile(r"\[[^\]]+\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.M)


@cache
def _anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as code hosts make them."""
    text = _FENCED.sub("", page.read_text("utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", found["text"].lower()) for found in _HEADING.finditer(text))
    return frozenset(each.replace(" ", "-") for each in plain)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT_DIR)))
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for found in _LINK.finditer(_FENCED.sub("", page.read_text("utf-8"))):
        path, _, anchor = found["target"].partition("#")
        if "://" in path:
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            lost.append(found["target"])
    assert not lost


def test_links_are_found_where_there_are_some() -> None:
    links = _LINK.findall((PROJECT_DIR / "README.md").read_text("utf-8"))
    assert "docs/ARCHITECTURE.md" in links
    assert "to-add--touch-exactly" in _anchors(PROJECT_DIR / "README.md")
