"""What stands beside run rates: totals of hyperscalers with their panel, made again from marts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun

# The parts of each total, and what of two quarters is compared: a line, or a company.
_CLOUDS = """
    select
        own.ticker, own.revenue_line_id as series, own.calendar_quarter, own.calendar_quarter_end,
        own.value_usd
    from fct_supplier_revenue as own
    inner join dim_revenue_lines as lines using (revenue_line_id)
    where own.ticker in ('AMZN', 'GOOGL', 'META', 'MSFT', 'ORCL') and value_usd is not null
        and lines.segment_id is null and lines.parent_line_id in (
            select revenue_line_id from dim_revenue_lines where scope = 'total_company'
        )
"""
_BACKLOG = """
    select ticker, ticker as series, calendar_quarter, calendar_quarter_end, value_usd
    from fct_remaining_performance_obligation
    where spender_group = 'hyperscaler' and value_usd is not null
"""


@pytest.mark.parametrize(
    ("of", "parts", "usd"),
    [
        ("cloud", _CLOUDS, "cloud_revenue_usd"),
        (
            "remaining_performance_obligation",
            _BACKLOG,
            "remaining_performance_obligation_usd",
        ),
    ],
)
def test_totals_carry_their_panel_and_growth_compares_who_states_both_quarters(
    recorded: RecordedRun, of: str, parts: str, usd: str
) -> None:
    """Rule 9: the sum of other companies than a year before is no growth."""
    made = recorded.rows(
        f"""
        with parts as ({parts}),

        pairs as (
            select own.*, earlier.value_usd as earlier_usd
            from parts as own
            left join parts as earlier
                on earlier.series = own.series
                and earlier.calendar_quarter_end
                = last_day(own.calendar_quarter_end - interval 1 year)
        ),

        sums as (
            select
                calendar_quarter,
                sum(value_usd) as total,
                count(distinct ticker) as reporting,
                100 * (
                    sum(value_usd) filter (earlier_usd is not null)::double
                    / sum(earlier_usd)::double - 1
                ) as growth,
                string_agg(distinct ticker, ', ' order by ticker)
                    filter (earlier_usd is not null) as whose
            from pairs
            group by calendar_quarter
        )

        select
            shown.{usd} is not distinct from sums.total,
            shown.{of}_companies_reporting = coalesce(sums.reporting, 0),
            shown.{of}_companies_expected = (
                select count(distinct ticker) from parts
                where parts.calendar_quarter_end <= shown.calendar_quarter_end
            ),
            coalesce(
                abs(shown.{of}_matched_yoy_pct - sums.growth) < 1e-9,
                shown.{of}_matched_yoy_pct is null and sums.growth is null
            ),
            shown.{of}_matched_tickers is not distinct from sums.whose
        from fct_commercialisation as shown
        left join sums using (calendar_quarter)
        """
    )
    assert len(made) > 10
    assert set(made) == {(True,) * 5}
    # What BI tools see is no sum of some of them.
    assert recorded.rows(
        f"select count(*) from bi.commercialisation where {usd} is not null "
        f"and {of}_companies_reporting < {of}_companies_expected"
    ) == [(0,)]
