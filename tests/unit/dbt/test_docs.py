"""dbt's docs: one page of all models, or a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.dbt import runner
from pipelines.dbt.docs import build_docs, docs_path
from pipelines.settings import Settings
from pipelines.storage.connections import WarehouseError, connect_warehouse
from tests.support.parsed import parsed_project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine


def test_the_page_holds_every_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    manifest = parsed_project(settings)
    monkeypatch.setattr(runner, "parsed_project", lambda _: manifest)
    with connect_warehouse(settings, read_only=False):
        pass
    build_docs(settings)
    page = docs_path(settings).read_text("utf-8")
    assert '"model.compute_ledger.fct_capex"' in page
    assert "What each mart publishes, with its units and checks" in page


def test_without_a_warehouse_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse yet: run `ledger run`"):
        build_docs(Settings(data_dir=tmp_path))
