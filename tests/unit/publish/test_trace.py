"""`ledger trace`: from a published value to the filings behind it."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pipelines.cli.views import trace as show_trace
from pipelines.publish import trace
from pipelines.storage import connections

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.installation import RecordedRun
    from tests.support.said import Said


def text_of(fact: trace.Fact) -> str:
    console = Console(width=10_000)
    with console.capture() as captured:
        console.print(show_trace.tree(fact))
    return captured.get()


def test_a_year_less_nine_months_shows_both_filings(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_capex", "msft", "2026q2")
    assert said.status == 0
    lines = [line.strip("│├└─ ") for line in said.output.splitlines()]
    assert lines[0] == "fct_capex MSFT cash 2026Q2: 35,802,000,000 USD"
    assert "the year less its first nine months, 2026-04-01 to 2026-06-30" in lines
    amounts = [line.split(" USD")[0] for line in lines if line.startswith(("+", "−"))]
    assert amounts == ["+ 115,948,000,000", "− 80,146,000,000"]
    assert "10-K filed 2026-07-29, 0001193125-26-323660" in lines
    links = [line for line in lines if line.startswith("https://www.sec.gov/Archives/")]
    assert len(links) == 2
    assert lines[-1] == "= 35,802,000,000 USD, the published value"


def test_a_fact_with_an_id_in_its_document_is_linked_there(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("trace", "AMD:amd_data_center:year:2023-12-30:v1")
    assert said.status == 0
    assert "/000000248824000012/amd-20231230.htm#f-461" in said.output
    assert "BusinessSegmentsAxis=amd:DatacenterMember" in said.output


def test_a_statement_shows_where_it_was_read(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_capex", "MSFT", "2026Q1", "--basis", "company_stated")
    assert said.status == 0
    assert "Microsoft investor relations, FY26 Q3 earnings call" in said.output


def test_without_a_basis_the_only_one_there_is_is_traced(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("trace", "fct_capex_guidance", "META", "FY2025")
    assert said.status == 0
    assert "fct_capex_guidance META FY2025 with_finance_leases" in said.output


def test_of_several_bases_without_cash_one_is_asked_for(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_capex_guidance", "AMZN", "FY2024")
    assert said.is_one_sentence()
    assert "--basis cash_net or company_stated" in said.errors
    assert said.status == 2


def test_a_total_shows_its_members(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_capex_totals", "2026Q2")
    assert re.search(r"\b(\d+) of \1 companies", said.output)
    assert said.output.count("fct_capex ") == 5
    assert "= 181,543,000,000 USD, the published value" in said.output


def test_a_ratio_shows_both_sides(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_segment_capture", "interconnect", "devices", "2025Q4")
    assert said.status == 0
    assert "fct_segment_revenue interconnect devices 2025Q4" in said.output
    assert "fct_capex_totals hyperscaler cash 2025Q4" in said.output


def test_every_published_table_with_lineage_can_be_traced(recorded: RecordedRun) -> None:
    with_lineage = recorded.rows(
        "select distinct table_name from duckdb_columns() where schema_name = 'marts' "
        "and database_name = current_database() and column_name = 'lineage_id' "
        "and table_name not in ('lineage', 'fct_changes') and not ends_with(table_name, '_history')"
    )
    assert {name for (name,) in with_lineage} == set(trace.traced_marts())


@pytest.mark.parametrize("table", trace.traced_marts())
def test_the_first_fact_of_every_table_recomputes(recorded: RecordedRun, table: str) -> None:
    value = connections.identifier(trace.traced_marts()[table].value)
    [(lineage_id,)] = recorded.rows(
        f"select lineage_id from {table} where {value} is not null order by 1 limit 1"
    )
    facts = [
        fact for fact in trace.find_lineage(recorded.settings, lineage_id) if fact.value is not None
    ]
    assert facts
    for fact in facts:
        assert fact.operands
        if fact.traced.adds_up:
            assert trace.recomputed(fact)[1], text_of(fact)


def test_operands_that_do_not_add_up_are_called_so(recorded: RecordedRun) -> None:
    [fact] = trace.find(recorded.settings, "fct_capex", ["META", "2025Q1"])
    wrong = dataclasses.replace(
        fact, operands=[{**fact.operands[0], "value": fact.value + Decimal(1)}]
    )
    assert "NOT the published value" in text_of(wrong)
    assert "no operands are published" in text_of(dataclasses.replace(fact, operands=[]))
    assert "the published value" in text_of(fact)


def test_a_key_that_is_not_there_is_told_what_is(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_capex", "META", "2031Q1")
    assert said.is_one_sentence()
    assert "from 2011Q3 to 2026Q2" in said.errors
    assert said.status == 2


def test_an_unknown_lineage_id_is_a_sentence(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "--lineage", "nowhere:at:all")
    assert said.is_one_sentence()
    assert "'nowhere:at:all'" in said.errors
    assert said.status == 2
