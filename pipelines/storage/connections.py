"""Connections to the two databases, and the reads that the rest of the project needs.

Belongs here: opening, querying, identifiers, errors as sentences. Writing is in
`source_views.py` and `publishing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from pipelines.settings import Settings

# What `connect_published` gives, for those who must not import DuckDB to name it.
Connection = duckdb.DuckDBPyConnection

_IDENTIFIER = re.compile(r"^[a-z_][a-z0-9_]*$")


class WarehouseError(LedgerError):
    """A database that cannot be opened, or a query that it refuses: one sentence."""


class SeveralStatements(WarehouseError):
    """More than one query, where one result is asked for."""


def identifier(name: str) -> str:
    """A column or table name, quoted for SQL.

    Raises:
        WarehouseError: the name is not lower-case letters, digits and underscores.
    """
    if not _IDENTIFIER.match(name):
        raise WarehouseError(
            f"{name!r} is not a name of a table or column: lower-case letters, digits, underscores"
        )
    return f'"{name}"'


def qualified(full_name: str) -> str:
    """A `schema.table`, quoted for SQL.

    Raises:
        WarehouseError: it is not two identifiers with a point between.
    """
    parts = full_name.split(".")
    if len(parts) != 2:
        raise WarehouseError(f"{full_name!r} is not a table: write schema.table")
    return ".".join(identifier(part) for part in parts)


def text_literal(text: str | Path) -> str:
    """A text or path as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


