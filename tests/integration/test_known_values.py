"""Figures of record, as the published file and its Parquet twins show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from tests.support import known_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.installation import RecordedRun

MILLION = 1_000_000


@pytest.fixture(scope="module", params=["database", "parquet"])
def query(request: pytest.FixtureRequest, recorded: RecordedRun) -> Callable[..., Any]:
    """Asks the database, or the same marts as an engine reads them that knows only Parquet."""
    if request.param == "database":
        return recorded.rows
    connection = duckdb.connect()
    for path in sorted(recorded.settings.parquet_dir.glob("*.parquet")):
        connection.execute(
            f"create view {path.stem} as select * from read_parquet('{path.as_posix()}')"
        )
    return lambda sql, *parameters: connection.execute(sql, list(parameters)).fetchall()


def differences(
    query: Callable[..., Any], table: str, column: str, basis: str, figures: tuple[Any, ...]
) -> list[tuple[Any, ...]]:
    """Figures of record that the table does not show, with what it shows instead."""
    found = {
        (ticker, str(period_end)): value
        for ticker, period_end, value in query(
            f"select ticker, period_end, {column} from {table} where basis = ?", basis
        )
    }
    return [
        (ticker, period_end, value, found.get((ticker, period_end)))
        for ticker, period_end, value in figures
        if found.get((ticker, period_end)) != value
    ]


@pytest.mark.parametrize(
    ("table", "column", "basis", "figures"),
    [
        ("fct_capex", "value_usd", "cash", known_values.CASH_QUARTERS),
        ("fct_capex", "first_reported_usd", "cash", known_values.CASH_QUARTERS_FIRST_FILED),
        ("fct_capex_annual", "value_usd", "cash", known_values.CASH_YEARS),
        ("fct_capex_annual", "first_reported_usd", "cash", known_values.CASH_YEARS_FIRST_FILED),
        (
            "fct_capex",
            "value_usd",
            "finance_lease_principal",
            known_values.FINANCE_LEASE_QUARTERS,
        ),
        (
            "fct_capex",
            "value_usd",
            "with_finance_leases",
            known_values.WITH_FINANCE_LEASES_QUARTERS,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_figure_of_record_is_published_to_the_dollar(
    query: Callable[..., Any], table: str, column: str, basis: str, figures: tuple[Any, ...]
) -> None:
    assert figures
    assert differences(query, table, column, basis, figures) == []


def test_trap_a5_metas_2023_shows_both_figures_and_the_filing_that_changed_it(
    query: Callable[..., Any],
) -> None:
    assert query(
        "select old_usd / 1000000, new_usd / 1000000, delta_usd / 1000000, old_accession, "
        "new_accession from fct_restatements where ticker = 'META' and metric_id = 'capex_cash' "
        "and period_kind = 'year' and fiscal_year = 2023"
    ) == [(27_266, 27_045, -221, "0001326801-24-000012", "0001326801-25-000017")]
    assert query(
        "select first_reported_usd, value_usd, is_restated, accession from fct_capex_annual "
        "where ticker = 'META' and basis = 'cash' and fiscal_year = 2023"
    ) == [(27_266 * MILLION, 27_045 * MILLION, True, "0001326801-25-000017")]
    quarters = query(
        "select first_reported_usd / 1000000, value_usd / 1000000, version, is_restated "
        "from fct_capex where ticker = 'META' and basis = 'cash' and fiscal_year = 2023 "
        "order by fiscal_quarter"
    )
    assert quarters == [
        (6_842, 6_823, 2, True),
        (6_216, 6_134, 2, True),
        (6_543, 6_496, 2, True),
        (7_665, 7_592, 2, True),
    ]


def test_the_newest_quarters_of_the_five_spenders(query: Callable[..., Any]) -> None:
    newest = query(
        "select ticker, max(period_end) from fct_capex where basis = 'cash' "
        "and ticker in ('MSFT', 'GOOGL', 'AMZN', 'META', 'ORCL') group by ticker"
    )
    assert {ticker: str(period_end) for ticker, period_end in newest} == {
        "MSFT": "2026-06-30",
        "GOOGL": "2026-06-30",
        "AMZN": "2026-06-30",
        "META": "2026-06-30",
        "ORCL": "2026-05-31",
    }


def test_trap_m1_a_year_is_the_sum_of_its_quarters_and_never_the_fourth(
    query: Callable[..., Any],
) -> None:
    years = query(
        "select annual.ticker, annual.fiscal_year, annual.value_usd, "
        "sum(quarters.value_usd), "
        "max(quarters.value_usd) filter (quarters.fiscal_quarter = 4), "
        "any_value(annual.quarters_sum_usd), any_value(annual.quarters_difference_cause) "
        "from fct_capex_annual as annual inner join fct_capex as quarters "
        "using (company_id, basis, fiscal_year) group by all having count(*) = 4"
    )
    assert len(years) > 150
    for ticker, year, value, total, fourth, told, cause in years:
        assert told == total, (ticker, year)
        # A recast reaches quarters and year at different times, and a quarter that is tagged by
        # itself may be rounded by itself: the mart says which.
        assert (value != total) == (cause in {"recast_in_progress", "tagged_quarter"})
        assert value != fourth or total == fourth == 0, (ticker, year)
    assert {
        ("AMZN", 2025, 131_819 * MILLION, 39_522 * MILLION),
        ("AMZN", 2024, 82_999 * MILLION, 27_834 * MILLION),
        ("AMZN", 2023, 52_729 * MILLION, 14_588 * MILLION),
    } <= {(ticker, year, value, fourth) for ticker, year, value, _, fourth, _, _ in years}


def test_the_database_and_the_parquet_files_hold_the_same_rows(recorded: RecordedRun) -> None:
    directory = recorded.settings.parquet_dir
    names = {path.stem for path in directory.glob("*.parquet")}
    tables = {
        name
        for (name,) in recorded.rows(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        )
    }
    assert names == tables
    for name in sorted(names):
        twin = duckdb.read_parquet((directory / f"{name}.parquet").as_posix()).fetchall()
        assert recorded.rows(f"select * from marts.{name}") == twin, name
