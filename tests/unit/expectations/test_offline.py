"""Data Docs open without a network: no page requests anything of another host."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from expectations import build_docs, run_stage
from expectations.offline import make_offline
from tests.support.suite_world import RAN_AT, REGISTRY, RUN_ID, python_tables

pytestmark = pytest.mark.engine

MOST_BYTES = 2_000_000


class Loaded(HTMLParser):
    """What a page loads: the addresses in its links, scripts and images."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"link", "script", "img"}:
            self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    # One table whose claims fail beside one whose claims hold: both kinds of page.
    world = python_tables()
    world["raw.sec_filings"] = world["raw.sec_filings"].clear()
    run_stage(
        "raw",
        world.__getitem__,
        REGISTRY,
        run_id=RUN_ID,
        ran_at=RAN_AT,
        docs_dir=folder,
        names=["raw.sec_filings", "raw.quarantine"],
    )
    return build_docs(folder).parent


def test_no_page_names_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) >= 3
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "url('http" not in text
        assert "integrity=" not in text
        addresses = Loaded(page).addresses
        assert not [each for each in addresses if "//" in each], page


def test_everything_that_a_page_loads_lies_beside_it(site: Path) -> None:
    for page in site.rglob("*.html"):
        addresses = Loaded(page).addresses
        names = {Path(each).name for each in addresses}
        assert {"bootstrap.min.css", "bootstrap-table.min.js", "jquery.min.js"} <= names
        missing = [each for each in addresses if not (page.parent / each).is_file()]
        assert not missing, page


def test_the_stylesheet_that_makes_a_page_fit_a_screen_is_the_last(site: Path) -> None:
    for page in site.rglob("*.html"):
        styles = [each for each in Loaded(page).addresses if each.endswith(".css")]
        assert Path(styles[-1]).name == "fits.css", page


def test_what_ships_is_small_and_every_file_is_in_the_notice(site: Path) -> None:
    files = [path for path in (site / "static" / "offline").iterdir() if path.name != "NOTICE"]
    notice = (site / "static" / "offline" / "NOTICE").read_text("utf-8")
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert [path.name for path in files if path.name not in notice] == []


def test_a_file_that_is_not_at_hand_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<script src="https://example.org/other.min.js?v=1"></script>', "utf-8"
    )
    with pytest.raises(ValueError, match=r"load other\.min\.js from another host: add it"):
        make_offline(tmp_path)
