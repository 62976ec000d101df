"""What table macros return of the published data: what was public then, nothing else."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.publish.declared import HISTORY, declared_marts
from pipelines.storage import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from tests.support.installation import RecordedRun

MILLION = 1_000_000
CELL = ("company_id", "basis", "fiscal_year", "fiscal_quarter")
SHOWN = ("value_usd", "version", "known_from", "accession", "lineage_id", "derivation")

# A fact by year with the fact that holds its quarters, what a cell of it is, and its columns of
# value, sum of quarters and currency.
YEARS = (
    ("capex_annual", "capex", ("company_id", "basis"), "value_usd", "quarters_sum_usd", None),
    (
        "supplier_revenue_annual", "supplier_revenue", ("company_id", "revenue_line_id"), "value",
        "quarters_sum", "currency",
    ),
)  # fmt: skip


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

    def histories(self, name: str) -> list[dict[str, Any]]:
        """The versions of a fact, as they became known."""
        return self.dicts(f"select * from fct_{name}_versions order by known_from, version")

    def meta_2023(self, instant: str) -> list[int]:
        """Meta's cash capex of 2023 as it stood, by quarter, in millions."""
        return [
            int(row["value_usd"] / MILLION)
            for row in self.as_of(dt.datetime.fromisoformat(instant))
            if (row["ticker"], row["basis"], row["fiscal_year"]) == ("META", "cash", 2023)
        ]


@pytest.fixture(scope="module")
def marts(recorded: RecordedRun) -> Iterator[Marts]:
    with connections.connect_published(recorded.settings) as connection:
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


@settings(max_examples=80)
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


def standing(
    versions: list[dict[str, Any]], cell: tuple[str, ...], instant: dt.datetime
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The last version of each cell that was known by then."""
    return {
        tuple(row[name] for name in cell): row for row in versions if row["known_from"] <= instant
    }


def told(marts: Marts, name: str, cell: tuple[str, ...], instant: dt.datetime) -> dict[Any, Any]:
    """The rows of a table macro by their cells, each of which has one."""
    rows = marts.dicts(f"select * from {name}_as_of(?)", instant)
    cells = {tuple(row[column] for column in cell): row for row in rows}
    assert len(cells) == len(rows)
    return cells


def around(versions: list[dict[str, Any]]) -> Iterator[dt.datetime]:
    """The microsecond before each instant at which one of them became known, and the instant."""
    for moment in sorted({row["known_from"] for row in versions}):
        yield moment - dt.timedelta(microseconds=1)
        yield moment


@pytest.mark.parametrize(
    ("name", "quarterly", "series", "value", "quarters_sum", "currency"),
    YEARS,
    ids=[name for name, *_ in YEARS],
)
def test_trap_v1_years_and_their_quarters_are_those_of_the_instant(
    marts: Marts,
    name: str,
    quarterly: str,
    series: tuple[str, ...],
    value: str,
    quarters_sum: str,
    currency: str | None,
) -> None:
    cell = (*series, "fiscal_year")
    years, quarters = marts.histories(name), marts.histories(quarterly)
    assert any(row["version"] > 1 for row in years)
    sums = 0
    for instant in around(years):
        expected = standing(years, cell, instant)
        rows = told(marts, name, cell, instant)
        assert {key: row["lineage_id"] for key, row in rows.items()} == {
            key: row["lineage_id"] for key, row in expected.items()
        }
        assert {key: row[value] for key, row in rows.items()} == {
            key: row[value] for key, row in expected.items()
        }
        by_year = defaultdict(list)
        for key, row in standing(quarters, (*cell, "fiscal_quarter"), instant).items():
            if currency is None or row[currency] == rows.get(key[:-1], {}).get(currency):
                by_year[key[:-1]].append(row[value])
        for key, row in rows.items():
            known = by_year[key]
            assert row[quarters_sum] == (sum(known) if len(known) == 4 else None), key
            sums += row[quarters_sum] is not None
    assert sums > 1000


def test_trap_v1_months_grow_from_what_was_known_at_the_instant(marts: Marts) -> None:
    cell = ("company_id", "month")
    months = marts.histories("monthly_revenue")
    grown = 0
    for instant in around(months):
        expected = standing(months, cell, instant)
        rows = told(marts, "monthly_revenue", cell, instant)
        assert {key: row["lineage_id"] for key, row in rows.items()} == {
            key: row["lineage_id"] for key, row in expected.items()
        }
        for (company, month), row in rows.items():
            if row["year_earlier_value"] is not None:
                earlier = expected[company, month.replace(year=month.year - 1)]
                assert row["year_earlier_value"] == earlier["value"]
                grown += 1
    assert grown > 100


def test_trap_a5_metas_2023_as_a_year_beside_the_quarters_known_with_it(marts: Marts) -> None:
    shown = [
        marts.dicts(
            "select value_usd / 1000000 as year, quarters_sum_usd / 1000000 as quarters, "
            "quarters_difference_cause as cause from capex_annual_as_of(?) "
            "where ticker = 'META' and basis = 'cash' and fiscal_year = 2023",
            dt.datetime.fromisoformat(instant),
        )
        for instant in ("2024-02-02T12:00", "2024-02-04", "2024-06-01", "2024-08-15", "2025-12-31")
    ]
    # Two quarters are recast in 2024; the year itself, and the others, by the 10-K of 2025.
    assert [tuple(row.values()) for rows in shown for row in rows] == [
        (27_266, 27_266, None),
        (27_266, 27_247, "recast_in_progress"),
        (27_266, 27_165, "recast_in_progress"),
        (27_045, 27_045, None),
    ]


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


@pytest.mark.parametrize("name", [name for name in declared_marts() if name.endswith(HISTORY)])
@pytest.mark.parametrize("instant", ["2019-06-30", "2024-06-01", "2025-11-01", "2999-01-01"])
def test_a_filter_on_a_history_is_all_that_another_engine_needs(
    recorded: RecordedRun, marts: Marts, name: str, instant: str
) -> None:
    """Parquet read by polars, which knows no table macro, gives the same answer."""
    moment = dt.datetime.fromisoformat(instant)
    shown_to = pl.col("shown_to")
    found = (
        pl.scan_parquet(recorded.settings.parquet_dir / f"{name}.parquet")
        .filter(pl.col("shown_from") <= moment, shown_to.is_null() | (shown_to > moment))
        .drop("shown_from", "shown_to")
        .collect()
    )
    macro = f"{name.removeprefix('fct_').removesuffix(HISTORY)}_as_of"
    told = [tuple(row.values()) for row in marts.dicts(f"select * from {macro}(?)", moment)]
    assert sorted(map(repr, found.rows())) == sorted(map(repr, told))
