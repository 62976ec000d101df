"""What Python writes of the published tables itself; the marts are declared in dbt's YAML."""

from __future__ import annotations

from pipelines.contracts.model import Column, Table, Type

QUALITY_RESULTS = Table(
    schema="marts",
    name="quality_results",
    description="One row per check and run.",
    key=("run_id", "stage", "table_name", "check_name"),
    columns=(
        Column("run_id", Type.TEXT, "Run of the pipeline, as Dagster names it."),
        Column("stage", Type.TEXT, "raw, normalized, warehouse or marts."),
        Column("table_name", Type.TEXT, "Table that the check guards, with its schema."),
        Column("check_name", Type.TEXT, "What is checked."),
        Column("severity", Type.TEXT, "error keeps figures from publication; warning is shown."),
        Column(
            "scope",
            Type.TEXT,
            "What an error keeps back: the figures of one company that fail it (company), or the "
            "whole publication (structure).",
        ),
        Column("passed", Type.BOOLEAN, "Whether the check held."),
        Column(
            "is_acknowledged",
            Type.BOOLEAN,
            "Whether this is a failed warning that needs nobody: each row that fails is in the "
            "registry's acknowledged_checks.yml, or it is only the age of recorded data.",
        ),
        Column("observed", Type.TEXT, "What was found.", nullable=True),
        Column("expected", Type.TEXT, "What was expected, in words.", nullable=True),
        Column("ran_at", Type.INSTANT, "When the check ran (UTC)."),
    ),
)


FCT_CHANGES = Table(
    schema="marts",
    name="fct_changes",
    description=(
        "One row per cell and publication that made it new, changed it or withdrew it, with the "
        "cause."
    ),
    key=("run_id", "table_name", "key", "column_name"),
    columns=(
        Column("run_id", Type.TEXT, "Run that published the change, as Dagster names it."),
        Column("changed_at", Type.INSTANT, "When it compared with what was published (UTC)."),
        Column("table_name", Type.TEXT, "Mart that holds the cell."),
        Column("key", Type.TEXT, "Key of its row: the values of the key's columns, in order."),
        Column("column_name", Type.TEXT, "Measure that differs."),
        Column(
            "change",
            Type.TEXT,
            "new, changed, withdrawn, or known_from_moved (the value stands, and is known since "
            "another moment).",
        ),
        Column("old_value", Type.MONEY, "Value published before; null if new.", nullable=True),
        Column("new_value", Type.MONEY, "Value published now; null if withdrawn.", nullable=True),
        Column(
            "old_known_from",
            Type.INSTANT,
            "Since when the old value counted as known (UTC), where the mart says so.",
            nullable=True,
        ),
        Column(
            "new_known_from",
            Type.INSTANT,
            "Since when the new value counts as known (UTC), where the mart says so.",
            nullable=True,
        ),
        Column(
            "cause",
            Type.TEXT,
            "new_filing, restatement (a new filing changes a published figure), new_statement (or "
            "monthly report), new_ruling, code, ruling_or_code (both changed), or other_input "
            "(older documents came to hand).",
        ),
        Column("company_id", Type.TEXT, "Company, where the cell is of one.", nullable=True),
        Column("ticker", Type.TEXT, "Its ticker.", nullable=True),
        Column("accession", Type.TEXT, "Filing of the newer value, where one is.", nullable=True),
        Column("lineage_id", Type.TEXT, "Key into lineage of the newer value.", nullable=True),
    ),
)
