"""Publishing into a real PostgreSQL: what arrives, who may read it, and who reads meanwhile."""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from pipelines.publish import publishing
from pipelines.publish.exports import postgresql
from pipelines.publish.exports.postgresql import NoAddress, PostgresqlError, publish_to
from pipelines.settings import Settings
from pipelines.storage import connections
from tests.support import numbered_marts
from tests.support.postgresql_server import IS_INSTALLED, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_INSTALLED, reason="no PostgreSQL is installed"),
]

# Nobody listens at this port of the machine itself.
NOBODY = "postgresql://user:S3cret@127.0.0.1:1/nowhere"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """A database of its own for each test."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop database if exists ledger with (force)")
        connection.execute("create database ledger")
    yield server.replace("/postgres", "/ledger")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    return settings


def publish(settings: Settings, generation: int) -> None:
    """Two marts that carry the generation, one of every type, and a view."""
    numbered_marts.fill(settings, generation)
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute(
            "create or replace table marts.fct_types as select 1 as id, "
            "123456789012345.67::decimal(18, 2) as value_usd, 0.000000000001::decimal(18, 12) "
            "as fx_rate, 1.5::double as yoy_pct, true as is_restated, date '2026-06-30' as "
            "period_end, timestamp '2026-07-30 03:59:59.123456' as known_from, 7::bigint as cik, "
            "'tab\t, line\n, \\N and ’' as reason, null::varchar as accession, 2::smallint as few"
        )
        connection.execute("alter table marts.fct_types alter column id set not null")
        connection.execute("create schema if not exists bi")
        connection.execute("create or replace view bi.ones as select id, id + 1 as two from "
                           "marts.fct_one")  # fmt: skip
    manifest = settings.dbt_target_dir / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    node = {
        "resource_type": "model",
        "description": "One row per 'id'.",
        "config": {"meta": {"key": ["id"]}},
        "columns": {"id": {"description": "It's numbered, 100 %."}},
    }
    told["nodes"]["types"] = {**node, "schema": "marts", "alias": "fct_types"}
    told["nodes"]["ones"] = {**node, "schema": "bi", "alias": "ones"}
    manifest.write_text(json.dumps(told), "utf-8")
    publishing.publish(settings, {}, f"generation {generation}")


def rows(address: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(query.encode()).fetchall()


def test_every_table_arrives_exact_with_types_and_comments(
    settings: Settings, address: str
) -> None:
    publish(settings, 1)
    assert publish_to(settings, address) == {
        "marts.fct_one": 2000,
        "marts.fct_two": 2000,
        "marts.fct_types": 1,
        "marts.publication": 1,
        "bi.ones": 2000,
    }
    _, published = connections.query_published(settings, "from fct_types")
    assert rows(address, "select * from marts.fct_types") == published
    assert published[0][1] == Decimal("123456789012345.67")
    assert rows(
        address,
        "select column_name, format_type(atttypid, atttypmod), attnotnull, "
        "col_description(attrelid, attnum) from information_schema.columns "
        "join pg_attribute on attrelid = 'marts.fct_types'::regclass and attname = column_name "
        "where table_schema = 'marts' and table_name = 'fct_types' and column_name in "
        "('id', 'value_usd') order by 1",
    ) == [
        ("id", "integer", True, "It's numbered, 100 %."),
        ("value_usd", "numeric(18,2)", False, None),
    ]
    assert rows(address, "select obj_description('bi.ones'::regclass)") == [("One row per 'id'.",)]


def test_the_reader_reads_both_schemas_and_writes_nothing(settings: Settings, address: str) -> None:
    publish(settings, 1)
    for _ in range(2):
        publish_to(settings, address, "analysts")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("set role analysts")
        assert connection.execute("select count(*) from bi.ones").fetchone() == (2000,)
        for written in ("delete from marts.fct_one", "create table marts.mine (x int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(written.encode())
    assert rows(address, "select rolcanlogin from pg_roles where rolname = 'analysts'") == [
        (False,)
    ]


def test_who_reads_while_it_is_replaced_sees_one_publication(
    settings: Settings, address: str
) -> None:
    """Each statement joins both tables; none finds two generations, none fails."""
    publish(settings, 1)
    publish_to(settings, address)
    seen, failed, is_over = [], [], threading.Event()

    def read() -> None:
        query = (
            "select count(*), count(distinct one.generation), min(one.generation) "
            "from marts.fct_one as one join marts.fct_two as two using (id, generation)"
        )
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                while not is_over.is_set():
                    seen.extend(connection.execute(query).fetchall())
        except psycopg.Error as error:
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for generation in range(2, 6):
        publish(settings, generation)
        publish_to(settings, address)
    is_over.set()
    for reader in readers:
        reader.join()
    assert not failed
    assert {(count, generations) for count, generations, _ in seen} == {(2000, 1)}
    assert len({generation for _, _, generation in seen}) > 1
    assert rows(address, "select nspname from pg_namespace where nspname ~ '^(marts|bi)'") == [
        ("marts",), ("bi",)
    ]  # fmt: skip


def test_an_open_transaction_does_not_stop_it_and_its_tables_go_later(
    settings: Settings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_QUIET_SECONDS", 0.1)
    monkeypatch.setattr(postgresql, "_REMOVAL_SECONDS", 1)
    publish(settings, 1)
    publish_to(settings, address)
    with psycopg.connect(address) as reader:
        assert reader.execute("select min(generation) from marts.fct_one").fetchone() == (1,)
        publish(settings, 2)
        publish_to(settings, address)
        assert reader.execute("select min(generation) from marts.fct_one").fetchone() == (2,)
    assert len(rows(address, "select 1 from pg_namespace where nspname ~ '__old_'")) == 1
    publish_to(settings, address)
    assert rows(address, "select nspname from pg_namespace where nspname ~ '__'") == []


def test_a_schema_of_somebody_else_is_left_alone(settings: Settings, address: str) -> None:
    publish(settings, 1)
    with psycopg.connect(address) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.theirs as select 1 as x")
    with pytest.raises(PostgresqlError, match="schema marts that the ledger did not write"):
        publish_to(settings, address)
    assert rows(address, "select * from marts.theirs") == [(1,)]


def test_views_that_rest_on_the_tables_are_named_and_stand(
    settings: Settings, address: str
) -> None:
    publish(settings, 1)
    publish_to(settings, address)
    with psycopg.connect(address) as connection:
        connection.execute("create view public.mine as select sum(id) as x from marts.fct_one")
    with pytest.raises(PostgresqlError, match=r"create them again afterwards: mine$"):
        publish_to(settings, address)
    assert rows(address, "select * from public.mine") == [(1999000,)]


def test_what_fails_on_the_way_leaves_what_stood(
    settings: Settings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, 1)
    publish_to(settings, address)
    publish(settings, 2)
    monkeypatch.setitem(postgresql._TYPES, "VARCHAR", "integer")
    with pytest.raises(PostgresqlError, match="what stood there stands: invalid input syntax"):
        publish_to(settings, address)
    assert rows(address, "select distinct generation from marts.fct_one") == [(1,)]
    assert rows(address, "select nspname from pg_namespace where nspname ~ '__'") == []


@pytest.mark.parametrize(
    "address",
    [
        "mysql://user:S3cret@host/db",
        "ledger.duckdb",
        "postgresql://user:S3cret@more@host/db",
        "postgresql://user:S3cret",
        "postgresql://user:S3cret@host/db?nosuch=1",
        "host=localhost password=S3cret",
    ],
)
def test_what_is_no_address_is_a_sentence_without_it(settings: Settings, address: str) -> None:
    publish(settings, 1)
    with pytest.raises(NoAddress, match="write the address as postgresql://") as caught:
        publish_to(settings, address)
    assert "S3cret" not in str(caught.value)


def test_a_server_that_is_not_there_is_a_sentence_without_the_password(settings: Settings) -> None:
    publish(settings, 1)
    with pytest.raises(PostgresqlError, match=r"cannot be reached: .*refused") as caught:
        publish_to(settings, NOBODY)
    assert "S3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
