"""The published marts as they stood at a past moment, under the names that they have now.

Belongs here: which rows of a published table were there at a moment. The histories say when each
row was shown (ADR 7); what has no past says so when it is asked.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from pipelines.storage.connections import (
    WarehouseError,
    close_off,
    configure,
    connect_published,
    identifier,
    one_line,
    published_file,
    text_literal,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from pipelines.settings import Settings

_HISTORY, _VERSIONS = "_history", "_versions"
# Rulings of today, which every past is told with.
_TIMELESS = (
    "dim_companies",
    "dim_segments",
    "dim_revenue_lines",
    "dim_technologies",
    "dim_model_companies",
)
# A filing without a time of acceptance is public when its day has ended in New York.
_FILED = "coalesce(accepted_at, filed_date + interval 29 hours) <= {at}"
_VIEWS_OF_MARTS = """
    select sql from duckdb_views() where database_name = 'published' and schema_name = 'bi'
    order by view_oid
"""
# What DuckDB says of a table of a catalog that is not there.
_NO_PUBLISHED = '"published.'
_LATER = {"shown_to", "known_to", "replaced_from"}


@contextmanager
def connect_as_of(settings: Settings, at: dt.datetime) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts as of a moment (UTC), a copy that is gone when the block ends.

    `lineage` holds the operands of what was known by then; a total's are its members'. The
    published file is let go before anything is asked, so that no query reads what came later.

    Raises:
        WarehouseError: nothing is published yet, or the file cannot be opened.
    """
    path = published_file(settings)
    connection = duckdb.connect(":memory:")
    try:
        configure(connection)
        try:
            connection.execute(f"attach {text_literal(path)} as published (read_only)")
            columns: dict[str, dict[str, str]] = {}
            for table, column, type_ in connection.execute(
                "select table_name, column_name, data_type from duckdb_columns() "
                "where database_name = 'published' and schema_name = 'marts' "
                "order by table_name, column_index"
            ).fetchall():
                columns.setdefault(table, {})[column] = type_
            connection.execute("create schema marts")
            for name, sql in _past(columns, f"timestamp '{at.isoformat(' ')}'").items():
                connection.execute(f"create table marts.{identifier(name)} as {sql}")
            for name, sql in _without_past(columns).items():
                connection.execute(f"create view marts.{identifier(name)} as {sql}")
            # Views of the marts name them by their schema: here these are those of the past.
            connection.execute("create schema bi")
            for (sql,) in connection.execute(_VIEWS_OF_MARTS).fetchall():
                connection.execute(sql)
            connection.execute("use marts")
            connection.execute("detach published")
        except duckdb.Error as error:
            raise WarehouseError(f"{path}: cannot be read as of {at}: {one_line(error)}") from None
        close_off(connection)
        yield connection
    except WarehouseError as error:
        if _NO_PUBLISHED in str(error).lower():
            raise WarehouseError(
                "`published` is of today, which no past day knows: name the table alone, such as "
                "fct_capex"
            ) from None
        raise
    finally:
        connection.close()


@contextmanager
def connect_at(settings: Settings, at: dt.datetime | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts as they stand, or as of a moment (UTC) if one is given.

    Raises:
        WarehouseError: nothing is published yet, or the file cannot be opened.
    """
    with connect_published(settings) if at is None else connect_as_of(settings, at) as connection:
        yield connection


def _past(columns: dict[str, dict[str, str]], at: str) -> dict[str, str]:
    """The query that gives each table of the past."""
    queries = {}
    for table, names in columns.items():
        stored = f"published.marts.{identifier(table)}"
        if table.endswith(_HISTORY):
            shown = f"{stored} where shown_from <= {at}"
            queries[table] = f"{_known(names, at)} from {shown}"
            queries[table.removesuffix(_HISTORY)] = (
                f"select * exclude (shown_from, shown_to) from {shown} "  # noqa: S608
                f"and (shown_to is null or shown_to > {at})"
            )
        elif table.endswith(_VERSIONS):
            queries[table] = f"{_known(names, at)} from {stored}{_known_by(at)}"
        elif table in _TIMELESS:
            queries[table] = f"from {stored}"
        elif table == "dim_filings":
            queries[table] = f"from {stored} where {_FILED.format(at=at)}"
        elif table == "lineage":
            dated = " union all ".join(
                f"select lineage_id from published.marts.{identifier(name)}{_known_by(at)}"  # noqa: S608
                for name, there in columns.items()
                if {"known_from", "lineage_id"} <= set(there)
            )
            queries[table] = f"from {stored} where lineage_id in ({dated})"
    return queries


def _without_past(columns: dict[str, dict[str, str]]) -> dict[str, str]:
    """Queries with the columns of the tables that have no past, which say so when asked."""
    there = _past(columns, "now()")
    queries = {}
    for table in columns.keys() - there:
        cells = ", ".join(
            f"cast(null as {type_}) as {identifier(name)}" for name, type_ in columns[table].items()
        )
        told = text_literal(f"{table} tells of what is published now and has no past")
        queries[table] = f"select {cells} where error({told})"
    return queries


def _known_by(at: str) -> str:
    return f" where known_from <= {at}"


def _known(columns: Iterable[str], at: str) -> str:
    """Selects rows of a history without what was still to come."""
    return "select " + ", ".join(
        f"case when {identifier(name)} <= {at} then {identifier(name)} end as {identifier(name)}"
        if name in _LATER
        else identifier(name)
        for name in columns
    )
