"""What `capex_as_of` returns of the published data: what was public then, nothing else."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from conftest import RecordedRun

MILLION = 1_000_000
CELL = ("company_id", "basis", "fiscal_year", "fiscal_quarter")
SHOWN = ("value_usd", "version", "known_from", "accession", "lineage_id", "derivation")


@dataclass
class Marts:
    """The published marts over one connection."""

    connection: duckdb.DuckDBPyConnection

    def dicts(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql, list(parameters))
        columns = [entry[0] for entry in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def as_of(self, instant: dt.datetime) -> list[dict[str, Any]]:
        return self.dicts("select * from capex_as_of(?)", instant)

    @cached_property
    def versions(self) -> list[dict[str, Any]]:
        return self.dicts("select * from fct_capex_versions order by known_from, version")

    @cached_property
    def moments(self) -> list[dt.datetime]:
        """Every instant at which a cell changed."""
        ends = {row["known_to"] for row in self.versions} - {None}
        return sorted({row["known_from"] for row in self.versions} | ends)

    def meta_2023(self, instant: str) -> list[int]:
        """Meta's cash capex of 2023 as it stood, by quarter, in millions."""
        return [
            int(row["value_usd"] / MILLION)
            for row in self.as_of(dt.datetime.fromisoformat(instant))
            if (row["ticker"], row["basis"], row["fiscal_year"]) == ("META", "cash", 2023)
        ]


@pytest.fixture(scope="module")
def marts(recorded: RecordedRun) -> Iterator[Marts]:
    with warehouse.connect_published(recorded.settings) as connection:
        yield Marts(connection)


def cell(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in CELL)


def shown(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in SHOWN)


def check_instant(marts: Marts, instant: dt.datetime) -> None:
    """Compare with the versions as an analyst would filter them by hand."""
    known: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in marts.versions:
        if row["known_from"] <= instant:
            known[cell(row)] = row
    rows = marts.as_of(instant)
    assert all(row["known_from"] <= instant for row in rows)
    assert len({cell(row) for row in rows}) == len(rows)
    assert {cell(row): shown(row) for row in rows} == {key: shown(r) for key, r in known.items()}
    for row in rows:
        # What stands beside a cell comes from its neighbours at the same instant.
        company, basis, year, quarter = cell(row)
        if row["year_earlier_usd"] is not None:
            assert row["year_earlier_usd"] == known[company, basis, year - 1, quarter]["value_usd"]
        if row["trailing_four_quarters_usd"] is not None:
            number = year * 4 + quarter - 1
            quarters = [
                known[company, basis, (number - back) // 4, (number - back) % 4 + 1]["value_usd"]
                for back in range(4)
            ]
            assert row["trailing_four_quarters_usd"] == sum(quarters)


@settings(max_examples=80, deadline=None, database=None, derandomize=True)
@given(data=st.data())
def test_trap_v1_at_no_instant_is_anything_known_that_was_filed_later(
    marts: Marts, data: st.DataObject
) -> None:
    first, last = marts.moments[0], marts.moments[-1]
    anywhen = st.datetimes(
        min_value=first - dt.timedelta(days=400), max_value=last + dt.timedelta(days=400)
    )
    at_a_moment = st.builds(
        lambda moment, microseconds: moment + dt.timedelta(microseconds=microseconds),
        st.sampled_from(marts.moments),
        st.sampled_from([-1, 0, 1]),
    )
    check_instant(marts, data.draw(st.one_of(at_a_moment, anywhen)))


def test_trap_v1_around_every_restatement_the_old_figure_stands_until_the_new_one(
    marts: Marts,
) -> None:
    moments = {row["known_from"] for row in marts.versions if row["version"] > 1}
    assert len(moments) > 10
    for moment in sorted(moments):
        for microseconds in (-1, 0):
            check_instant(marts, moment + dt.timedelta(microseconds=microseconds))


def test_as_of_before_everything_is_empty_and_as_of_the_end_is_fct_capex(marts: Marts) -> None:
    assert marts.as_of(dt.datetime(1990, 1, 1)) == []
    assert marts.as_of(dt.datetime(2999, 1, 1)) == marts.dicts("select * from fct_capex")


def test_trap_v1_metas_2023_as_it_was_known(marts: Marts) -> None:
    # The 10-K of 2023 is dated 2024-02-02: public, at the latest, at the end of that day in
    # New York, which is 05:00 of the next day in UTC.
    assert marts.meta_2023("2024-02-02T12:00:00") == [6_842, 6_216, 6_543]
    assert marts.meta_2023("2024-02-03T04:59:59") == [6_842, 6_216, 6_543, 7_665]
    # The recast of the first quarter is public, that of the half-year not yet: a difference of
    # the two would be 6,235.
    assert marts.meta_2023("2024-06-01T00:00:00") == [6_823, 6_216, 6_543, 7_665]
    assert marts.meta_2023("2024-08-15T00:00:00") == [6_823, 6_134, 6_543, 7_665]
    assert marts.meta_2023("2025-12-31T00:00:00") == [6_823, 6_134, 6_496, 7_592]


def test_trap_a5_a_mixture_of_vintages_stands_at_no_instant(marts: Marts) -> None:
    second_quarters = {
        row["value_usd"]
        for row in marts.versions
        if (row["ticker"], row["basis"], row["fiscal_year"], row["fiscal_quarter"])
        == ("META", "cash", 2023, 2)
    }
    assert second_quarters == {Decimal(6_216 * MILLION), Decimal(6_134 * MILLION)}


def test_versions_of_a_cell_follow_each_other_without_overlap(marts: Marts) -> None:
    histories = defaultdict(list)
    for row in sorted(marts.versions, key=lambda row: row["version"]):
        histories[cell(row)].append(row)
    for history in histories.values():
        assert [row["version"] for row in history] == list(range(1, len(history) + 1))
        for earlier, later in itertools.pairwise(history):
            assert earlier["known_from"] < earlier["known_to"] <= later["known_from"]
        assert history[-1]["known_to"] is None
        assert {row["first_reported_usd"] for row in history} == {history[0]["value_usd"]}
    assert sum(len(history) > 1 for history in histories.values()) > 5
