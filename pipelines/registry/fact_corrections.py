"""The rulings that correct one filed fact; the shape of `fact_corrections.yml`.

A filer types a minus before a payment, dates a year from the day before, or tags one cell twice.
The fact stays as filed in the raw tables; a dated ruling says how it is read, and
`fct_refusals` shows both figures.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipelines.registry.models import CompanyId, Day, Entry, PastDay, Reason
from pipelines.registry.revenue_lines import Accession, Dimension, Name

CorrectionKind = Literal["sign", "date", "duplicate"]


class FactCorrection(Entry):
    """A dated ruling on how one fact of one filing is read.

    Attributes:
        company_id: the company.
        accession: the filing.
        concept: the concept as filed.
        period_start: first day as filed; none for an instant.
        period_end: last day as filed.
        dimensions: axes and members of the fact; none for a consolidated figure.
        kind: sign (the figure is filed with the wrong sign), date (the period is dated wrongly),
            or duplicate (the filing states the fact more than once, with different figures).
        means_start: the right first day of a wrongly dated period; as filed unless given.
        means_end: the right last day; as filed unless given.
        stands: of a duplicate, the figure that stands.
        dated: day of the ruling.
        reason: what shows it.
    """

    company_id: CompanyId
    accession: Accession
    concept: Name
    period_start: Day | None = None
    period_end: Day
    dimensions: tuple[Dimension, ...] = ()
    kind: CorrectionKind
    means_start: Day | None = None
    means_end: Day | None = None
    stands: Annotated[Decimal, Field(allow_inf_nan=False)] | None = None
    dated: PastDay
    reason: Reason

    @model_validator(mode="after")
    def _says_what_is_right(self) -> FactCorrection:
        is_dated_anew = self.means_start is not None or self.means_end is not None
        if (self.kind == "date") != is_dated_anew:
            raise ValueError("means_start, means_end: one or both, for the kind date only")
        if (self.kind == "duplicate") != (self.stands is not None):
            raise ValueError("stands: the figure that stands, for the kind duplicate only")
        if self.period_start is None and self.means_start is not None:
            raise ValueError("means_start: an instant has no first day")
        if self.period_start is not None and self.period_start > self.period_end:
            raise ValueError("period_start, period_end: the period ends before it starts")
        start = self.means_start or self.period_start
        if start is not None and start > (self.means_end or self.period_end):
            raise ValueError("means_start, means_end: the period would end before it starts")
        return self

    @property
    def place(self) -> tuple[object, ...]:
        """What names the fact: two rulings on one fact contradict each other."""
        members = frozenset((each.axis, each.member) for each in self.dimensions)
        return (
            self.company_id,
            self.accession,
            self.concept,
            self.period_start,
            self.period_end,
            members,
        )
