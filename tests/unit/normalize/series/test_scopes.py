"""Figures of two scopes make no quarter: what comparatives show of a business that left."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.series.scopes import mixes_scopes
from tests.support.builders import (
    PPE,
    PRODUCTIVE,
    REVENUES,
    Fact,
    Filing,
    filing,
    flow,
    normalized,
    refusals,
    standing,
    values,
)
from tests.support.examples import FEW

QUARTERS = ("03-31", "06-30", "09-30", "12-31")
STARTS = ("01-01", "04-01", "07-01", "10-01")


def to_date(concept: str, year: int, quarters: int, millions: int) -> Fact:
    return flow(concept, f"{year}-01-01", f"{year}-{QUARTERS[quarters - 1]}", millions)


def quarter(concept: str, year: int, number: int, millions: int) -> Fact:
    return flow(concept, f"{year}-{STARTS[number - 1]}", f"{year}-{QUARTERS[number - 1]}", millions)


def report(year: int, quarters: int, *facts: Fact, concept_suffix: str = "") -> Filing:
    """The report of the first quarters of a year, five weeks after them."""
    end = dt.date.fromisoformat(f"{year}-{QUARTERS[quarters - 1]}")
    filed = end + dt.timedelta(days=35)
    form = "10-K" if quarters == 4 else "10-Q"
    return filing(f"0000000001-{filed:%y}-{year % 100}000{quarters}{concept_suffix}", form,
                  str(filed), *facts)  # fmt: skip


# IBM's revenue: Kyndryl left in November 2021.
OLD_2020 = (17_571, 35_694, 53_253, 73_620)
OLD_2021 = (17_730, 36_474, 54_093)
NEW_2021 = (13_187, 27_405, 40_656, 57_350)
NEW_2022 = (14_197, 29_732, 43_840, 60_530)


def spin_off(concept: str = REVENUES, *, tags_quarters: bool = False) -> list[Filing]:
    """2020 to 2022: the 10-K of 2021 states both years without the business, the 10-Qs do not."""
    reports = [report(2020, n, to_date(concept, 2020, n, OLD_2020[n - 1])) for n in (1, 2, 3, 4)]
    for n in (1, 2, 3):
        facts = [to_date(concept, 2021, n, OLD_2021[n - 1]),
                 to_date(concept, 2020, n, OLD_2020[n - 1])]  # fmt: skip
        if tags_quarters and n > 1:
            facts.append(quarter(concept, 2021, n, OLD_2021[n - 1] - OLD_2021[n - 2]))
        reports.append(report(2021, n, *facts))
    reports.append(
        report(2021, 4, to_date(concept, 2021, 4, 57_350), to_date(concept, 2020, 4, 55_179))
    )
    for n in (1, 2, 3, 4):
        reports.append(
            report(2022, n, to_date(concept, 2022, n, NEW_2022[n - 1]),
                   to_date(concept, 2021, n, NEW_2021[n - 1]))
        )  # fmt: skip
    return reports


@pytest.mark.parametrize("tags_quarters", [False, True])
@pytest.mark.parametrize(("concept", "metric"), [(REVENUES, "revenue"), (PPE, "capex_cash")])
def test_the_year_without_a_business_less_nine_months_with_it_is_no_quarter(
    concept: str, metric: str, tags_quarters: bool
) -> None:
    reports = spin_off(concept, tags_quarters=tags_quarters)
    until_then = normalized(reports[:8])
    assert "2021Q4" not in values(until_then, metric)
    reason = refusals(until_then)[f"ACME {metric} 2021Q4"]["scope_changed"]
    for part in ("57350000000", "54093000000", "75.0 percent", "100.0 percent"):
        assert part in reason
    every = normalized(reports)
    assert values(every, metric)["2021Q4"] == [57_350 - 40_656]
    assert values(every, metric)["2022Q4"] == [60_530 - 43_840]
    assert "scope_changed" in refusals(every)[f"ACME {metric} 2021Q4"]
    for filed in {each.filed for each in reports}:
        then = standing(every, metric, at=dt.datetime.fromisoformat(f"{filed}T23:59:59"))
        assert then.get("2021Q4", 16_694) == 16_694


def test_a_quarter_of_the_year_without_the_business_is_right_at_once() -> None:
    """The nine months were filed without it already: their comparative says so."""
    reports = [
        *(report(2020, n, to_date(PPE, 2020, n, OLD_2020[n - 1])) for n in (1, 2, 3, 4)),
        *(report(2021, n, to_date(PPE, 2021, n, NEW_2021[n - 1]),
                 to_date(PPE, 2020, n, round(OLD_2020[n - 1] * 0.75))) for n in (1, 2, 3, 4)),
    ]  # fmt: skip
    result = normalized(reports)
    assert standing(result)["2021Q4"] == 57_350 - 40_656
    assert "scope_changed" not in set(result.refusals["rule"])


def test_a_business_that_leaves_in_the_second_quarter() -> None:
    reports = [
        *(report(2020, n, to_date(PPE, 2020, n, OLD_2020[n - 1])) for n in (1, 2, 3, 4)),
        report(2021, 1, to_date(PPE, 2021, 1, OLD_2021[0]), to_date(PPE, 2020, 1, OLD_2020[0])),
        *(report(2021, n, to_date(PPE, 2021, n, NEW_2021[n - 1]),
                 to_date(PPE, 2020, n, round(OLD_2020[n - 1] * 0.75))) for n in (2, 3, 4)),
    ]  # fmt: skip
    result = normalized(reports)
    found = standing(result)
    assert "2021Q2" not in found
    assert found["2021Q3"] == NEW_2021[2] - NEW_2021[1]
    assert found["2021Q4"] == NEW_2021[3] - NEW_2021[2]
    assert set(refusals(result)["ACME capex_cash 2021Q2"]) == {"scope_changed"}


def test_a_second_business_that_leaves_with_the_annual_report() -> None:
    """HPE in 2017: the nine months lost one business, the year a further one."""
    reports = [
        *(report(2016, n, to_date(REVENUES, 2016, n, v))
          for n, v in ((1, 12_724), (2, 25_435), (3, 37_645), (4, 50_123))),
        report(2017, 3, to_date(REVENUES, 2017, 3, 23_210), to_date(REVENUES, 2016, 3, 25_046)),
        report(2017, 4, to_date(REVENUES, 2017, 4, 28_871), to_date(REVENUES, 2016, 4, 30_280)),
    ]  # fmt: skip
    result = normalized(reports)
    assert "2017Q4" not in values(result, "revenue")
    assert values(result, "revenue")["2016Q4"] == [50_123 - 37_645]


def test_a_small_reclassification_is_no_change_of_scope() -> None:
    """Meta moved some tenths of a percent between lines: known quarters stay."""
    reports = [
        *(report(2022, n, to_date(PPE, 2022, n, v))
          for n, v in ((1, 5_441), (2, 13_013), (3, 22_388), (4, 31_431))),
        *(report(2023, n, to_date(PPE, 2023, n, v))
          for n, v in ((1, 6_823), (2, 13_058), (3, 19_601))),
        report(2023, 4, to_date(PPE, 2023, 4, 27_266), to_date(PPE, 2022, 4, 31_186)),
    ]  # fmt: skip
    assert standing(normalized(reports))["2023Q4"] == 27_266 - 19_601


def test_what_moves_to_another_tag_and_is_recast_is_recast() -> None:
    """The year under a new tag is restated, its nine months stay as they were under the old."""
    reports = [
        *(report(2016, n, to_date(PPE, 2016, n, v))
          for n, v in ((1, 800), (2, 1_800), (3, 3_100), (4, 4_200))),
        report(2017, 4, to_date(PPE, 2017, 4, 5_000), to_date(PPE, 2016, 4, 4_200)),
        report(2018, 4, to_date(PRODUCTIVE, 2018, 4, 6_001), to_date(PRODUCTIVE, 2017, 4, 5_000),
               to_date(PRODUCTIVE, 2016, 4, 4_500)),
    ]  # fmt: skip
    assert values(normalized(reports))["2016Q4"] == [1_100]


@FEW
@given(
    before=st.lists(st.integers(500, 2_000), min_size=8, max_size=8),
    left=st.integers(20, 80),
    leaves_after=st.integers(0, 3),
)
def test_no_derived_quarter_mixes_scopes(before: list[int], left: int, leaves_after: int) -> None:
    """Each quarter published is the whole company's, or the rest's, and never between."""
    whole = [100 * each for each in before]
    rest = [each * (100 - left) for each in before]
    reports = []
    for place in range(8):
        year, n = 2020 + place // 4, place % 4 + 1
        is_without = place >= 4 + leaves_after
        shown = rest if is_without else whole
        facts = [to_date(PPE, year, n, sum(shown[place + 1 - n : place + 1]))]
        if year == 2021:
            facts.append(to_date(PPE, 2020, n, sum(shown[:n])))
        reports.append(report(year, n, *facts))
    for at in range(5, 9):
        for name, found in standing(normalized(reports[:at])).items():
            place = (int(name[:4]) - 2020) * 4 + int(name[-1]) - 1
            assert found in (whole[place], rest[place]), name


def test_a_figure_recast_by_more_than_the_longer_one_holds_no_old_scope() -> None:
    frame = pl.DataFrame({"long": [600], "short": [330], "r": [0.62], "s": [0.49]})
    columns = (pl.col("long"), pl.col("short"), pl.col("r"), pl.col("s"))
    assert not frame.select(mixes_scopes(*columns)).item()
    assert frame.with_columns(s=1.0).select(mixes_scopes(*columns)).item()
    assert frame.with_columns(s=None).select(mixes_scopes(*columns)).item()
    assert not frame.with_columns(r=None).select(mixes_scopes(*columns)).item()
