"""Supplier revenue from normalised Parquet to the published marts, on an invented world."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl
import pytest

from expectations import read_failing, read_results
from pipelines.dbt import runner as dbt_runner
from pipelines.dbt import source_views
from pipelines.dbt.results import NodeResult
from pipelines.publish import publishing
from pipelines.quality import building as models
from pipelines.settings import Settings
from pipelines.storage import connections
from tests.support.parsed import parsed_project
from tests.support.synthetic_ledger import World, instant, quarter

BUILD = ["build", "--exclude-resource-type", "unit_test"]
LINE = ("company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter")
YEARS = (2023, 2024)
Quarter = tuple[int, int]


def known_after(end: dt.date, days: int) -> dt.datetime:
    return dt.datetime.combine(end, dt.time(20, 15)) + dt.timedelta(days=days)


def supplier_world() -> World:
    """Spenders and suppliers.

    CHIP: a total, the data centre in it, compute (core) and network (interconnect) in that; the
    parts become known later than what contains them; 2024 Q3 has no network, 2024 Q4 only the
    total.
    FOUN: reports in TWD, without a rate for 2024 Q4. RECU: series break in 2024 Q2. MAYB: its
    line is unconfirmed. STAT: a spender whose headline is stated in words. CLOU: a cloud, outside
    the segments.
    """
    world = World()
    world.company("CLOU", "cash", role="both")
    world.company("STAT", "company_stated")
    for company in ("CHIP", "FOUN", "RECU", "MAYB"):
        world.company(company, role="supplier")
    world.line("CHIP", is_broad=True)
    data_center = world.line("CHIP", "data_center")
    compute = world.line("CHIP", "compute", parent="data_center")
    network = world.line("CHIP", "network", "interconnect", parent="data_center")
    world.line("FOUN", is_broad=True)
    world.line("RECU", "total", "interconnect")
    world.line("MAYB", "total", "interconnect")
    maybe = world.line("MAYB", "line", "interconnect", is_confirmed=False)
    world.line("CLOU", "total", None, counts=False)
    cloud = world.line("CLOU", "cloud", None, counts=False)
    world.series_break("recu_total", dt.date(2024, 4, 1))
    for year in YEARS:
        for number in (1, 2, 3, 4):
            start, end = quarter(year, number)
            known = known_after(end, 30)
            base = 100 * (year - 2022) + number
            recast = known_after(end, 395)
            world.cell("CLOU", "capex_cash", year, number, (10 * base, known))
            world.cell("CLOU", "revenue", year, number, (20 * base, known))
            world.cell("CLOU", cloud, year, number, (5 * base, known))
            world.cell("STAT", "capex_cash", year, number, (3 * base, known))
            world.cell("STAT", "capex_stated", year, number, (4 * base, known), statement="call")
            world.cell("CHIP", "revenue", year, number, (9 * base, known), (9 * base - 1, recast))
            if (year, number) != (2024, 4):
                world.cell("CHIP", data_center, year, number, (7 * base, known_after(end, 31)))
                world.cell("CHIP", compute, year, number, (5 * base, known_after(end, 33)))
                if (year, number) != (2024, 3):
                    world.cell(
                        "CHIP", network, year, number, (2 * base, known_after(end, 35)),
                        statement="commentary",
                    )  # fmt: skip
            world.cell("FOUN", "revenue", year, number, (base * 1000 + 1, known), unit="TWD")
            if (year, number) != (2024, 4):
                world.rate("TWD", start, end, f"0.0312345{number}")
            world.cell("RECU", "revenue", year, number, (base, known))
            world.cell("MAYB", "revenue", year, number, (2 * base, known))
            world.cell("MAYB", maybe, year, number, (base, known))
    world.month("FOUN", dt.date(2023, 6, 1), (90, instant(2023, 7, 9)), (80, instant(2024, 7, 9)))
    world.month("FOUN", dt.date(2024, 6, 1), (120, instant(2024, 7, 9)))
    world.rate("TWD", dt.date(2024, 6, 1), dt.date(2024, 6, 30), "0.031")
    year_2023 = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    world.customer_share("CHIP", year_2023, "CustomerA", "13", instant(2024, 2, 1))
    world.customer_share("CHIP", year_2023, "CustomerB", "1100", instant(2024, 2, 1))
    return world


@dataclass
class Built:
    """A data directory after a run of the models."""

    settings: Settings
    world: World
    results: tuple[NodeResult, ...]

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return connections.query_published(self.settings, sql, parameters)[1]

    def dicts(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        columns, rows = connections.query_published(self.settings, sql, parameters)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    @cached_property
    def moments(self) -> list[dt.datetime]:
        """Just before, at and just after each moment at which revenue became known."""
        known = self.rows(
            "select distinct known_from from fct_supplier_revenue_versions order by 1"
        )
        step = dt.timedelta(microseconds=1)
        return [moment + sign * step for (moment,) in known for sign in (-1, 0, 1)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    settings = Settings(data_dir=tmp_path_factory.mktemp("suppliers"))
    world = supplier_world()
    world.write(settings)
    source_views.prepare_sources(settings)
    manifest = parsed_project(settings)
    results = dbt_runner.run_dbt(settings, BUILD, manifest=manifest)
    publishing.publish(settings, {}, "suppliers")
    return Built(settings, world, results)


def counted_by_hand(
    world: World, company_id: str, stated: dict[Quarter, set[str]]
) -> dict[Quarter, dict[str, str]]:
    """Line to `counted_as` by quarter, from the tree of lines and the lines that have a value."""
    lines = {
        row["revenue_line_id"]: row
        for row in world.revenue_lines
        if row["company_id"] == company_id and row["counts"] and row["is_confirmed"]
    }
    children = defaultdict(list)
    total = f"{company_id.lower()}_total"
    for revenue_line_id, row in lines.items():
        if revenue_line_id != total:
            children[row["parent_line_id"] or total].append(revenue_line_id)

    def covered(revenue_line_id: str, quarter: Quarter) -> bool:
        return revenue_line_id in stated[quarter] or complete(revenue_line_id, quarter)

    def complete(revenue_line_id: str, quarter: Quarter) -> bool:
        narrower = children[revenue_line_id]
        return bool(narrower) and all(covered(child, quarter) for child in narrower)

    def walk(revenue_line_id: str, quarter: Quarter) -> dict[str, str]:
        if any(complete(revenue_line_id, each) for each in stated if each <= quarter):
            return {
                k: v for child in children[revenue_line_id] for k, v in walk(child, quarter).items()
            }
        if revenue_line_id not in stated[quarter]:
            return {}
        if not children[revenue_line_id]:
            return {revenue_line_id: "line"}
        stand_in = "total_proxy" if revenue_line_id == total else "parent_of_missing_children"
        return {revenue_line_id: stand_in}

    return {quarter: walk(total, quarter) if total in lines else {} for quarter in stated}


def test_every_model_and_test_of_dbt_passes(built: Built) -> None:
    assert {node.status for node in built.results} == {"success", "pass"}
    for table in (
        "fct_supplier_revenue", "fct_supplier_revenue_versions", "fct_segment_revenue",
        "fct_segment_capture", "fct_monthly_revenue", "fct_customer_concentration",
    ):  # fmt: skip
        assert built.rows(f"select count(*) > 0 from {table}") == [(True,)]


def test_the_narrowest_lines_count_and_a_hole_stays_a_hole(
    built: Built,
) -> None:
    counted = built.rows(
        "select fiscal_quarter, revenue_line_id, counted_as from fct_supplier_revenue "
        "where company_id = 'CHIP' and fiscal_year = 2024 and in_segment_total order by 1, 2"
    )
    assert counted == [
        (1, "chip_compute", "line"),
        (1, "chip_network", "line"),
        (2, "chip_compute", "line"),
        (2, "chip_network", "line"),
        # Nothing wider stands in for what a quarter lacks.
        (3, "chip_compute", "line"),
    ]
    assert built.rows(
        "select distinct definition from fct_supplier_revenue "
        "where revenue_line_id = 'chip_compute' and in_segment_total"
    ) == [("chip_compute + chip_network",)]
    assert built.rows(
        "select distinct company_id from fct_supplier_revenue where not is_confirmed "
        "or segment_id is null order by 1"
    ) == [("CLOU",), ("MAYB",)]
    assert built.rows(
        "select count(*) from fct_supplier_revenue where in_segment_total and "
        "(not is_confirmed or segment_id is null)"
    ) == [(0,)]


def test_as_of_any_instant_nothing_later_decides_what_counts(built: Built) -> None:
    versions = built.dicts("select * from fct_supplier_revenue_versions order by version")
    seen = set()
    for moment in built.moments:
        standing = {
            tuple(row[name] for name in LINE): (row["version"], row["value"])
            for row in versions
            if row["known_from"] <= moment
        }
        found = built.dicts("select * from marts.supplier_revenue_as_of(?)", moment)
        rows = {tuple(row[name] for name in LINE): row for row in found}
        assert len(rows) == len(found)
        assert {key: (row["version"], row["value"]) for key, row in rows.items()} == standing
        present: dict[str, dict[Quarter, set[str]]] = defaultdict(lambda: defaultdict(set))
        for company, line, year, number in standing:
            present[company][year, number].add(line)
        for company, stated in present.items():
            for (year, number), expected in counted_by_hand(built.world, company, stated).items():
                shown = {
                    line: rows[company, line, year, number]["counted_as"]
                    for line in stated[year, number]
                }
                assert {k: v for k, v in shown.items() if v is not None} == expected
                seen |= set(expected.values())
        for (company, line, year, number), row in rows.items():
            earlier = standing.get((company, line, year - 1, number))
            if row["year_earlier_value"] is None:
                assert earlier is None or company == "RECU"
            else:
                assert earlier is not None
                assert row["year_earlier_value"] == earlier[1]
    assert seen == {"line", "parent_of_missing_children", "total_proxy"}


def test_as_of_the_end_is_the_mart_and_before_everything_is_nothing(built: Built) -> None:
    assert built.rows("select * from marts.supplier_revenue_as_of(timestamp '2100-01-01')") == (
        built.rows("select * from fct_supplier_revenue")
    )
    assert built.rows("select count(*) from supplier_revenue_as_of(date '2000-01-01')") == [(0,)]


def test_a_version_shows_what_counted_when_it_became_known(built: Built) -> None:
    assert built.rows(
        "select version, counted_as from fct_supplier_revenue_versions "
        "where revenue_line_id in ('chip_data_center') and fiscal_year = 2023 "
        "and fiscal_quarter = 1"
    ) == [(1, "parent_of_missing_children")]
    # Two days later compute is known, and the data centre still stands in for both.
    assert built.rows(
        "select counted_as from fct_supplier_revenue_versions "
        "where revenue_line_id = 'chip_compute' and fiscal_year = 2023 and fiscal_quarter = 1"
    ) == [(None,)]


def test_trap_f1_flows_convert_at_the_average_of_their_period_with_the_rate_beside(
    built: Built,
) -> None:
    rows = built.rows(
        "select fiscal_quarter, value, value_usd, fx_rate, fx_source, fx_first_date "
        "from fct_supplier_revenue where company_id = 'FOUN' and fiscal_year = 2024 order by 1"
    )
    for number, value, value_usd, rate, source, first_date in rows[:3]:
        assert rate == Decimal(f"0.0312345{number}")
        assert value_usd == (value * rate).quantize(Decimal("0.01"))
        assert (source, first_date) == ("fed_h10", quarter(2024, number)[0])
    assert rows[3][2:] == (None, None, None, None)


def test_refusals_name_what_is_not_stated_lacks_a_rate_or_is_impossible(built: Built) -> None:
    refusals = dict(
        built.rows(
            "select table_name || ' ' || key, rule from fct_refusals "
            "where table_name not in ('fct_capital_ratios', 'fct_commitments', "
            "'fct_remaining_performance_obligation')"
        )
    )
    assert refusals == {
        "fct_supplier_revenue FOUN foun_total TWD": "no_exchange_rate",
        "fct_monthly_revenue FOUN TWD": "no_exchange_rate",
        "fct_customer_concentration CHIP 2023-12-31 test:CustomerB of "
        "us-gaap:SalesRevenueNetMember since 2023-01-01": "share_out_of_range",
        # Its parts count, and are not stated for the last quarters.
        "fct_supplier_revenue CHIP chip_compute": "line_not_stated",
        "fct_supplier_revenue CHIP chip_network": "line_not_stated",
        # STAT's revenue and the suppliers' capex are in no filing of theirs.
        "fct_supplier_revenue STAT revenue": "not_stated",
        **{
            f"fct_capex {company} capex_cash": "not_stated"
            for company in ("CHIP", "FOUN", "MAYB", "RECU")
        },
    }


def test_segments_add_up_their_lines_and_grow_by_the_matched_panel(built: Built) -> None:
    rows = {
        (row["segment_id"], row["calendar_quarter"]): row
        for row in built.dicts("select * from fct_segment_revenue")
    }
    first = rows["interconnect", "2024Q1"]
    # network 402, RECU 201, MAYB's total 402 since its line is unconfirmed
    assert (first["value_usd"], first["companies_reporting"]) == (Decimal(1005), 3)
    assert first["companies_expected"] == 3
    assert first["matched_companies"] == 3
    second = rows["interconnect", "2024Q2"]
    assert (second["companies_reporting"], second["matched_companies"]) == (3, 2)
    assert second["matched_yoy_pct"] == pytest.approx(100 * (808 / 408 - 1))
    third = rows["interconnect", "2024Q3"]
    assert (third["companies_reporting"], third["companies_expected"]) == (2, 3)
    core = rows["core_compute", "2024Q4"]
    # No part is stated and FOUN has no rate: a row without a value, that names who is missing, so
    # that a lag() compares neighbours. Growth compares the totals, which both quarters state.
    assert (core["value_usd"], core["companies_reporting"]) == (None, 0)
    assert (core["companies_expected"], core["tickers_missing"]) == (2, "CHIP, FOUN")
    assert core["missing_reason"].endswith(".")
    assert (core["matched_companies"], core["matched_yoy_pct"]) == (
        1, pytest.approx(100 * ((9 * 204 - 1) / (9 * 104 - 1) - 1)),
    )  # fmt: skip
    assert rows["core_compute", "2024Q2"]["matched_companies_excluding_broad"] == 1


def test_index_and_panel_follow_who_reports_on_one_definition(built: Built) -> None:
    rows = built.dicts("select * from fct_segment_revenue where tier = 'systems'")
    assert len(rows) == 8
    # Network, MAYB and RECU, until RECU is cut anew in 2024 Q2; from Q3 on network is missing.
    assert [row["matched_index_companies"] for row in rows] == [0, 3, 3, 3, 3, 2, 2, 2]
    assert rows[0]["matched_index"] == 100
    assert rows[-1]["matched_index"] == pytest.approx(
        100 * (1005 / 505) * (808 / 804) * (612 / 606), abs=1e-3
    )
    assert {row["constant_panel_tickers"] for row in rows} == {"MAYB"}
    assert [int(row["constant_panel_usd"]) for row in rows] == [
        202, 204, 206, 208, 402, 404, 406, 408,
    ]  # fmt: skip
    # A sub-segment's row is the tier's, as long as it is the only one in it.
    parts = built.dicts(
        "select * exclude (sub_segment_id, lineage_id) from fct_sub_segment_revenue"
    )
    assert parts == built.dicts("select * exclude (lineage_id) from fct_segment_revenue")


def test_trap_m2_capture_is_a_ratio_with_both_panels_beside_it(built: Built) -> None:
    [row] = built.dicts(
        "select * from fct_segment_capture where segment_id = 'interconnect' "
        "and calendar_quarter = '2024Q1' and basis = 'company_stated'"
    )
    assert (row["segment_revenue_usd"], row["capex_usd"]) == (Decimal(1005), Decimal(804))
    assert row["ratio"] == pytest.approx(1005 / 804)
    assert row["is_complete_panel"] is True
    assert built.rows(
        "select is_complete_panel, suppliers_reporting, suppliers_expected "
        "from fct_segment_capture where segment_id = 'interconnect' "
        "and calendar_quarter = '2024Q3' and basis = 'cash'"
    ) == [(False, 2, 3)]


def test_a_headline_stated_in_words_is_a_basis_of_its_own_without_a_filing(
    built: Built,
) -> None:
    assert built.rows(
        "select distinct accession, derivation, known_from_basis from fct_capex "
        "where basis = 'company_stated'"
    ) == [(None, "reported", "stated_date_end")]
    assert built.rows(
        "select distinct source, document, cik, accession, url from lineage "
        "where concept = 'test:capex_stated'"
    ) == [("company_statements", "call", None, None, None)]


def test_months_keep_their_first_value_and_grow_from_the_restated_one(built: Built) -> None:
    assert built.rows(
        "select month, value, value_usd, first_reported_value, is_restated, yoy_pct "
        "from fct_monthly_revenue order by 1"
    ) == [
        (dt.date(2023, 6, 1), Decimal(80), None, Decimal(90), True, None),
        (dt.date(2024, 6, 1), Decimal(120), Decimal("3.72"), Decimal(120), False, 50.0),
    ]


def test_as_of_any_instant_a_month_grows_from_what_was_known_then(built: Built) -> None:
    def grown(instant_: dt.datetime) -> list[tuple[Any, ...]]:
        return built.rows(
            "select month, value, is_restated, yoy_pct from monthly_revenue_as_of(?) order by 1",
            instant_,
        )

    june, next_june = dt.date(2023, 6, 1), dt.date(2024, 6, 1)
    restated = instant(2024, 7, 9)
    assert grown(instant(2023, 7, 9) - dt.timedelta(microseconds=1)) == []
    assert grown(restated - dt.timedelta(microseconds=1)) == [(june, Decimal(90), False, None)]
    assert grown(restated) == [
        (june, Decimal(80), True, None),
        (next_june, Decimal(120), False, 50.0),
    ]
    assert built.rows(
        "select month, version, value, is_restated from fct_monthly_revenue_versions order by all"
    ) == [
        (june, 1, Decimal(90), False),
        (june, 2, Decimal(80), True),
        (next_june, 1, Decimal(120), False),
    ]


def test_every_value_has_its_operands(built: Built) -> None:
    for table, column, value in (
        ("fct_supplier_revenue", "lineage_id", "value"),
        ("fct_supplier_revenue_versions", "lineage_id", "value"),
        ("fct_monthly_revenue", "lineage_id", "value"),
        ("fct_monthly_revenue_versions", "lineage_id", "value"),
        ("fct_customer_concentration", "lineage_id", "share_pct"),
        ("fct_segment_capture", "capex_lineage_id", "capex_usd"),
    ):
        rows = built.rows(
            f"select {value}, (select sum(sign * value) from lineage "
            f"where lineage.lineage_id = fact.{column}) from {table} as fact"
        )
        assert rows
        assert all(value == total for value, total in rows), table
    rates = built.rows(
        "select distinct unit, fx_rate is null from lineage where lineage_id like 'segment:%'"
    )
    assert sorted(rates) == [("TWD", False), ("USD", True)]


def test_lines_that_add_up_to_more_than_the_company_are_kept_as_its_failing_rows(
    tmp_path: Any,
) -> None:
    """A dbt test of one company's figures fails: the build goes on, and the rows say whose."""
    settings = Settings(data_dir=tmp_path)
    world = World()
    for company in ("CHIP", "FOUN"):
        world.company(company, role="supplier")
        world.line(company)
        world.cell(company, "revenue", 2024, 1, (5, instant(2024, 4, 30)))
    line = world.line("CHIP", "line")
    world.cell("CHIP", line, 2024, 1, (6, instant(2024, 4, 30)))
    world.write(settings)
    parsed_project(settings)
    for stage in ("warehouse", "marts"):
        models.build_models(settings, stage, "run")
    results = read_results(settings.quality_dir, "run").filter(~pl.col("passed"))
    [failed] = results.iter_rows(named=True)
    assert failed["check_name"] == "dbt test no_dollar_counts_twice"
    assert (failed["severity"], failed["scope"]) == ("error", "company")
    failing = read_failing(settings.quality_dir, "run")
    assert set(failing["company_id"]) == {"CHIP"}
    [told] = failing["failing_row"]
    assert told in failed["observed"]
    with connections.connect_warehouse(settings, read_only=True) as connection:
        published = connection.sql("select distinct company_id from marts.fct_supplier_revenue")
        assert set(published.fetchall()) == {("CHIP",), ("FOUN",)}
