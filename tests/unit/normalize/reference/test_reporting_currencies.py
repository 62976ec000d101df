"""A company that changes its reporting currency keeps both spans, each in its own."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipelines.normalize.pipeline import Normalized, normalize
from pipelines.normalize.reference.reporting_currencies import dated_currencies
from pipelines.registry import Company
from tests.support.builders import (
    PPE,
    REVENUES,
    Filing,
    company,
    filing,
    flow,
    raw_facts,
    raw_filings,
    registry,
)


def year(number: int, value: float, unit: str, concept: str = PPE):  # type: ignore[no-untyped-def]
    return flow(concept, f"{number}-01-01", f"{number}-12-31", value, unit)


# The dollar replaces the shekel in the report on 2020, which recasts 2019.
CHANGED = (
    filing("0000000001-19-000001", "20-F", "2019-03-01", year(2018, 360, "ILS")),
    filing("0000000001-20-000001", "20-F", "2020-03-01",
           year(2019, 400, "ILS"), year(2018, 360, "ILS"), year(2019, 112, "USD", REVENUES)),
    filing("0000000001-21-000001", "20-F", "2021-03-01",
           year(2020, 120, "USD"), year(2019, 112, "USD")),
    filing("0000000001-22-000001", "20-F", "2022-03-01",
           year(2021, 130, "USD"), year(2020, 120, "USD")),
)  # fmt: skip
BOTH = {2018: (360, "ILS"), 2019: (400, "ILS"), 2020: (120, "USD"), 2021: (130, "USD")}


def run(filings: tuple[Filing, ...], entry: Company) -> Normalized:
    return normalize(raw_facts(filings), raw_filings(filings), registry(entry))


def years(result: Normalized) -> dict[int, tuple[float, str]]:
    rows = result.versions.filter(metric_id="capex_cash", period_kind="year")
    assert rows["version"].to_list() == [1] * rows.height
    return {
        row["fiscal_year"]: (float(row["value"] / 1_000_000), row["unit"])
        for row in rows.iter_rows(named=True)
    }


@pytest.mark.parametrize(
    "entry",
    [
        company(),
        company(reporting_currency="USD"),
        company(
            reporting_currency="USD",
            earlier_reporting_currencies=[{"reporting_currency": "ILS", "valid_to": "2019-12-31"}],
        ),
    ],
    ids=["not registered", "today's alone", "dated"],
)
def test_both_spans_stay_each_in_its_own_currency(entry: Company) -> None:
    result = run(CHANGED, entry)
    assert years(result) == BOTH
    refused = result.refusals.filter(rule="other_currency", key="ACME capex_cash USD")
    assert refused["reason"].to_list() == [
        "A fact for a period that ends on 2019-12-31 states capex_cash in USD, where ACME reports "
        f"in ILS; the newest is of {refused['accession'].item()}."
    ]


def test_no_day_shows_what_only_a_later_report_tells() -> None:
    for count in range(1, len(CHANGED) + 1):
        said = years(run(CHANGED[:count], company()))
        assert said == dict(list(BOTH.items())[:count])


def test_a_registered_currency_that_the_newest_filings_do_not_know_holds_throughout() -> None:
    assert years(run(CHANGED, company(reporting_currency="ILS"))) == {
        2018: (360, "ILS"), 2019: (400, "ILS"),
    }  # fmt: skip


def test_quarters_filed_in_the_old_currency_stay_when_the_year_comes_in_the_new() -> None:
    filings = (
        filing("0000000001-21-000001", "10-Q", "2021-05-01",
               flow(PPE, "2021-01-01", "2021-03-31", 30, "CAD")),
        filing("0000000001-21-000002", "10-Q", "2021-08-01",
               flow(PPE, "2021-01-01", "2021-06-30", 70, "CAD")),
        filing("0000000001-22-000001", "10-K", "2022-03-01", year(2021, 110, "USD")),
    )  # fmt: skip
    result = run(filings, company())
    rows = result.versions.sort("period_end", "period_kind").select("period_end", "value", "unit")
    assert [(str(end), int(value / 1_000_000), unit) for end, value, unit in rows.rows()] == [
        ("2021-03-31", 30, "CAD"),
        ("2021-06-30", 40, "CAD"),
        ("2021-12-31", 110, "USD"),
    ]


def test_a_translation_for_convenience_changes_nothing() -> None:
    filings = tuple(
        filing(f"0000000001-{number - 1999:02}-000001", "20-F", f"{number + 1}-04-15",
               year(number, 700, "TWD"), year(number - 1, 600, "TWD"), year(number, 22, "USD"),
               year(number, 2_000, "TWD", REVENUES), year(number, 65, "USD", REVENUES))
        for number in (2021, 2022)
    )  # fmt: skip
    spans = dated_currencies(raw_facts(filings), registry())
    assert spans.select("company_id", "currency").rows() == [("ACME", "TWD")]
    assert spans["valid_from"].to_list() == [dt.date(1, 1, 1)]
    assert set(run(filings, company()).versions["unit"]) == {"TWD"}


def test_every_company_has_a_currency_and_every_earlier_one_its_rates() -> None:
    entry = company(
        reporting_currency="USD",
        earlier_reporting_currencies=[{"reporting_currency": "ILS", "valid_to": "2019-12-31"}],
    )
    both = registry(entry, company("OTHER", cik=2))
    spans = dated_currencies(raw_facts([]), both)
    assert spans.select("company_id", "currency").rows() == [
        ("ACME", "ILS"), ("ACME", "USD"), ("OTHER", "USD"),
    ]  # fmt: skip
    assert spans.filter(pl.col("currency") == "USD")["valid_from"][0] == dt.date(2020, 1, 1)
    assert "ILS" in both.currencies
