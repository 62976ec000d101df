"""The known ways this data misleads, looked for in what is published."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun

MEASURED = (
    ("fct_capex", "value"),
    ("fct_capex_versions", "value"),
    ("fct_capex_annual", "value"),
    ("fct_capex_annual_versions", "value"),
    ("fct_capex_totals", "value_usd"),
    ("fct_sub_segment_revenue", "value_usd"),
    ("fct_restatements", "new_usd"),
    ("fct_supplier_revenue", "value"),
    ("fct_supplier_revenue_versions", "value"),
    ("fct_supplier_revenue_annual", "value"),
    ("fct_supplier_revenue_annual_versions", "value"),
    ("fct_segment_revenue", "value_usd"),
    ("fct_sub_segment_revenue", "value_usd"),
    ("fct_monthly_revenue", "value"),
    ("fct_remaining_performance_obligation", "value"),
    ("fct_remaining_performance_obligation_versions", "value"),
    ("fct_commitments", "value_usd"),
    ("fct_commitments_versions", "value_usd"),
    ("fct_monthly_revenue_versions", "value"),
    ("fct_customer_concentration", "share_pct"),
)
CENT = Decimal("0.01")


def test_trap_v6_a_total_says_who_has_not_reported_and_compares_the_same_companies(
    recorded: RecordedRun,
) -> None:
    # The day on which Amazon and Meta had not reported yet.
    [(value, reporting, expected, matched, growth)] = recorded.rows(
        "select value_usd, companies_reporting, companies_expected, matched_companies, "
        "matched_yoy_pct from capex_totals_as_of(timestamp '2026-07-30 12:00:00') "
        "where spender_group = 'hyperscaler' and basis = 'cash' "
        "and calendar_quarter = '2026Q2'"
    )
    assert (reporting, expected, matched) == (3, 5, 3)
    pairs = recorded.rows(
        "select now.value_usd, earlier.value_usd from fct_capex as now "
        "inner join fct_capex as earlier on earlier.company_id = now.company_id "
        "and earlier.basis = now.basis and earlier.fiscal_year = now.fiscal_year - 1 "
        "and earlier.fiscal_quarter = now.fiscal_quarter "
        "where now.basis = 'cash' and now.calendar_quarter = '2026Q2' "
        "and now.ticker in ('MSFT', 'GOOGL', 'ORCL')"
    )
    assert len(pairs) == 3
    now, earlier = (sum(column) for column in zip(*pairs, strict=True))
    assert value == now
    assert growth == pytest.approx(float(100 * (now - earlier) / earlier))
    # Against the total of all five a year before, spending would seem to have stood still.
    [(all_five,)] = recorded.rows(
        "select value_usd from fct_capex_totals where basis = 'cash' "
        "and spender_group = 'hyperscaler' "
        "and calendar_quarter = '2025Q2'"
    )
    assert float(100 * (now - all_five) / all_five) < 1 < 90 < growth


def test_trap_v6_every_total_is_of_the_companies_that_it_counts(recorded: RecordedRun) -> None:
    members: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for group, basis, quarter, value in recorded.rows(
        "select spender_group, basis, calendar_quarter, value_usd from fct_capex where is_in_panel"
    ):
        members[group, basis, quarter].append(value)
    totals = recorded.rows(
        "select spender_group, basis, calendar_quarter, value_usd, companies_reporting, "
        "companies_expected, matched_companies from fct_capex_totals"
    )
    assert len(totals) == len(members) > 100
    for group, basis, quarter, value, reporting, expected, matched in totals:
        assert value == sum(members[group, basis, quarter])
        assert matched <= reporting == len(members[group, basis, quarter]) <= expected


def test_trap_m3_trailing_sums_stand_in_a_column_of_their_own(recorded: RecordedRun) -> None:
    rows = recorded.rows(
        "select ticker, basis, period_end - period_start + 1, value_usd, "
        "trailing_four_quarters_usd from fct_capex"
    )
    assert rows
    for ticker, basis, days, value, trailing in rows:
        # Rule 1: a quarter of 52 or 53 weeks.
        assert 80 <= days <= 100, (ticker, basis)
        assert trailing is None or value <= trailing, (ticker, basis)
    years = recorded.rows("select period_end - period_start + 1 from fct_capex_annual")
    assert years
    assert all(350 <= days <= 380 for (days,) in years)


def test_trap_a4_bases_are_never_mixed(recorded: RecordedRun) -> None:
    concepts: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for basis, concept, sign in recorded.rows(
        "select distinct basis, concept, sign from fct_capex_versions "
        "inner join lineage using (lineage_id)"
    ):
        concepts[basis].add((concept, sign))
    payments = {concept for concept, _ in concepts["cash"]}
    principal = {concept for concept, _ in concepts["finance_lease_principal"]}
    assert payments
    assert principal
    assert payments.isdisjoint(principal)
    assert {concept for concept, _ in concepts["with_finance_leases"]} <= payments | principal
    headline = {
        tuple(key): value
        for *key, value in recorded.rows(
            "select company_id, fiscal_year, fiscal_quarter, value_usd from fct_capex "
            "where basis = 'with_finance_leases'"
        )
    }
    parts: dict[Any, Decimal] = defaultdict(Decimal)
    for *key, value in recorded.rows(
        "select company_id, fiscal_year, fiscal_quarter, value_usd from fct_capex "
        "where basis in ('cash', 'finance_lease_principal') "
        "and company_id in (select company_id from dim_companies "
        "where headline_basis = 'with_finance_leases')"
    ):
        parts[tuple(key)] += value
    assert len(headline) > 20
    assert all(parts[key] == value for key, value in headline.items())


def test_trap_a4_a_headline_that_no_filing_states_is_refused_and_not_computed(
    recorded: RecordedRun,
) -> None:
    refused = recorded.rows(
        "select ticker, reason from fct_refusals where rule = 'headline_basis_missing'"
    )
    # Microsoft's headline is there as far as a person entered it with a citation: said, and not
    # the sum of purchases and leases.
    assert "MSFT" not in {ticker for ticker, _ in refused}
    stated = recorded.rows(
        "select stated.value_usd, stated.source_count, parts.total from ("
        "select fiscal_year, fiscal_quarter, value_usd, (select count(*) from lineage "
        "where lineage_id = capex.lineage_id and source = 'company_statements') as source_count "
        "from fct_capex as capex where ticker = 'MSFT' and basis = 'company_stated') as stated "
        "inner join (select fiscal_year, fiscal_quarter, sum(value_usd) as total from fct_capex "
        "where ticker = 'MSFT' and basis in ('cash', 'finance_lease_principal') group by all) "
        "as parts using (fiscal_year, fiscal_quarter)"
    )
    assert len(stated) >= 7
    assert all(count == 1 and value != total for value, count, total in stated)


def test_trap_et9_figures_in_another_currency_are_not_published_as_dollars(
    recorded: RecordedRun,
) -> None:
    assert recorded.rows("select count(*) from fct_capex_versions where ticker = 'TSM'") == [(0,)]
    years = recorded.rows(
        "select currency, value, value_usd, fx_rate from fct_capex_annual where ticker = 'TSM' "
        "and value_usd is not null"
    )
    assert years
    for currency, value, value_usd, rate in years:
        assert currency == "TWD"
        assert abs(value_usd - value * rate) <= CENT
        assert value_usd * 10 < value


def test_trap_p4_only_periodic_and_current_reports_are_cited(recorded: RecordedRun) -> None:
    forms = {
        form.removesuffix("/A").removesuffix("T").removesuffix("-")
        for (form,) in recorded.rows(
            # Of a filing that only a statement cites the form may be unknown.
            "select distinct form from lineage inner join dim_filings using (accession) "
            "where form is not null"
        )
    }
    assert forms
    assert forms <= {"10-K", "10-Q", "20-F", "40-F", "6-K", "8-K", "10-KT", "10-QT"}


def _lineage_columns(recorded: RecordedRun) -> list[tuple[str, str]]:
    """Every column of every mart that leads into lineage."""
    return recorded.rows(
        "select table_name, column_name from duckdb_columns() where table_name <> 'lineage' and "
        "schema_name = 'marts' and (column_name = 'lineage_id' or column_name like '%_lineage_id')"
    )


def test_every_value_is_exactly_the_sum_of_its_operands(recorded: RecordedRun) -> None:
    operands: dict[str, list[tuple[int, Decimal, Decimal | None]]] = defaultdict(list)
    for lineage_id, sign, value, rate in recorded.rows(
        "select lineage_id, sign, value, fx_rate from lineage"
    ):
        assert isinstance(value, Decimal)
        operands[lineage_id].append((sign, value, rate))
    for table, column in MEASURED:
        rows = recorded.rows(f"select lineage_id, {column} from {table} where {column} is not null")
        assert rows, table
        for lineage_id, value in rows:
            assert lineage_id in operands, (table, lineage_id)
            total = sum(
                sign * operand * (rate or 1) for sign, operand, rate in operands[lineage_id]
            )
            # Only an operand that was converted was rounded, to the cent.
            converted = sum(rate is not None for _, _, rate in operands[lineage_id])
            assert abs(value - total) <= converted * CENT, (table, lineage_id)
    named = [
        {
            lineage_id
            for table, column in columns
            for (lineage_id,) in recorded.rows(
                # A hole of a series is a row without a value.
                f"select distinct {column} from {table} where {column} is not null"
            )
        }
        for columns in (
            [(table, "lineage_id") for table, _ in MEASURED],
            _lineage_columns(recorded),
        )
    ]
    of_measured, of_all = named
    assert of_measured <= set(operands) <= of_all


def test_every_filing_that_is_cited_is_in_dim_filings(recorded: RecordedRun) -> None:
    filings = dict(recorded.rows("select accession, any_value(url) from dim_filings group by all"))
    for table, column in (
        ("lineage", "accession"),
        ("fct_capex", "accession"),
        ("fct_capex_versions", "accession"),
        ("fct_capex_annual", "accession"),
        ("fct_capex_annual_versions", "accession"),
        ("fct_restatements", "old_accession"),
        ("fct_restatements", "new_accession"),
    ):
        cited = {
            accession
            for (accession,) in recorded.rows(
                f"select distinct {column} from {table} where {column} is not null and "
                + (
                    "source like 'sec_%'"
                    if table == "lineage"
                    else "lineage_id not in (select lineage_id from lineage "
                    "where source = 'company_statements')"
                )
            )
        }
        assert cited, table
        assert cited <= set(filings), (table, column)
    for accession, url in recorded.rows(
        "select distinct accession, url from lineage where source like 'sec_%'"
    ):
        folder, _, document = url.rpartition("/")
        assert folder.startswith("https://www.sec.gov/Archives/edgar/data/"), url
        assert folder.endswith(f"/{accession.replace('-', '')}"), url
        assert document, url


def test_what_no_filing_states_leads_to_its_page_or_citation(recorded: RecordedRun) -> None:
    pages = dict(
        recorded.rows(
            "select lineage_id, url from lineage where source = 'taiwan_monthly_revenue' "
            "and lineage_id like 'TSM:monthly_revenue:2025-0_-%'"
        )
    )
    # July's report states June again; June's own said it first.
    page = "https://mopsov.twse.com.tw/nas/t21/sii/t21sc03_114_{}_0.html"
    assert pages["TSM:monthly_revenue:2025-07-31:v1"] == page.format(7)
    assert pages["TSM:monthly_revenue:2025-06-30:v1"] == page.format(6)
    assert recorded.rows(
        "select distinct source from lineage where url is null or citation is not null order by 1"
    ) == [
        ("assumptions",),  # of the registry, each with its reason and on what it rests
        ("capability_scores",),
        ("company_statements",),
        ("fit",),  # what statistics found, of reports that are operands beside it
        ("guidance_statements",),
        ("hardware_prices",),
        ("market_estimates",),
        ("model_company_revenue",),
        ("technology_statements",),
    ]


def test_every_fact_row_names_its_ticker_and_lineage(recorded: RecordedRun) -> None:
    facts = [
        name
        for (name,) in recorded.rows(
            "select table_name from duckdb_tables() where table_name like 'fct_%'"
        )
    ]
    assert len(facts) >= 6
    for name in facts:
        columns = {column for column, *_ in recorded.rows(f"describe {name}")}
        if name != "fct_refusals":
            assert "lineage_id" in columns, name
        if "company_id" in columns:
            assert "ticker" in columns, name
            # A refusal may be about a company that was taken out of the registry.
            condition = "" if name != "fct_refusals" else "and company_id is not null"
            assert recorded.rows(
                f"select count(*) from {name} where ticker is null {condition}"
            ) == [(0,)], name
