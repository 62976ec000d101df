"""Builds the files to publish, in a directory of its own: the database and the Parquet files.

Belongs here: which marts there are, their order, types and comments. Putting the files in place
is in `publishing.py`.
"""

from __future__ import annotations

import datetime as dt
import graphlib
import json
import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines import contracts
from pipelines.errors import LedgerError
from pipelines.publish.parquet import write_parquet
from pipelines.settings import PUBLISHED_STORAGE_VERSION
from pipelines.storage.connections import configure, identifier, text_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from pipelines.contracts.model import Table
    from pipelines.settings import Settings

SCHEMA = "marts"
# Views of the marts, each with exactly what may be summed, for tools that sum whatever they see.
BI_SCHEMA = "bi"

_AS_OF_SUFFIX = "_as_of"
_IF_SUFFIX = "_if"
# The mart whose history a table macro filters, which may go by a shorter name, too.
_HISTORY_IN_MACRO = re.compile(r"\b(fct_\w+)_history\b")


class PublishError(LedgerError):
    """The marts could not be published; the last published files are untouched."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Digests of what marts are built by; None where a published file does not say it.

    Attributes:
        fingerprint: of all input; the same fingerprint means the same marts.
        rulings: of the registry.
        code: of the modules and models.
        request: of what the run started from, if it was a whole run on recorded data.
        run_id: of the run that publishes.
    """

    fingerprint: str | None
    rulings: str | None = None
    code: str | None = None
    request: str | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mart:
    """A table of the schema `marts` or a view of the schema `bi`, as its YAML declares it.

    Attributes:
        name: without its schema.
        key: columns that tell its rows apart, and order them.
        measures: columns whose values lineage explains, each with its column of lineage ids: those
            that add up from it, and those that are compared alone, as a forecast is.
        description: the comment of the table.
        column_descriptions: the comments of its columns.
    """

    name: str
    key: tuple[str, ...]
    measures: dict[str, str]
    description: str
    column_descriptions: dict[str, str]


_PUBLICATION = Mart(
    name="publication",
    key=("published_at",),
    measures={},
    description="One row: this publication.",
    column_descriptions={
        "fingerprint": "Digest of the input that these marts were built from.",
        "request": "Digest of what a run offline starts from, if one whole run made all of them.",
        "run_id": "Run that published.",
        "rulings": "Digest of the registry that these marts were built with.",
        "code": "Digest of the code that built them.",
        "parquet_generation": "Folder under .published/ of this file and its Parquet twins.",
        "published_at": "When this file was built (UTC).",
    },
)


def manifest_marts(settings: Settings, schema: str = SCHEMA) -> list[Mart]:
    """The marts of dbt's manifest, by name: a table that a killed run left behind is none.

    `schema` is that of the marts, or of the views of them.

    Raises:
        PublishError: the manifest is missing or unreadable.
    """
    path = settings.dbt_target_dir / "manifest.json"
    try:
        nodes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["nodes"]
    except (OSError, ValueError, KeyError):
        raise PublishError(
            f"{path}: dbt's manifest is missing or unreadable: run `ledger run`"
        ) from None
    return [
        Mart(
            name=node["alias"],
            key=tuple(node["config"]["meta"]["key"]),
            measures={
                **node["config"]["meta"].get("measures", {}),
                **node["config"]["meta"].get("compared", {}),
            },
            # What guards the table stands below what it is, for dbt's docs.
            description=node["description"].strip().partition("\n")[0],
            column_descriptions={
                name: " ".join(column["description"].split())
                for name, column in node["columns"].items()
            },
        )
        for _, node in sorted(nodes.items())
        if node["resource_type"] == "model" and node["schema"] == schema
    ]


