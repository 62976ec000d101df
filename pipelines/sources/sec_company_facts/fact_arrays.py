"""Cuts a companyfacts body into its fact arrays, as bytes, without decoding a single fact.

What a fact in an array says is read by `fact_lines.py`; what makes it acceptable is decided in
`sec_company_facts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from pipelines.sources.document import (
    Refusal,
    SourceError,
    invalid_json,
    load_json,
    refuse_non_json,
    refuse_other_cik,
)

if TYPE_CHECKING:
    from collections.abc import Callable


# There are thousands, without cycles: the garbage collector need not look at them.
class _Concept(msgspec.Struct, gc=False):
    units: dict[str, msgspec.Raw]


class _Body(msgspec.Struct):
    facts: dict[str, dict[str, _Concept]]
    cik: int | str | None = None
    entityName: str | None = None  # noqa: N815


_DECODER = msgspec.json.Decoder(_Body)


class FactArray(msgspec.Struct, frozen=True, gc=False):
    """The facts of one concept and unit: as bytes if regular, else as decoded JSON."""

    concept: str
    unit: str
    content: msgspec.Raw | list[object]


@dataclass(frozen=True, slots=True)
class FactDocument:
    """A companyfacts body, cut into its fact arrays in the order of concept and unit.

    `arrays` are the wanted ones; `refusals` name the parts that are no fact arrays.
    """

    entity_name: str
    arrays: list[FactArray]
    refusals: list[Refusal]
    has_facts: bool


def cut(
    body: bytes,
    cik: int,
    what: str,
    is_wanted: Callable[[str], bool],
    is_known_taxonomy: Callable[[str], bool],
) -> FactDocument:
    """Cut a body into its fact arrays.

    Raises:
        SourceError: the body is empty, HTML, cut off, about another CIK, or has no `facts`.
    """
    refuse_non_json(body, what)
    try:
        regular = _DECODER.decode(body)
    except msgspec.ValidationError:
        return _cut_irregular(body, cik, what, is_wanted, is_known_taxonomy)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid_json(what, error) from None
    refuse_other_cik(regular.cik, cik, what, regular.entityName)
    arrays = []
    refusals = []
    has_facts = False
    for taxonomy, concepts in regular.facts.items():
        has_facts = has_facts or any(concept.units for concept in concepts.values())
        if not is_known_taxonomy(taxonomy):
            refusals.append(_unknown_taxonomy(taxonomy))
            continue
        for name, concept in concepts.items():
            if is_wanted(full_name := f"{taxonomy}:{name}"):
                arrays += [FactArray(full_name, unit, raw) for unit, raw in concept.units.items()]
    return _document(regular.entityName, arrays, refusals, has_facts=has_facts)


def _cut_irregular(
    body: bytes,
    cik: int,
    what: str,
    is_wanted: Callable[[str], bool],
    is_known_taxonomy: Callable[[str], bool],
) -> FactDocument:
    document = load_json(body, what)
    name = document.get("entityName")
    refuse_other_cik(document.get("cik"), cik, what, name)
    facts = document.get("facts")
    if not isinstance(facts, dict):
        raise SourceError(
            f"{what}: the body has no facts: companyfacts are not published for this filer, or "
            "the body is another document"
        )
    arrays: list[FactArray] = []
    refusals = []
    has_facts = False
    for taxonomy, concepts in facts.items():
        if not is_known_taxonomy(taxonomy):
            refusals.append(_unknown_taxonomy(taxonomy))
            continue
        for concept, content in concepts.items() if isinstance(concepts, dict) else ():
            units = content.get("units") if isinstance(content, dict) else None
            full_name = f"{taxonomy}:{concept}"
            if not isinstance(units, dict):
                refusals.append(Refusal(full_name, f"{full_name}: states no units"))
                continue
            has_facts = has_facts or bool(units)
            for unit, rows in units.items():
                if not is_wanted(full_name):
                    continue
                if isinstance(rows, list):
                    arrays.append(FactArray(full_name, unit, rows))
                else:
                    item = f"{full_name} {unit}"
                    refusals.append(Refusal(item, f"{item}: holds no list of facts"))
    return _document(name if isinstance(name, str) else None, arrays, refusals, has_facts=has_facts)


def _document(
    name: str | None, arrays: list[FactArray], refusals: list[Refusal], *, has_facts: bool
) -> FactDocument:
    arrays.sort(key=lambda array: (array.concept, array.unit))
    return FactDocument(name or "", arrays, refusals, has_facts)


def _unknown_taxonomy(taxonomy: str) -> Refusal:
    return Refusal(
        taxonomy,
        f"{taxonomy}: a taxonomy that the ledger does not know: add it to TAXONOMIES in "
        "sources/xbrl/names.py if the SEC has published it",
    )
