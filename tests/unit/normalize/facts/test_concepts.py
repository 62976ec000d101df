"""Which concept speaks for a metric: the rules one by one, and renamed tags (trap A3)."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipelines.normalize.facts.concepts import alias_table
from pipelines.normalize.reference.dimensions import companies
from pipelines.normalize.reference.reporting_currencies import reporting_currencies
from pipelines.registry import Alias
from tests.support.builders import (
    CONTRACTS,
    GOODS,
    OTHER_PPE,
    PPE,
    PRODUCTIVE,
    REVENUES,
    RPO,
    Filing,
    cells,
    choices,
    company,
    filing,
    flow,
    normalized,
    raw_facts,
    refusals,
    registry,
    shipped_registry,
    standing,
    stock,
    values,
    with_rulings,
)

Q1 = ("2023-01-01", "2023-03-31")
H1 = ("2023-01-01", "2023-06-30")
OBLIGATION = "us-gaap:PurchaseObligation"
A, B, C = (f"0000000001-23-00000{number}" for number in (1, 2, 3))


def test_only_one_candidate_speaks() -> None:
    result = normalized([filing(A, "10-Q", "2023-05-01", flow(OTHER_PPE, *Q1, 11))])
    assert choices(result) == {A: (OTHER_PPE, "only")}
    assert values(result) == {"2023Q1": [11]}


def test_a_ruling_is_named_as_the_rule() -> None:
    metrics = with_rulings("capex_cash", "ACME", Alias(concept=OTHER_PPE))
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(OTHER_PPE, *Q1, 11), flow(PPE, *Q1, 13)),
    ]
    result = normalized(filings, registry(metrics=metrics))
    assert choices(result) == {A: (OTHER_PPE, "ruling")}
    assert values(result) == {"2023Q1": [11]}


def test_equal_figures_are_one_and_the_preferred_concept_speaks() -> None:
    filings = [filing(A, "10-Q", "2023-05-01", flow(PRODUCTIVE, *Q1, 11), flow(PPE, *Q1, 11))]
    result = normalized(filings)
    assert choices(result) == {A: (PPE, "equal")}
    assert [each["concept"] for each in cells(result)["2023Q1"]] == [PPE]
    assert result.facts["is_in_series"].to_list() == [True, True]


def test_equal_concepts_that_part_on_an_older_period_leave_it_to_other_filings() -> None:
    first = filing(A, "10-Q", "2022-05-01", flow(PPE, "2022-01-01", "2022-03-31", 7))
    second = filing(
        B, "10-Q", "2023-05-01",
        flow(PPE, *Q1, 11), flow(PRODUCTIVE, *Q1, 11),
        flow(PPE, "2022-01-01", "2022-03-31", 8), flow(PRODUCTIVE, "2022-01-01", "2022-03-31", 9),
    )  # fmt: skip
    assert values(normalized([first, second])) == {"2022Q1": [7], "2023Q1": [11]}


def test_a_total_speaks_for_revenue_and_its_part_does_not() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(CONTRACTS, *Q1, 90), flow(REVENUES, *Q1, 100)),
        filing(B, "10-Q", "2023-08-01", flow(REVENUES, *H1, 210), flow(GOODS, *H1, 211)),
    ]
    result = normalized(filings)
    assert choices(result, "revenue") == {A: (REVENUES, "total"), B: (GOODS, "total")}
    assert values(result, "revenue")["2023Q1"] == [100]


def test_continuity_keeps_the_concept_of_the_filing_before() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PRODUCTIVE, *Q1, 11)),
        filing(B, "10-Q", "2023-08-01", flow(PRODUCTIVE, *H1, 30), flow(PPE, *H1, 29)),
    ]
    result = normalized(filings)
    assert choices(result) == {A: (PRODUCTIVE, "only"), B: (PRODUCTIVE, "continuity")}
    assert values(result) == {"2023Q1": [11], "2023Q2": [19]}


def test_a_filing_of_the_same_instant_is_no_past() -> None:
    instant = "2023-05-01T20:00:00"
    filings = [
        filing(A, "8-K", "2023-05-01", flow(PRODUCTIVE, *Q1, 11), accepted=instant),
        filing(B, "10-Q", "2023-05-01", flow(PRODUCTIVE, *Q1, 11), flow(PPE, *Q1, 13),
               accepted=instant),
    ]  # fmt: skip
    assert choices(normalized(filings)) == {A: (PRODUCTIVE, "only"), B: (None, "ambiguous")}


def test_the_greatest_length_is_the_face_of_the_statement() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, *Q1, 11)),
        filing(B, "10-Q", "2023-08-01", flow(PPE, *H1, 32),
               flow(PRODUCTIVE, "2023-04-01", "2023-06-30", 25)),
    ]  # fmt: skip
    result = normalized(filings)
    assert choices(result)[B] == (PPE, "only")
    assert values(result) == {"2023Q1": [11], "2023Q2": [21]}


def test_two_figures_without_a_past_are_ambiguous_and_refused_by_name() -> None:
    filings = [filing(A, "10-Q", "2023-05-01", flow(PRODUCTIVE, *Q1, 11), flow(PPE, *Q1, 13))]
    result = normalized(filings)
    assert choices(result) == {A: (None, "ambiguous")}
    assert values(result) == {}
    (reason,) = (
        rules["ambiguous_concept"]
        for key, rules in refusals(result).items()
        if key == f"ACME capex_cash {A}"
    )
    assert PPE in reason
    assert PRODUCTIVE in reason
    assert A in reason
    assert "no ruling says which one is capex_cash" in reason


def test_a_ruling_settles_what_was_ambiguous() -> None:
    metrics = with_rulings(
        "capex_cash", "ACME",
        Alias(concept=PPE, valid_to=dt.date(2022, 12, 31)),
        Alias(concept=PRODUCTIVE, valid_from=dt.date(2023, 1, 1)),
    )  # fmt: skip
    filings = [filing(A, "10-Q", "2023-05-01", flow(PRODUCTIVE, *Q1, 11), flow(PPE, *Q1, 13))]
    result = normalized(filings, registry(metrics=metrics))
    assert choices(result) == {A: (PRODUCTIVE, "ruling")}
    assert values(result) == {"2023Q1": [11]}


def test_what_stands_only_in_comparatives_does_not_speak() -> None:
    filings = [
        filing(
            A, "10-Q", "2023-05-01",
            flow(PPE, *Q1, 11), flow(PRODUCTIVE, "2022-01-01", "2022-03-31", 99),
        )
    ]  # fmt: skip
    result = normalized(filings)
    assert choices(result) == {A: (PPE, "only")}
    assert values(result) == {"2023Q1": [11]}


def renamed(is_proven: bool) -> list[Filing]:
    """NVIDIA's shape: nine months under one tag, the year and all later under another."""
    comparative = [flow(PRODUCTIVE, "2022-01-01", "2022-09-30", 60)] if is_proven else []
    return [
        filing("0000000001-22-000001", "10-Q", "2022-05-01",
               flow(PPE, "2022-01-01", "2022-03-31", 11)),
        filing("0000000001-22-000002", "10-Q", "2022-08-01",
               flow(PPE, "2022-01-01", "2022-06-30", 32)),
        filing("0000000001-22-000003", "10-Q", "2022-11-01",
               flow(PPE, "2022-01-01", "2022-09-30", 60)),
        filing("0000000001-23-000001", "10-K", "2023-02-01",
               flow(PRODUCTIVE, "2022-01-01", "2022-12-31", 95), *comparative),
        filing("0000000001-23-000002", "10-Q", "2023-05-01",
               flow(PRODUCTIVE, "2023-01-01", "2023-03-31", 40)),
    ]  # fmt: skip


