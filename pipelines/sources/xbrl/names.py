"""The namespaces and element names of XBRL 2.1, Dimensions 1.0 and Inline XBRL, and its QNames."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

XBRLI = "http://www.xbrl.org/2003/instance"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
XBRLDI = "http://xbrl.org/2006/xbrldi"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
ISO4217 = "http://www.xbrl.org/2003/iso4217"

# Inline XBRL 1.1, which the SEC takes, and 1.0 before it.
INLINE = ("http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL")

# The standard taxonomies that the SEC accepts (EDGAR Filer Manual, Taxonomies). Any other prefix is
# a filer's own; companyfacts never hold those, so there it is a change of the API.
# fmt: off
TAXONOMIES = frozenset({
    "us-gaap", "ifrs-full", "srt", "dei", "ecd", "ffd", "cyd", "shr", "spac", "sbs", "snj", "rxp",
    "sro", "invest", "cef", "oef", "rr", "vip", "fnd", "country", "currency", "exch", "naics",
    "sic", "stpr",
})
# fmt: on

NIL = f"{{{XSI}}}nil"

_QNAME = re.compile(r"([^\W\d][\w.-]*):([^\W\d][\w.-]*)")
# The namespace of a standard taxonomy of any year names it: of the FASB and the SEC before the
# year (of XBRL US until 2010), of the IFRS Foundation behind it. What is recorded keeps no address.
_STANDARD = re.compile(
    r"https?://(?:(?:fasb\.org|xbrl\.us|xbrl\.sec\.gov)/([a-z-]+)/\d{4}(?:q[1-4]|-\d{2}-\d{2})?"
    r"|xbrl\.ifrs\.org/taxonomy/\d{4}-\d{2}-\d{2}/([a-z-]+))|urn:recorded:([a-z-]+)"
)


def is_nil(attributes: Mapping[str, str]) -> bool:
    """Whether the element with these attributes states that it has no value."""
    return attributes.get(NIL) in {"true", "1"}


@lru_cache(maxsize=4096)
def standard_prefix(namespace: str | None) -> str | None:
    """The prefix by which a standard taxonomy is known; None of a namespace that is none of one.

    A document may bind any prefix to it (Namespaces in XML 1.0, section 4).
    """
    found = _STANDARD.fullmatch(namespace or "")
    name = found and found[found.lastindex or 0]
    return name if name in TAXONOMIES else None


def borrowed(prefix: str | None, namespace: str) -> str:
    """What is wrong with the prefix of a standard taxonomy before a name of another; else empty.

    By its prefix alone the name would be taken for the taxonomy's. It ends a sentence.
    """
    if prefix not in TAXONOMIES or standard_prefix(namespace) is not None:
        return ""
    return f"has the prefix {prefix} in {namespace!r:.80}, which is not that taxonomy's namespace"


def qname(name: str, element: etree._Element) -> str | None:
    """The QName, with the usual prefix of a standard taxonomy; None if the text is none.

    A QName is one if its prefix is declared where the element stands; the nearest counts.

    Args:
        name: the text.
        element: where it stands.

    Raises:
        ValueError: it has the prefix of a standard taxonomy and is none of its names; the message
            ends a sentence.
    """
    found = _QNAME.fullmatch(name)
    namespace = element.nsmap.get(found[1]) if found else None
    if found is None or namespace is None:
        return None
    if fault := borrowed(found[1], namespace):
        raise ValueError(fault)
    usual = standard_prefix(namespace)
    return name if usual is None or usual == found[1] else f"{usual}:{found[2]}"
