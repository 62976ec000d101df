"""Inline XBRL: the figures marked up in the pages of a filing.

One filing's document set is read together, since a fact in one file may use a context or a unit
of another (trap N4). Text facts and their continuations are left out.

Source of the rules: Inline XBRL 1.1, sections 8 (fractions), 10 (nonFraction), 14 (resources).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.bodies import xml_root
from pipelines.sources.xbrl.definitions import Definitions, definitions_of, joined
from pipelines.sources.xbrl.facts import FactRows, Facts
from pipelines.sources.xbrl.figures import UnusableFactError, inline_number
from pipelines.sources.xbrl.kinds import names_inline
from pipelines.sources.xbrl.names import INLINE, is_nil, qname

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lxml import etree

_FIGURES = [f"{{{namespace}}}nonFraction" for namespace in INLINE]
_FRACTIONS = [f"{{{namespace}}}fraction" for namespace in INLINE]
_TUPLES = [f"{{{namespace}}}tuple" for namespace in INLINE]
_EXCLUDED = [f"{{{namespace}}}exclude" for namespace in INLINE]


def parse_inline(documents: Mapping[str, bytes], what: str) -> Facts:
    """Every numeric fact of one filing's inline documents that has a value, hidden ones included.

    Args:
        documents: each file of the set by its name, in the filing's order.
        what: the filing, for messages.

    Raises:
        SourceError: there is no document, or one is empty, no XML, cut off, declares entities,
            or is HTML without inline XBRL. Nothing is read then, since a part of a filing would
            look like the whole.
    """
    if not documents:
        raise SourceError(f"{what}: there is no document to read: check the filing's index")
    roots = {name: _root(body, f"{what}, {name}") for name, body in documents.items()}
    meanings = joined([definitions_of(root) for root in roots.values()])
    rows = FactRows()
    for (name, root), definitions in zip(roots.items(), meanings, strict=True):
        _read(rows, name, root, definitions)
    return rows.facts()


def _root(body: bytes, what: str) -> etree._Element:
    # Before the parse: a page of an error or a block is seldom XML, and should be called HTML.
    if body.strip() and not names_inline(body):
        raise SourceError(
            f"{what}: the body is HTML without inline XBRL, or no HTML (a block page, an error "
            "page, an exhibit without figures, or a body cut off): it is not read"
        )
    root = xml_root(body, what)
    if str(root.tag).rpartition("}")[2] != "html":
        raise SourceError(f"{what}: the root element is {root.tag}, not html: it is not inline")
    return root


def _read(rows: FactRows, document: str, root: etree._Element, definitions: Definitions) -> None:
    figures = _Figures(root)
    for order, element in enumerate(root.iter(*_FIGURES, *_FRACTIONS), start=1):
        attributes = dict(element.items())
        if is_nil(attributes):
            continue
        concept = attributes.get("name", "").strip()
        try:
            concept = _concept(element, concept)
            figures.refuse_unreadable(element, attributes)
            number = figures.number(element, attributes)
            rows.add(
                attributes,
                definitions,
                order=order,
                document=document,
                concept=concept,
                number=number,
            )
        except UnusableFactError as error:
            rows.refuse(attributes, document, concept, str(error))


def _concept(element: etree._Element, stated: str) -> str:
    """The concept with its usual prefix; raises `UnusableFactError` if it is none."""
    try:
        concept = qname(stated, element)
    except ValueError as error:
        raise UnusableFactError(f"its concept {error}") from None
    if concept is None:
        raise UnusableFactError("its concept is in no namespace")
    return concept


class _Figures:
    """The figures of one document, which repeats its numbers."""

    def __init__(self, root: etree._Element) -> None:
        self._has_tuples = next(root.iter(*_TUPLES), None) is not None
        self._numbers: dict[
            tuple[str, tuple[str | None, str] | None, str | None, str | None], Decimal
        ] = {}

    def refuse_unreadable(self, element: etree._Element, attributes: Mapping[str, str]) -> None:
        """Raise `UnusableFactError` if the fact is of a kind that is not read."""
        if element.tag not in _FIGURES:
            raise UnusableFactError("it is a fraction, which is not read")
        if "target" in attributes:
            raise UnusableFactError("it belongs to another target document, which is not read")
        if "tupleRef" in attributes or (
            self._has_tuples and next(element.iterancestors(*_TUPLES), None) is not None
        ):
            raise UnusableFactError("it belongs to a tuple, which is not read")

    def number(self, element: etree._Element, attributes: Mapping[str, str]) -> Decimal:
        """The number that the text between the tags states; raises `UnusableFactError`."""
        # Markup inside splits the text; what a nested figure states is its outer's text as well.
        text = "".join(element.itertext()) if len(element) else element.text or ""
        if len(element) and next(element.iter(*_EXCLUDED), None) is not None:
            raise UnusableFactError("its text leaves a part out, which a number may not")
        written = _format(element, attributes.get("format"))
        key = (text, written, attributes.get("scale"), attributes.get("sign"))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = inline_number(*key)
        return number


def _format(element: etree._Element, written: str | None) -> tuple[str | None, str] | None:
    """Namespace and local name of a format."""
    if written is None:
        return None
    prefix, _, local = written.strip().rpartition(":")
    return element.nsmap.get(prefix or None), local
