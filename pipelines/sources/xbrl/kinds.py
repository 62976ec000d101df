"""What a file of a filing is, from its first elements: a cheap look, no parse."""

from __future__ import annotations

import re
from typing import Literal

from pipelines.sources.xbrl.names import INLINE

Kind = Literal["instance", "inline", "linkbase", "schema", "html", "other", "empty"]

# What may stand before the root element.
_PROLOG = re.compile(
    rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_KINDS: dict[bytes, Kind] = {
    b"xbrl": "instance",
    b"linkbase": "linkbase",
    b"schema": "schema",
    b"html": "html",
}


def kind_of(body: bytes) -> Kind:
    """What the body is by its root element; HTML that names Inline XBRL's namespace is `inline`.

    It tells files apart and vouches for nothing: the body may still be refused when it is read.
    """
    place = 3 if body.startswith(b"\xef\xbb\xbf") else 0
    while skipped := _PROLOG.match(body, place):
        place = skipped.end()
    if place == len(body):
        return "empty"
    root = _ROOT.match(body, place)
    kind = _KINDS.get(root[1].lower(), "other") if root else "other"
    return "inline" if kind == "html" and names_inline(body) else kind


def names_inline(body: bytes) -> bool:
    """Whether a namespace of Inline XBRL stands anywhere in the body."""
    return any(namespace.encode("ascii") in body for namespace in INLINE)
