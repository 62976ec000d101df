"""Columns that tables of who sells AI share in both stages."""

from __future__ import annotations

from pipelines.contracts.model import Column, Type

# The kind of a figure of days to come.
PROJECTION = "projection"

MODEL_COMPANY = Column(
    "model_company_id", Type.TEXT, "Who sells AI, as registry/model_companies.yml names it."
)
# What a report says, as both stages hold it.
REPORT = (
    Column(
        "kind",
        Type.TEXT,
        "run_rate, recurring_revenue, annualized_period, annual_actual or projection.",
    ),
    Column("as_of_date", Type.DATE, "Day that the figure is of; last day of what is projected."),
    Column("annualized_revenue_usd", Type.MONEY, "Revenue of a year, in US dollars."),
    Column("qualifier", Type.TEXT, "about; above: at least that much; below: not yet reached."),
    Column("projected_by", Type.TEXT, "Of a projection: who projects.", nullable=True),
    Column("document", Type.TEXT, "Who reports it, and in what."),
    Column("url", Type.TEXT, "Address of the report, where one was seen.", nullable=True),
    Column("stated_date", Type.DATE, "Day of the report, where known.", nullable=True),
    Column("read_at", Type.TEXT, "Where a person read it, if elsewhere.", nullable=True),
    Column("confidence", Type.TEXT, "high; medium; low: in no total."),
    Column("note", Type.TEXT, "What else is to be known of it.", nullable=True),
)
