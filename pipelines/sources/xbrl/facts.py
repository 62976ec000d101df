"""The rows of numeric facts that both ways of writing XBRL come down to.

A fact that cannot be read exactly becomes a refusal with its reason and leaves the others alone.
Nothing is left out as a duplicate: a filing repeats facts, and the caller decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.model import Type
from pipelines.sources.document import Refusal
from pipelines.sources.xbrl.definitions import Context, Unit, Unreadable
from pipelines.sources.xbrl.figures import UnusableFactError, decimals_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from pipelines.sources.xbrl.definitions import Definitions

# The columns of `RAW_SEC_SEGMENT_FACTS` that a document itself states.
FACT_COLUMNS: dict[str, pl.DataType] = {
    "document": Type.TEXT.polars,
    "element_id": Type.TEXT.polars,
    "fact_order": Type.INTEGER.polars,
    "concept": Type.TEXT.polars,
    "dimensions": Type.TEXT.polars,
    "unit": Type.TEXT.polars,
    "period_start": Type.DATE.polars,
    "period_end": Type.DATE.polars,
    "value": Type.FILED_NUMBER.polars,
    "decimals": Type.SMALL_INTEGER.polars,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The numeric facts of a filing's XBRL.

    Attributes:
        frame: one row a fact, in document order, with these columns (`FACT_COLUMNS`):
            document: the file that states it; null for a lone instance.
            element_id: the fact's id in it, if it has one.
            fact_order: place among the numeric elements of its document, 1 upwards; those
                left out as nil or refused keep their places.
            concept: QName with the filing's prefix, such as us-gaap:Revenues.
            dimensions: `axis=member` with the filing's prefixes, sorted, joined by `;`; a typed
                member by its text, in which `%` is `%25` and `;` is `%3B`; empty if none.
            unit: USD, shares, pure, USD/shares; another measure by its local name.
            period_start: first day; null for an instant.
            period_end: last day, or the instant.
            value: the figure, scaled and signed, exact.
            decimals: decimals to which it is stated; null if exact (INF).
        refused: the facts that could not be read, with the reason.
    """

    frame: pl.DataFrame
    refused: list[Refusal]


@dataclass(slots=True)
class FactRows:
    """Collects the rows and refusals of a filing, document by document."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def add(
        self,
        attributes: Mapping[str, str],
        definitions: Definitions,
        *,
        order: int,
        document: str | None,
        concept: str,
        number: Decimal,
    ) -> None:
        """Take the number of the fact with these attributes, with what its references mean.

        Raises:
            UnusableFactError: its context, unit or decimals are absent or unreadable.
        """
        context = _context(attributes.get("contextRef"), definitions)
        unit = _unit(attributes.get("unitRef"), definitions)
        decimals = decimals_of(attributes.get("decimals"), attributes.get("precision"), number)
        self.rows.append(
            (
                document,
                attributes.get("id"),
                order,
                concept,
                context.dimensions,
                unit.name,
                context.period_start,
                context.period_end,
                number,
                decimals,
            )
        )

    def refuse(
        self, attributes: Mapping[str, str], document: str | None, concept: str, reason: str
    ) -> None:
        """Take a refusal of the fact with these attributes, named by concept and id or context."""
        place = attributes.get("id") or f"in context {attributes.get('contextRef')}"
        item = " ".join(part for part in (document, concept, place) if part)
        self.refused.append(Refusal(item, f"{item}: {reason}"))

    def facts(self) -> Facts:
        """Everything taken, as a frame."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(FACT_COLUMNS)
        frame = pl.DataFrame(
            [
                pl.Series(name, values, dtype=dtype)
                for (name, dtype), values in zip(FACT_COLUMNS.items(), columns, strict=True)
            ]
        )
        return Facts(frame, self.refused)


def _context(reference: str | None, definitions: Definitions) -> Context:
    if reference is None:
        raise UnusableFactError("it names no context")
    context = definitions.contexts.get(reference)
    if context is None:
        raise UnusableFactError(f"its context {reference} does not exist")
    if isinstance(context, Unreadable):
        raise UnusableFactError(context.reason)
    return context


def _unit(reference: str | None, definitions: Definitions) -> Unit:
    if reference is None:
        raise UnusableFactError("it names no unit")
    unit = definitions.units.get(reference)
    if unit is None:
        raise UnusableFactError(f"its unit {reference} does not exist")
    if isinstance(unit, Unreadable):
        raise UnusableFactError(unit.reason)
    return unit
