"""What was refused, and what failed checks leave out."""

from __future__ import annotations

from pipelines.contracts.model import Column, Table, Type

REFUSALS = Table(
    schema="normalized",
    name="refusals",
    description="One row per thing that the rules refuse to state.",
    key=("table_name", "key", "rule", "accession"),
    columns=(
        Column("table_name", Type.TEXT, "Mart in which the value is missing."),
        Column("key", Type.TEXT, "What is missing: company, metric and period."),
        Column(
            "subject",
            Type.TEXT,
            "Metric, revenue line, concept or filing that is refused; null: all of the company.",
            nullable=True,
        ),
        Column(
            "company_id",
            Type.TEXT,
            "Company concerned; null where it is none, such as a chip.",
            nullable=True,
        ),
        Column("rule", Type.TEXT, "Rule that refuses, a short name."),
        Column("reason", Type.TEXT, "The reason in one sentence, without advice."),
        Column("accession", Type.TEXT, "Filing concerned, where one is.", nullable=True),
        Column(
            "source_reference",
            Type.TEXT,
            "What leads back to the source: the filing, or a statement by its file and line.",
            nullable=True,
        ),
    ),
)


WITHHELD = Table(
    schema="normalized",
    name="withheld",
    description=(
        "One row per check that the figures of one company, or of one thing that is no company, "
        "failed and figures that were left out for it: null stands for all, so that a row with "
        "nothing but its company withholds all of that company's figures. By the rule "
        "withdrawal_blocked, one row per company that stays as it was last published."
    ),
    key=(
        "rule",
        "company_id",
        "item",
        "metric_id",
        "concept",
        "fiscal_year",
        "period_end",
        "source_reference",
        "table_name",
        "check_name",
    ),
    columns=(
        Column(
            "company_id", Type.TEXT, "Company, as the registry names it, if any.", nullable=True
        ),
        Column(
            "item",
            Type.TEXT,
            "What the figures are of where they are of no company, with its kind: chip A100.",
            nullable=True,
        ),
        Column(
            "metric_id",
            Type.TEXT,
            "Metric or revenue line; monthly_revenue and customer_share for those of their own.",
            nullable=True,
        ),
        Column("concept", Type.TEXT, "Concept with its prefix.", nullable=True),
        Column("fiscal_year", Type.SMALL_INTEGER, "Fiscal year of the figures.", nullable=True),
        Column(
            "period_end",
            Type.DATE,
            "Last day of their period; of what is no company, day of its rows.",
            nullable=True,
        ),
        Column(
            "source_reference",
            Type.TEXT,
            "Filing that states them, or statement by its file and line.",
            nullable=True,
        ),
        Column(
            "rule",
            Type.TEXT,
            "check_failed, or withdrawal_blocked: published figures would be withdrawn, and no "
            "ruling or refusal says why.",
        ),
        Column("table_name", Type.TEXT, "Table that the check guards, with its schema."),
        Column("check_name", Type.TEXT, "Check that failed."),
        Column("failing_rows", Type.TEXT, "The rows that failed it, the first of them by name."),
        Column(
            "figures",
            Type.INTEGER,
            "Figures left out by this row, and by none before it; or published ones held.",
        ),
    ),
)
