"""What the registry says of metrics, as a table. Not here: their facts and versions."""

from __future__ import annotations

from pipelines.contracts.columns import COMPANY
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.normalized.columns import METRIC

METRIC_SCOPES = Table(
    schema="normalized",
    name="metric_scopes",
    description=(
        "One row per company, metric and concept that may state it, of metrics whose figures "
        "companies draw differently: what the figure includes."
    ),
    key=("company_id", "metric_id", "alias_order"),
    columns=(
        COMPANY,
        METRIC,
        Column("alias_order", Type.SMALL_INTEGER, "Place of the concept in the registry, from 0."),
        Column("concept", Type.TEXT, "The concept, with its prefix."),
        Column("valid_from", Type.DATE, "First period end it is good for.", nullable=True),
        Column("valid_to", Type.DATE, "Last period end it is good for.", nullable=True),
        Column("scope", Type.TEXT, "What the figure includes."),
    ),
)
