"""A qualifier only restates, until a filer's own figures with it and without it differ."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.normalize.pipeline import Normalized, normalize
from tests.support.builders import cells, raw_facts, raw_filings, refusals, values
from tests.support.segment_filings import OPERATING, SEGMENTS, line, member, ruled, table

LINE = "acme_cloud"
CLOUD, REST = f"{SEGMENTS}=acme:CloudMember", f"{SEGMENTS}=acme:RestMember"
ELIMINATED = "srt:ConsolidationItemsAxis=us-gaap:IntersegmentEliminationMember"
K_2023 = ("0000000001-24-000001", "10-K", "2024-02-01")
K_2024 = ("0000000001-25-000001", "10-K", "2025-02-01")
YEAR_2023, YEAR_2024 = ("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")

# With sales to the other segment, which are eliminated; and without them.
WITH_IT = {"": 100, f"{OPERATING};{CLOUD}": 65, f"{OPERATING};{REST}": 45, ELIMINATED: -10}
WITHOUT_IT = {"": 100, CLOUD: 58, REST: 42}
TOTAL_WITH_IT = {OPERATING: 110}


def result(*filings: pl.DataFrame) -> Normalized:
    entries = ruled(line(LINE, member(SEGMENTS, "acme:CloudMember")))
    return normalize(raw_facts([]), raw_filings([]), entries, segment_facts=pl.concat(filings))


def breaks(found: Normalized, kind: str = "year") -> dict[str, bool]:
    return {name: each[-1]["is_series_break"] for name, each in cells(found, LINE, kind).items()}


def test_the_line_breaks_where_totals_with_and_without_the_qualifier_differ() -> None:
    found = result(
        table(*K_2023, WITH_IT | TOTAL_WITH_IT, YEAR_2023),
        table(*K_2024, WITHOUT_IT, YEAR_2024),
    )
    assert values(found, LINE, "year") == {"2023": [65], "2024": [58]}
    assert breaks(found) == {"2023": False, "2024": True}


def test_a_filing_that_states_the_line_both_ways_shows_it_too() -> None:
    both = {**WITHOUT_IT, f"{OPERATING};{CLOUD}": 65}
    found = result(table(*K_2023, WITH_IT, YEAR_2023), table(*K_2024, both, YEAR_2024))
    assert values(found, LINE, "year")["2024"] == [58]
    assert breaks(found) == {"2023": False, "2024": True}


@pytest.mark.parametrize("total", [{}, {OPERATING: 100}])
def test_without_a_difference_the_qualifier_only_restates(total: dict[str, int]) -> None:
    found = result(
        table(*K_2023, {"": 100, f"{OPERATING};{CLOUD}": 60, f"{OPERATING};{REST}": 40, **total},
              YEAR_2023),
        table(*K_2024, WITHOUT_IT, YEAR_2024),
    )  # fmt: skip
    assert breaks(found) == {"2023": False, "2024": False}


def test_one_figure_for_one_period_both_ways_proves_one_scope() -> None:
    """The comparative without the qualifier repeats what the last report stated with it."""
    found = result(
        table(*K_2023, WITH_IT | TOTAL_WITH_IT, YEAR_2023),
        table(*K_2024, WITHOUT_IT, YEAR_2024),
        table(*K_2024, {"": 100, CLOUD: 65, REST: 35}, YEAR_2023),
    )
    assert breaks(found) == {"2023": False, "2024": False}


def test_what_a_later_filing_shows_breaks_nothing_before() -> None:
    filings = [
        table(*K_2023, WITH_IT, YEAR_2023),
        table(*K_2024, WITHOUT_IT, YEAR_2024),
        table("0000000001-26-000001", "10-K", "2026-02-01", WITHOUT_IT | TOTAL_WITH_IT,
              ("2025-01-01", "2025-12-31")),
    ]  # fmt: skip
    assert breaks(result(*filings)) == {"2023": False, "2024": False, "2025": False}


def test_no_quarter_follows_from_figures_with_and_without_it() -> None:
    nine = table("0000000001-23-000003", "10-Q", "2023-11-01", WITH_IT | TOTAL_WITH_IT,
                 ("2023-01-01", "2023-09-30"))  # fmt: skip
    year = {"": 150, CLOUD: 90, REST: 60}
    found = result(nine, table(*K_2023, year, YEAR_2023))
    assert "2023Q4" not in values(found, LINE)
    reason = refusals(found)[f"ACME {LINE} 2023Q4"]["scope_changed"]
    for part in ("90000000", "65000000", "OperatingSegmentsMember", CLOUD):
        assert part in reason
    alike = result(
        table(
            "0000000001-23-000003", "10-Q", "2023-11-01", WITHOUT_IT, ("2023-01-01", "2023-09-30")
        ),
        table(*K_2023, year, YEAR_2023),
    )
    assert values(alike, LINE)["2023Q4"] == [32]


def test_nor_from_a_year_and_three_quarters_of_which_one_has_it() -> None:
    ends = {"1": ("2023-01-01", "2023-03-31"), "2": ("2023-04-01", "2023-06-30"),
            "3": ("2023-07-01", "2023-09-30")}  # fmt: skip
    alike = {"": 30, CLOUD: 18, REST: 12}
    with_it = {"": 30, f"{OPERATING};{CLOUD}": 20, f"{OPERATING};{REST}": 13, ELIMINATED: -3,
               OPERATING: 33}  # fmt: skip

    def fourth(second: dict[str, int]) -> list[float] | None:
        found = result(
            *(
                table(f"0000000001-23-00000{number}", "10-Q", f"2023-{3 * int(number) + 2:02}-01",
                      second if number == "2" else alike, period)
                for number, period in ends.items()
            ),
            table(*K_2023, {"": 150, CLOUD: 90, REST: 60}, YEAR_2023),
        )  # fmt: skip
        return values(found, LINE).get("2023Q4")

    assert fourth(alike) == [36]
    assert fourth(with_it) is None
