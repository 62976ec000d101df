"""The unit of a published column follows from its name and type."""

from __future__ import annotations

import pytest

from pipelines.contracts.units import unit_of


@pytest.mark.parametrize(
    ("column", "data_type", "unit"),
    [
        ("value_usd", "DECIMAL(18,2)", "US dollars"),
        ("value_usd_excluding_broad", "DECIMAL(18,2)", "US dollars"),
        ("matched_yoy_pct_excluding_broad", "DOUBLE", "percent"),
        ("calendar_offset_days", "INTEGER", "days"),
        ("companies_expected", "INTEGER", "companies"),
        ("matched_companies_excluding_broad", "INTEGER", "companies"),
        ("known_from", "TIMESTAMP", "UTC"),
        ("value", "DECIMAL(18,2)", "as `currency` says"),
        ("period_end", "DATE", ""),
        ("fiscal_year", "INTEGER", ""),
        # Names of what is counted in dollars, not amounts.
        ("usd_source", "VARCHAR", ""),
    ],
)
def test_a_name_and_a_type_tell_the_unit(column: str, data_type: str, unit: str) -> None:
    assert unit_of(column, data_type, {"value", "currency"}) == unit


def test_an_operand_has_the_unit_of_its_own_column() -> None:
    assert unit_of("value", "DECIMAL(18,2)", {"value", "unit"}) == "as `unit` says"