def test_trap_a3_a_tag_renamed_mid_year_is_one_series_when_comparatives_prove_it() -> None:
    result = normalized(renamed(is_proven=True))
    assert standing(result) == {
        "2022Q1": 11, "2022Q2": 21, "2022Q3": 28, "2022Q4": 35, "2023Q1": 40,
    }  # fmt: skip
    assert not result.versions["is_series_break"].any()
    assert choices(result)["0000000001-23-000001"] == (PRODUCTIVE, "only")


def test_trap_a3_an_unproven_rename_is_refused_with_both_names() -> None:
    result = normalized(renamed(is_proven=False))
    assert standing(result) == {"2022Q1": 11, "2022Q2": 21, "2022Q3": 28, "2023Q1": 40}
    reason = refusals(result)["ACME capex_cash 2022Q4"]["concept_mismatch"]
    assert PPE in reason
    assert PRODUCTIVE in reason
    assert "0000000001-23-000001" in reason
    assert [
        each["is_series_break"] for versions in cells(result).values() for each in versions
    ] == [False, False, False, True]


def test_trap_a3_proof_counts_from_the_day_it_is_filed() -> None:
    proof = filing(
        "0000000001-23-000009", "10-Q", "2023-11-01",
        flow(PRODUCTIVE, "2023-01-01", "2023-09-30", 150),
        flow(PRODUCTIVE, "2022-01-01", "2022-09-30", 60),
    )  # fmt: skip
    later = filing(
        "0000000001-24-000001", "10-K", "2024-02-01",
        flow(PRODUCTIVE, "2023-01-01", "2023-12-31", 210),
        flow(PRODUCTIVE, "2022-01-01", "2022-12-31", 95),
    )  # fmt: skip
    result = normalized([*renamed(is_proven=False), proof, later])
    quarter = cells(result)["2022Q4"]
    assert [(each["value"], each["accession"]) for each in quarter] == [
        (35, "0000000001-24-000001")
    ]
    assert cells(result)["2023Q1"][0]["is_series_break"]


