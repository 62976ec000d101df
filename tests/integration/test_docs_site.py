"""The docs site as `make docs` builds it: strictly, of what is published, without a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html  # type: ignore[import-untyped]
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from pipelines.settings import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.installation import RecordedRun

# What a browser fetches by itself.
_FETCHED = "//script/@src | //img/@src | //link[not(@rel='canonical')]/@href"


def _build(site: Path) -> None:
    build(load_config(str(PROJECT_DIR / "mkdocs.yml"), site_dir=str(site), strict=True))


@pytest.fixture(scope="module")
def site(recorded: RecordedRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site of the recorded run; any link that leads nowhere on a page of ours fails it."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGER_DATA_DIR", str(recorded.data_dir))
        _build(folder)
        yield folder


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    pages = {path: html.parse(str(path)) for path in site.rglob("*.html")}
    anchors = {path: set(page.xpath("//@id | //a/@name")) for path, page in pages.items()}
    lost = []
    for path, page in pages.items():
        # One is served at any address, so that its links start at the root; dbt's page makes its
        # links as it is read.
        if path.name == "404.html" or path.parent.name == "dbt":
            continue
        for link in page.xpath("//a/@href | //script/@src | //img/@src | //link/@href"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            known = anchors.get(target, set())
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in known):
                lost.append(f"{path.relative_to(site)}: {link}")
    assert len(pages) > 30
    assert not lost


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        for address in html.parse(str(path)).xpath(_FETCHED):
            assert not urlsplit(address).netloc, f"{path.relative_to(site)}: {address}"
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:|@import", path.read_text("utf-8")), path


def test_without_a_publication_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path / "nothing"))
    with pytest.raises(Abort):
        _build(tmp_path / "site")
    assert "nothing is published yet: run `ledger run`" in caplog.text
