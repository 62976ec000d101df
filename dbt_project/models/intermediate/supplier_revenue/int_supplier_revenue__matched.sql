{{ config(materialized='table') }}

-- A company is compared on the finest lines that both quarters state: lines of a tier with
-- themselves where all that lie in one line are known of both, else the line that contains them
-- with itself.
with stated as (
    select *
    from {{ ref('int_supplier_revenue__counted') }}
    where followed_as is not null and value_usd is not null
),

pairs as (
    select
        newer.*,
        apart.quarters as quarters_apart,
        older.calendar_quarter_end as earlier_quarter_end,
        older.value_usd as earlier_usd,
        greatest(newer.shown_from, older.shown_from) as matched_from,
        least(newer.shown_to, older.shown_to) as matched_to
    from stated as newer
    cross join (values (1), (4)) as apart (quarters)
    inner join stated as older
        on older.company_id = newer.company_id
        and older.revenue_line_id = newer.revenue_line_id
        and older.calendar_quarter_end
            = last_day(newer.calendar_quarter_end - to_months(3 * apart.quarters))
        and {{ shown_together('older', 'newer') }}
        and (newer.followed_as <> 'replaced_parent' or older.followed_as <> 'replaced_parent')
        -- fct_supplier_revenue gives no year-earlier value across a break of the series.
        and case apart.quarters
            when 4
                then newer.year_earlier_value is not null
                    and {{ is_a_year('newer.period_end - older.period_end') }}
            else not newer.is_series_break
                and newer.definition_number = older.definition_number
                and newer.currency = older.currency
                and {{ is_a_quarter('newer.period_end - older.period_end') }}
        end
)

select
    company_id,
    ticker,
    revenue_line_id,
    segment_id,
    sub_segment_id,
    tier,
    is_broad,
    calendar_quarter_end,
    quarters_apart,
    value_usd,
    earlier_usd,
    matched_from,
    matched_to
from pairs
