"""What the rules make of it: facts, versions, operands, refusals, and the registry as tables.

A module an area. A table that is imported here is one of `contracts.TABLES`.
"""

from __future__ import annotations

from pipelines.contracts.normalized.facts import CONCEPT_CHOICES, FACTS, OPERANDS, VERSIONS
from pipelines.contracts.normalized.market import ASSUMPTIONS
from pipelines.contracts.normalized.metrics import METRIC_SCOPES
from pipelines.contracts.normalized.record import REFUSALS, WITHHELD
from pipelines.contracts.normalized.reference import (
    CLOSING_RATES,
    COMPANIES,
    PERIOD_RATES,
    REVENUE_LINES,
    SEGMENTS,
    SERIES_BREAKS,
)
from pipelines.contracts.normalized.reports import CUSTOMER_SHARES, MONTHLY_REVENUE
from pipelines.contracts.normalized.returns import MODEL_COMPANIES, MODEL_COMPANY_REVENUE
from pipelines.contracts.normalized.texts import (
    DOCUMENTS,
    GUIDANCE,
    TECHNOLOGIES,
    TECHNOLOGY_MENTIONS,
)

__all__ = [
    "ASSUMPTIONS",
    "CLOSING_RATES",
    "COMPANIES",
    "CONCEPT_CHOICES",
    "CUSTOMER_SHARES",
    "DOCUMENTS",
    "FACTS",
    "GUIDANCE",
    "METRIC_SCOPES",
    "MODEL_COMPANIES",
    "MODEL_COMPANY_REVENUE",
    "MONTHLY_REVENUE",
    "OPERANDS",
    "PERIOD_RATES",
    "REFUSALS",
    "REVENUE_LINES",
    "SEGMENTS",
    "SERIES_BREAKS",
    "TECHNOLOGIES",
    "TECHNOLOGY_MENTIONS",
    "VERSIONS",
    "WITHHELD",
]
