"""A query of somebody who may ask anything: one that reads, bounded in rows, size and time.

Belongs here: the bounds. What such a query can reach is settled by the connection.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.storage.connections import WarehouseError, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

# The most characters of an answer: all columns of the widest mart's first thousand rows are half.
MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found.

    Attributes:
        columns: their names.
        rows: no more than were asked for.
        is_cut: whether there are more.
        tables: that the query reads.
    """

    columns: Sequence[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool
    tables: frozenset[str]


def query_within(
    connection: duckdb.DuckDBPyConnection, sql: str, rows: int, seconds: float
) -> Answer:
    """The first rows of a query, if it ends in time.

    Raises:
        WarehouseError: it is not one query that reads, is wrong, takes too long, or its answer is
            too large.
    """
    try:
        statements = connection.extract_statements(sql)
        if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
            raise WarehouseError("write one query that reads, such as 'from fct_capex limit 5'")
        tables = frozenset(connection.get_table_names(sql))
        timer = threading.Timer(seconds, connection.interrupt)
        timer.start()
        try:
            relation = connection.sql(sql).limit(rows + 1)
            found = relation.fetchall()
        finally:
            timer.cancel()
    except duckdb.InterruptException:
        raise WarehouseError(
            f"the query took longer than {seconds:g} s: ask for less, or for fewer tables at once"
        ) from None
    except duckdb.Error as error:
        raise WarehouseError(one_line(error)) from None
    except (OverflowError, TypeError, ValueError, UnicodeError) as error:
        raise WarehouseError(f"a value cannot be read ({error}): cast it to varchar") from None
    # A row may hold a text of any length.
    if sum(len(repr(row)) for row in found) > MOST_CHARACTERS:
        raise WarehouseError(
            f"the answer is longer than {MOST_CHARACTERS:,} characters: ask for fewer rows or "
            "columns"
        )
    return Answer(relation.columns, found[:rows], len(found) > rows, tables)
