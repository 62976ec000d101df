"""The answers of the tools: figures with their lineage and source, as JSON can hold them.

Belongs here: what each tool gives. How they are offered is in `server.py`.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.errors import LedgerError
from pipelines.publish import telling
from pipelines.publish.trace import KEYS, find, find_lineage, traced_marts
from pipelines.storage.bounded import query_within
from pipelines.storage.connections import connect_published, query
from pipelines.storage.past import connect_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.publish.trace import Fact
    from pipelines.settings import Settings
    from pipelines.storage.connections import Connection

MOST_ROWS = 1_000
SECONDS = 10.0
_OPERANDS = 12

_SOURCES = """
    select
        lineage_id, sign, value, unit, concept, period_start, period_end, accession, citation, url
    from lineage
    where lineage_id in (select unnest($ids))
    order by lineage_id, operand_order
"""
_COMPANY = "select 1 from dim_companies where ticker = upper($ticker)"
_REFUSALS = """
    select ticker, table_name, key, rule, reason, action, accession, source_reference
    from fct_refusals
    where $ticker is null or ticker = upper($ticker)
    order by ticker, table_name, key, rule
    limit $rows
"""
# Tables of the marts, and the views of them that may be summed, named with their schema.
_MARTS = """
    select table_name, comment, estimated_size as rows
    from duckdb_tables()
    where schema_name = 'marts' and database_name = current_database()
    union all
    select 'bi.' || view_name, comment, null
    from duckdb_views()
    where schema_name = 'bi' and database_name = current_database()
    order by table_name
"""
_COLUMNS = """
    select column_name, data_type, comment
    from duckdb_columns()
    where database_name = current_database()
        and schema_name || '.' || table_name in ($mart, 'marts.' || $mart)
        and schema_name in ('marts', 'bi')
    order by column_index
"""
_TRACEABLE = """
    select table_name
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'marts'
        and column_name = 'lineage_id' and table_name in (select unnest($names))
    order by table_name
"""


class NoSuchCompany(LedgerError):
    """A ticker that no company has; names it."""


def marts(settings: Settings) -> list[dict[str, Any]]:
    """Every published table: what one row of it is, how many there are, how a fact is named."""
    with connect_published(settings) as connection:
        found = _rows(connection, _MARTS)
    traced = traced_marts()
    return [
        row
        | (
            {"trace_keys": [KEYS[kind].example for kind in traced[row["table_name"]].by]}
            if row["table_name"] in traced
            else {}
        )
        for row in found
    ]


def columns(settings: Settings, mart: str) -> list[dict[str, Any]]:
    """The columns of a published table with types and what they mean; none if there is no such."""
    with connect_published(settings) as connection:
        return _rows(connection, _COLUMNS, {"mart": mart})


def asked(
    settings: Settings, sql: str, most_rows: int, at: dt.datetime | None = None
) -> dict[str, Any]:
    """A query's rows, the sources of every lineage_id in them, and how to get what is missing.

    Raises:
        WarehouseError: see `query_within`.
    """
    with connect_at(settings, at) as connection:
        answer = query_within(connection, sql, min(most_rows, MOST_ROWS), SECONDS)
        places = [
            number for number, name in enumerate(answer.columns) if name.endswith("lineage_id")
        ]
        ids = {row[number] for row in answer.rows for number in places} - {None}
        found = _sources(connection, sorted(map(str, ids)))
        advice = None if places else _advice(connection, answer.tables)
    told: dict[str, Any] = {
        "columns": list(answer.columns),
        "rows": [[jsonable(value) for value in row] for row in answer.rows],
        "is_cut": answer.is_cut,
        "sources": found,
    }
    if advice:
        told["how_to_get_sources"] = advice
    return told


def refusals(settings: Settings, ticker: str | None, most_rows: int) -> list[dict[str, Any]]:
    """What is not stated of a company, or of all, and what a person could do.

    Raises:
        NoSuchCompany: the ticker is none's, so that nothing can be said of it.
    """
    with connect_published(settings) as connection:
        if ticker and not _rows(connection, _COMPANY, {"ticker": ticker}):
            raise NoSuchCompany(f"no company {ticker!r}: dim_companies has the tickers")
        return _rows(connection, _REFUSALS, {"ticker": ticker, "rows": min(most_rows, MOST_ROWS)})


def traced(
    settings: Settings,
    table: str,
    keys: Sequence[str],
    basis: str | None = None,
    at: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """The facts that the keys name, each down to the filings it was made from.

    Raises:
        NoSuchFact: no such table, key or fact; says which there are.
    """
    return [_fact(fact) for fact in find(settings, table, keys, basis, at)]


def traced_lineage(
    settings: Settings, lineage_id: str, at: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """The facts of a lineage_id, each down to the filings it was made from.

    Raises:
        NoSuchFact: no fact has it.
    """
    return [_fact(fact) for fact in find_lineage(settings, lineage_id, at)]


def jsonable(value: Any) -> Any:
    """A value as JSON can hold it: money as text, which keeps it exact, days and moments as ISO."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, str | int | bool | None) else str(value)


def _fact(fact: Fact) -> dict[str, Any]:
    told, adds_up = telling.sum_of(fact) if fact.traced.adds_up else ("a ratio of its parts", None)
    return {
        "fact": telling.headline(fact),
        "value": jsonable(fact.value),
        "unit": fact.unit,
        "lineage_id": fact.row["lineage_id"],
        "about": telling.about(fact),
        "operands": [_operand(entry) for entry in fact.operands] if not fact.parts else [],
        "parts": [_fact(part) for part in fact.parts],
        "sum": told,
        "adds_up": adds_up,
    }


def _operand(entry: dict[str, Any]) -> dict[str, Any]:
    named = (
        "sign", "value", "unit", "concept", "dimensions", "period_start", "period_end", "form",
        "filed_date", "accession", "document", "citation", "url",
    )  # fmt: skip
    return {name: jsonable(entry[name]) for name in named if entry[name] is not None}


def _sources(connection: Connection, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The operands of each lineage_id; of a total with many, the first."""
    found: dict[str, list[dict[str, Any]]] = {each: [] for each in ids}
    for row in _rows(connection, _SOURCES, {"ids": ids}) if ids else []:
        operands = found[row.pop("lineage_id")]
        if len(operands) < _OPERANDS:
            operands.append({name: value for name, value in row.items() if value is not None})
    return found


def _advice(connection: Connection, tables: Iterable[str]) -> str:
    """How to get at the filings behind a result that does not name them.

    Of a view the tables are those that it reads.
    """
    names = [name.rpartition(".")[2] for name in tables]
    known = [name for (name,) in query(connection, _TRACEABLE, {"names": names})[1]]
    if known:
        return (
            f"{', '.join(known)}: select the column lineage_id of the rows too, without adding them"
            " up, and each figure comes with its filings; or use the tool trace"
        )
    return "no table of this query holds facts that can be traced: see list_marts for those that do"


def _rows(
    connection: Connection, sql: str, parameters: dict[str, object] | None = None
) -> list[dict[str, Any]]:
    names, found = query(connection, sql, parameters or {})
    return [dict(zip(names, map(jsonable, row), strict=True)) for row in found]
