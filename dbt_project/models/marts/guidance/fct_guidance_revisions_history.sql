-- A step is between two amounts of a period on one basis. One that an accounting change explains
-- is no step of what is spent, and has no size.
with amounts as (
    select
        *,
        lag(issued_date) over history as earlier_issued_date,
        lag(low_usd) over history as earlier_low_usd,
        lag(high_usd) over history as earlier_high_usd,
        lag(midpoint_usd) over history as earlier_midpoint_usd,
        lag(kind) over history as earlier_kind
    from {{ ref('fct_capex_guidance') }}
    where coalesce(low_usd, high_usd) is not null and known_from_basis <> 'entered_date_end'
    window history as (
        partition by company_id, horizon, basis order by known_from, issued_date
    )
)

select
    company_id,
    ticker,
    horizon,
    horizon_end_date,
    basis,
    issued_date,
    earlier_issued_date,
    earlier_low_usd,
    earlier_high_usd,
    earlier_midpoint_usd,
    low_usd,
    high_usd,
    midpoint_usd,
    case when change_cause is null
        then cast(midpoint_usd - earlier_midpoint_usd as decimal(18, 2))
    end as change_usd,
    case when change_cause is null
        then {{ change_pct('earlier_midpoint_usd', 'midpoint_usd') }}
    end as change_pct,
    case
        when change_cause is not null then change_cause
        when midpoint_usd > earlier_midpoint_usd then 'up'
        when midpoint_usd < earlier_midpoint_usd then 'down'
        when midpoint_usd = earlier_midpoint_usd then 'narrowed_or_widened'
        else 'not_compared'
    end as step,
    case
        when change_cause is not null
            then 'what counts changed (' || change_cause || '): no step of what is spent'
        when midpoint_usd is null or earlier_midpoint_usd is null
            then 'a ' || case when midpoint_usd is null then kind else earlier_kind end
                || ' has no midpoint'
    end as missing_reason,
    note,
    accession,
    known_from,
    lineage_id,
    known_from as shown_from,
    cast(null as timestamp) as shown_to
from amounts
where earlier_issued_date is not null
    and (
        low_usd is distinct from earlier_low_usd or high_usd is distinct from earlier_high_usd
    )