def copy(settings: Settings, database: Path, parquet_dir: Path) -> dict[str, int]:
    """Begin the database and the Parquet files with what the warehouse holds.

    Returns:
        Rows of each table.

    Raises:
        PublishError: dbt's manifest or a mart is missing.
        duckdb.Error: a file cannot be read or written.
    """
    marts, views = manifest_marts(settings), manifest_marts(settings, BI_SCHEMA)
    with _writing(database) as connection:
        connection.execute(
            f"attach {text_literal(settings.warehouse_path)} as warehouse (read_only)"
        )
        # One transaction: each of its own, the comments of columns alone would be synced two
        # thousand times.
        connection.begin()
        connection.execute(f"create schema published.{SCHEMA}")
        connection.execute(f"use published.{SCHEMA}")
        columns = _columns(connection)
        rows = {mart.name: _copy_mart(connection, mart, columns[mart.name]) for mart in marts}
        _copy_macros(connection)
        _copy_views(connection, views)
        connection.commit()
        for mart in marts:
            _write_parquet(connection, SCHEMA, mart, parquet_dir)
        for view in views:
            _write_parquet(connection, BI_SCHEMA, view, parquet_dir / BI_SCHEMA)
    return rows


def complete(
    database: Path,
    parquet_dir: Path,
    extra: Mapping[str, pl.DataFrame],
    *,
    origin: Origin,
    generation: str,
) -> dict[str, int]:
    """Add to what `copy` began what tells of the run.

    `extra` are further tables of the schema, each declared in `contracts/`; `generation` is the
    name of the Parquet generation.

    Returns:
        Rows of each table that is added.

    Raises:
        KeyError: `contracts/` declares no such extra table.
        duckdb.Error: a file cannot be read or written.
    """
    declared = [contracts.table(f"{SCHEMA}.{name}") for name in sorted(extra)]
    with _writing(database) as connection:
        connection.begin()
        connection.execute(f"use published.{SCHEMA}")
        rows = {table.name: _add_table(connection, table, extra[table.name]) for table in declared}
        _add_publication(connection, origin, generation)
        connection.commit()
        for mart in (*map(_as_mart, declared), _PUBLICATION):
            _write_parquet(connection, SCHEMA, mart, parquet_dir)
    return rows


