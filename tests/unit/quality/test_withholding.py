"""From failing rows to what is withheld: the narrowest thing that helps, then wider."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from expectations.failing import FAILING_ROWS
from pipelines.contracts.items import ITEM_OF_TABLE
from pipelines.contracts.normalized import WITHHELD
from pipelines.normalize.leaving_out import PLACE, of_item
from pipelines.quality.withholding import (
    CannotBeWithheld,
    TooManyFail,
    not_withheld,
    places,
    require_few,
    sentences,
    withhold,
)
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR

REGISTRY = load_registry(PACKAGE_DIR / "registry")
JUNE = dt.date(2023, 6, 30)


def failing(*rows: dict[str, Any], table: str = "marts.fct_capex") -> pl.DataFrame:
    """Failing rows; by default of META and of a check of published capex."""
    default = {
        "run_id": "run",
        "stage": "marts",
        "table_name": table,
        "check_name": "values_recompute",
        "company_id": "META",
        "failing_row": "META cash 2023 2",
    }
    return pl.DataFrame([{**default, **row} for row in rows], schema=FAILING_ROWS)


def said(found: pl.DataFrame) -> list[dict[str, Any]]:
    """What each row says of its figures, without what it says nothing of."""
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in found.select(PLACE).iter_rows(named=True)
    ]


def no_rows(table: str) -> int:
    """A check of companies asks for the rows of nothing else."""
    raise AssertionError(table)


FACTS = pl.DataFrame(
    [
        ("META", "capex_cash", "us-gaap:Capex", 2023, JUNE, "q2"),
        ("META", "capex_cash", "us-gaap:Capex", 2023, dt.date(2023, 3, 31), "q1"),
        ("META", "revenue", "us-gaap:Revenues", 2022, dt.date(2022, 6, 30), "q0"),
    ],
    schema=dict(
        zip(
            ["company_id", "metric_id", "concept", "fiscal_year", "period_end", "source_reference"],
            (pl.String, pl.String, pl.String, pl.Int32, pl.Date, pl.String),
            strict=True,
        )
    ),
    orient="row",
)


def test_a_published_row_names_series_period_and_filing() -> None:
    row = {"basis": "cash", "fiscal_year": 2023, "period_end": JUNE, "accession": "q2"}
    assert said(places(failing(row), REGISTRY)) == [
        {
            "company_id": "META",
            "metric_id": "capex_cash",
            "fiscal_year": 2023,
            "period_end": JUNE,
            "source_reference": "q2",
        }
    ]


def test_a_line_is_named_by_its_series_and_a_basis_of_two_by_the_second() -> None:
    rows = (
        {"company_id": "NVDA", "revenue_line_id": "nvda_data_center"},
        {"company_id": "NVDA", "revenue_line_id": "nvda_total"},
        {"basis": "with_finance_leases"},
        {"company_id": "NVDA", "metric_id": "nvda_total"},
    )
    found = places(failing(*rows), REGISTRY)
    assert {(row["company_id"], row["metric_id"]) for row in said(found)} == {
        ("NVDA", "nvda_data_center"),
        ("NVDA", "revenue"),
        ("META", "finance_lease_principal"),
    }


def test_months_and_shares_are_figures_of_their_own() -> None:
    month = failing(
        {"company_id": "TSM", "month": dt.date(2025, 2, 1)}, table="raw.taiwan_monthly_revenue"
    )
    assert said(places(month, REGISTRY)) == [
        {
            "company_id": "TSM",
            "metric_id": "monthly_revenue",
            "period_end": dt.date(2025, 2, 28),
        }
    ]
    share = failing({"accession": "k1"}, table="normalized.customer_shares")
    assert said(places(share, REGISTRY)) == [
        {"company_id": "META", "metric_id": "customer_share", "source_reference": "k1"}
    ]


def test_a_lineage_id_names_what_the_row_itself_does_not() -> None:
    rows = failing({"company_id": None, "lineage_id": "META:capex_cash:quarter:2023-06-30:v1"})
    assert said(places(rows, REGISTRY)) == [{"company_id": "META", "metric_id": "capex_cash"}]
    operand = failing(
        {
            "company_id": None,
            "lineage_id": "META:with_finance_leases:quarter:2023-06-30:v1",
            "concept": "us-gaap:Capex",
        }
    )
    assert said(places(operand, REGISTRY)) == [{"company_id": "META", "concept": "us-gaap:Capex"}]


def test_a_statement_is_named_by_its_place_in_its_file() -> None:
    row = {"metric_id": "capex_stated", "accession": "k1", "file": "mine.csv:3"}
    [place] = said(places(failing(row), REGISTRY))
    assert place["source_reference"] == "mine.csv:3"


def test_the_narrowest_thing_that_leaves_something_out_is_withheld() -> None:
    row = {"basis": "cash", "fiscal_year": 2023, "period_end": JUNE, "accession": "q2"}
    found = withhold(WITHHELD.empty(), places(failing(row), REGISTRY), [FACTS])
    [place] = said(found)
    assert place["period_end"] == JUNE
    # It fails again with that fact gone: then the filing's year is tried, the year, the series.
    left = FACTS.filter(pl.col("source_reference") != "q2")
    found = withhold(found, places(failing(row), REGISTRY), [left])
    assert said(found)[-1] == place
    assert {"company_id": "META", "metric_id": "capex_cash", "fiscal_year": 2023} in said(found)
    left = FACTS.filter(pl.col("metric_id") == "revenue")
    found = withhold(found, places(failing(row), REGISTRY), [left])
    assert {"company_id": "META"} in said(found)
    with pytest.raises(CannotBeWithheld, match=r"values_recompute fails on META .*2023 2"):
        withhold(found, places(failing(row), REGISTRY), [FACTS.clear()])


def test_before_anything_is_normalised_rows_are_withheld_as_narrow_as_they_are() -> None:
    row = {"accession": "q9"}
    found = withhold(WITHHELD.empty(), places(failing(row), REGISTRY), [])
    assert said(found) == [{"company_id": "META", "source_reference": "q9"}]


def test_what_something_as_wide_withholds_is_in_doubt_no_more() -> None:
    withheld = withhold(WITHHELD.empty(), places(failing({"accession": "q9"}), REGISTRY), [])
    rows = failing({"accession": "q9", "basis": "cash"}, {"accession": "q8"}, {})
    left = not_withheld(places(rows, REGISTRY), withheld)
    assert said(left) == [{"company_id": "META"}, {"company_id": "META", "source_reference": "q8"}]


def test_most_companies_failing_at_once_is_no_slip_of_theirs() -> None:
    ids = [company.company_id for company in REGISTRY.companies]
    half = len(ids) // 2
    require_few(failing(*({"company_id": name} for name in ids[:half])), REGISTRY, no_rows)
    with pytest.raises(TooManyFail, match=f"values_recompute fails for {half + 1} of {len(ids)}"):
        require_few(failing(*({"company_id": name} for name in ids[: half + 1])), REGISTRY, no_rows)


@pytest.mark.parametrize("stranger", [None, "NOBODY"])
def test_rows_of_nobody_block(stranger: str | None) -> None:
    with pytest.raises(TooManyFail, match="no company of the registry"):
        require_few(failing({"company_id": stranger}), REGISTRY, no_rows)


def test_a_sentence_names_company_check_and_count() -> None:
    withheld = withhold(WITHHELD.empty(), places(failing({"accession": "q9"}), REGISTRY), [])
    counted = withheld.with_columns(figures=pl.lit(1200, pl.Int64))
    assert sentences(counted) == (
        "META: 1,200 figures withheld, since marts.fct_capex values_recompute fails: "
        "META cash 2023 2",
    )
    held = counted.with_columns(rule=pl.lit("withdrawal_blocked"), figures=pl.lit(7, pl.Int64))
    assert sentences(held)[0].startswith(
        "META: stays as it was last published, since 7 published figures would be withdrawn"
    )


OPENAI = {
    "company_id": None,
    "model_company_id": "openai",
    "as_of_date": JUNE,
    "file": "own/sellers.csv:2",
    "failing_row": "openai run_rate 2023-06-30",
}
REPORTS = pl.DataFrame(
    {
        "model_company_id": ["openai", "openai", "anthropic"],
        "as_of_date": [JUNE, dt.date(2023, 3, 31), JUNE],
        "file": ["own/sellers.csv:2", "own/sellers.csv:3", "own/sellers.csv:4"],
    }
)
SELLERS = of_item(REPORTS, ITEM_OF_TABLE["raw.model_company_revenue"])


def of_sellers(*rows: dict[str, Any]) -> pl.DataFrame:
    return places(failing(*rows, table="raw.model_company_revenue"), REGISTRY)


def test_who_sells_ai_is_withheld_by_row_and_no_company_is_named() -> None:
    found = of_sellers(OPENAI)
    assert said(found) == [
        {
            "item": "model company openai",
            "period_end": JUNE,
            "source_reference": "own/sellers.csv:2",
        }
    ]
    withheld = withhold(WITHHELD.empty(), found, [FACTS, SELLERS])
    assert said(withheld) == said(found)
    assert not not_withheld(found, withheld).height


def test_a_lineage_id_of_what_is_no_company_names_none() -> None:
    row = {**OPENAI, "file": None, "lineage_id": "openai:run_rate:2023-06-30"}
    found = places(failing(row, table="marts.fct_model_company_revenue"), REGISTRY)
    assert said(found) == [{"item": "model company openai", "period_end": JUNE}]


def test_what_fails_again_goes_whole_and_what_nothing_matches_too() -> None:
    once = withhold(WITHHELD.empty(), of_sellers(OPENAI), [SELLERS])
    other = {**OPENAI, "as_of_date": dt.date(2023, 3, 31), "file": "own/sellers.csv:3"}
    twice = withhold(once, of_sellers(other), [SELLERS])
    assert {"item": "model company openai"} in said(twice)
    unknown = {**OPENAI, "as_of_date": dt.date(2020, 1, 1), "file": "own/sellers.csv:9"}
    assert said(withhold(WITHHELD.empty(), of_sellers(unknown), [SELLERS])) == [
        {"item": "model company openai"}
    ]
    nobody = {**OPENAI, "model_company_id": "nobody"}
    with pytest.raises(CannotBeWithheld, match="fails on model company nobody though"):
        withhold(WITHHELD.empty(), of_sellers(nobody), [SELLERS])


def test_most_rows_failing_at_once_is_no_slip_of_one() -> None:
    rows = failing(*[OPENAI] * 5, table="raw.model_company_revenue")
    require_few(rows, REGISTRY, lambda _: 10)
    with pytest.raises(TooManyFail, match="values_recompute fails on 5 of 9 rows"):
        require_few(rows, REGISTRY, lambda _: 9)


def test_a_thing_is_named_in_the_sentence() -> None:
    withheld = withhold(WITHHELD.empty(), of_sellers(OPENAI), [SELLERS])
    [sentence] = sentences(withheld.with_columns(figures=pl.lit(1, pl.Int64)))
    assert sentence == (
        "model company openai: 1 figures withheld, since raw.model_company_revenue "
        "values_recompute fails: openai run_rate 2023-06-30"
    )
