"""The size of the market, reckoned once more by hand from the published marts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.installation import Installation

pytestmark = pytest.mark.recorded

_ASSUMED = """
    select assumption_id, base_value::double, low_value::double, high_value::double
    from fct_market_sensitivity
"""


@pytest.fixture
def marts(recorded: Installation) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(recorded.settings.published_path), read_only=True) as connection:
        connection.execute("set schema = 'marts'")
        yield connection


def _one(marts: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found = marts.execute(sql).fetchall()
    assert len(found) == 1
    return found[0]


def test_a_filed_quarter_is_capex_times_what_is_assumed(marts: duckdb.DuckDBPyConnection) -> None:
    assumed = {name: base for name, base, _, _ in marts.execute(_ASSUMED).fetchall()}
    tiers = {
        segment: (tier, measured)
        for segment, tier, measured in marts.execute(
            "select segment_id, tier, measured_quarter from fct_market_sensitivity "
            "where measures = 'split'"
        ).fetchall()
    }
    assert len(tiers) == 4
    parts = {}
    for segment, (tier, measured) in tiers.items():
        value, then, now = _one(
            marts,
            f"select max(value_usd) filter (calendar_quarter = '{measured}')::double, "
            f"max(matched_index) filter (calendar_quarter = '{measured}'), "
            "max(matched_index) filter (calendar_quarter = '2026Q1') "
            f"from fct_segment_revenue where segment_id = '{segment}' and tier = '{tier}'",
        )
        name = f"{segment}_{tier}"
        parts[segment] = (
            round(value * now / then, -6)
            * assumed[f"{name}_data_center_share"]
            / assumed[f"{name}_share_of_market"]
        )
    spent = 148_385_000_000 * (1 + assumed["spending_of_others"]) * assumed["share_on_segments"]
    for segment, part in parts.items():
        value, suppliers = _one(
            marts,
            "select value_usd::double, suppliers_usd::double from fct_compute_market "
            f"where segment_id = '{segment}' and calendar_quarter = '2026Q1' "
            "and market_case = 'base'",
        )
        assert value == pytest.approx(spent * part / sum(parts.values()), abs=1_000_000)
        assert suppliers == pytest.approx(part, abs=1_000_000)


def test_guidance_less_what_is_spent_is_spread_over_the_quarters_left(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Alphabet guided 195 to 205 billion in cash and had spent 80,598 million of it."""
    low, value, high = _one(
        marts,
        "select low_usd::double, value_usd::double, high_usd::double from fct_capex_ahead "
        "where ticker = 'GOOGL' and calendar_quarter = '2026Q4'",
    )
    spent = 80_598_000_000
    assert (low, value, high) == (
        (195e9 - spent) / 2,
        (200e9 - spent) / 2,
        (205e9 - spent) / 2,
    )


def test_another_assumption_moves_the_base_case_in_proportion(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    base, moved = _one(
        marts,
        "select sum(m.value_usd)::double, sum(i.value_usd)::double "
        "from fct_compute_market as m "
        "inner join compute_market_if(map {'spending_of_others': 1.04}) as i "
        "using (segment_id, calendar_quarter) where m.market_case = 'base'",
    )
    assert moved / base == pytest.approx(2.04 / 1.7, rel=1e-4)


def test_no_other_assumption_is_the_base_case_to_the_dollar(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    columns = "segment_id, calendar_quarter, value_usd, suppliers_usd, check_usd"
    for one, other in (
        ("fct_compute_market where market_case = 'base'", "compute_market_if(map([], []))"),
        ("compute_market_if(map([], []))", "fct_compute_market where market_case = 'base'"),
    ):
        more = f"select count(*) from (select {columns} from {one} except all "
        assert _one(marts, f"{more} select {columns} from {other})") == (0,)


def test_an_unknown_assumption_is_refused_by_name(marts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="not an assumption_id"):
        marts.execute("from compute_market_if(map {'hope': 1})").fetchall()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("'share_on_segments': 75", "share_on_segments: a share is above 0 and at most 1"),
        (
            "'thermal_power_systems_share_of_market': 0",
            "thermal_power_systems_share_of_market: a share is above 0 and at most 1",
        ),
        ("'spending_of_others': -2.0", "spending_of_others lies between 0 and 9"),
        ("'growth_beyond_guidance': 'nan'::double", "growth_beyond_guidance lies between 0 and 9"),
    ],
)
def test_an_assumption_that_the_registry_would_refuse_is_refused(
    marts: duckdb.DuckDBPyConnection, changes: str, said: str
) -> None:
    with pytest.raises(duckdb.InvalidInputException, match=said):
        marts.execute(f"from compute_market_if(map {{{changes}}})").fetchall()


def test_history_reaches_back_and_every_operand_is_found(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    first, segments, unfounded = _one(
        marts,
        "select min(calendar_quarter), count(distinct segment_id), "
        "count(*) filter (lineage_id not in (select lineage_id from lineage "
        "where source <> 'assumptions')) from fct_compute_market",
    )
    assert (first, segments, unfounded) == ("2022Q1", 4, 0)
    assert _one(
        marts,
        "select count(*) from lineage where lineage_id like 'market:%' "
        "and source in ('sec_company_facts', 'sec_segment_facts') and url is null",
    ) == (0,)


def test_as_of_a_day_is_the_history_then_and_now_is_its_end(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert _one(
        marts,
        "select count(*) from (from fct_compute_market except all "
        "from compute_market_as_of(timestamp '2100-01-01'))",
    ) == (0,)
    then = marts.execute(
        "select distinct calendar_quarter from compute_market_totals_as_of("
        "timestamp '2025-12-31') where method = 'filed' order by 1 desc limit 1"
    ).fetchall()
    assert then == [("2025Q3",)]


def test_no_case_spends_less_than_a_lower_one_even_where_a_fall_is_forecast(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    spans = marts.sql(
        """
        pivot (
            select calendar_quarter, shown_from, market_case, capex_usd, value_usd,
                any_value(capex_forecast_usd) over same
                    < any_value(capex_level_usd) over same as falls
            from fct_compute_market_totals_history
            window same as (partition by calendar_quarter, shown_from)
        )
        on market_case in ('low', 'base', 'high')
        using first(capex_usd) as capex, first(value_usd) as value
        """
    ).pl()
    assert spans["falls"].any(), "a fall that was forecast once is in the history"
    for measure in ("capex", "value"):
        low, base, high = (spans[f"{case}_{measure}"] for case in ("low", "base", "high"))
        assert (low <= base).all()
        assert (base <= high).all()
