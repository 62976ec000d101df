"""Label linkbases: the names that a filing gives its concepts and members.

Only English labels, which is what EDGAR requires. Source of the shape: XBRL 2.1, section 5.2.2;
EDGAR Filer Manual: an element's id is its prefix, an underscore and its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import polars as pl

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.bodies import xml_root
from pipelines.sources.xbrl.names import LINK, XLINK, XML

if TYPE_CHECKING:
    from lxml import etree

LABEL_COLUMNS: dict[str, pl.DataType] = {
    "qname": pl.String(),
    "role": pl.String(),
    "label": pl.String(),
}

_ROOT = f"{{{LINK}}}linkbase"
_LABEL_LINK = f"{{{LINK}}}labelLink"
_LOCATOR = f"{{{LINK}}}loc"
_ARC = f"{{{LINK}}}labelArc"
_LABEL = f"{{{LINK}}}label"
_XLINK_LABEL = f"{{{XLINK}}}label"
_HREF = f"{{{XLINK}}}href"
_FROM = f"{{{XLINK}}}from"
_TO = f"{{{XLINK}}}to"
_ROLE = f"{{{XLINK}}}role"
_LANGUAGE = f"{{{XML}}}lang"


def parse_labels(body: bytes, what: str) -> pl.DataFrame:
    """The labels of a label linkbase, each concept and role once, sorted.

    Columns: qname, such as nvda:DataCenterMember; role, the last part of the role's address
    without its ending `Label`, and `standard` for the plain one (standard, terse, verbose, total,
    documentation, negated, negatedTerse, …); label, its text on one line.

    Raises:
        SourceError: the body is empty, no XML, cut off, declares entities, is no linkbase, or
            a locator points to no element by the rule of its id.
    """
    root = xml_root(body, what)
    if root.tag != _ROOT:
        raise SourceError(f"{what}: the root element is {root.tag}, not linkbase: it has no labels")
    labels: dict[tuple[str, str], str] = {}
    for link in root.iter(_LABEL_LINK):
        _read(link, labels, what)
    rows = [(*key, label) for key, label in sorted(labels.items())]
    return pl.DataFrame(rows, schema=LABEL_COLUMNS, orient="row")


def _read(link: etree._Element, labels: dict[tuple[str, str], str], what: str) -> None:
    """Take the labels of one extended link, whose names of parts are its own."""
    qnames: dict[str, list[str]] = {}
    texts: dict[str, list[tuple[str, str]]] = {}
    arcs = []
    for element in link:
        if element.tag == _LOCATOR:
            name = _qname(element.get(_HREF, ""), what)
            qnames.setdefault(element.get(_XLINK_LABEL, ""), []).append(name)
        elif element.tag == _LABEL and _is_english(element):
            text = " ".join("".join(element.itertext()).split())
            role = _role(element.get(_ROLE, ""))
            texts.setdefault(element.get(_XLINK_LABEL, ""), []).append((role, text))
        elif element.tag == _ARC and element.get("use") != "prohibited":
            arcs.append((element.get(_FROM, ""), element.get(_TO, "")))
    for start, end in arcs:
        for qname in qnames.get(start, ()):
            for role, text in texts.get(end, ()):
                labels.setdefault((qname, role), text)


def _qname(href: str, what: str) -> str:
    prefix, underscore, local = unquote(href.rpartition("#")[2]).partition("_")
    if not (prefix and underscore and local):
        raise SourceError(
            f"{what}: a locator points to {href[:120]!r}, whose id is not a prefix_name: "
            "the labels are not read"
        )
    return f"{prefix}:{local}"


def _role(address: str) -> str:
    name = address.rpartition("/")[2]
    return "standard" if name in {"", "label"} else name.removesuffix("Label")


def _is_english(element: etree._Element) -> bool:
    return str(element.get(_LANGUAGE, "en")).lower().startswith("en")
