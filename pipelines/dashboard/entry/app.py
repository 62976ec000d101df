"""What every page stands in: the navigation, and the day of the figures at its foot."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import streamlit as st

from pipelines.dashboard import data
from pipelines.dashboard.discovery import pages
from pipelines.publish.palette import PALETTE
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from pipelines.dashboard.discovery import Page

_LOOK_EVERY = 5.0
# Of the first page, where no address shows it.
_ROOT = "root"
# Of its own: the icon of a page would be fetched from the internet.
_ICON = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
    "<path fill='%230072B2' d='M1 9h4v6H1zm5-4h4v10H6zm5-4h4v14h-4z'/></svg>"
)
_NAME = "Compute Ledger"
# Streamlit leaves a hand's breadth free above a page, which a phone has not to spare. Of links in
# the navigation, lists and buttons on charts it hardly shows which one the keyboard is on: the ring
# can be seen on a light page and on a dark one.
_STYLE = f"""<style>
.stMainBlockContainer {{ padding-top: 3rem; padding-bottom: 2rem }}
:is([data-testid=stSidebarNavLink], .modebar-btn):focus-visible,
[role=group]:has(> input[role=combobox]:focus-visible) {{
  outline: 2px solid {PALETTE[0]} !important; outline-offset: 1px; border-radius: 0.5rem
}}
</style>"""


def app() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title=_NAME, page_icon=_ICON, layout="wide")
    shown = data.identity()
    first, *others = pages().items()
    # The first page is at the root of the address, where Streamlit knows no name of it: by its
    # name it is found too.
    by_name = _page(*first, visibility="hidden")
    root = _page(_ROOT, first[1], default=True)
    current = st.navigation([root, *(_page(*other) for other in others), by_name])
    st.set_page_config(page_title=f"{current.title}: {_NAME}")
    st.html(_STYLE)
    st.header(current.title)
    try:
        current.run()
        st.caption(f"Published {data.published_at():%Y-%m-%d %H:%M} UTC")
    except WarehouseError as error:
        st.error(str(error))
    _follow(shown)


def prepare() -> None:
    """Read what the pages import and what the first of them asks, before anybody has come."""
    first = next(iter(pages().values()))
    # A page that cannot be read says so itself, once it is drawn.
    with contextlib.suppress(WarehouseError):
        first.prepare()


def _page(name: str, page: Page, **more: Any) -> Any:
    return st.Page(page.draw, title=page.title, icon=page.icon, url_path=name, **more)


@st.fragment(run_every=_LOOK_EVERY)
def _follow(shown: str) -> None:
    """Draw the page anew once another file is published."""
    if data.identity() != shown:
        st.rerun()


if __name__ == "__main__":
    app()
