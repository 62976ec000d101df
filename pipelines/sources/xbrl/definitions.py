"""The contexts and units of a document: what a fact's two references mean.

A context or unit that cannot be read is kept with its reason, for the facts that use it to be
refused one by one. Source of the rules: XBRL 2.1, sections 4.7 and 4.8; Dimensions 1.0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import ChainMap, Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pipelines.sources.xbrl.identity import stated_filer
from pipelines.sources.xbrl.names import ISO4217, XBRLDI, XBRLI, qname

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml import etree

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(T00:00:00)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_ONE_DAY = dt.timedelta(days=1)

_NAME_OF_TAG = {
    f"{{{XBRLI}}}{name}": name
    for name in (
        "entity", "identifier", "segment", "scenario", "period", "instant", "startDate", "endDate",
        "measure", "divide", "unitNumerator", "unitDenominator",
    )
}  # fmt: skip
_CONTEXT = f"{{{XBRLI}}}context"
_UNIT = f"{{{XBRLI}}}unit"
_IDENTIFIER = f"{{{XBRLI}}}entity/{{{XBRLI}}}identifier"
_EXPLICIT = f"{{{XBRLDI}}}explicitMember"
_TYPED = f"{{{XBRLDI}}}typedMember"

# The measures of XBRL itself, which need no currency code (XBRL 2.1, section 4.8.2).
_PLAIN_MEASURES = frozenset({"shares", "pure"})


@dataclass(frozen=True, slots=True)
class Context:
    """A period with its dimensions as `axis=member`, sorted and joined by `;`."""

    dimensions: str
    period_start: dt.date | None
    period_end: dt.date


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its name: USD, shares, USD/shares."""

    name: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A context or unit that no fact can use; the reason ends a sentence on the fact."""

    reason: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """Contexts and units by their ids."""

    contexts: Mapping[str, Context | Unreadable]
    units: Mapping[str, Unit | Unreadable]


def definitions_of(root: etree._Element) -> Definitions:
    """Every context and unit below the root."""
    contexts: dict[str, Context | Unreadable] = {}
    elements = list(root.iter(_CONTEXT))
    whose = [_entity(element) for element in elements]
    (own, _), *others = Counter(whose).most_common() or [("", 0)]
    # Of several filers the figures are of the one on the cover page, else of the most contexts'.
    if others and (filer := stated_filer(root)) in whose:
        own = filer
    for element, entity in zip(elements, whose, strict=True):
        context = _context(element)
        if others and entity != own:
            name = element.get("id", "")
            context = Unreadable(f"its context {name} is of {entity}, and the document of {own}")
        _define(contexts, element.get("id", ""), context, "context")
    units: dict[str, Unit | Unreadable] = {}
    for element in root.iter(_UNIT):
        _define(units, element.get("id", ""), _unit(element), "unit")
    return Definitions(contexts, units)


def joined(documents: list[Definitions]) -> list[Definitions]:
    """For each document its own definitions, then those of all (trap N4).

    An id that two others define differently is of no use to a document without its own.
    """
    if len(documents) == 1:
        return documents
    contexts: dict[str, Context | Unreadable] = {}
    units: dict[str, Unit | Unreadable] = {}
    for each in documents:
        for name, context in each.contexts.items():
            _define(contexts, name, context, "context")
        for name, unit in each.units.items():
            _define(units, name, unit, "unit")
    return [
        Definitions(
            ChainMap(dict(each.contexts), contexts),
            ChainMap(dict(each.units), units),
        )
        for each in documents
    ]


_Defined = TypeVar("_Defined", Context, Unit)


def _define(
    known: dict[str, _Defined | Unreadable], name: str, new: _Defined | Unreadable, kind: str
) -> None:
    if known.setdefault(name, new) != new:
        known[name] = Unreadable(f"its {kind} {name} is defined twice, differently")


def _entity(element: etree._Element) -> str:
    """Who a context is about: a filing is of one entity (EDGAR Filer Manual, section 6.5.2)."""
    return (element.findtext(_IDENTIFIER) or "").strip().lstrip("0")


def _context(element: etree._Element) -> Context | Unreadable:
    name = element.get("id", "")
    containers: list[etree._Element] = []
    period = None
    for child in element:
        kind = _NAME_OF_TAG.get(child.tag)
        if kind == "entity":
            containers += [part for part in child if _NAME_OF_TAG.get(part.tag) == "segment"]
        elif kind == "scenario":
            containers.append(child)
        elif kind == "period":
            period = child
    if period is None:
        return Unreadable(f"its context {name} has no period")
    try:
        start, end = _period(period)
        dimensions = _dimensions(containers) if containers else ""
    except ValueError as error:
        return Unreadable(f"its context {name} {error}")
    return Context(dimensions, start, end)


def _period(period: etree._Element) -> tuple[dt.date | None, dt.date]:
    """Start and end; ends with the sentence's end as a ValueError if there are none."""
    texts = {_NAME_OF_TAG.get(child.tag): child.text or "" for child in period}
    if texts.keys() == {"instant"}:
        return None, _day(texts["instant"], is_end=True)
    if texts.keys() != {"startDate", "endDate"}:
        raise ValueError("has a period without an instant or a start and an end")
    start = _day(texts["startDate"], is_end=False)
    end = _day(texts["endDate"], is_end=True)
    if start > end:
        raise ValueError(f"has a period that ends ({end}) before it starts ({start})")
    return start, end


