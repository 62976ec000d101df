with capex_moments as (
    select
        calendar_quarter,
        shown_from,
        lead(shown_from) over (partition by calendar_quarter order by shown_from) as shown_to
    from (select distinct calendar_quarter, shown_from from {{ ref('fct_capex_totals_history') }})
        as instants
),

capex as (
    select totals.* replace (moments.shown_from as shown_from, moments.shown_to as shown_to)
    from capex_moments as moments
    inner join {{ ref('fct_capex_totals_history') }} as totals
        on totals.calendar_quarter = moments.calendar_quarter
        and {{ shown_at('totals', 'moments.shown_from') }}
    -- A basis that only some spenders report measures them, not the build-out.
    qualify totals.companies_expected = max(totals.companies_expected) over (
        partition by moments.calendar_quarter, moments.shown_from
    )
)

select
    segments.segment_id,
    segments.calendar_quarter,
    capex.basis,
    segments.value_usd as segment_revenue_usd,
    capex.value_usd as capex_usd,
    case when capex.value_usd > 0
        then cast(segments.value_usd as double) / cast(capex.value_usd as double)
    end as ratio,
    segments.companies_reporting as suppliers_reporting,
    segments.companies_expected as suppliers_expected,
    capex.companies_reporting as spenders_reporting,
    capex.companies_expected as spenders_expected,
    segments.companies_reporting = segments.companies_expected
        and capex.companies_reporting = capex.companies_expected as is_complete_panel,
    segments.lineage_id,
    capex.lineage_id as capex_lineage_id,
    -- Both sides as they stood together.
    greatest(segments.shown_from, capex.shown_from) as shown_from,
    least(segments.shown_to, capex.shown_to) as shown_to
from {{ ref('fct_segment_revenue_history') }} as segments
inner join capex
    on capex.calendar_quarter = segments.calendar_quarter
    and (capex.shown_to is null or capex.shown_to > segments.shown_from)
    and (segments.shown_to is null or segments.shown_to > capex.shown_from)
