"""XBRL instances: the classic `.xml` of a filing, and the `_htm.xml` the SEC makes of inline XBRL.

Source of the shape: XBRL 2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.bodies import xml_root
from pipelines.sources.xbrl.definitions import definitions_of
from pipelines.sources.xbrl.facts import FactRows, Facts
from pipelines.sources.xbrl.figures import UnusableFactError, xml_number
from pipelines.sources.xbrl.names import LINK, XBRLI, borrowed, is_nil, standard_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_ROOT = f"{{{XBRLI}}}xbrl"
# What numbers have and texts do not (XBRL 2.1, section 4.6), and what only inline figures have.
_OF_NUMBERS = frozenset({"decimals", "precision"})
_OF_INLINE = frozenset({"scale", "sign"})
_OWN_PARTS = (f"{{{XBRLI}}}", f"{{{LINK}}}")


def parse_instance(body: bytes, what: str) -> Facts:
    """Every numeric fact of an instance that has a value.

    Text facts and nil facts are left out; a tuple is refused as one item, as the SEC allows none.

    Args:
        body: the instance as fetched.
        what: its name, for messages.

    Raises:
        SourceError: the body is empty, no XML, cut off, declares entities, or is not an instance.
    """
    root = xml_root(body, what)
    if root.tag != _ROOT:
        raise SourceError(
            f"{what}: the root element is {root.tag}, not XBRL's xbrl: it is not an instance"
        )
    definitions = definitions_of(root)
    rows = FactRows()
    order = 0
    concepts: dict[str, str | None] = {}
    for element in root:
        tag = element.tag
        if tag not in concepts:
            concepts[tag] = _concept(element)
        concept = concepts[tag]
        if concept is None:
            continue
        attributes = dict(element.items())
        if "unitRef" not in attributes:
            if "contextRef" not in attributes:
                rows.refuse(attributes, None, concept, "it is a tuple or no fact: it is not read")
            elif not _OF_NUMBERS.isdisjoint(attributes) and not is_nil(attributes):
                rows.refuse(attributes, None, concept, "it is a number and names no unit")
            continue
        order += 1
        if is_nil(attributes):
            continue
        try:
            _refuse_unreadable(element, attributes, concept)
            number = xml_number(element.text or "")
            rows.add(
                attributes, definitions, order=order, document=None, concept=concept, number=number
            )
        except UnusableFactError as error:
            rows.refuse(attributes, None, concept, str(error))
    return rows.facts()


def _refuse_unreadable(
    element: etree._Element, attributes: Mapping[str, str], concept: str
) -> None:
    """Raise `UnusableFactError` if it is not known what the fact is of, or what it states."""
    if of_inline := sorted(_OF_INLINE.intersection(attributes)):
        raise UnusableFactError(
            f"it has the {of_inline[0]} of a figure in inline XBRL, and nothing says whether its "
            "number holds it already"
        )
    if ":" not in concept:
        raise UnusableFactError("its concept has no prefix in the filing")
    if fault := borrowed(concept.partition(":")[0], _namespace(str(element.tag))):
        raise UnusableFactError(f"its concept {fault}")
    if len(element):
        raise UnusableFactError("it is a fraction, which is not read")


def _concept(element: etree._Element) -> str | None:
    """The concept with its usual prefix, or that of the filing, if there is one.

    None for XBRL's own parts, such as contexts.
    """
    tag = str(element.tag)
    if tag.startswith(_OWN_PARTS):
        return None
    prefix = standard_prefix(_namespace(tag)) or element.prefix
    local = tag.rpartition("}")[2]
    return f"{prefix}:{local}" if prefix else local


def _namespace(tag: str) -> str:
    return tag.removeprefix("{").rpartition("}")[0]
