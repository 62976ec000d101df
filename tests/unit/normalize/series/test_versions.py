"""Versions: what stood when, why it changed, and what changes nothing."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import (
    PPE,
    PRODUCTIVE,
    REVENUES,
    RPO,
    Filing,
    cells,
    filing,
    flow,
    normalized,
    operands,
    standing,
    stock,
    values,
)
from tests.support.examples import FEW

Q1 = ("2023-01-01", "2023-03-31")
YEAR = ("2023-01-01", "2023-12-31")

# Meta's reports: its own period, and the comparative of the year before on the footing of the
# day. During 2024 the presentation changed, one comparative at a time.
META = (
    ("0001326801-23-000067", "10-Q", "2023-04-27", ("2023-03-31", 6_842)),
    ("0001326801-23-000093", "10-Q", "2023-07-27", ("2023-06-30", 13_058)),
    ("0001326801-23-000124", "10-Q", "2023-10-26", ("2023-09-30", 19_601)),
    ("0001326801-24-000012", "10-K", "2024-02-02", ("2023-12-31", 27_266)),
    ("0001326801-24-000049", "10-Q", "2024-04-25", ("2024-03-31", 6_400), ("2023-03-31", 6_823)),
    ("0001326801-24-000069", "10-Q", "2024-08-01", ("2024-06-30", 14_573), ("2023-06-30", 12_957)),
    ("0001326801-24-000081", "10-Q", "2024-10-31", ("2024-09-30", 22_831), ("2023-09-30", 19_453)),
    ("0001326801-25-000017", "10-K", "2025-01-30", ("2024-12-31", 37_256), ("2023-12-31", 27_045)),
)


def meta() -> list[Filing]:
    return [
        filing(
            accession,
            form,
            filed,
            *(flow(PPE, f"{end[:4]}-01-01", end, value) for end, value in stated),
        )
        for accession, form, filed, *stated in META
    ]


def test_trap_a5_recast_is_two_versions() -> None:
    result = normalized(meta())
    assert values(result) == {
        "2023Q1": [6_842, 6_823],
        "2023Q2": [6_216, 6_134],
        "2023Q3": [6_543, 6_496],
        "2023Q4": [7_665, 7_592],
        "2024Q1": [6_400],
        "2024Q2": [8_173],
        "2024Q3": [8_258],
        "2024Q4": [14_425],
    }
    (first, second) = cells(result, kind="year")["2023"]
    assert (first["value"], first["accession"]) == (27_266, "0001326801-24-000012")
    assert (second["value"], second["accession"]) == (27_045, "0001326801-25-000017")
    assert second["change_cause"] == "comparative_recast"
    assert result.refusals.is_empty()


def test_trap_a5_each_operand_is_of_the_vintage_of_its_partner() -> None:
    result = normalized(meta())
    old, new = cells(result)["2023Q2"]
    assert operands(result, old["lineage_id"]) == [
        (1, PPE, 13_058, "0001326801-23-000093"), (-1, PPE, 6_842, "0001326801-23-000067"),
    ]  # fmt: skip
    assert operands(result, new["lineage_id"]) == [
        (1, PPE, 12_957, "0001326801-24-000069"), (-1, PPE, 6_823, "0001326801-24-000049"),
    ]  # fmt: skip
    assert new["operands_known_from"] == new["known_from"]


def test_trap_a5_no_day_shows_the_difference_of_two_vintages() -> None:
    filings = meta()
    result = normalized(filings)
    instants = [each.public_at for each in filings]
    shown = {standing(result, at=instant).get("2023Q2") for instant in instants}
    assert shown == {None, 6_216, 6_134}
    for known in range(1, len(filings) + 1):
        assert 6_235 not in standing(normalized(filings[:known])).values()


def test_the_chain_of_versions_has_no_seam() -> None:
    result = normalized(meta())
    for versions in cells(result).values():
        for earlier, later in pairwise(versions):
            assert earlier["known_to"] == later["known_from"]
            assert later["version"] == earlier["version"] + 1
        assert versions[0]["change_cause"] == "first_report"
        assert versions[-1]["known_to"] is None


def two(first: float, second: float, form: str = "10-K", concept: str = PPE) -> list[Filing]:
    """The year 2023 said in its own 10-K, and again as a comparative a year later."""
    return [
        filing("0000000001-24-000001", "10-K", "2024-02-01", flow(PPE, *YEAR, first)),
        filing("0000000001-25-000001", form, "2025-02-01",
               flow(concept, "2024-01-01", "2024-12-31", 130), flow(concept, *YEAR, second)),
    ]  # fmt: skip


def said(*stated: tuple[str, float]) -> list[Filing]:
    """The year 2023 said once a month, in filings that state nothing else."""
    return [
        filing(
            f"0000000001-24-{number:06d}", form, f"2024-{number:02d}-01", flow(PPE, *YEAR, value)
        )
        for number, (form, value) in enumerate(stated, start=1)
    ]


@pytest.mark.parametrize(
    ("filings", "cause"),
    [
        (two(95, 91), "comparative_recast"),
        (two(95, 91, "10-K/A"), "amendment"),
        (two(95, 91, concept=PRODUCTIVE), "tag_change"),
        (said(("10-K", 95), ("10-K", 91)), "unclassified"),
    ],
    ids=["comparative", "amendment", "tag", "unclassified"],
)
def test_a_change_says_its_cause(filings: list[Filing], cause: str) -> None:
    first, second = cells(normalized(filings), kind="year")["2023"]
    assert (first["change_cause"], second["change_cause"]) == ("first_report", cause)
    assert (first["value"], second["value"]) == (95, 91)


def test_the_same_figure_again_is_no_version() -> None:
    (only,) = cells(normalized(two(95, 95)), kind="year")["2023"]
    assert (only["accession"], only["known_to"]) == ("0000000001-24-000001", None)


def test_a_coarser_repetition_is_no_restatement() -> None:
    result = normalized(said(("10-K", 27_266), ("8-K", 27_300)))
    assert values(result, kind="year") == {"2023": [27_266]}


def test_a_finer_figure_replaces_a_rounded_one_with_that_cause() -> None:
    result = normalized(said(("8-K", 27_300), ("10-K", 27_266)))
    first, second = cells(result, kind="year")["2023"]
    assert (first["value"], second["value"]) == (27_300, 27_266)
    assert second["change_cause"] == "rounding"


def test_a_coarser_figure_that_cannot_be_rounding_is_a_restatement() -> None:
    result = normalized(said(("10-K", 27_266), ("8-K", 27_100)))
    assert values(result, kind="year") == {"2023": [27_266, 27_100]}


def test_half_a_unit_is_still_rounding() -> None:
    assert values(normalized(said(("10-K", 27_250), ("8-K", 27_300))), kind="year") == {
        "2023": [27_250]
    }
    assert values(normalized(said(("10-K", 27_249), ("8-K", 27_300))), kind="year") == {
        "2023": [27_249, 27_300]
    }


def test_a_restatement_to_the_rounded_figure_is_not_lost_behind_it() -> None:
    """27,266 is rounded to 27.3 billion; then a filing in millions says 27,300 exactly."""
    exact = filing("0000000001-24-000003", "10-K", "2024-03-01",
                   flow(PPE, *YEAR, 27_300), flow(REVENUES, *YEAR, 134_902))  # fmt: skip
    result = normalized([*said(("10-K", 27_266), ("8-K", 27_300)), exact])
    assert values(result, kind="year") == {"2023": [27_266, 27_300]}


def test_each_rounding_is_measured_against_what_stands() -> None:
    """1,049 rounds to 1,050, and that to 1,100; but 1,049 does not."""
    result = normalized(said(("10-K", 1_049), ("8-K", 1_050), ("8-K", 1_100)))
    assert values(result, kind="year") == {"2023": [1_049, 1_100]}


def test_trap_v3_a_partial_amendment_deletes_nothing() -> None:
    report = filing("0000000001-24-000001", "10-K", "2024-02-01",
                    flow(PPE, *YEAR, 95), flow(REVENUES, *YEAR, 1_001))  # fmt: skip
    partial = filing("0000000001-24-000002", "10-K/A", "2024-04-01", flow(REVENUES, *YEAR, 1_002))
    before, after = normalized([report]), normalized([report, partial])
    assert values(after, kind="year") == values(before, kind="year") == {"2023": [95]}
    first, second = cells(after, "revenue", "year")["2023"]
    assert (first["value"], second["value"]) == (1_001, 1_002)
    assert (second["change_cause"], first["known_to"]) == ("amendment", second["known_from"])


def test_an_amendment_at_the_same_instant_speaks_over_what_it_amends() -> None:
    instant = "2024-02-01T21:00:00"
    report = filing("0000000001-24-000009", "10-K", "2024-02-01", flow(PPE, *YEAR, 95),
                    accepted=instant)  # fmt: skip
    amended = filing("0000000001-24-000001", "10-K/A", "2024-02-01", flow(PPE, *YEAR, 91),
                     accepted=instant)  # fmt: skip
    assert values(normalized([report, amended]), kind="year") == {"2023": [91]}


def test_a_figure_that_returns_is_a_version_again() -> None:
    result = normalized(said(("10-K", 95), ("10-K/A", 91), ("10-K/A", 95)))
    assert values(result, kind="year") == {"2023": [95, 91, 95]}


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(["10-K", "10-K/A", "8-K"]), st.integers(24_940, 25_060)),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.sampled_from([1, 10, 100, 1_000]), min_size=8, max_size=8),
)
def test_versions_are_the_statements_that_changed_what_stood(
    statements: list[tuple[str, int]], units: list[int]
) -> None:
    """Against the rule read out one statement at a time, each in a filing of known rounding."""
    filings: list[Filing] = []
    expected: list[int] = []
    standing_value: int | None = None
    standing_unit = 0
    for number, ((form, exact), unit) in enumerate(zip(statements, units, strict=False), start=1):
        value = round(exact / unit) * unit
        filings.append(
            filing(f"0000000001-24-{number:06d}", form, f"2024-{number:02d}-01",
                   flow(PPE, *YEAR, value), flow(REVENUES, *YEAR, unit * 1_001))
        )  # fmt: skip
        change = None if standing_value is None else abs(value - standing_value)
        is_coarser_saying = (
            change is not None and unit > standing_unit and change * 2 <= max(unit, standing_unit)
        )
        if change == 0:
            standing_unit = min(unit, standing_unit)
            continue
        if is_coarser_saying:
            continue
        standing_value, standing_unit = value, unit
        expected.append(value)
    assert values(normalized(filings), kind="year") == {"2023": expected}


def test_instants_have_versions_too() -> None:
    filings = [
        filing("0000000001-24-000001", "10-K", "2024-02-01", stock(RPO, "2023-12-31", 678)),
        filing("0000000001-24-000002", "10-Q", "2024-05-01",
               stock(RPO, "2024-03-31", 700), stock(RPO, "2023-12-31", 684)),
    ]  # fmt: skip
    result = normalized(filings)
    found = cells(result, "remaining_performance_obligation", "instant")
    assert {name: [each["value"] for each in each_] for name, each_ in found.items()} == {
        "2023Q4": [678, 684], "2024Q1": [700],
    }  # fmt: skip
    assert result.versions["period_start"].null_count() == 3
    assert found["2023Q4"][0]["known_to"] == dt.datetime(2024, 5, 2, 3, 59, 59)


def test_the_lineage_of_every_version_is_its_own() -> None:
    result = normalized(meta())
    assert result.versions["lineage_id"].is_unique().all()
    assert set(result.operands["lineage_id"]) == set(result.versions["lineage_id"])
    assert result.operands.filter(pl.col("sign").is_in([1, -1]).not_()).is_empty()
