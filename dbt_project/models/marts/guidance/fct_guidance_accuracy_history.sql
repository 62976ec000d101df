-- Each statement against what was spent in its period on its own basis: the period as stated, else
-- the sum of all quarters in it. Calendars of weeks end within a week of the day that their rule
-- names.
with guided as (
    select
        *,
        cast(round((horizon_end_date - horizon_start_date) / 91.0) as integer) as quarters,
        horizon like 'each %' as is_of_each_quarter
    from {{ ref('fct_capex_guidance_history') }}
),

pieces as (
    select
        guided.company_id,
        guided.horizon,
        guided.basis,
        guided.issued_date,
        guided.shown_from,
        spent.period_end,
        spent.value_usd,
        spent.accession,
        spent.lineage_id,
        spent.known_from,
        spent.known_to,
        abs(spent.period_start - guided.horizon_start_date) <= 7
        and abs(spent.period_end - guided.horizon_end_date) <= 7 as is_whole
    from guided
    inner join {{ ref('int_capex_versions__by_basis') }} as spent
        on spent.company_id = guided.company_id
        and spent.basis = guided.basis
        and spent.period_start >= guided.horizon_start_date - 7
        and spent.period_end <= guided.horizon_end_date + 7
        -- Guidance is in dollars, and what is spent in another currency is no figure to compare.
        and spent.currency = 'USD'
    where not guided.is_of_each_quarter
),

moments as (
    select company_id, horizon, basis, issued_date, shown_from, shown_from as instant from guided
    union
    select company_id, horizon, basis, issued_date, shown_from, greatest(known_from, shown_from)
    from pieces
    union
    select company_id, horizon, basis, issued_date, shown_from, greatest(known_to, shown_from)
    from pieces
    where known_to is not null
),

actuals as (
    select
        moments.company_id,
        moments.horizon,
        moments.basis,
        moments.issued_date,
        moments.shown_from,
        moments.instant,
        max(pieces.value_usd) filter (pieces.is_whole) as whole_usd,
        max(pieces.lineage_id) filter (pieces.is_whole) as whole_lineage_id,
        max(pieces.accession) filter (pieces.is_whole) as whole_accession,
        cast(sum(pieces.value_usd) filter (not pieces.is_whole) as decimal(18, 2)) as sum_usd,
        count(distinct pieces.period_end) filter (not pieces.is_whole) as quarters_stated
    from moments
    left join pieces
        on pieces.company_id = moments.company_id
        and pieces.horizon = moments.horizon
        and pieces.basis = moments.basis
        and pieces.issued_date = moments.issued_date
        and pieces.shown_from = moments.shown_from
        and {{ stands_at('pieces', 'moments.instant') }}
    group by all
),

compared as (
    select
        guided.*,
        actuals.instant,
        case
            when actuals.whole_usd is not null then actuals.whole_usd
            when actuals.quarters_stated = guided.quarters then actuals.sum_usd
        end as actual_usd,
        case
            when actuals.whole_usd is not null then actuals.whole_lineage_id
            when actuals.quarters_stated = guided.quarters
                then {{ lineage_id([
                    'guided.company_id', "'guidance_actual'", 'guided.horizon', 'guided.basis',
                ]) }}
        end as actual_lineage_id,
        actuals.whole_accession as actual_accession,
        actuals.whole_usd is null and actuals.quarters_stated = guided.quarters
            as is_sum_of_quarters,
        actuals.quarters_stated,
        lead(actuals.instant) over (
            partition by guided.company_id, guided.horizon, guided.basis, guided.issued_date,
                guided.shown_from
            order by actuals.instant
        ) as next_instant
    from guided
    inner join actuals using (company_id, horizon, basis, issued_date, shown_from)
),

-- A point is said to a power of ten, a billion at the coarsest, and holds within half of it.
judged as (
    select
        * exclude (actual_usd, actual_lineage_id, actual_accession, is_sum_of_quarters),
        case when is_comparable then actual_usd end as actual_usd,
        case when is_comparable then actual_lineage_id end as actual_lineage_id,
        case when is_comparable then actual_accession end as actual_accession,
        coalesce(is_comparable and is_sum_of_quarters, false) as is_sum_of_quarters,
        case
            when kind <> 'point' then 0
            when low_usd % 1000000000 = 0 then 500000000
            when low_usd % 100000000 = 0 then 50000000
            when low_usd % 10000000 = 0 then 5000000
            else 500000
        end as rounding_usd
    from (
        select *, coalesce(superseded_cause, '') <> 'accounting_change' as is_comparable
        from compared
    ) as told
    where coalesce(instant < shown_to, true)
),

spans as (
    select
        company_id,
        ticker,
        horizon,
        horizon_grain,
        horizon_start_date,
        horizon_end_date,
        basis,
        issued_date,
        kind,
        low_usd,
        high_usd,
        midpoint_usd,
        direction,
        superseded_by is null as is_standing,
        case when known_from_basis <> 'entered_date_end' then horizon_end_date - issued_date end
            as days_before_period_end,
        actual_usd,
        is_sum_of_quarters,
        cast(midpoint_usd - actual_usd as decimal(18, 2)) as error_usd,
        {{ change_pct('actual_usd', 'midpoint_usd') }} as error_pct,
        case
            when actual_usd is null or coalesce(low_usd, high_usd) is null then null
            when actual_usd < low_usd - rounding_usd then 'below'
            when actual_usd > high_usd + rounding_usd then 'above'
            else 'inside'
        end as outcome,
        case
            when basis = 'not_stated'
                then 'the basis is not stated: nothing is of the same basis'
            when is_of_each_quarter then 'each quarter is guided, not their sum'
            when not is_comparable
                then 'what counts changed on ' || superseded_by
                    || ': what was spent is stated on the new definition'
            when actual_usd is null
                then 'what was spent on the basis ' || basis || ' is stated in dollars for '
                    || quarters_stated || ' of ' || quarters || ' quarters'
            when midpoint_usd is null then
                'a ' || kind || ' has no midpoint'
        end as missing_reason,
        accession,
        actual_accession,
        known_from,
        coalesce(actual_lineage_id, lineage_id) as lineage_id,
        lineage_id as guidance_lineage_id,
        instant as shown_from,
        coalesce(least(next_instant, shown_to), next_instant, shown_to) as shown_to
    from judged
)

select *
from {{ merged_spans('spans', ['company_id', 'horizon', 'basis', 'issued_date']) }} as merged
