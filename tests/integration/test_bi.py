"""The schema `bi`: who sums or joins without a thought gets the published numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.support.dbt_world import BuiltWorld, laid_down

if TYPE_CHECKING:
    from collections.abc import Iterator

BI = "bi."
DIMENSION = "bi.dim_"


@pytest.fixture(scope="module")
def world(dbt_world: BuiltWorld) -> Iterator[duckdb.DuckDBPyConnection]:
    with laid_down(dbt_world.tables) as connection:
        yield connection


@pytest.mark.parametrize(
    ("view", "measure", "by", "published"),
    [
        ("capex_cash", "capex_usd", "calendar_quarter", "fct_capex_totals where basis = 'cash'"),
        ("capex_totals_cash", "capex_usd", "calendar_quarter",
         "fct_capex_totals where basis = 'cash'"),
        ("capex_with_finance_leases", "capex_usd", "calendar_quarter",
         "fct_capex_totals where basis = 'with_finance_leases'"),
        ("supplier_revenue_devices", "revenue_usd", "segment_id, calendar_quarter",
         "fct_segment_revenue where tier = 'devices'"),
        ("segment_revenue_devices", "revenue_usd", "segment_id, calendar_quarter",
         "fct_segment_revenue where tier = 'devices'"),
        ("supplier_revenue_devices", "revenue_usd", "segment_id, sub_segment_id, calendar_quarter",
         "fct_sub_segment_revenue where tier = 'devices'"),
    ],
)  # fmt: skip
def test_a_sum_over_a_view_is_the_published_number(
    world: duckdb.DuckDBPyConnection, view: str, measure: str, by: str, published: str
) -> None:
    summed = f"select {by}, sum({measure}) from bi.{view} group by all order by all"
    wanted = f"select {by}, sum(value_usd) from marts.{published} group by all order by all"
    found = world.execute(summed).fetchall()
    assert found
    assert found == world.execute(wanted).fetchall()


def test_the_same_sum_over_the_mart_is_not(world: duckdb.DuckDBPyConnection) -> None:
    """What the views are for."""
    [(summed, right)] = world.execute(
        "select (select sum(value_usd) from marts.fct_capex), (select sum(capex_usd) "
        "from bi.capex_cash)"
    ).fetchall()
    assert summed > right


def test_no_join_on_a_column_of_one_name_repeats_a_row(
    world: duckdb.DuckDBPyConnection, dbt_world: BuiltWorld
) -> None:
    """Tools relate tables by the names of their columns: each such column is a key."""
    tables = dbt_world.tables
    facts = [name for name in tables if name.startswith(BI) and not name.startswith(DIMENSION)]
    joined = set()
    for dimension in (name for name in tables if name.startswith(DIMENSION)):
        for fact in facts:
            for column in set(tables[fact].columns) & set(tables[dimension].columns):
                [(rows,)] = world.execute(
                    f"select count(*) from {fact} left join {dimension} using ({column})"
                ).fetchall()
                assert rows == tables[fact].height, (fact, dimension, column)
                joined.add((dimension, column))
    assert {
        ("bi.dim_companies", "company_id"),
        ("bi.dim_segments", "segment_tier_id"),
        ("bi.dim_sub_segments", "sub_segment_tier_id"),
    } <= joined


def test_the_dates_join_by_the_end_of_the_quarter_and_of_the_month(
    world: duckdb.DuckDBPyConnection,
) -> None:
    for fact, day in (("capex_cash", "calendar_quarter_end"), ("monthly_revenue", "month_end")):
        assert (
            world.execute(
                f"select count(*) from bi.{fact} join bi.dim_dates on date_day = {day}"
            ).fetchall()
            == world.execute(f"select count(*) from bi.{fact}").fetchall()
        )
    assert world.execute(
        "select * from bi.dim_dates where date_day = date '2024-05-31'"
    ).df().to_dict("records")[0].items() >= {
        "calendar_year": 2024, "quarter_name": "2024Q2", "month_name": "2024-05",
        "is_month_end": True, "is_quarter_end": False,
    }.items()  # fmt: skip
