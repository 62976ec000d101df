"""What was guided becomes a path of quarters: by what stood at a moment, or not at all."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Any

import pytest

from pipelines.analysis.backtest import FIRST_ORIGIN, backtest
from pipelines.analysis.blend import BLEND, GUIDANCE, INFORMED, Lesson, blended, weight
from pipelines.analysis.guidance import Amount, Guidance, Statement, spread_over
from pipelines.analysis.intervals import Levels
from pipelines.analysis.methods import STATISTICAL
from pipelines.analysis.series import Point, Series, Shown, numbered, origins, total

FIRST = numbered("2024Q1")
AT = dt.datetime(2025, 5, 1)
BEFORE, AFTER = AT - dt.timedelta(days=30), AT + dt.timedelta(days=30)
ACM = Series("capex:ACM", "capex", "USD", ())
# A year of 10 each, and the first quarter of the next.
POINTS = tuple(Point(FIRST + place, 10.0, None) for place in range(5))


def said(midpoint: float | None, **changed: Any) -> Statement:
    about = Statement(
        series_id="capex:ACM",
        horizon="FY2025",
        first=numbered("2025Q1"),
        last=numbered("2025Q4"),
        ends=dt.date(2025, 12, 31),
        basis="cash",
        midpoint=midpoint,
        definition=0,
        replaces=True,
        issued=dt.date(2025, 2, 1),
        said_from=changed.get("known_from", BEFORE),
        known_from=BEFORE,
        known_to=None,
        source="guidance_statements",
        accession=None,
        document="Earnings call",
        url=None,
    )
    return about._replace(**changed)


def amount(basis: str, value: float, **changed: Any) -> Amount:
    ends = dt.date(2024, 12, 31)
    return Amount("capex:ACM", basis, 0, True, ends, value, BEFORE, None, None)._replace(**changed)


def path(*statements: Statement, amounts: tuple[Amount, ...] = ()) -> dict[int, float] | None:
    found = Guidance(statements, amounts, "cash").path(ACM, POINTS, AT)
    return None if found is None else found.values


def test_what_is_left_of_a_year_grows_by_as_much_each_quarter() -> None:
    values = path(said(10 + 11 + 12.1 + 13.31)) or {}
    assert [numbered(f"2025Q{number}") for number in (2, 3, 4)] == list(values)
    assert list(values.values()) == pytest.approx([11, 12.1, 13.31])


def test_a_further_period_follows_on_and_the_shorter_one_counts_first() -> None:
    second = said(
        12, horizon="FY2025Q2", last=numbered("2025Q2"), first=numbered("2025Q2"),
    )  # fmt: skip
    later = said(80, horizon="FY2026", first=numbered("2026Q1"), last=numbered("2026Q4"))
    values = path(later, said(50), second)
    assert values is not None
    assert values[numbered("2025Q2")] == pytest.approx(12)
    assert sum(values[numbered(f"2025Q{number}")] for number in (2, 3, 4)) == pytest.approx(40)
    assert sum(values[numbered(f"2026Q{number}")] for number in range(1, 5)) == pytest.approx(80)
    # After a gap nobody knows where the path would begin.
    assert path(later) is None


@pytest.mark.parametrize(
    "statement",
    [
        said(50, known_from=AFTER),
        said(50, known_to=BEFORE),
        said(None),
        said(10),
        said(1e6),
        said(50, basis="company_stated"),
        said(50, last=FIRST + 4),
    ],
    ids=["later", "replaced", "no amount", "spent", "too much", "no bridge", "over"],
)
def test_what_says_nothing_of_the_quarters_ahead_is_no_path(statement: Statement) -> None:
    assert path(statement) is None


def test_the_last_amount_stands_and_words_alone_leave_it() -> None:
    first = said(50, known_from=BEFORE - dt.timedelta(days=1))
    assert path(first, said(60)) == path(said(60))
    assert path(first, said(None, replaces=False)) == path(first)
    assert path(first, said(None)) is None


def test_another_basis_is_taken_to_that_of_the_series_by_what_stood_then() -> None:
    other = said(100, basis="with_finance_leases")
    year = (amount("cash", 40), amount("with_finance_leases", 80))
    assert path(other, amounts=year) == path(said(50))
    later = tuple(each._replace(known_from=AFTER) for each in year)
    assert path(other, amounts=later) is None
    ends = [dt.date(2024, month, 28) for month in (3, 6, 9, 12)]
    quarters = tuple(
        amount(basis, value, is_year=False, ends=day)
        for day in ends
        for basis, value in (("cash", 10), ("with_finance_leases", 12.5))
    )
    # Four quarters say it rather than a year; three do not.
    assert path(other, amounts=(*year, *quarters)) == path(said(80))
    assert path(other, amounts=(*year, *quarters[:6])) == path(said(50))
    found = Guidance([other], year, "cash").path(ACM, POINTS, AT)
    assert found is not None
    assert [(each.basis, each.ratio) for each in found.bridges] == [("with_finance_leases", 0.5)]


def test_no_ratio_of_two_bases_spans_an_accounting_change() -> None:
    """Rule 5: a year on the old definition says nothing of what is guided on the new one."""
    year = (amount("cash", 40), amount("with_finance_leases", 80))
    other = said(100, basis="with_finance_leases", definition=1)
    assert path(other, amounts=year) is None
    changed = (amount("cash", 40), amount("with_finance_leases", 50, definition=1))
    assert path(other, amounts=changed) == path(said(80))
    # What is guided of another period on the old definition goes on by the old ratio.
    assert path(other._replace(definition=0), amounts=year) == path(said(50))


def shown(member: str, quarter: int, value: float, known: dt.datetime) -> Shown:
    return Shown(member, quarter, value, True, known, None, None)


def test_a_total_is_guided_where_all_of_its_companies_are() -> None:
    members = [
        Series(f"capex:{name}", "capex", "USD",
               tuple(shown("", point.quarter, 10, BEFORE) for point in POINTS[:end]))
        for name, end in (("ACM", 5), ("BET", 4))
    ]  # fmt: skip
    guided = [said(50), said(46, series_id="capex:BET")]
    found = Guidance(guided, (), "cash").total(members, FIRST + 3, AT)
    assert found is not None
    assert set(found.values) == {FIRST + 4, FIRST + 5, FIRST + 6, FIRST + 7}
    # What one of them has filed of a quarter counts as it is.
    other = Guidance(guided, (), "cash").path(members[1], POINTS[:4], AT)
    assert other is not None
    assert found.values[FIRST + 4] == pytest.approx(10 + other.values[FIRST + 4])
    assert Guidance(guided[:1], (), "cash").total(members, FIRST + 3, AT) is None


def test_beyond_its_end_a_path_grows_as_the_forecast_does() -> None:
    assert spread_over({5: 20.0}, 4, [10, 11, 11, 22]) == pytest.approx([20, 22, 22, 44])


def test_the_weight_of_guidance_is_learned_from_what_was_known() -> None:
    went = [Lesson(1, 1.0, 1.0, BEFORE)] * 24
    assert weight(1, [], AT) == 0.5
    assert weight(1, went, AT) == pytest.approx((24 + 4) / (24 + 8))
    assert weight(2, went, AT) == 0.5
    assert weight(1, went, BEFORE - dt.timedelta(days=1)) == 0.5
    assert weight(1, [each._replace(became=-9.0) for each in went], AT) == 0
    assert weight(1, [each._replace(guided=0.0) for each in went], AT) == 0.5
    assert blended(100, 400, 0.5) == pytest.approx(200)
    assert Lesson.of(1, (100, 200, 400), math.log(2), AT)[1:3] == pytest.approx((1, 2))


def test_a_level_rises_by_what_was_missed_and_falls_by_what_was_held() -> None:
    levels = Levels()
    assert levels.at("capex", 1, AT) == 0.8
    levels.tell("capex", 1, BEFORE, is_held=False)
    assert levels.at("capex", 1, AT) == pytest.approx(0.816)
    assert levels.at("capex", 2, AT) == levels.at("capex_total", 1, AT) == 0.8
    assert levels.at("capex", 1, BEFORE - dt.timedelta(days=1)) == 0.8
    # Four quarters ahead four outcomes overlap, and count as one.
    levels.tell("capex", 4, BEFORE, is_held=False)
    assert levels.at("capex", 4, AT) == pytest.approx(0.804)
    for _ in range(100):
        levels.tell("capex", 1, BEFORE, is_held=True)
    assert levels.at("capex", 1, AT) == 0.5


# A company whose growth doubles after three years, and that says so in the middle of each year.
BEGIN = FIRST_ORIGIN - 7


def _known(quarter: int) -> dt.datetime:
    return dt.datetime(2019, 1, 20) + (quarter - BEGIN) * dt.timedelta(days=91)


def _told(quarters: int) -> tuple[Series, Guidance]:
    values = [1e9 * math.exp(0.02 * place + 0.02 * max(0, place - 12) ** 1.5)
              for place in range(32)]  # fmt: skip
    series = Series(
        "capex:ACM", "capex", "USD",
        tuple(shown("", BEGIN + place, value, _known(BEGIN + place))
              for place, value in enumerate(values[:quarters])),
    )  # fmt: skip
    guided = [
        said(
            sum(values[place : place + 4]),
            first=BEGIN + place,
            last=BEGIN + place + 3,
            horizon=f"FY{place}",
            known_from=_known(BEGIN + place),
        )
        for place in range(0, 28, 4)
    ]
    return series, Guidance(guided, (), "cash")


@pytest.mark.slow
def test_guidance_speaks_where_there_is_some_and_by_its_record() -> None:
    series, guidance = _told(28)
    made = backtest([series], {}, guidance)
    methods: dict[int, set[str]] = defaultdict(set)
    for row in made.rows:
        methods[row["origin_number"]].add(row["method"])
    # The last quarter of a guided year has nothing left to guide.
    for origin, _ in origins(series):
        if origin.quarter in methods:
            place = (origin.quarter - BEGIN) % 4
            assert methods[origin.quarter] == {*STATISTICAL} | ({*INFORMED} if place < 3 else set())
    chosen = {row["method"] for row in made.rows if row["is_selected"]}
    assert chosen & {GUIDANCE, BLEND}
    # Nothing is guided of it elsewhere.
    assert not {row["method"] for row in backtest([series], {}).rows} & {*INFORMED}


@pytest.mark.slow
def test_a_run_at_once_and_runs_one_after_the_other_say_the_same_of_guidance() -> None:
    kept: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for quarters in (18, 22, 25, 28):
        rows = backtest([_told(quarters)[0]], kept, _told(quarters)[1]).rows
        kept = defaultdict(list)
        for row in rows:
            kept[row["series_id"], row["origin_number"]].append(row)
    series, guidance = _told(28)
    at_once: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in backtest([series], {}, guidance).rows:
        at_once[row["series_id"], row["origin_number"]].append(row)
    assert kept == at_once


@pytest.mark.slow
def test_a_total_of_guided_companies_is_guided() -> None:
    series, guidance = _told(24)
    both = total("capex:all", "capex_total", [series])
    rows = backtest([series, both], {}, guidance).rows
    assert GUIDANCE in {row["method"] for row in rows if row["series_id"] == "capex:all"}