def test_trap_a3_zero_under_two_tags_proves_nothing() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, *Q1, 0), flow(REVENUES, *Q1, 9)),
        filing(B, "10-Q", "2023-08-01", flow(PRODUCTIVE, *H1, 30), flow(PRODUCTIVE, *Q1, 0)),
    ]
    assert not cells(normalized(filings[:1]))["2023Q1"][0]["is_series_break"]
    third = filing(C, "10-Q", "2023-11-01", flow(PRODUCTIVE, "2023-01-01", "2023-09-30", 45))
    result = normalized([filings[0], third])
    assert "2023Q3" not in values(result)
    assert cells(normalized(filings))["2023Q2"][0]["is_series_break"] is True


def test_trap_a3_nvidia_resolves_under_its_dated_rulings() -> None:
    entry = shipped_registry().company("NVDA")
    filings = [
        filing("0001045810-20-000065", "10-Q", "2020-05-21",
               flow(PPE, "2020-01-27", "2020-04-26", 155), company_id="NVDA"),
        filing("0001045810-20-000147", "10-Q", "2020-08-19",
               flow(PPE, "2020-01-27", "2020-07-26", 372), company_id="NVDA"),
        filing("0001045810-20-000189", "10-Q", "2020-11-18",
               flow(PRODUCTIVE, "2020-01-27", "2020-10-25", 845),
               flow(PRODUCTIVE, "2019-01-28", "2019-10-27", 345), company_id="NVDA"),
        filing("0001045810-19-000171", "10-Q", "2019-11-14",
               flow(PPE, "2019-01-28", "2019-10-27", 345), company_id="NVDA"),
    ]  # fmt: skip
    result = normalized(filings, registry(entry))
    assert standing(result) == {"2021Q1": 155, "2021Q2": 217, "2021Q3": 473}
    assert {rule for _, rule in choices(result).values()} == {"ruling"}
    assert not result.versions["is_series_break"].any()


