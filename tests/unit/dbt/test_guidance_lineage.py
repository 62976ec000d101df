"""Which statements the amounts of guidance are traced to; the SQL is the part of the model."""

from __future__ import annotations

import duckdb
import jinja2

from pipelines.settings import DBT_DIR

MODEL = DBT_DIR / "models" / "marts" / "record" / "lineage.sql"
FIRST, AFTER = "guidance_ends as (", "-- What was spent in a guided period"

# A change said in July moved 15; put otherwise in January it moves 12.
STATEMENTS = """
    create table guidance as
    select 'A' as company_id, 'CY2026' as horizon, 'company_stated' as basis,
        cast(issued as date) as issued_date, cast(known as timestamp) as known_from,
        'guidance_statements' as source, null as cik, date '2026-01-01' as horizon_start_date,
        date '2026-12-31' as horizon_end_date, null as accession, document, null as exhibit,
        null as position, document as source_reference
    from (values
        ('2026-07-29', '2026-07-30', 'july'), ('2026-07-29', '2027-01-15', 'july, put otherwise'),
        ('2026-10-28', '2026-10-29', 'october'), ('2026-10-28', '2027-02-20', 'october, later')
    ) as said (issued, known, document)
"""
AMOUNTS = """
    create table fct_capex_guidance as
    select 'A' as company_id, 'CY2026' as horizon, 'company_stated' as basis,
        date '2026-10-28' as issued_date, timestamp '2026-10-29' as known_from, 180 as low_usd,
        200 as high_usd, 192 as comparable_low_usd, 212 as comparable_high_usd,
        date '2026-07-29' as comparable_change_date, 'low' as lineage_id,
        'high' as high_lineage_id, 'comparable' as comparable_lineage_id,
        'comparable high' as comparable_high_lineage_id
"""


def traced() -> list[tuple[object, ...]]:
    """Lineage id, number, amount and document of each operand, of the model's own SQL."""
    text = MODEL.read_text("utf-8")
    part = text[text.index(FIRST) : text.index(AFTER)].strip().rstrip(",")
    sql = jinja2.Environment(autoescape=False).from_string(part)
    asked = sql.render(ref=str, source=lambda _, table: table)
    with duckdb.connect() as connection:
        connection.execute(STATEMENTS)
        connection.execute(AMOUNTS)
        return connection.execute(
            f"with {asked} select lineage_id, operand_order, value::int, document from of_guidance "
            "order by all"
        ).fetchall()


def test_what_a_change_moves_is_traced_to_the_change_as_it_stands() -> None:
    moved = {row[0]: row[2:] for row in traced() if row[1] == 2}
    assert moved == dict.fromkeys(("comparable", "comparable high"), (12, "july, put otherwise"))


def test_what_was_guided_is_traced_to_the_version_that_says_it() -> None:
    guided = {row[0]: row[2:] for row in traced() if row[1] == 1}
    assert guided == {
        "low": (180, "october"),
        "high": (200, "october"),
        "comparable": (180, "october"),
        "comparable high": (200, "october"),
    }
