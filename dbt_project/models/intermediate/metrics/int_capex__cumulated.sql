-- Cash capital expenditure since a quarter, as the quarters stood together; a hole ends it.
with quarters as (
    select
        *,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end
    from {{ ref('int_capex_versions__by_basis') }}
    where basis = 'cash'
        and period_kind = 'quarter'
        and calendar_quarter >= '{{ var("cumulative_capex_from") }}'
),

changes as (
    select distinct
        cell.company_id,
        cell.period_end,
        cell.calendar_quarter_end,
        unnest([earlier.known_from, earlier.known_to]) as changed_at
    from quarters as cell
    inner join quarters as earlier
        on earlier.company_id = cell.company_id and earlier.period_end <= cell.period_end
),

moments as (
    select
        *,
        lead(changed_at) over (partition by company_id, period_end order by changed_at)
            as changed_to
    from changes
    where changed_at is not null
)

select
    moments.company_id,
    moments.period_end,
    cast(sum(quarters.value_usd) as decimal(18, 2)) as value_usd,
    moments.changed_at as shown_from,
    moments.changed_to as shown_to
from moments
inner join quarters
    on quarters.company_id = moments.company_id
    and quarters.period_end <= moments.period_end
    and {{ stands_at('quarters', 'moments.changed_at') }}
group by all
having count(quarters.value_usd) = 1 + datediff(
    'quarter',
    {{ calendar_quarter_end("'" ~ var('cumulative_capex_from') ~ "'") }},
    moments.calendar_quarter_end
)