def test_trap_a3_amazons_ruling_breaks_the_series_where_the_scope_changed() -> None:
    entry = shipped_registry().company("AMZN")
    filings = [
        filing("0001018724-17-000051", "10-Q", "2017-04-28",
               flow(PPE, "2017-01-01", "2017-03-31", 1_861), company_id="AMZN"),
        filing("0001018724-17-000100", "10-Q", "2017-07-28",
               flow(PRODUCTIVE, "2017-01-01", "2017-06-30", 4_648),
               flow(PRODUCTIVE, "2017-04-01", "2017-06-30", 2_500),
               flow(PRODUCTIVE, "2017-01-01", "2017-03-31", 1_861),
               flow(PRODUCTIVE, "2016-01-01", "2016-06-30", 3_301), company_id="AMZN"),
    ]  # fmt: skip
    result = normalized(filings, registry(entry))
    assert standing(result) == {"2017Q1": 1_861, "2017Q2": 2_500}
    (second,) = cells(result)["2017Q2"]
    assert (second["concept"], second["is_series_break"]) == (PRODUCTIVE, True)
    # What lies outside the ruling is kept as a fact only: it neither speaks nor proves.
    outside = result.facts.filter(
        (pl.col("concept") == PRODUCTIVE) & (pl.col("period_end") < dt.date(2017, 6, 30))
    )
    assert outside["is_in_series"].to_list() == [False, False]


@pytest.mark.parametrize(
    "tags",
    [
        (PPE, PPE, PPE, PPE),
        (PRODUCTIVE, PRODUCTIVE, PRODUCTIVE, PRODUCTIVE),
        (PPE, PPE, PRODUCTIVE, PRODUCTIVE),
        (OTHER_PPE, PPE, PRODUCTIVE, PPE),
    ],
)
def test_default_aliases_give_one_unbroken_series_whatever_the_tags(
    tags: tuple[str, ...],
) -> None:
    ends = ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]
    totals = [11, 32, 60, 95]
    filings = [
        filing(
            f"0000000001-23-00000{number}", "10-K" if number == 3 else "10-Q",
            str(dt.date.fromisoformat(end) + dt.timedelta(days=30)),
            # Each report repeats the one before under its own tag, which proves the rename.
            *(flow(tag, "2023-01-01", ends[shown], totals[shown])
              for shown in range(max(number - 1, 0), number + 1)),
        )
        for number, (end, tag) in enumerate(zip(ends, tags, strict=True))
    ]  # fmt: skip
    result = normalized(filings)
    assert values(result) == {"2023Q1": [11], "2023Q2": [21], "2023Q3": [28], "2023Q4": [35]}
    assert not result.versions["is_series_break"].any()
    assert result.refusals.is_empty()


def test_a_series_break_does_not_vanish_when_a_gap_is_filled_later() -> None:
    """What later filings show of the period between does not rewrite the flag of a past day."""
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, *Q1, 11)),
        filing(B, "10-Q", "2023-11-01", flow(PRODUCTIVE, "2023-01-01", "2023-09-30", 60),
               flow(PRODUCTIVE, "2023-07-01", "2023-09-30", 28)),
    ]  # fmt: skip
    filled = filing("0000000001-24-000001", "10-Q", "2024-08-01",
                    flow(PRODUCTIVE, "2024-04-01", "2024-06-30", 41),
                    flow(PRODUCTIVE, "2023-04-01", "2023-06-30", 21))  # fmt: skip
    before, after = normalized(filings), normalized([*filings, filled])
    assert cells(before)["2023Q3"][0]["is_series_break"] is True
    assert cells(after)["2023Q3"][0]["is_series_break"] is True
    assert cells(after)["2023Q2"][0]["is_series_break"] is True


def test_stock_and_flow_are_never_taken_for_each_other() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01",
               stock(RPO, "2023-03-31", 800), flow(RPO, *Q1, 801),
               stock(PPE, "2023-03-31", 12), flow(PPE, *Q1, 11)),
    ]  # fmt: skip
    result = normalized(filings)
    assert values(result) == {"2023Q1": [11]}
    assert values(result, "remaining_performance_obligation", "instant") == {"2023Q1": [800]}


