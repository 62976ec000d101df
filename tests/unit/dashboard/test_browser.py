"""The dashboard in a real browser: drawn without an error, and without a request elsewhere."""

from __future__ import annotations

import os
import re
import signal
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

_DRAWN = "[data-testid=stApp][data-test-script-state=notRunning]"
# Whole pages have no name: what lost the focus leaves it to the body, whose text says everything.
_FOCUSED_NAME = """() => {
    const at = document.activeElement
    if (['MAIN', 'BODY'].includes(at.tagName)) return ''
    return at.getAttribute('aria-label') || at.innerText || ''
}"""
# A ring or a shadow around what has the focus, or around the box that it fills.
_FOCUS_SHOWS = """() => {
    const at = document.activeElement
    return [at, at.parentElement].some(each => {
        const style = getComputedStyle(each)
        const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        return ring || style.boxShadow !== 'none'
    })
}"""


@pytest.fixture(scope="module")
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
        server.send_signal(signal.SIGINT)
        assert server.wait() == 0, "Ctrl-C is no error"


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium")
def test_a_phone_sees_a_chart_and_a_click_leads_to_the_filing(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=PHONE, color_scheme="dark")
        page.set_default_timeout(120_000)
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


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium")
def test_without_a_pointer_a_figure_is_traced_and_rows_are_saved(address: str) -> None:
    from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="dark")
        page.set_default_timeout(120_000)
        page.goto(address)
        page.locator(".st-key-capex-chart .bars .point path").last.wait_for(state="attached")
        assert page.title() == "Spending: Compute Ledger"
        # What is drawn while the script still runs is drawn again, and loses the focus.
        page.locator(_DRAWN).wait_for(state="attached")

        def walk_to(told: str) -> None:
            """Press Tab until what has the focus is called so, and see that it shows."""
            for _ in range(60):
                if told in page.evaluate(_FOCUSED_NAME):
                    page.wait_for_function(_FOCUS_SHOWS)
                    return
                page.keyboard.press("Tab")
            pytest.fail(f"{told} cannot be reached")

        def open_list(told: str) -> None:
            """Open a list with the keyboard, again where it was drawn again under the key."""
            for _ in range(5):
                walk_to(told)
                page.keyboard.press("ArrowDown")
                try:
                    page.get_by_role("option").first.wait_for(timeout=6_000)
                except PlaywrightTimeoutError:
                    continue
                return
            pytest.fail(f"{told} cannot be opened")

        walk_to("Skip to main content")
        walk_to("Capital ratios")
        walk_to("hyperscalers")
        walk_to("PNG")
        open_list("Where a figure comes from")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_text("the published value").first.wait_for()
        walk_to("Rows and files")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="CSV").first.wait_for()
        walk_to("CSV")
        with page.expect_download() as saved:
            page.keyboard.press("Enter")
        assert saved.value.suggested_filename.endswith(".csv")
        browser.close()
