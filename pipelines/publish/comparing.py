"""Compares the marts of the warehouse with the published ones, cell by cell.

Belongs here: which cells there are, how they are found in both files, and what evidence is new.
What that evidence means is in `pipelines/publish/changes.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.contracts import lineage_ids
from pipelines.contracts.published import FCT_CHANGES
from pipelines.publish.building import SCHEMA, Mart, Origin, manifest_marts
from pipelines.publish.publishing import damaged_published_files
from pipelines.storage.connections import (
    WarehouseError,
    configure,
    connect_published,
    identifier,
    text_literal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.settings import Settings

# Columns of a row that tell whose it is and on what it rests, where the mart has them.
_ABOUT = {
    "company_id": "varchar",
    "ticker": "varchar",
    "accession": "varchar",
    "version": "integer",
    "companies_reporting": "integer",
    "suppliers_reporting": "integer",
    "known_from": "timestamp",
}
_COLUMNS: dict[str, pl.DataType] = {
    "table_name": pl.String(),
    "key": pl.String(),
    "column_name": pl.String(),
    "change": pl.String(),
    "old_value": pl.Decimal(18, 2),
    "new_value": pl.Decimal(18, 2),
    "old_known_from": pl.Datetime("us"),
    "new_known_from": pl.Datetime("us"),
    "company_id": pl.String(),
    "ticker": pl.String(),
    "accession": pl.String(),
    "lineage_id": pl.String(),
    "old_version": pl.Int32(),
    "new_version": pl.Int32(),
    "old_members": pl.Int32(),
    "new_members": pl.Int32(),
    "has_new_filing": pl.Boolean(),
    "has_new_statement": pl.Boolean(),
}
# Operands that the published marts do not know, by what brought them. A filing is known once a
# figure of it, or the filing itself, was published.
_NEW_EVIDENCE = f"""
    create temp table new_evidence as
    select
        lineage_id,
        coalesce(bool_or(accession is not null), false) as has_new_filing,
        coalesce(bool_or(accession is null), false) as has_new_statement
    from warehouse.{SCHEMA}.lineage as fresh
    -- What a method fitted is no evidence: it follows from that.
    where fresh.document is distinct from 'fitted to the values of the origin' and case
        when fresh.accession is not null then
            fresh.accession not in (
                select accession from published.{SCHEMA}.lineage where accession is not null
                union all
                select accession from published.{SCHEMA}.dim_filings
            )
        else (
            regexp_replace(fresh.lineage_id, '{lineage_ids.VERSION_PATTERN}', ''),
            fresh.document, fresh.period_start, fresh.period_end, fresh.value
        ) not in (
            select (
                regexp_replace(lineage_id, '{lineage_ids.VERSION_PATTERN}', ''),
                document, period_start, period_end, value
            )
            from published.{SCHEMA}.lineage
            where accession is null
        )
    end
    group by lineage_id
"""  # noqa: S608
# Whether a published value rests on statements alone, of the lineage ids in `asked`.
_RESTS_ON_STATEMENTS = f"""
    select
        lineage_id,
        bool_and(ends_with(source, '_statements') or source = 'model_company_revenue')
            as is_statement
    from {SCHEMA}.lineage semi join asked using (lineage_id)
    group by lineage_id