def test_trap_et9_another_currency_than_the_reporting_one_is_left_out() -> None:
    entry = company(reporting_currency="TWD")
    year = ("2023-01-01", "2023-12-31")
    filings = [
        filing(A, "20-F", "2024-04-18", flow(PPE, *year, 949_817, "TWD"),
               flow(PPE, *year, 31_030)),
    ]  # fmt: skip
    result = normalized(filings, registry(entry))
    assert values(result, kind="year") == {"2023": [949_817]}
    assert set(result.versions["unit"]) == {"TWD"}


def test_trap_et9_an_unregistered_currency_is_the_one_of_most_facts() -> None:
    year = ("2023-01-01", "2023-12-31")
    filings = [
        filing(A, "20-F", "2024-04-18",
               flow(PPE, *year, 31_030), flow(PPE, *year, 949_817, "TWD"),
               flow(REVENUES, *year, 2_161_736, "TWD"),
               flow(REVENUES, *year, 5, "shares"), flow(GOODS, *year, 6, "shares"),
               flow(PPE, *year, 7, "shares")),
    ]  # fmt: skip
    raw = raw_facts(filings)
    found = reporting_currencies(raw, registry())
    assert found.rows() == [("ACME", "TWD")]
    assert reporting_currencies(raw.clear(), registry()).rows() == [("ACME", "USD")]
    assert values(normalized(filings), kind="year") == {"2023": [949_817]}
    assert companies(registry(), raw, normalized(filings).versions)[
        "reporting_currency"
    ].to_list() == ["TWD"]


def test_a_companys_rulings_replace_the_default_aliases() -> None:
    metrics = with_rulings(
        "capex_cash", "ACME", Alias(concept="acme:Purchases", valid_from=dt.date(2020, 1, 1))
    )
    table = alias_table([company(), company("OTHER", cik=2)], metrics).filter(
        pl.col("metric_id") == "capex_cash"
    )
    acme = table.filter(pl.col("company_id") == "ACME")
    assert acme.select("concept", "valid_from", "is_ruling").rows() == [
        ("acme:Purchases", dt.date(2020, 1, 1), True)
    ]
    other = table.filter(pl.col("company_id") == "OTHER")
    assert other["concept"].to_list()[:2] == [PPE, PRODUCTIVE]
    assert not other["is_ruling"].any()


def test_what_is_asked_of_spenders_is_asked_of_no_supplier() -> None:
    asked = shipped_registry()
    aliases = alias_table(asked.companies, asked.metrics)
    of_spenders = {each.metric_id for each in asked.metrics if each.of_spenders}
    named = set(aliases.filter(pl.col("metric_id").is_in(of_spenders))["company_id"])
    assert {"MSFT", "AMZN"} <= named
    assert all(asked.company(name).is_spender for name in named)
    cash_flow = "us-gaap:NetCashProvidedByUsedInOperatingActivities"
    assert cash_flow in asked.concepts_of(asked.company("MSFT"))
    assert cash_flow not in asked.concepts_of(asked.company("AMD"))


def test_a_concept_with_two_rulings_speaks_once_on_each_day() -> None:
    """What a concept means may change from a day on, and its registered scope with it."""
    metrics = with_rulings(
        "purchase_obligations",
        "ACME",
        Alias(concept=OBLIGATION, valid_to=dt.date(2022, 12, 31), scope="Purchases."),
        Alias(concept=OBLIGATION, valid_from=dt.date(2023, 1, 1), scope="Licences."),
    )
    filings = [
        filing(A, "10-K", "2023-02-01", stock(OBLIGATION, "2022-12-31", 7)),
        filing(B, "10-Q", "2023-05-01", stock(OBLIGATION, "2023-03-31", 9)),
    ]
    result = normalized(filings, registry(metrics=metrics))
    assert values(result, "purchase_obligations", "instant") == {"2022Q4": [7], "2023Q1": [9]}
    assert result.facts.height == 2
