"""The rulings that name the cause of a restatement; the shape of `restatements.yml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipelines.registry.models import CompanyId, Entry, PastDay, Reason
from pipelines.registry.revenue_lines import Accession, LineId

# What counts changed, and not what is spent.
ACCOUNTING_CHANGE = "accounting_change"
RuledCause = Literal[
    "presentation_change", "segment_recast", "accounting_change", "error_correction"
]


class RestatementRuling(Entry):
    """A dated ruling on why filings changed figures of one series that stood before.

    Attributes:
        company_id: the company.
        metric_id: a metric or a revenue line.
        accessions: the filings that brought the changed figures.
        cause: presentation_change (the same things shown otherwise), segment_recast (segments
            cut anew), accounting_change (another standard or policy) or error_correction.
        dated: day of the ruling.
        reason: what shows it.
    """

    company_id: CompanyId
    metric_id: LineId
    accessions: Annotated[tuple[Accession, ...], Field(min_length=1)]
    cause: RuledCause
    dated: PastDay
    reason: Reason