"""  # noqa: S608


def published_origin(settings: Settings) -> Origin:
    """The digests that the last `publish` was given."""
    try:
        with connect_published(settings) as connection:
            row = connection.execute(
                "select fingerprint, rulings, code from marts.publication"
            ).fetchone()
    except (WarehouseError, duckdb.Error):
        row = None
    return Origin(*row) if row else Origin(None)


def published_changes(settings: Settings) -> pl.DataFrame | None:
    """`marts.fct_changes` as published; empty if nothing is, or by a layout without it.

    None where the published database is damaged: what it said is then not known.
    """
    table = FCT_CHANGES
    try:
        with connect_published(settings) as connection:
            return as_laid_out_today(connection.sql(f"from {SCHEMA}.{table.name}").pl())
    except (WarehouseError, duckdb.Error, ValueError):
        is_unreadable = settings.published_path in damaged_published_files(settings)
        return None if is_unreadable else table.empty()


def as_laid_out_today(changes: pl.DataFrame) -> pl.DataFrame:
    """`FCT_CHANGES` of any earlier layout.

    Raises:
        ValueError: it is none.
    """
    renamed = changes.rename({"column": "column_name"}, strict=False)
    # A column that a later layout added tells nothing of an earlier publication.
    optional = [column.name for column in FCT_CHANGES.columns if column.nullable]
    added = {name: None for name in optional if name not in renamed.columns}
    return FCT_CHANGES.conform(renamed.with_columns(**added))


def published_refusals(settings: Settings) -> pl.DataFrame:
    """company_id, key, rule and reason of the refusals as published.

    Raises:
        WarehouseError: nothing is published, or it cannot be read.
    """
    with connect_published(settings) as connection:
        found: pl.DataFrame = connection.sql(
            f"select company_id, key, rule, reason from {SCHEMA}.fct_refusals"  # noqa: S608
        ).pl()
        return found


def published_evidence(settings: Settings, lineage_ids: Sequence[str]) -> pl.DataFrame:
    """lineage_id and is_statement: whether the published value rests on statements alone.

    Raises:
        WarehouseError: nothing is published, or it cannot be read.
    """
    with connect_published(settings) as connection:
        connection.register("asked", pl.DataFrame({"lineage_id": lineage_ids}).to_arrow())
        found: pl.DataFrame = connection.sql(_RESTS_ON_STATEMENTS).pl()
        return found


def published_generation(settings: Settings) -> str | None:
    """The Parquet generation that the published database names; None if nothing is published."""
    try:
        with connect_published(settings) as connection:
            row = connection.execute(
                f"select parquet_generation from {SCHEMA}.publication"  # noqa: S608
            ).fetchone()
    except (WarehouseError, duckdb.Error):
        return None
    return None if row is None else str(row[0])


def compared_cells(settings: Settings) -> pl.DataFrame:
    """Every cell that differs between the published marts and the warehouse.

    Returns:
        table_name, key, column; change (new, changed, withdrawn, or known_from_moved where the
        value stands), old_value, new_value, old_known_from, new_known_from;
        company_id, ticker, accession, lineage_id of the newer side, null where there is none;
        versions and number of members on both sides, where the mart has them;
        has_new_filing and has_new_statement: whether an operand of the new value was unknown.
        Empty if nothing is published that can be read.

    Raises:
        PublishError: dbt's manifest is missing or unreadable.
        duckdb.Error: a file cannot be read.
    """
    empty = pl.DataFrame(schema=_COLUMNS)
    is_unreadable = settings.published_path in damaged_published_files(settings)
    if is_unreadable or not settings.published_path.exists():
        return empty
    connection = duckdb.connect(":memory:")
    try:
        configure(connection)
        for path, name in (
            (settings.published_path, "published"), (settings.warehouse_path, "warehouse")
        ):  # fmt: skip
            connection.execute(f"attach {text_literal(path)} as {name} (read_only)")
        columns = _columns(connection)
        if not {"lineage", "dim_filings"} <= columns["published"].keys():
            return empty
        connection.execute(_NEW_EVIDENCE)
        frames = [
            connection.sql(_cells(mart, column, lineage, columns)).pl()
            for mart in manifest_marts(settings)
            if "version" not in mart.key
            for column, lineage in mart.measures.items()
        ]
    finally:
        connection.close()
    cells: list[pl.DataFrame] = [frame.select(*_COLUMNS).cast(_COLUMNS) for frame in frames]
    return pl.concat([empty, *cells])


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, set[str]]]:
    """Columns of each mart, by file and table."""
    columns: dict[str, dict[str, set[str]]] = {"published": {}, "warehouse": {}}
    for file, table, column in connection.execute(
        "select database_name, table_name, column_name from duckdb_columns() "
        "where schema_name = ? and database_name in ('published', 'warehouse')",
        [SCHEMA],
    ).fetchall():
        columns[file].setdefault(table, set()).add(column)
    return columns


def _cells(mart: Mart, measure: str, lineage: str, columns: dict[str, dict[str, set[str]]]) -> str:
    """SQL of the cells of one measure that differ; a side of another layout has no cells."""
    sides = {
        side: _side(file, mart, measure, lineage, columns)
        for side, file in (("old", "published"), ("new", "warehouse"))
    }
    keys = ", ".join(identifier(name) for name in mart.key)
    either = ", ".join(
        f"coalesce(new.{name}, old.{name}) as {name}"
        for name in ("ticker", "accession", "lineage_id")
    )
    return f"""
        with old as ({sides["old"]}), new as ({sides["new"]})
        select
            {text_literal(mart.name)} as table_name,
            concat_ws(' ', {keys}) as key,
            {text_literal(measure)} as column_name,
            case when old.value is null then 'new'
                when new.value is null then 'withdrawn'
                when new.value is distinct from old.value then 'changed'
                else 'known_from_moved'
            end as change,
            old.value as old_value,
            new.value as new_value,
            old.known_from as old_known_from,
            new.known_from as new_known_from,
            coalesce(new.of_company, old.of_company) as company_id,
            {either},
            old.version as old_version,
            new.version as new_version,
            old.members as old_members,
            new.members as new_members,
            coalesce(evidence.has_new_filing, false) as has_new_filing,
            coalesce(evidence.has_new_statement, false) as has_new_statement
        from old full join new using ({keys})
        left join new_evidence as evidence on evidence.lineage_id = new.lineage_id
        where old.value is distinct from new.value
            or (new.value is not null and old.known_from <> new.known_from)
    """  # noqa: S608


def _side(
    file: str,
    mart: Mart,
    measure: str,
    lineage: str,
    columns: dict[str, dict[str, set[str]]],
) -> str:
    there = {*mart.key, measure, lineage} <= columns[file].get(mart.name, set())
    # A file whose layout lacks the cells has none: the shape is that of the other one.
    source = file if there else "warehouse"
    known = columns[source][mart.name]
    about = {
        name: identifier(name) if name in known else f"cast(null as {type_})"
        for name, type_ in _ABOUT.items()
    }
    return f"""
        select {", ".join(map(identifier, mart.key))},
            cast({identifier(measure)} as decimal(18, 2)) as value,
            {identifier(lineage)} as lineage_id,
            {about["company_id"]} as of_company, {about["ticker"]} as ticker,
            {about["accession"]} as accession, {about["version"]} as version,
            {about["known_from"]} as known_from,
            coalesce({about["companies_reporting"]}, {about["suppliers_reporting"]}) as members
        from {source}.{SCHEMA}.{identifier(mart.name)}
        {"" if there else "limit 0"}
    """  # noqa: S608
