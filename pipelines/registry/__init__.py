"""The world as data: companies, metrics, segments, revenue lines; YAML into frozen models.

`load_registry(directory)` is the only door. What belongs here is what a person rules about
the world; what a filing says belongs to `sources/`.
"""

from pipelines.registry.acknowledged_checks import ACKNOWLEDGED_CHECKS, AcknowledgedCheck
from pipelines.registry.assumptions import Assumption
from pipelines.registry.errors import RegistryError
from pipelines.registry.fact_corrections import FactCorrection
from pipelines.registry.load import load_registry
from pipelines.registry.metrics import Alias, Metric
from pipelines.registry.model_companies import ModelCompany
from pipelines.registry.models import (
    ROC_EPOCH,
    Company,
    EarlierCik,
    Segment,
    TaiwanListing,
)
from pipelines.registry.registry import Registry
from pipelines.registry.restatements import RestatementRuling
from pipelines.registry.revenue_lines import (
    CompanyLines,
    Correction,
    Dimension,
    LineMember,
    RevenueLine,
    SeriesBreak,
    total_line_id,
)
from pipelines.registry.technologies import Technology, Term

__all__ = [
    "ACKNOWLEDGED_CHECKS",
    "ROC_EPOCH",
    "AcknowledgedCheck",
    "Alias",
    "Assumption",
    "Company",
    "CompanyLines",
    "Correction",
    "Dimension",
    "EarlierCik",
    "FactCorrection",
    "LineMember",
    "Metric",
    "ModelCompany",
    "Registry",
    "RegistryError",
    "RestatementRuling",
    "RevenueLine",
    "Segment",
    "SeriesBreak",
    "TaiwanListing",
    "Technology",
    "Term",
    "load_registry",
    "total_line_id",
]
