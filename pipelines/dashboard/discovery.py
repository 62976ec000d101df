"""The pages that there are: each module in `pages/` with a `PAGE` is one."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from pipelines.dashboard import pages as package

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself.

    Attributes:
        title: in the navigation and above the page.
        icon: a Material symbol, as Streamlit writes it.
        order: pages stand in the order of these numbers; leave room between two.
        draw: draws the page.
        prepare: reads what the page shows as it is opened, and draws nothing; called of the first
            page before anybody has come.
    """

    title: str
    icon: str
    order: int
    draw: Callable[[], None]
    prepare: Callable[[], object] = lambda: None


def pages() -> dict[str, Page]:
    """Every page by the name of its file, which is its address too, in their order."""
    found = {
        module.name: cast("Page", import_module(f"{package.__name__}.{module.name}").PAGE)
        for module in pkgutil.iter_modules(package.__path__)
    }
    return dict(sorted(found.items(), key=lambda named: (named[1].order, named[0])))
