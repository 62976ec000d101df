"""Copies the published tables into a PostgreSQL database, for tools that read nothing else.

The schemas `marts` and `bi` are written beside their places and put there by renaming, in one
transaction: whoever reads meanwhile sees the tables of before or those of now. The views of `bi`
are tables there. Figures are `numeric`, exact; times are `timestamp`, in UTC.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import psycopg.conninfo
from psycopg import sql

from pipelines.errors import LedgerError
from pipelines.publish.building import BI_SCHEMA, SCHEMA
from pipelines.storage.connections import connect_published, one_line, qualified

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.storage.connections import Connection

_SCHEMES = ("postgresql://", "postgres://")
READER_ROLE = "ledger_reader"
_SCHEMAS = (SCHEMA, BI_SCHEMA)
# By this a schema is known as one that the ledger wrote: any other is left alone.
_OURS = "Compute Ledger: replaced by each `ledger publish`."
_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
_ROWS_AT_ONCE = 10_000
_CONNECT_SECONDS = 10
# How long the swap waits for an instant in which nobody reads, and removal for the last readers.
_QUIET_SECONDS = 10.0
_REMOVAL_SECONDS = 5
# A number of its own among PostgreSQL's advisory locks.
_LOCK = 6_203_311_747


class PostgresqlError(LedgerError):
    """The tables could not be written; those of before stand. Names no password."""


class NoAddress(PostgresqlError):
    """What is not an address of a PostgreSQL database."""


def require_address(address: str) -> None:
    """See that it is an address; PostgreSQL's own messages would repeat a misread password.

    Raises:
        NoAddress: it is none.
    """
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address)
        is_address = (
            address.startswith(_SCHEMES)
            and "@" not in str(parts.get("host", ""))
            and all(port.isdecimal() for port in str(parts.get("port", "5432")).split(","))
        )
    except psycopg.ProgrammingError:
        is_address = False
    if not is_address:
        raise NoAddress(
            "write the address as postgresql://user@host:5432/database, and an @ or : of a "
            "password as %40 or %3A"
        )


def publish_to(settings: Settings, address: str, reader_role: str = READER_ROLE) -> dict[str, int]:
    """Replace the schemas `marts` and `bi` of a database by what is published.

    Args:
        settings: where the published file lies.
        address: `postgresql://user:password@host:port/database`; what it leaves out PostgreSQL's
            own variables and files say (`PGPASSWORD`, `~/.pgpass`).
        reader_role: is granted to read both schemas; created without a login if there is none.

    Returns:
        Rows of each `schema.table`.

    Raises:
        NoAddress: the address is none.
        PostgresqlError: the database cannot be reached or does not let itself be written, a schema
            of that name is not the ledger's, or views of others rest on its tables.
        WarehouseError: nothing is published yet.
    """
    require_address(address)
    with connect_published(settings) as published:
        try:
            connection = psycopg.connect(
                address, connect_timeout=_CONNECT_SECONDS, application_name="compute-ledger"
            )
        except psycopg.Error as error:
            raise PostgresqlError(f"PostgreSQL cannot be reached: {one_line(error)}") from None
        try:
            with connection:
                with connection.transaction():
                    rows = _replace(connection, published, reader_role)
                _remove_replaced(connection)
        except psycopg.Error as error:
            raise PostgresqlError(
                f"PostgreSQL refused, and what stood there stands: {one_line(error)}"
            ) from None
    return rows


def _replace(
    connection: psycopg.Connection[Any], published: Connection, reader_role: str
) -> dict[str, int]:
    """Write beside, and rename; within one transaction."""
    [free] = _row(connection, "select pg_try_advisory_xact_lock(%s)", _LOCK)
    if not free:
        raise PostgresqlError("another `ledger publish` writes to that database: wait for its end")
    _refuse_what_is_not_ours(connection)
    _create_role(connection, reader_role)
    rows: dict[str, int] = {}
    for schema in _SCHEMAS:
        _execute(connection, "create schema {}", _new(schema))
        _execute(connection, "comment on schema {} is {}", _new(schema), sql.Literal(_OURS))
        for table, description in _tables(published, schema):
            rows[f"{schema}.{table}"] = _copy(connection, published, schema, table, description)
        role = sql.Identifier(reader_role)
        _execute(connection, "grant usage on schema {} to {}", _new(schema), role)
        _execute(connection, "grant select on all tables in schema {} to {}", _new(schema), role)
    _await_quiet(connection)
    replaced = time.time_ns()
    for schema in _SCHEMAS:
        if _exists(connection, schema):
            old = sql.Identifier(f"{schema}__old_{replaced}")
            _execute(connection, "alter schema {} rename to {}", sql.Identifier(schema), old)
        _execute(connection, "alter schema {} rename to {}", _new(schema), sql.Identifier(schema))
    return rows


def _new(schema: str) -> sql.Identifier:
    return sql.Identifier(f"{schema}__new")


def _refuse_what_is_not_ours(connection: psycopg.Connection[Any]) -> None:
    for schema in _SCHEMAS:
        if _exists(connection, schema):
            [said] = _row(
                connection, "select obj_description(%s::regnamespace, 'pg_namespace')", schema
            )
            if said != _OURS:
                raise PostgresqlError(
                    f"the database has a schema {schema} that the ledger did not write: name "
                    "another database, or rename that schema"
                )
    resting = connection.execute(
        "select distinct view.oid::regclass::text "
        "from pg_depend as depend "
        "join pg_rewrite as rule on rule.oid = depend.objid "
        "join pg_class as view on view.oid = rule.ev_class "
        "join pg_class as base on base.oid = depend.refobjid "
        "join pg_namespace as space on space.oid = base.relnamespace "
        "where depend.classid = 'pg_rewrite'::regclass and view.oid <> base.oid "
        "and space.nspname = any(%s) order by 1",
        [list(_SCHEMAS)],
    ).fetchall()
    if resting:
        raise PostgresqlError(
            "views rest on the tables to be replaced: drop them and create them again afterwards: "
            + ", ".join(name for (name,) in resting)
        )


def _create_role(connection: psycopg.Connection[Any], name: str) -> None:
    if not _row(connection, "select count(*) from pg_roles where rolname = %s", name)[0]:
        _execute(connection, "create role {} nologin", sql.Identifier(name))


def _tables(published: Connection, schema: str) -> list[tuple[str, str]]:
    """Tables or views of a published schema, with their descriptions."""
    return [
        (str(name), str(comment))
        for name, comment in published.execute(
            "select table_name, comment from duckdb_tables() where schema_name = $schema "
            "union all select view_name, comment from duckdb_views() where schema_name = $schema "
            "order by 1",
            {"schema": schema},
        ).fetchall()
    ]


def _copy(
    connection: psycopg.Connection[Any],
    published: Connection,
    schema: str,
    table: str,
    description: str,
) -> int:
    columns = published.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() "
        "where schema_name = ? and table_name = ? order by column_index",
        [schema, table],
    ).fetchall()
    target = sql.SQL("{}.{}").format(_new(schema), sql.Identifier(table))
    shape = sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(name), _type(type_), sql.SQL("" if nullable else " not null")
        )
        for name, type_, nullable, _ in columns
    )
    _execute(connection, "create table {} ({})", target, shape)
    _execute(connection, "comment on table {} is {}", target, sql.Literal(description))
    for name, _, _, said in columns:
        column = sql.SQL("{}.{}").format(target, sql.Identifier(name))
        _execute(connection, "comment on column {} is {}", column, sql.Literal(said))
    found = published.execute(f"from {qualified(f'{schema}.{table}')}")
    with connection.cursor() as cursor:
        with cursor.copy(sql.SQL("copy {} from stdin").format(target)) as copied:
            while rows := found.fetchmany(_ROWS_AT_ONCE):
                for row in rows:
                    copied.write_row(row)
        return cursor.rowcount


def _type(duckdb_type: str) -> sql.SQL:
    """PostgreSQL's type of a column; `DECIMAL(18,2)` is `numeric(18,2)`."""
    if duckdb_type.startswith("DECIMAL("):
        return sql.SQL(f"numeric{duckdb_type.removeprefix('DECIMAL')}")
    return sql.SQL(_TYPES[duckdb_type])


