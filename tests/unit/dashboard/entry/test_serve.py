"""How the dashboard's server starts: Streamlit's command, and what pages need read meanwhile."""

from __future__ import annotations

import runpy
import sys
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.dashboard.entry import serve


def test_streamlit_is_started_while_what_the_pages_need_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared, started = Event(), []

    def read(name: str) -> SimpleNamespace:
        assert name == "pipelines.dashboard.entry.app"
        return SimpleNamespace(prepare=prepared.set)

    def run(name: str, **options: Any) -> None:
        started.append((name, list(sys.argv), options))

    monkeypatch.setattr(serve, "import_module", read)
    monkeypatch.setattr(runpy, "run_module", run)
    monkeypatch.setattr(sys, "argv", ["serve", "--server.port=8601"])
    serve.main()
    [(name, arguments, options)] = started
    assert name == "streamlit"
    assert arguments[:2] == ["streamlit", "run"]
    assert arguments[2].endswith("app.py")
    assert arguments[3:] == ["--server.port=8601"]
    assert options["run_name"] == "__main__"
    assert prepared.wait(timeout=180)
