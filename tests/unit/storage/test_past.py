"""The marts as of a moment: nothing later leaks in, under whatever name it is asked for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.storage.connections import WarehouseError, query
from pipelines.storage.past import connect_as_of, connect_at

if TYPE_CHECKING:
    from pathlib import Path

_MARTS = """
create schema marts; use marts;
create table fct_capex_history as select * from (values
    ('A', 10, 'A:v1', timestamp '2024-01-01', timestamp '2024-06-01'),
    ('A', 11, 'A:v2', timestamp '2024-06-01', null),
    ('B', 20, 'B:v1', timestamp '2024-06-01', null)
) as t(ticker, value, lineage_id, shown_from, shown_to);
create table fct_capex as
    select * exclude (shown_from, shown_to) from fct_capex_history where shown_to is null;
create table fct_capex_versions as select
    * exclude (shown_from, shown_to), shown_from as known_from, shown_to as known_to
from fct_capex_history;
create table lineage as select lineage_id, value from fct_capex_history
    union all select 'total', 31;
create table dim_filings as select * from (values
    ('1', date '2024-01-01', timestamp '2024-01-01 12:00'), ('2', date '2024-03-01', null),
    ('3', date '2024-06-01', timestamp '2024-06-01')
) as t(accession, filed_date, accepted_at);
create table dim_companies as select 'A' as ticker;
create table fct_refusals as select 'C' as ticker;
create schema bi;
create view bi.capex as select ticker, value from marts.fct_capex;
create view bi.larger as select ticker from bi.capex where value > 10;
create view bi.refusals as from marts.fct_refusals;
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings(data_dir=tmp_path)
    with duckdb.connect(str(found.published_path)) as made:
        made.execute(_MARTS)
    return found


def asked(
    settings: Settings, sql: str, at: str = "2024-03-01 12:00:00"
) -> list[tuple[object, ...]]:
    with connect_as_of(settings, dt.datetime.fromisoformat(at)) as connection:
        return query(connection, sql)[1]


def test_a_mart_is_what_it_was_under_both_its_names(settings: Settings) -> None:
    for name in ("fct_capex", "marts.fct_capex"):
        assert asked(settings, f"from {name}") == [("A", 10, "A:v1")]
    assert asked(settings, "from fct_capex", "2024-06-01 00:00:00") == [
        ("A", 11, "A:v2"), ("B", 20, "B:v1")
    ]  # fmt: skip
    assert asked(settings, "from fct_capex", "2023-12-31 23:59:59") == []


def test_views_of_the_marts_are_of_the_past_too(settings: Settings) -> None:
    assert asked(settings, "from bi.capex") == [("A", 10)]
    assert asked(settings, "from bi.larger") == []
    assert asked(settings, "from bi.larger", "2024-07-01") == [("A",), ("B",)]
    with pytest.raises(WarehouseError, match="has no past"):
        asked(settings, "from bi.refusals")


def test_histories_and_versions_do_not_know_what_comes(settings: Settings) -> None:
    for name in ("fct_capex_history", "fct_capex_versions"):
        [row] = asked(settings, f"from {name}")
        assert row == ("A", 10, "A:v1", dt.datetime(2024, 1, 1), None)
    assert asked(settings, "select known_to from fct_capex_versions", "2024-07-01") == [
        (dt.datetime(2024, 6, 1),), (None,), (None,)
    ]  # fmt: skip


def test_lineage_is_of_versions_known_by_then_and_never_a_totals(settings: Settings) -> None:
    assert asked(settings, "select lineage_id from lineage") == [("A:v1",)]
    assert len(asked(settings, "from lineage", "2024-07-01")) == 3


@pytest.mark.parametrize(
    ("at", "there"), [("2024-03-01 12:00", "1"), ("2024-03-02 05:00", "12"), ("2024-06-01", "123")]
)
def test_a_filing_is_there_when_accepted_or_when_its_day_has_ended(
    settings: Settings, at: str, there: str
) -> None:
    found = asked(settings, "select accession from dim_filings order by all", at)
    assert "".join(str(each) for (each,) in found) == there


@pytest.mark.parametrize("sql", ["from fct_refusals", "select count(*) from fct_refusals"])
def test_what_has_no_past_says_so(settings: Settings, sql: str) -> None:
    with pytest.raises(WarehouseError, match="fct_refusals tells of what is published now"):
        asked(settings, sql)
    assert asked(settings, "from dim_companies") == [("A",)]


@pytest.mark.parametrize(
    "sql",
    [
        "from published.marts.fct_capex",
        "select 1 where exists (from PUBLISHED.marts.fct_capex)",
        "from query('from publ' || 'ished.marts.fct_capex')",
    ],
)
def test_nothing_of_today_is_read_by_its_own_name(settings: Settings, sql: str) -> None:
    with pytest.raises(WarehouseError, match="name the table alone"):
        asked(settings, sql)
    assert (
        asked(settings, "select 1 from duckdb_databases() where database_name = 'published'") == []
    )


def test_the_past_reads_the_marts_alone(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n", "utf-8")
    for sql in (
        f"from read_csv('{tmp_path / 'other.csv'}')",
        f"attach '{tmp_path / 'other.duckdb'}'",
        "set lock_configuration = false",
        "insert into published.marts.dim_companies values ('B')",
    ):
        with pytest.raises(WarehouseError):
            asked(settings, sql)


def test_without_a_moment_the_marts_stand_as_published(settings: Settings) -> None:
    with connect_at(settings, None) as connection:
        assert len(query(connection, "from fct_capex")[1]) == 2
        assert query(connection, "from fct_refusals")[1] == [("C",)]


def test_before_anything_is_published_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nothing is published yet"):
        asked(Settings(data_dir=tmp_path), "from fct_capex")
