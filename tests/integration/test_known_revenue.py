"""Supplier revenue of record, and how much of the value chain the shipped data shows."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.settings import PACKAGE_DIR, STATEMENTS_DIR
from pipelines.sources import recorded_filers
from tests.support import known_revenue
from tests.support.builders import shipped_registry

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun

RECORDED = PACKAGE_DIR / "recorded"

FEWEST_SUPPLIERS, FEWEST_QUARTERS = 20, 12
# Companies that count, over all tiers, in each quarter from 2024Q1 to 2026Q1.
FEWEST_COMPANIES = {
    "core_compute": 16,
    "interconnect": 15,
    "physical_connectivity": 4,
    "thermal_power": 8,
}
FEWEST_IN_THERMAL_POWER_TO_2025Q2 = 10


def unlike(recorded: RecordedRun, sql: str, figures: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Figures of record that the query does not give, with what it gives instead."""
    found = {(name, str(end)): value for name, end, value in recorded.rows(sql)}
    return [
        (name, end, value, found.get((name, end)))
        for name, end, value in figures
        if found.get((name, end)) != value
    ]


@pytest.mark.parametrize(
    ("table", "column", "figures"),
    [
        ("fct_supplier_revenue", "value", known_revenue.QUARTERS),
        ("fct_supplier_revenue_annual", "value", known_revenue.YEARS),
        (
            "fct_supplier_revenue_annual",
            "first_reported_value",
            known_revenue.YEARS_FIRST_FILED,
        ),
    ],
)
def test_revenue_lines_to_the_dollar(
    recorded: RecordedRun, table: str, column: str, figures: tuple[Any, ...]
) -> None:
    sql = f"select revenue_line_id, period_end, {column} from {table}"

    assert unlike(recorded, sql, figures) == []


@pytest.mark.parametrize(
    ("basis", "figures"),
    [
        ("company_stated", known_revenue.STATED_CAPEX_QUARTERS),
        ("cash_net", known_revenue.NET_CAPEX_QUARTERS),
    ],
)
def test_trap_a4_headlines_outside_the_tags_have_bases_of_their_own(
    recorded: RecordedRun, basis: str, figures: tuple[Any, ...]
) -> None:
    sql = f"select ticker, period_end, value_usd from fct_capex where basis = '{basis}'"

    assert unlike(recorded, sql, figures) == []


def test_trap_s2_the_segment_look_alike_stays_another_line(recorded: RecordedRun) -> None:
    # 47,525 is the market Data Center, 47,405 the segment Compute & Networking: 0.3 % apart.
    rows = recorded.rows(
        "select revenue_line_id, value, source from fct_supplier_revenue_annual "
        "where fiscal_year = 2024 and revenue_line_id in "
        "('nvda_data_center', 'nvda_compute_and_networking') order by 1"
    )

    assert [(line, int(value / 1_000_000), source) for line, value, source in rows] == [
        ("nvda_compute_and_networking", 47_405, "sec_segment_facts"),
        ("nvda_data_center", 47_525, "sec_segment_facts"),
    ]


def test_trap_s3_aws_is_counted_once(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select count(*), max(value) from fct_supplier_revenue_annual "
        "where company_id = 'AMZN' and fiscal_year = 2025 and scope <> 'total_company'"
    )
    dimensions = recorded.rows(
        "select distinct dimensions from lineage where lineage_id like 'AMZN:amzn_aws:%' "
        "and source = 'sec_segment_facts'"
    )

    assert rows == [(1, 128_725_000_000)]
    assert all("ProductOrServiceAxis" not in row[0] for row in dimensions)


def test_trap_s8_a_segment_cut_anew_breaks_its_series(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select value, first_reported_value, is_restated from fct_supplier_revenue_annual "
        "where revenue_line_id = 'msft_intelligent_cloud' and fiscal_year = 2024"
    )

    assert rows == [(87_464_000_000, 105_362_000_000, True)]


def test_a_company_by_its_entry_alone_has_revenue_and_capex_or_is_refused(
    recorded: RecordedRun,
) -> None:
    silent = recorded.rows(
        "with filing as (select distinct company_id from dim_filings "
        "where source <> 'company_statements'), shown as ("
        "select company_id, 'revenue' as metric from fct_supplier_revenue "
        "where scope = 'total_company' "
        "union select company_id, 'capex_cash' from fct_capex "
        "union select company_id, split_part(key, ' ', 2) from fct_refusals) "
        "select company_id, metric from filing "
        "cross join (values ('revenue'), ('capex_cash')) as needed (metric) "
        "anti join shown using (company_id, metric)"
    )
    meta = recorded.rows(
        "select distinct segment_id, counted_as, in_segment_total from fct_supplier_revenue "
        "where revenue_line_id = 'meta_total'"
    )

    assert silent == []
    assert meta == [(None, None, False)]


def test_enough_suppliers_report_enough_quarters(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select ticker, count(distinct (fiscal_year, fiscal_quarter)) as quarters "
        "from fct_supplier_revenue inner join dim_companies using (company_id, ticker) "
        "where role in ('supplier', 'both') group by ticker having quarters >= ? order by 1",
        FEWEST_QUARTERS,
    )

    assert len(rows) >= FEWEST_SUPPLIERS, rows