@contextmanager
def connect_warehouse(
    settings: Settings, read_only: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The pipeline's own database, closed when the block ends.

    Raises:
        WarehouseError: there is none yet (`read_only`), another process has it open, or it
            cannot be opened.
    """
    path = settings.warehouse_path
    if read_only and not path.exists():
        raise WarehouseError(f"{path}: there is no warehouse yet: run `ledger run`")
    connection = _open(path, read_only)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def connect_published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, read-only, closed when the block ends.

    A run that publishes meanwhile replaces the file and does not touch the one that is open.

    Raises:
        WarehouseError: nothing is published yet, or the file cannot be opened.
    """
    path = published_file(settings)
    connection = _open(path, read_only=True)
    try:
        try:
            connection.execute("use marts")
        except duckdb.Error as error:
            raise WarehouseError(f"{path}: holds no marts: {one_line(error)}") from None
        close_off(connection)
        yield connection
    finally:
        connection.close()


def published_file(settings: Settings) -> Path:
    """The published database.

    Raises:
        WarehouseError: nothing is published yet.
    """
    if not settings.published_path.exists():
        raise WarehouseError("nothing is published yet: run `ledger run`")
    return settings.published_path


def close_off(connection: duckdb.DuckDBPyConnection) -> None:
    """A query reads what is open and nothing else: no file, no network, no way to undo this."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def query_published(
    settings: Settings, sql: str, parameters: Sequence[object] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query on the published file.

    Tables may be named with or without the schema `marts`.

    Raises:
        WarehouseError: nothing is published yet, or the query is wrong.
    """
    with connect_published(settings) as connection:
        return query(connection, sql, parameters)


def query(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Sequence[object] | Mapping[str, object] = (),
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query on an open connection.

    Raises:
        SeveralStatements: it is more than one query.
        WarehouseError: the query is wrong.
    """
    values = parameters.values() if isinstance(parameters, Mapping) else parameters
    for text in (sql, *values):
        if isinstance(text, str) and any("\ud800" <= each <= "\udfff" for each in text):
            raise WarehouseError("the query is not UTF-8: write it in UTF-8")
    try:
        statements = connection.extract_statements(sql)
        if not statements:
            raise WarehouseError("the query is empty: write one, such as 'from fct_capex limit 5'")
        if len(statements) > 1:
            raise SeveralStatements(
                f"{len(statements)} statements are too many: a query gives one result, so "
                "write one, or join them by `with` or `union all`"
            )
        cursor = connection.execute(statements[0], parameters)
        columns = [entry[0] for entry in cursor.description or ()]
        return columns, cursor.fetchall()
    except duckdb.Error as error:
        raise WarehouseError(one_line(error)) from None
    except (OverflowError, TypeError, ValueError) as error:
        # Its values reach further than Python's: years beyond 9999, lists as keys of a map.
        raise WarehouseError(
            f"a value of the result cannot be shown ({error}): cast it to varchar"
        ) from None


def frame_of(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]
) -> pl.DataFrame:
    """What a query with parameters `$name` gives on an open connection, money as decimals.

    Raises:
        WarehouseError: the query is wrong.
    """
    try:
        content: pl.DataFrame = connection.sql(sql, params=dict(parameters)).pl()
    except duckdb.Error as error:
        raise WarehouseError(one_line(error)) from None
    return content


def row_counts(settings: Settings, tables: Iterable[str]) -> dict[str, int]:
    """Rows of each `schema.table` of the warehouse.

    Raises:
        WarehouseError: a table is missing or misnamed.
    """
    names = list(tables)
    if not names:
        return {}
    counts = " union all ".join(
        f"select {text_literal(name)}, count(*) from {qualified(name)}"  # noqa: S608
        for name in names
    )
    with connect_warehouse(settings) as connection:
        try:
            return dict(connection.execute(counts).fetchall())
        except duckdb.Error as error:
            raise WarehouseError(one_line(error)) from None


def table_columns(settings: Settings, tables: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Column names and types, in order, of each `schema.table` of the warehouse.

    Raises:
        WarehouseError: a table is missing or misnamed.
    """
    names = list(tables)
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    with connect_warehouse(settings) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type "
            "from duckdb_columns() where database_name = current_database() "
            "order by schema_name, table_name, column_index"
        ).fetchall()
    for full_name, column, data_type in rows:
        if full_name in found:
            found[full_name].append((column, data_type))
    missing = [name for name, columns in found.items() if not columns]
    if missing:
        raise WarehouseError(f"{settings.warehouse_path} lacks {', '.join(missing)}")
    return found


def frame(
    settings: Settings,
    table: str,
    columns: Sequence[str] | None = None,
    limit: int = 1_000_000,
) -> pl.DataFrame:
    """The first `limit` rows of a `schema.table` of the warehouse, in its own order.

    Raises:
        WarehouseError: the table or a column is missing or misnamed.
    """
    with connect_warehouse(settings) as connection:
        return _frame(connection, table, columns, limit)


@contextmanager
def reader(settings: Settings) -> Iterator[Callable[[str], pl.DataFrame]]:
    """A function that gives a `schema.table` of the warehouse, over one connection for all.

    Raises:
        WarehouseError: there is no warehouse; the function: a table is missing or misnamed.
    """
    with connect_warehouse(settings) as connection:
        yield lambda table: _frame(connection, table, None, 1_000_000)


def _frame(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str] | None, limit: int
) -> pl.DataFrame:
    chosen = "*" if columns is None else ", ".join(identifier(column) for column in columns)
    try:
        relation = connection.sql(
            f"select {chosen} from {qualified(table)} limit {int(limit)}"  # noqa: S608
        )
        content: pl.DataFrame = relation.pl()
    except duckdb.Error as error:
        raise WarehouseError(one_line(error)) from None
    return content


def read_to_the_end(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every value of every table: DuckDB then checks each block that holds one.

    Raises:
        duckdb.Error: a block is missing or is not what was written.
    """
    for schema, table in connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = current_database()"
    ).fetchall():
        name = qualified(f"{schema}.{table}")
        connection.execute(f"select bit_xor(hash(read)) from {name} as read").fetchall()  # noqa: S608


def one_line(error: BaseException) -> str:
    """An error's message on one line."""
    return " ".join(str(error).split())


def _open(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        message = one_line(error)
        if "lock" in message.lower():
            raise WarehouseError(
                f"{path}: another process has it open: wait until its run has ended"
            ) from None
        raise WarehouseError(f"{path}: cannot be opened: {message}") from None
    configure(connection)
    return connection


def configure(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing from the network, and one clock whatever the machine's zone."""
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set TimeZone = 'UTC'")