def _await_quiet(connection: psycopg.Connection[Any]) -> None:
    """Lock the tables to be replaced in an instant in which no statement reads any.

    A statement that names two tables would else find the one of before and the other of now, if
    it is planned while the schemas are renamed. Nobody waits for this lock and it for nobody, so
    that no reader is ended for a deadlock. Where somebody reads all the time, such as a tool that
    leaves its transaction open, the tables are replaced all the same.
    """
    old = [
        sql.Identifier(schema, table)
        for schema, table in connection.execute(
            "select schemaname, tablename from pg_tables where schemaname = any(%s)",
            [list(_SCHEMAS)],
        )
    ]
    until = time.monotonic() + _QUIET_SECONDS
    while old:
        try:
            with connection.transaction():
                names = sql.SQL(", ").join(old)
                _execute(connection, "lock table {} in access exclusive mode nowait", names)
        except psycopg.errors.LockNotAvailable:
            if time.monotonic() > until:
                return
            time.sleep(0.02)
        else:
            return


def _remove_replaced(connection: psycopg.Connection[Any]) -> None:
    """Remove what was replaced; what somebody still reads goes with the next publication."""
    old = connection.execute(
        "select nspname from pg_namespace where nspname ~ %s "
        "and obj_description(oid, 'pg_namespace') = %s",
        [f"^({'|'.join(_SCHEMAS)})__old_[0-9]+$", _OURS],
    ).fetchall()
    for (schema,) in old:
        try:
            with connection.transaction():
                _execute(connection, f"set local lock_timeout = '{_REMOVAL_SECONDS}s'")
                _execute(connection, "drop schema {} cascade", sql.Identifier(schema))
        except psycopg.errors.LockNotAvailable:
            continue


def _exists(connection: psycopg.Connection[Any], schema: str) -> bool:
    [found] = _row(connection, "select count(*) from pg_namespace where nspname = %s", schema)
    return bool(found)


def _row(
    connection: psycopg.Connection[Any], statement: LiteralString, *parameters: object
) -> tuple[Any, ...]:
    row = connection.execute(statement, parameters).fetchone()
    return () if row is None else tuple(row)


def _execute(
    connection: psycopg.Connection[Any], statement: LiteralString, *parts: sql.Composable
) -> None:
    connection.execute(sql.SQL(statement).format(*parts))
