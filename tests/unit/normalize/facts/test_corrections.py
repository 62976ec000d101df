"""Rulings on single facts: a sign, a date or a duplicate, read rightly and told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.normalize.facts.corrections import corrected
from pipelines.normalize.pipeline import normalize
from tests.support.builders import (
    MILLION,
    PPE,
    correction,
    filing,
    flow,
    normalized,
    raw_facts,
    raw_filings,
    refusals,
    registry,
    standing,
)
from tests.support.segment_filings import REVENUES, SEGMENTS, YEAR, line, member, ruled, table

A, B, C, D = (f"0000000001-23-00000{number}" for number in (1, 2, 3, 4))
Q1, H1 = ("2023-01-01", "2023-03-31"), ("2023-01-01", "2023-06-30")

# A filer tags its payments with a minus in one interim report.
A_MINUS = [
    filing(A, "10-Q", "2023-05-05", flow(PPE, *Q1, -1000)),
    filing(B, "10-Q", "2023-08-04", flow(PPE, *H1, 2500)),
    filing(C, "10-Q", "2023-11-03", flow(PPE, "2023-01-01", "2023-09-30", 4200)),
    filing(D, "10-K", "2024-02-22", flow(PPE, "2023-01-01", "2023-12-31", 6000)),
]


def test_a_sign_is_turned_and_both_figures_are_told() -> None:
    entries = registry(corrections=[correction(A, *Q1, "sign")])
    result = normalized(A_MINUS, entries)
    assert standing(result) == {"2023Q1": 1000, "2023Q2": 1500, "2023Q3": 1700, "2023Q4": 1800}
    assert refusals(result)[f"ACME {PPE} 2023-01-01 to 2023-03-31 {A}"] == {
        "fact_corrected": (
            f"Filing {A} states -1000000000.00 for {PPE} of 2023-01-01 to 2023-03-31; it is read "
            "as 1000000000.00 by the ruling of 2026-11-25: The document says so."
        )
    }


def test_a_date_is_moved_and_both_periods_are_told() -> None:
    # A year dated from the day before is not a year of these quarters.
    year = ("2022-12-31", "2023-12-31")
    filings = [*A_MINUS[1:3], filing(D, "10-K", "2024-02-22", flow(PPE, *year, 6000))]
    assert "2023Q4" not in standing(normalized(filings))
    entries = registry(corrections=[correction(D, *year, "date", means_start="2023-01-01")])
    result = normalized(filings, entries)
    assert standing(result)["2023Q4"] == 1800
    reason = refusals(result)[f"ACME {PPE} 2022-12-31 to 2023-12-31 {D}"]["fact_corrected"]
    assert "its period is read as 2023-01-01 to 2023-12-31" in reason


def test_of_a_duplicate_the_ruled_figure_stands() -> None:
    twice = [filing(A, "10-Q", "2023-05-05", flow(PPE, *Q1, 103), flow(PPE, *Q1, 95))]
    assert standing(normalized(twice)) == {}
    entries = registry(corrections=[correction(A, *Q1, "duplicate", stands=95 * MILLION)])
    result = normalized(twice, entries)
    assert standing(result) == {"2023Q1": 95}
    [told] = refusals(result).values()
    assert "states 103000000.00" in told["fact_corrected"]
    assert "the filing's other figure stands, 95000000.00" in told["fact_corrected"]


def test_a_member_of_a_table_is_corrected_by_its_dimensions() -> None:
    rows = {f"{SEGMENTS}=acme:ChipsMember": -600, f"{SEGMENTS}=acme:RestMember": 400, "": 1000}
    raw = table(A, "10-K", "2024-02-22", rows)
    entries = ruled(line("acme_chips", member(SEGMENTS, "acme:ChipsMember")))
    ruling = correction(
        A, *YEAR, "sign", REVENUES,
        dimensions=[{"axis": SEGMENTS, "member": "acme:ChipsMember"}],
    )  # fmt: skip
    read = corrected(raw, type(entries)(**{**vars(entries), "fact_corrections": (ruling,)}))
    assert sorted(read.facts["value"]) == [Decimal(v) * MILLION for v in (400, 600, 1000)]
    assert read.facts.schema == raw.schema
    assert read.told.select("kind", "value").rows() == [("sign", Decimal(-600) * MILLION)]


def test_what_no_ruling_names_is_as_it_was() -> None:
    raw = raw_facts(A_MINUS)
    for entries in (registry(), registry(corrections=[correction(A, *H1, "sign")])):
        read = corrected(raw, entries)
        assert read.facts.equals(raw)
        assert read.told.is_empty()


def test_a_ruling_holds_for_its_own_filing_only() -> None:
    again = filing("0000000001-24-000009", "10-Q", "2024-05-03", flow(PPE, *Q1, -1000))
    entries = registry(corrections=[correction(A, *Q1, "sign")])
    read = corrected(raw_facts([*A_MINUS, again]), entries).facts
    values = read.filter(pl.col("period_end") == pl.date(2023, 3, 31)).sort("accession")["value"]
    assert values.to_list() == [1000 * MILLION, -1000 * MILLION]


@pytest.mark.parametrize("kind", ["sign", "duplicate"])
def test_rulings_change_nothing_of_a_source_without_facts(kind: str) -> None:
    more: dict[str, Any] = {"stands": 1} if kind == "duplicate" else {}
    entries = registry(corrections=[correction(A, *Q1, kind, **more)])
    empty = raw_facts([])
    assert corrected(empty, entries).facts.equals(empty)
    assert normalize(empty, raw_filings([]), entries).versions.is_empty()
