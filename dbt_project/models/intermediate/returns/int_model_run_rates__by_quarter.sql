-- Which report speaks for a company of the top tier at the end of a calendar quarter, over time:
-- the newest by the day that it is of, then the surest. An expected company without one has a row.
with companies as (
    select * from {{ source('normalized', 'model_companies') }}
    where is_top_tier
),

reports as (
    select reports.*, {{ report_lineage_id('reports') }} as lineage_id
    from {{ source('normalized', 'model_company_revenue') }} as reports
    inner join companies using (model_company_id)
    where {{ is_combined('reports', 'companies') }}
),

known as (
    select known_from from {{ source('normalized', 'model_company_revenue') }}
),

ends as (
    select
        unnest({{ quarter_ends(
            calendar_quarter_end(calendar_quarter('min(companies.top_tier_from)')),
            'cast((select max(known_from) from known) as date)'
        ) }}) as calendar_quarter_end
    from companies
),

-- A quarter is over when its last day has ended in New York, and told of from the first report
-- after that: before it nobody can tell a silent quarter from one that nobody looked at.
quarters as (
    select
        ends.calendar_quarter_end,
        ends.calendar_quarter_end + interval 29 hours as quarter_over_at,
        min(known.known_from) as told_from
    from ends
    inner join known on known.known_from >= ends.calendar_quarter_end + interval 29 hours
    group by ends.calendar_quarter_end
),

expected as (
    select
        companies.model_company_id,
        companies.company_name,
        {{ calendar_quarter('quarters.calendar_quarter_end') }} as calendar_quarter,
        quarters.*
    from companies
    inner join quarters on companies.top_tier_from <= quarters.calendar_quarter_end
),

moments as (
    select model_company_id, calendar_quarter, quarter_over_at as instant
    from expected
    union
    select
        expected.model_company_id,
        expected.calendar_quarter,
        greatest(expected.quarter_over_at, reports.known_from)
    from expected
    inner join reports
        on reports.model_company_id = expected.model_company_id
        and reports.as_of_date <= expected.calendar_quarter_end
),

standing as (
    select
        expected.*,
        moments.instant,
        reports.as_of_date,
        reports.confidence,
        reports.annualized_revenue_usd as reported_usd,
        reports.lineage_id as report_lineage_id
    from moments
    inner join expected using (model_company_id, calendar_quarter)
    left join reports
        on reports.model_company_id = expected.model_company_id
        and reports.as_of_date <= expected.calendar_quarter_end
        and reports.known_from <= moments.instant
    qualify row_number() over (
        partition by moments.model_company_id, moments.calendar_quarter, moments.instant
        order by
            reports.as_of_date desc nulls last,
            reports.confidence <> 'high' asc,
            reports.known_from desc,
            reports.annualized_revenue_usd asc,
            reports.document asc
    ) = 1
),

judged as (
    select
        * exclude (instant, reported_usd),
        case
            when as_of_date is null then 'no run rate is reported until then'
            when calendar_quarter_end - as_of_date > {{ var('model_report_days') }}
                then 'the last run rate, of ' || as_of_date || ', is '
                    || calendar_quarter_end - as_of_date || ' days old'
        end as missing_reason,
        case
            when calendar_quarter_end - as_of_date <= {{ var('model_report_days') }}
                then reported_usd
        end as annualized_revenue_usd,
        instant as shown_from,
        lead(instant) over (
            partition by model_company_id, calendar_quarter order by instant
        ) as shown_to
    from standing
)

select
    model_company_id,
    company_name,
    calendar_quarter,
    calendar_quarter_end,
    quarter_over_at,
    told_from,
    as_of_date,
    confidence,
    annualized_revenue_usd,
    missing_reason,
    report_lineage_id,
    shown_from,
    shown_to
from {{ merged_spans('judged', ['model_company_id', 'calendar_quarter']) }} as spans
