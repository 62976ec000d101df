"""The dashboard in a real browser: drawn without an error, and without a request elsewhere."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.dashboard import launch
from pipelines.settings import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ViewportSize

CHROMIUM = Path("/usr/bin/chromium")
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def address(published: Path) -> Iterator[str]:
    """Where the dashboard of the small published file is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        launch.command("127.0.0.1", port, opens_browser=False),
        cwd=PROJECT_DIR,
        env={**os.environ, "LEDGER_DATA_DIR": str(published)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            assert server.poll() is None, "Streamlit ended"
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium")
def test_a_phone_sees_a_chart_and_a_click_leads_to_the_filing(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=PHONE, color_scheme="dark")
        page.set_default_timeout(30_000)
        elsewhere: list[str] = []
        wrong: list[str] = []
        page.on(
            "request",
            lambda sent: (
                None
                if sent.url.startswith((address, "data:", "blob:"))
                else elsewhere.append(sent.url)
            ),
        )
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{address}?basis=cash_net")
        bars = page.locator(".st-key-capex-chart .bars .point path")
        # Plotly listens on what lies above the bars.
        bars.last.click(force=True)
        tree = page.get_by_text("the published value")
        tree.first.wait_for()
        assert page.locator("a[href^='https://www.sec.gov/']").count() > 0
        page.wait_for_url(re.compile("capex-figure="))
        width = "document.querySelector('[data-testid=stMain]').scrollWidth"
        assert page.evaluate(width) <= PHONE["width"]
        assert wrong == []
        assert elsewhere == []
        # The page at the root has a name as well.
        page.goto(f"{address}spending?basis=cash_net")
        bars.last.wait_for(state="attached")
        assert page.get_by_text("Page not found").count() == 0
        browser.close()
