"""The schema `bi`: who sums or joins without a thought gets the published numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from pipelines.settings import PROJECT_DIR
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


def _bundle(kind: str) -> dict[str, dict[str, Any]]:
    """What the Superset dashboard to import has of a kind, by the identity others name it by."""
    folder = PROJECT_DIR / "docs" / "superset" / "compute_ledger" / kind
    found = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in folder.rglob("*.yaml")]
    return {one["uuid"]: one for one in found}


def _rows_of(dataset: dict[str, Any]) -> str:
    return (
        f"({dataset['sql']})" if dataset["sql"] else f"{dataset['schema']}.{dataset['table_name']}"
    )


@pytest.mark.parametrize("dataset", _bundle("datasets").values(), ids=lambda one: one["table_name"])
def test_a_dataset_of_superset_has_the_columns_that_are_published(
    world: duckdb.DuckDBPyConnection, dataset: dict[str, Any]
) -> None:
    rows = _rows_of(dataset)
    published = {name for name, *_ in world.execute(f"describe from {rows}").fetchall()}
    assert {column["column_name"] for column in dataset["columns"]} == published
    for metric in dataset["metrics"]:
        [(value,)] = world.execute(f"select {metric['expression']} from {rows}").fetchall()
        assert value is not None


def test_the_charts_of_superset_name_what_their_datasets_have(
    world: duckdb.DuckDBPyConnection,
) -> None:
    datasets, charts = _bundle("datasets"), _bundle("charts")
    [dashboard] = _bundle("dashboards").values()
    shown = {
        place["meta"]["uuid"]: place["meta"]["sliceName"]
        for place in dashboard["position"].values()
        if isinstance(place, dict) and place["type"] == "CHART"
    }
    assert shown == {uuid: chart["slice_name"] for uuid, chart in charts.items()}
    for chart in charts.values():
        dataset, params = datasets[chart["dataset_uuid"]], chart["params"]
        columns = {column["column_name"] for column in dataset["columns"]}
        assert {*params.get("groupby", ()), *params.get("all_columns", ())} <= columns
        assert set(params.get("metrics", ())) <= {one["metric_name"] for one in dataset["metrics"]}
        for only in params.get("adhoc_filters", ()):
            world.execute(f"select 1 from {_rows_of(dataset)} where {only['sqlExpression']}")


def test_superset_draws_no_quarter_that_a_hyperscaler_has_not_reported(
    world: duckdb.DuckDBPyConnection,
) -> None:
    [dataset] = (
        one
        for one in _bundle("datasets").values()
        if one["table_name"] == "capex_cash_full_quarters"
    )
    drawn = f"select distinct calendar_quarter from {_rows_of(dataset)} order by all"
    full = "select calendar_quarter from bi.capex_totals_cash where is_complete order by all"
    assert world.execute(drawn).fetchall() == world.execute(full).fetchall()
