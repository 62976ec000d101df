"""What suppliers report beside their statements: months and customers' shares."""

from __future__ import annotations

from pipelines.contracts.columns import (
    ACCESSION,
    COMPANY,
    CONCEPT,
    FIRST_DAY,
    PERIOD_END,
    SEGMENT_DIMENSIONS,
    UNIT,
)
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.normalized.columns import (
    KNOWN_FROM,
    KNOWN_FROM_BASIS,
    LINEAGE_ID,
    MONTH_END,
    REPORT_URL,
    VERSION,
)

MONTHLY_REVENUE = Table(
    schema="normalized",
    name="monthly_revenue",
    description="One row per company, month and version of its revenue.",
    key=("company_id", "month", "version"),
    columns=(
        COMPANY,
        Column("month", Type.DATE, "First day of the month."),
        MONTH_END,
        VERSION,
        Column("value", Type.MONEY, "Revenue in its unit."),
        UNIT,
        Column("report_month", Type.DATE, "Month that the report is about."),
        Column("statement", Type.TEXT, "current, prior_month or prior_year column of it."),
        REPORT_URL,
        KNOWN_FROM,
        KNOWN_FROM_BASIS,
        Column("confidence", Type.TEXT, "high, or medium where one copy alone states it."),
        Column("known_to", Type.INSTANT, "When the next replaced it (UTC).", nullable=True),
    ),
)


CUSTOMER_SHARES = Table(
    schema="normalized",
    name="customer_shares",
    description="One row per company, period, customer, benchmark and filing: a share as filed.",
    key=("company_id", "period_end", "period_start", "customer", "benchmark", "accession"),
    columns=(
        COMPANY,
        FIRST_DAY,
        PERIOD_END,
        Column("customer", Type.TEXT, "Member of the customer axis, as filed."),
        Column("customer_label", Type.TEXT, "Label of the member, as filed.", nullable=True),
        Column("benchmark", Type.TEXT, "Member of the benchmark axis: share of what."),
        Column("share_pct", Type.FILED_NUMBER, "Share in percent."),
        CONCEPT,
        SEGMENT_DIMENSIONS,
        ACCESSION,
        KNOWN_FROM,
        LINEAGE_ID,
    ),
)