def test_every_segment_shows_enough_companies(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select segment_id, calendar_quarter, count(distinct company_id) "
        "from fct_supplier_revenue where in_segment_total and value_usd is not null "
        "and calendar_quarter between '2024Q1' and '2026Q1' group by all"
    )

    assert {segment for segment, _, _ in rows} == FEWEST_COMPANIES.keys()
    assert len(rows) == 9 * len(FEWEST_COMPANIES)
    assert [row for row in rows if row[2] < FEWEST_COMPANIES[row[0]]] == []
    early = [row for row in rows if row[0] == "thermal_power" and row[1] <= "2025Q2"]
    assert [row for row in early if row[2] < FEWEST_IN_THERMAL_POWER_TO_2025Q2] == []


def test_every_supplier_has_eight_quarters_or_a_refusal(recorded: RecordedRun) -> None:
    few = recorded.rows(
        "select company_id from dim_companies left join fct_supplier_revenue using (company_id) "
        "where role <> 'spender' group by 1 having count(distinct calendar_quarter) < 8 order by 1"
    )
    refused = recorded.rows(
        "select split_part(key, ' ', 1) from fct_refusals where rule = 'few_quarters' order by 1"
    )

    assert few == refused


def test_statements_lead_to_the_companys_document(recorded: RecordedRun) -> None:
    """An address, or the document with its day; those without a day are few."""
    [(operands, cited)] = recorded.rows(
        "select count(*), count(*) filter (url is not null or citation similar to "
        "'.*, 20[0-9]{2}-[0-9]{2}-[0-9]{2}') from lineage where source = 'company_statements'"
    )
    undated = [
        row
        for path in STATEMENTS_DIR.glob("*.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        # Figures of companies: of what model companies are said to earn the days are a copy's.
        if "line" in row and not row["stated_date"]
    ]

    assert cited >= operands * 95 / 100
    assert len(undated) <= 40
    assert all(row["undated_reason"] for row in undated)


def test_tsmcs_quarters_from_months_are_those_that_it_reports(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select fiscal_quarter, round(value / 1e7) / 100, derivation, known_from_basis "
        "from fct_supplier_revenue where revenue_line_id = 'tsm_total' and fiscal_year = 2025 "
        "order by fiscal_quarter"
    )

    assert rows == [
        (number, billions, "sum_of_months", "due_date_end")
        for number, billions in enumerate((839.25, 933.79, 989.92, 1_046.09), start=1)
    ]


def test_makers_in_taiwan_have_every_quarter_and_the_revisions_of_their_months(
    recorded: RecordedRun,
) -> None:
    short = recorded.rows(
        "select company_id, count(*) from fct_supplier_revenue "
        "where derivation = 'sum_of_months' and scope = 'total_company' "
        "group by company_id having count(*) < 18"
    )
    revised = recorded.rows(
        "select ticker, strftime(month, '%Y-%m'), version, cast(value / 1000 as integer), "
        "known_from_basis from fct_monthly_revenue_versions where is_restated or known_to is not "
        "null order by ticker, month, version"
    )

    assert short == []
    assert revised == [
        ("2376.TW", "2022-06", 1, 8_194_426, "due_date_end"),
        ("2376.TW", "2022-06", 2, 8_202_559, "report_date_end"),
        ("6274.TWO", "2025-04", 1, 2_356_833, "due_date_end"),
        ("6274.TWO", "2025-04", 2, 2_328_755, "due_date_end"),
        ("6274.TWO", "2025-05", 1, 2_136_406, "due_date_end"),
        ("6274.TWO", "2025-05", 2, 2_098_333, "due_date_end"),
    ]


def test_a_total_says_how_many_companies_it_holds(recorded: RecordedRun) -> None:
    bad = recorded.rows(
        "select segment_id, tier, calendar_quarter from fct_segment_revenue as segments "
        "where companies_reporting <> (select count(distinct company_id) "
        "from fct_supplier_revenue as lines where lines.segment_id = segments.segment_id "
        "and lines.tier = segments.tier "
        "and lines.calendar_quarter = segments.calendar_quarter and in_segment_total "
        "and value_usd is not null) or companies_reporting > companies_expected"
    )

    assert bad == []


def test_the_total_of_every_supplier_with_company_facts_is_their_own(
    recorded: RecordedRun,
) -> None:
    registry = shipped_registry()
    with_facts = {
        company.company_id
        for company in registry.companies
        if company.role == "supplier"
        and any(
            recorded_filers.path_of(RECORDED, "sec_company_facts", cik).is_file()
            for cik in company.ciks
        )
    }
    stated = recorded.rows(
        "select distinct company_id from fct_supplier_revenue "
        "where scope = 'total_company' and source = 'sec_company_facts'"
    )

    # TSMC and ASML file quarters on 6-K without XBRL, years alone on 20-F.
    assert with_facts - {company_id for (company_id,) in stated} <= {"ASML", "TSM"}


def test_trap_m2_no_mart_adds_revenue_to_capex(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select segment_revenue_usd, capex_usd, ratio from fct_segment_capture where basis = 'cash'"
    )

    assert rows
    assert all(abs(float(revenue) / float(capex) - ratio) < 1e-9 for revenue, capex, ratio in rows)


def test_concentration_names_customers_only_as_filed(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select customer, customer_label, share_pct from fct_customer_concentration "
        "where ticker = 'NVDA' and benchmark like '%Revenue%'"
    )

    assert rows
    assert all(":" in customer for customer, _, _ in rows)
    assert {label for _, label, _ in rows} <= {"Customer One [Member]", "Customer A [Member]", None}
