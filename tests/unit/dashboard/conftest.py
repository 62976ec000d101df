"""The dashboard on a small published file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import streamlit as st

from tests.support.published import marts_of, publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.dbt_world import BuiltWorld
    from tests.support.suite_world import World


@pytest.fixture(scope="session")
def marts(dbt_world: BuiltWorld) -> World:
    """The tables of the small published file."""
    return marts_of(dbt_world.tables)


@pytest.fixture(scope="session")
def published(marts: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the small published file; read it, never change it."""
    data_dir = tmp_path_factory.mktemp("published") / "data"
    publish(data_dir, marts)
    return data_dir


@pytest.fixture(autouse=True)
def _on_published(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_DATA_DIR", str(published))
    st.cache_data.clear()
    # Streamlit makes its script `__main__`, which a process that is spawned later would run.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
