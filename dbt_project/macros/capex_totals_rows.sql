{# The rows of fct_capex_totals: the one home of how spenders add up, and of who is expected.

   capex: relation with the rows of fct_capex, as they stand or stood at an instant.
   companies: dim_companies. #}
{% macro capex_totals_rows(capex, companies) %}
with members as (
    select
        *,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end
    from {{ capex }}
    where is_in_panel
),

-- A member is matched if it is in the total of the same quarter a year before, on a series
-- without a break between (fct_capex gives no year-earlier value across one).
compared as (
    select
        members.*,
        earlier.value_usd as matched_earlier_usd
    from members
    left join members as earlier
        on earlier.company_id = members.company_id
        and earlier.basis = members.basis
        and earlier.calendar_quarter_end = last_day(members.calendar_quarter_end - interval 1 year)
        and {{ is_a_year('members.period_end - earlier.period_end') }}
        and members.year_earlier_usd is not null
),

totals as (
    select
        calendar_quarter,
        basis,
        calendar_quarter_end,
        cast(sum(value_usd) as decimal(18, 2)) as value_usd,
        cast(count(*) as integer) as companies_reporting,
        cast(count(matched_earlier_usd) as integer) as matched_companies,
        cast(sum(value_usd) filter (matched_earlier_usd is not null) as decimal(18, 2))
            as matched_usd,
        cast(sum(matched_earlier_usd) as decimal(18, 2)) as matched_earlier_usd
    from compared
    group by calendar_quarter, basis, calendar_quarter_end
),

-- Who should be in a total: on cash everyone, on a part of it those who ever stated the part, on
-- a headline basis those whose headline it is.
expected as (
    select
        totals.calendar_quarter,
        totals.basis,
        cast(count(*) as integer) as companies_expected
    from totals
    inner join {{ companies }} as companies
        on companies.role in ('spender', 'both')
        and companies.capex_expected_from <= totals.calendar_quarter_end
        and case totals.basis
            when 'cash' then true
            when 'finance_lease_principal' then exists (
                select 1 from members
                where members.company_id = companies.company_id
                    and members.basis = 'finance_lease_principal'
            )
            else companies.headline_basis = totals.basis
        end
    group by totals.calendar_quarter, totals.basis
)

select
    totals.calendar_quarter,
    totals.basis,
    totals.calendar_quarter_end,
    totals.value_usd,
    totals.companies_reporting,
    expected.companies_expected,
    {{ change_pct('totals.matched_earlier_usd', 'totals.matched_usd') }} as matched_yoy_pct,
    totals.matched_companies,
    totals.matched_usd,
    totals.matched_earlier_usd,
    'total:' || totals.basis || ':' || totals.calendar_quarter as lineage_id
from totals
left join expected using (calendar_quarter, basis)
order by totals.basis, totals.calendar_quarter
{%- endmacro %}
