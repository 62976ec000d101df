"""What a browser is told with a page: the code that draws charts, to be fetched ahead."""

from __future__ import annotations

import re

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipelines.dashboard.entry.served_app import Ahead, app


def test_a_page_names_the_code_that_draws_charts_and_nothing_else_does() -> None:
    pages = Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse("<p>page</p>")),
            Route("/health", lambda _: PlainTextResponse("ok")),
        ]
    )
    asked = TestClient(Ahead(pages))
    link = asked.get("/").headers["link"]
    assert re.fullmatch(r"</static/js/PlotlyChart\.\S+\.js>; rel=modulepreload; crossorigin", link)
    assert "link" not in asked.get("/health").headers


def test_what_is_named_is_served() -> None:
    asked = TestClient(app)
    page = asked.get("/spending")
    named = page.headers["link"].partition(">")[0].removeprefix("<")
    assert "javascript" in asked.get(named).headers["content-type"]
