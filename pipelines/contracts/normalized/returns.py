"""Who sells AI, and what is reported of its revenue."""

from __future__ import annotations

from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.normalized.columns import BROUGHT_BY, KNOWN_FROM
from pipelines.contracts.returns_columns import MODEL_COMPANY, REPORT

MODEL_COMPANIES = Table(
    schema="normalized",
    name="model_companies",
    description="One row per company or business of the registry that sells AI.",
    key=("model_company_id",),
    columns=(
        MODEL_COMPANY,
        Column("company_name", Type.TEXT, "Its name."),
        Column("business", Type.TEXT, "model_company, application_company or business_of_spender."),
        Column(
            "business_of",
            Type.TEXT,
            "Of a business of a spender: the company whose it is.",
            nullable=True,
        ),
        Column("is_top_tier", Type.BOOLEAN, "Whether its run rate counts in the combined one."),
        Column(
            "top_tier_from",
            Type.DATE,
            "First day on which its run rate is expected in the combined one.",
            nullable=True,
        ),
        Column("reason", Type.TEXT, "Why it is what is said here."),
    ),
)


MODEL_COMPANY_REVENUE = Table(
    schema="normalized",
    name="model_company_revenue",
    description=(
        "One row per company, kind of figure, day that it is of and report of annualised revenue."
    ),
    key=("model_company_id", "kind", "as_of_date", "document"),
    columns=(
        MODEL_COMPANY,
        *REPORT,
        BROUGHT_BY,
        Column("file", Type.TEXT, "File and line, or the row of the table."),
        KNOWN_FROM,
        Column(
            "known_from_basis",
            Type.TEXT,
            "Of which day known_from is the end: stated_date_end, seen_date_end (a copy held it "
            "then), entered_date_end.",
        ),
    ),
)
