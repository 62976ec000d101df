"""The dashboard as it is served: `app.py`, with the code that draws charts fetched ahead.

Streamlit's page asks for that code, its largest file, once the first chart has reached the browser.
A header tells the browser of it with the page, so that it is fetched and read while the server
still works on what to draw.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FILES = Path(st.__file__).with_name("static")
_DRAWING = "static/js/PlotlyChart.*.js"


class Ahead:
    """Adds the header to every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        found = [path.relative_to(_FILES).as_posix() for path in _FILES.glob(_DRAWING)]
        self._link = ", ".join(f"</{path}>; rel=modulepreload; crossorigin" for path in found)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as Streamlit does, with the header where it is a page."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if self._link and headers.get("content-type", "").startswith("text/html"):
                    headers.append("link", self._link)
            await send(message)

        await self._app(scope, receive, sent)


app = st.App(Path(__file__).with_name("app.py"), middleware=[Middleware(Ahead)])
