"""A page of the dashboard as Streamlit's own harness draws it, and the figures on it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    from collections.abc import Iterator


def _draw(name: str) -> None:
    from pipelines.dashboard.discovery import pages

    pages()[name].draw()


def opened(name: str, **address: str) -> AppTest:
    """A page, opened at an address with these parameters."""
    app = AppTest.from_function(_draw, kwargs={"name": name}, default_timeout=180)
    app.query_params.update(address)
    return app.run()


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The figures on a page, as Plotly draws them."""
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


def note(figure: dict[str, Any]) -> str:
    """The title of a figure and the line below it, on one line."""
    return re.sub("(<[^>]+>)+", " ", figure["layout"]["title"]["text"]).strip()


def traces(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is drawn in a figure, by name."""
    return {trace["name"]: trace for trace in figure["data"]}


def texts(app: AppTest) -> Iterator[str]:
    """Every sentence of a page that is no figure."""
    for kind in (app.markdown, app.info, app.warning, app.error, app.caption):
        yield from (element.value for element in kind)
