"""A query with bounds: the first rows, whether there are more, and what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.storage.bounded import query_within
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create table numbers as from range(7) as t(n)")
        opened.execute("create view evens as from numbers where n % 2 = 0")
        yield opened


@pytest.mark.parametrize(("most", "is_cut"), [(6, True), (7, False), (100, False)])
def test_it_gives_the_first_rows_and_says_whether_there_are_more(
    connection: duckdb.DuckDBPyConnection, most: int, is_cut: bool
) -> None:
    answer = query_within(connection, "from numbers order by n -- all of them", most, 60)
    assert answer.columns == ["n"]
    assert answer.rows == [(number,) for number in range(min(most, 7))]
    assert answer.is_cut is is_cut


def test_it_says_what_is_read(connection: duckdb.DuckDBPyConnection) -> None:
    assert query_within(connection, "select count(*) from evens", 1, 60).tables == {"numbers"}


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("drop table numbers", "write one query that reads"),
        ("from numbers; from evens", "write one query that reads"),
        ("from nothing", "nothing does not exist"),
        ("select interval '2000000000 days'", "cast it to varchar"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(
    connection: duckdb.DuckDBPyConnection, sql: str, told: str
) -> None:
    with pytest.raises(WarehouseError, match=told) as raised:
        query_within(connection, sql, 5, 60)
    assert "\n" not in str(raised.value)


def test_a_query_without_end_is_ended(connection: duckdb.DuckDBPyConnection) -> None:
    endless = "select sum(a.n * b.n) from range(10000000) a(n), range(10000000) b(n)"
    with pytest.raises(WarehouseError, match=r"took longer than 0\.1 s"):
        query_within(connection, endless, 5, 0.1)
    assert query_within(connection, "select 1", 5, 60).rows == [(1,)]