def _day(text: str, *, is_end: bool) -> dt.date:
    """The day; an end at midnight is the end of the day before (XBRL 2.1, section 4.7.2)."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"has the date {text.strip()[:40]!r}, which is not a valid date")
    try:
        day = dt.date.fromisoformat(found[1])
        return day - _ONE_DAY if is_end and found[2] else day
    except (ValueError, OverflowError):
        raise ValueError(f"has the date {found[1]!r}, which is not a valid date") from None


def _dimensions(containers: Iterable[etree._Element]) -> str:
    members: dict[str, str] = {}
    for container in containers:
        for child in container:
            if child.tag not in {_EXPLICIT, _TYPED}:
                # Left out, it would make a part of the company look like the whole.
                raise ValueError(f"has {child.tag} in its segment, which is not a dimension")
            stated = child.get("dimension", "").strip()
            axis = qname(stated, child)
            if axis is None:
                raise ValueError(f"has an axis in no namespace ({stated[:80]!r})")
            if axis in members:
                raise ValueError(f"has the axis {axis} twice")
            members[axis] = _explicit(child) if child.tag == _EXPLICIT else _typed(child)
    return ";".join(f"{axis}={member}" for axis, member in sorted(members.items()))


def _explicit(element: etree._Element) -> str:
    stated = (element.text or "").strip()
    member = qname(stated, element)
    if member is None:
        raise ValueError(f"has a member in no namespace ({stated[:80]!r})")
    return member


def _typed(element: etree._Element) -> str:
    """The text of a typed member on one line; `;`, which parts dimensions, as `%3B`."""
    text = " ".join("".join(element.itertext()).split())
    return text.replace("%", "%25").replace(";", "%3B")


def _unit(element: etree._Element) -> Unit | Unreadable:
    divides = [child for child in element if _NAME_OF_TAG.get(child.tag) == "divide"]
    try:
        if not divides:
            return Unit(_measures(element))
        if len(divides) > 1:
            raise ValueError("divides more than once")
        (divide,) = divides
        parts = {_NAME_OF_TAG.get(child.tag): child for child in divide}
        if parts.keys() != {"unitNumerator", "unitDenominator"}:
            raise ValueError("divides without a numerator and a denominator")
        return Unit(f"{_measures(parts['unitNumerator'])}/{_measures(parts['unitDenominator'])}")
    except ValueError as error:
        return Unreadable(f"its unit {element.get('id', '')} {error}")


def _measures(element: etree._Element) -> str:
    """The measures of one side, multiplied."""
    names = sorted(_measure(child) for child in element if _NAME_OF_TAG.get(child.tag) == "measure")
    if not names:
        raise ValueError("has no measure")
    return "*".join(names)


def _measure(element: etree._Element) -> str:
    """The local name; with its prefix where it could be taken for another measure's."""
    text = (element.text or "").strip()
    prefix, _, local = text.rpartition(":")
    if not local:
        raise ValueError("has an empty measure")
    namespace = element.nsmap.get(prefix or None)
    looks_like_currency = _CURRENCY.fullmatch(local) is not None
    if namespace == ISO4217:
        # Codes are in capitals (ISO 4217); no two differ in their case alone.
        return local.upper() if _CURRENCY.fullmatch(local.upper()) else text
    if local in _PLAIN_MEASURES:
        return local if namespace == XBRLI else text
    return text if looks_like_currency else local
