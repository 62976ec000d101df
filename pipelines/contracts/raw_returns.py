"""What the sources bring of who sells AI; `raw.py` holds the other raw tables."""

from __future__ import annotations

from pipelines.contracts.columns import ENTERED_DATE, FILE_AND_LINE, HISTORY
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.returns_columns import MODEL_COMPANY, REPORT

RAW_MODEL_COMPANY_REVENUE = Table(
    schema="raw",
    name="model_company_revenue",
    description=(
        "One row per company, kind of figure, day that it is of and report: annualised revenue of "
        "those who sell AI, as a person entered it."
    ),
    key=("model_company_id", "kind", "as_of_date", "document"),
    columns=(
        MODEL_COMPANY,
        *REPORT,
        Column(
            "seen_date",
            Type.DATE,
            "Where the day of the report is not known: a day on which a copy held it.",
            nullable=True,
        ),
        Column("undated_reason", Type.TEXT, "Why the day is not known.", nullable=True),
        ENTERED_DATE,
        FILE_AND_LINE,
    ),
)

RAW_EPOCH_REVENUE = Table(
    schema="raw",
    name="epoch_revenue",
    description=(
        "One row per company, kind of figure, day that it is of and report: annualised revenue of "
        "those who sell AI, as Epoch AI's table has it."
    ),
    key=("model_company_id", "kind", "as_of_date", "document"),
    columns=(
        MODEL_COMPANY,
        *REPORT,
        Column(
            "seen_date",
            Type.DATE,
            "Where the day of the report is not known: a day on which a copy held it.",
            nullable=True,
        ),
        Column("file", Type.TEXT, "Name of the report in that table."),
    ),
    history=HISTORY,
)
