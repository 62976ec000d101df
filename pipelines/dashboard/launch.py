"""How Streamlit is started: its options, and nothing that it would fetch or send."""

from __future__ import annotations

import sys

from pipelines.publish.palette import PALETTE

_SERVER = "pipelines.dashboard.entry.serve"


def command(host: str, port: int, *, opens_browser: bool) -> list[str]:
    """The command line that serves the dashboard, in this interpreter."""
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": not opens_browser,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False,
        # Without it Streamlit asks a host on the internet for this machine's address.
        "logger.hideWelcomeMessage": True,
        # A page that starts from an address sets a control before it is drawn (`state.py`).
        "global.disableWidgetStateDuplicationWarning": True,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.light.primaryColor": PALETTE[0],
        "theme.dark.primaryColor": PALETTE[4],
    }
    written = [f"--{name}={str(value).lower()}" for name, value in options.items()]
    return [sys.executable, "-m", _SERVER, *written]
