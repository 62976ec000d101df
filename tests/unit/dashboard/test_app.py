"""The frame around every page: navigation, addresses, lineage, a new publication."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines.dashboard import data, launch, lineage
from pipelines.dashboard import pages as package
from pipelines.dashboard.discovery import pages
from pipelines.dashboard.entry import app as frame
from pipelines.storage.connections import WarehouseError, connect_published
from tests.support.dashboard import figures, note, opened, texts, traces
from tests.support.published import publish

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pipelines.settings import Settings
    from pipelines.storage.connections import Connection
    from tests.support.suite_world import World

APP = Path(launch.__file__).parent / "entry" / "app.py"
MORE = '''"""One page more."""

import streamlit as st

from pipelines.dashboard.discovery import Page

PAGE = Page("Prospects", ":material/insights:", 5, lambda: st.info("Here I am."))
'''


@pytest.mark.parametrize("name", list(pages()))
def test_every_page_draws_figures_that_say_what_they_show(name: str) -> None:
    app = opened(name)
    assert not app.exception, app.exception
    for figure in figures(app):
        assert re.search("as published on 2026-08-20|as known on 2026-", note(figure))
        is_named = figure["layout"]["yaxis"].get("type") == "category"
        has_names = "automargin" in figure["layout"]["yaxis"]
        assert is_named or has_names or figure["layout"]["yaxis"]["title"]["text"]


def test_a_file_among_the_pages_is_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prospects.py").write_text(MORE, "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    assert next(iter(pages())) == "prospects"
    app = AppTest.from_file(str(APP), default_timeout=180).run()
    assert [each.value for each in app.info] == ["Here I am."]
    assert [each.value for each in app.header] == ["Prospects"]


def test_an_address_restores_what_was_chosen() -> None:
    app = opened("spending", basis="with finance leases", quarters="20")
    assert "Basis: with finance leases" in note(figures(app)[0])
    assert len(figures(app)[0]["layout"]["xaxis"]["categoryarray"]) == 20


def test_an_address_that_asks_for_what_there_is_not_is_told_so() -> None:
    app = opened("spending", basis="gross")
    assert [each.value for each in app.info] == [
        "The address asks for basis gross, which is not published here: what is shown instead "
        "is chosen below."
    ]
    assert "Basis: cash;" in note(figures(app)[0])


def test_a_point_leads_to_its_operands_and_their_documents(marts: World) -> None:
    point = traces(figures(opened("spending"))[0])["ACM"]["customdata"][-1][0]
    app = opened("spending", **{"capex-figure": point})
    [tree] = [each for each in texts(app) if "fct" in each]
    operands = marts["lineage"].filter(lineage_id=point)
    assert operands.height == 2
    for operand in operands.iter_rows(named=True):
        assert f"]({operand['url']})" in tree
    assert "the published value" in tree.replace("\\", "")


def test_a_click_is_taken_where_the_point_has_a_lineage(monkeypatch: pytest.MonkeyPatch) -> None:
    class Selection:
        points = ({"x": "2026Q2", "customdata": ["ACM:1"]},)

    class Event:
        selection = Selection

    held: dict[str, object] = {"chart": Event}
    monkeypatch.setattr(st, "session_state", held)
    lineage.clicked("chart", "figure", {"BET:1": "BET"})
    assert "figure" not in held
    lineage.clicked("chart", "figure", {"ACM:1": "ACM"})
    assert held["figure"] == "ACM:1"


def test_a_total_lists_its_members_by_company() -> None:
    point = traces(figures(opened("spending"))[0])["Total"]["customdata"][-1][0]
    tree = lineage.tree(point)
    members = [line for line in tree.splitlines() if line.startswith("    - **")]
    assert [line[8:11] for line in members] == ["ACM", "BET"]


def test_what_nothing_is_known_of_is_a_sentence() -> None:
    assert lineage.tree("nobody:1").replace("\\", "").startswith("no fact has the lineage_id")


def test_another_published_file_is_read_at_once(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, marts)
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = AppTest.from_file(str(APP), default_timeout=180).run()
    before = figures(app)[0]
    history = marts["fct_capex_history"]
    doubled = history.with_columns(value_usd=history["value_usd"] * 2)
    publish(tmp_path, {**marts, "fct_capex_history": doubled})
    after = figures(app.run())[0]
    assert traces(after)["ACM"]["y"] == [2 * value for value in traces(before)["ACM"]["y"]]


def test_publishing_beside_it_is_no_error(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    shown = set()
    for number in range(10):
        shutil.copy(published / "ledger.duckdb", tmp_path / "new")
        (tmp_path / "new").replace(tmp_path / "ledger.duckdb")
        shown.add(data.identity())
        assert data.rows("from fct_capex where fiscal_quarter = $q", q=number % 4 + 1).height > 0
    assert len(shown) == 10


def test_what_the_first_page_asks_is_read_before_anybody_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame.prepare()
    asked: list[str] = []

    def counted(settings: Settings) -> AbstractContextManager[Connection]:
        asked.append("again")
        return connect_published(settings)

    monkeypatch.setattr(data, "connect_published", counted)
    assert len(figures(opened(next(iter(pages()))))) > 1
    assert asked == []


def test_nothing_published_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    assert data.identity() == ""
    frame.prepare()
    with pytest.raises(WarehouseError, match="nothing is published yet"):
        data.rows("from fct_capex")
    app = AppTest.from_file(str(APP), default_timeout=180).run()
    assert not app.exception
    assert [each.value for each in app.error] == ["nothing is published yet: run `ledger run`"]