@contextmanager
def _writing(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database to publish, attached as `published`; whole on disk when the block ends."""
    with duckdb.connect(":memory:") as connection:
        configure(connection)
        # One thread writes a table's row groups in one order, hence the same bytes.
        connection.execute("set threads = 1")
        connection.execute(
            f"attach {text_literal(database)} as published "
            f"(storage_version {text_literal(PUBLISHED_STORAGE_VERSION)})"
        )
        yield connection
        connection.execute("use memory")
        connection.execute("checkpoint published")
        connection.execute("detach published")


def _columns(
    connection: duckdb.DuckDBPyConnection,
) -> defaultdict[str, list[tuple[str, str, bool]]]:
    """Name, type and whether it may be null, of the columns of each mart of the warehouse.

    All at once: DuckDB goes through every column that there is each time it is asked.
    """
    columns: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for table, *column in connection.execute(
        "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where database_name = 'warehouse' and schema_name = ? order by table_name, column_index",
        [SCHEMA],
    ).fetchall():
        columns[table].append(tuple(column))
    return columns


def _copy_mart(
    connection: duckdb.DuckDBPyConnection, mart: Mart, columns: Sequence[tuple[str, str, bool]]
) -> int:
    if not columns:
        raise _lacking(SCHEMA, mart.name)
    _create_table(connection, mart.name, columns)
    name = identifier(mart.name)
    connection.execute(
        f"insert into {name} from warehouse.{SCHEMA}.{name} order by {_order(mart.key)}"
    )
    _comment(connection, name, mart.description, mart.column_descriptions)
    return _count(connection, mart.name)


def _lacking(schema: str, name: str) -> PublishError:
    return PublishError(
        f"the warehouse lacks {schema}.{name}, so nothing was published and the last published "
        "files stay: run `ledger run`"
    )


def _add_table(connection: duckdb.DuckDBPyConnection, table: Table, content: pl.DataFrame) -> int:
    columns = [(column.name, column.type.duckdb, column.nullable) for column in table.columns]
    _create_table(connection, table.name, columns)
    connection.register("incoming", table.conform(content).to_arrow())
    connection.execute(
        f"insert into {identifier(table.name)} by name from incoming order by {_order(table.key)}"
    )
    connection.unregister("incoming")
    mart = _as_mart(table)
    _comment(connection, identifier(mart.name), mart.description, mart.column_descriptions)
    return _count(connection, table.name)


def _add_publication(
    connection: duckdb.DuckDBPyConnection, origin: Origin, generation: str
) -> None:
    columns = [
        ("fingerprint", "VARCHAR", False),
        ("rulings", "VARCHAR", True),
        ("code", "VARCHAR", True),
        ("request", "VARCHAR", True),
        ("run_id", "VARCHAR", True),
        ("parquet_generation", "VARCHAR", False),
        ("published_at", "TIMESTAMP", False),
    ]
    told = _PUBLICATION
    _create_table(connection, told.name, columns)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    connection.execute(
        "insert into publication values (?, ?, ?, ?, ?, ?, ?)",
        [*astuple(origin), generation, now],
    )
    _comment(connection, told.name, told.description, told.column_descriptions)


def _copy_macros(connection: duckdb.DuckDBPyConnection) -> None:
    macros = {
        str(name): (parameters, str(definition))
        for name, parameters, definition in connection.execute(
            "select function_name, parameters, macro_definition from duckdb_functions() "
            "where database_name = 'warehouse' and schema_name = ? "
            "and function_type = 'table_macro' order by function_name",
            [SCHEMA],
        ).fetchall()
    }
    # DuckDB looks a macro's relations up when it is created: those that it calls come first.
    calls = {
        name: [other for other in macros if other != name and f"{other}(" in definition]
        for name, (_, definition) in macros.items()
    }
    for name in graphlib.TopologicalSorter(calls).static_order():
        parameters, definition = macros[name]
        arguments = ", ".join(identifier(parameter) for parameter in parameters)
        connection.execute(f"create macro {identifier(name)}({arguments}) as table {definition}")
        history = _HISTORY_IN_MACRO.search(definition)
        mart = history[1] if history else f"fct_{name.removesuffix(_AS_OF_SUFFIX)}"
        comment = f"{mart} as it would have stood at an instant (TIMESTAMP, UTC)."
        if name.endswith(_IF_SUFFIX):
            mart = f"fct_{name.removesuffix(_IF_SUFFIX)}"
            comment = f"{mart}'s base case with other assumptions (MAP of assumption_id to value)."
        connection.execute(f"comment on macro table {identifier(name)} is {text_literal(comment)}")


def _copy_views(connection: duckdb.DuckDBPyConnection, views: Iterable[Mart]) -> None:
    """The views of the marts: DuckDB keeps their SQL without the name of the database."""
    definitions = dict(
        connection.execute(
            "select view_name, sql from duckdb_views() "
            "where database_name = 'warehouse' and schema_name = ?",
            [BI_SCHEMA],
        ).fetchall()
    )
    connection.execute(f"create schema published.{BI_SCHEMA}")
    for view in views:
        if view.name not in definitions:
            raise _lacking(BI_SCHEMA, view.name)
        connection.execute(definitions[view.name])
        relation = f"{BI_SCHEMA}.{identifier(view.name)}"
        _comment(connection, relation, view.description, view.column_descriptions, kind="view")


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, schema: str, mart: Mart, directory: Path
) -> None:
    directory.mkdir(exist_ok=True)
    content = connection.sql(f"from {schema}.{identifier(mart.name)} order by {_order(mart.key)}")
    path = directory / f"{mart.name}.parquet"
    write_parquet(content, path, mart.description, mart.column_descriptions)


def _as_mart(table: Table) -> Mart:
    described = {column.name: column.description for column in table.columns}
    return Mart(table.name, table.key, {}, table.description, described)


def _create_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Iterable[tuple[str, str, bool]]
) -> None:
    shape = ", ".join(
        f"{identifier(column)} {data_type}{'' if nullable else ' not null'}"
        for column, data_type, nullable in columns
    )
    connection.execute(f"create table {identifier(name)} ({shape})")


def _comment(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    description: str,
    column_descriptions: Mapping[str, str],
    kind: str = "table",
) -> None:
    connection.execute(f"comment on {kind} {relation} is {text_literal(description)}")
    for column, text in column_descriptions.items():
        connection.execute(
            f"comment on column {relation}.{identifier(column)} is {text_literal(text)}"
        )


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"select count(*) from {identifier(name)}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _order(key: tuple[str, ...]) -> str:
    return ", ".join(identifier(column) for column in key)
