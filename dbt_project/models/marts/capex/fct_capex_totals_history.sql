with members as (
    select * from {{ ref('fct_capex_history') }}
    where is_in_panel
),

-- When each company first stated a basis: whom a total of a part of capex expects.
first_stated as (
    select spender_group, company_id, basis, min(shown_from) as stated_from
    from members
    group by spender_group, company_id, basis
),

-- A total changes when what a member shows does, its growth included, and when one is expected
-- from then on.
changes as (
    select spender_group, basis, calendar_quarter, shown_from from members
    union
    select spender_group, basis, calendar_quarter, shown_to from members
    where shown_to is not null
    union
    select
        members.spender_group,
        members.basis,
        members.calendar_quarter,
        first_stated.stated_from
    from members
    inner join first_stated
        on first_stated.spender_group = members.spender_group
        and first_stated.basis = members.basis
        and first_stated.stated_from >= members.shown_from
),

moments as (
    select
        *,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end,
        lead(shown_from) over (
            partition by spender_group, basis, calendar_quarter order by shown_from
        ) as shown_to
    from changes
),

-- A member is matched if it is in the total of the same quarter a year before, on a series
-- without a break between (fct_capex gives no year-earlier value across one).
compared as (
    select
        moments.spender_group,
        moments.basis,
        moments.calendar_quarter,
        moments.shown_from,
        members.value_usd,
        earlier.value_usd as matched_earlier_usd
    from moments
    inner join members
        on members.spender_group = moments.spender_group
        and members.basis = moments.basis
        and members.calendar_quarter = moments.calendar_quarter
        and {{ shown_at('members', 'moments.shown_from') }}
    left join members as earlier
        on earlier.company_id = members.company_id
        and earlier.basis = members.basis
        and earlier.calendar_quarter_end = last_day(members.calendar_quarter_end - interval 1 year)
        and {{ is_a_year('members.period_end - earlier.period_end') }}
        and members.year_earlier_usd is not null
        and {{ shown_at('earlier', 'moments.shown_from') }}
),

totals as (
    select
        spender_group,
        basis,
        calendar_quarter,
        shown_from,
        cast(sum(value_usd) as decimal(18, 2)) as value_usd,
        cast(count(*) as integer) as companies_reporting,
        cast(count(matched_earlier_usd) as integer) as matched_companies,
        cast(sum(value_usd) filter (matched_earlier_usd is not null) as decimal(18, 2))
            as matched_usd,
        cast(sum(matched_earlier_usd) as decimal(18, 2)) as matched_earlier_usd
    from compared
    group by spender_group, basis, calendar_quarter, shown_from
),

-- Who should be in a total: on cash everyone, on a part of it those who ever stated the part, on
-- a headline basis those whose headline it is.
expected as (
    select
        moments.spender_group,
        moments.basis,
        moments.calendar_quarter,
        moments.shown_from,
        cast(count(*) as integer) as companies_expected
    from moments
    inner join {{ ref('dim_companies') }} as companies
        on companies.spender_group = moments.spender_group
        and companies.capex_expected_from <= moments.calendar_quarter_end
    left join first_stated
        on first_stated.company_id = companies.company_id
        and first_stated.basis = moments.basis
        and first_stated.stated_from <= moments.shown_from
    where case moments.basis
            when 'cash' then true
            when 'finance_lease_principal' then first_stated.company_id is not null
            else companies.headline_basis = moments.basis
        end
    group by
        moments.spender_group, moments.basis, moments.calendar_quarter, moments.shown_from
)

select
    moments.calendar_quarter,
    moments.spender_group,
    moments.basis,
    moments.calendar_quarter_end,
    totals.value_usd,
    totals.companies_reporting,
    expected.companies_expected,
    {{ change_pct('totals.matched_earlier_usd', 'totals.matched_usd') }} as matched_yoy_pct,
    totals.matched_companies,
    totals.matched_usd,
    totals.matched_earlier_usd,
    {{ lineage_id([
        "'total'", 'moments.spender_group', 'moments.basis', 'moments.calendar_quarter'
    ]) }} as lineage_id,
    moments.shown_from,
    moments.shown_to
from moments
inner join totals using (spender_group, basis, calendar_quarter, shown_from)
left join expected using (spender_group, basis, calendar_quarter, shown_from)
