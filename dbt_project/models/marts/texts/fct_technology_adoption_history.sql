-- What a person entered of calls is no share of anything: nobody entered who did not say it.
with documents as (
    select
        company_id,
        unnest(string_split(watched, ';')) as technology_id,
        {{ calendar_quarter('filed_date') }} as calendar_quarter,
        known_from
    from {{ source('normalized', 'documents') }}
),

-- Since when a company is among those that filed something in the quarter.
reporting as (
    select technology_id, calendar_quarter, company_id, min(known_from) as since
    from documents
    inner join {{ ref('dim_technologies') }} using (technology_id)
    group by technology_id, calendar_quarter, company_id
),

mentioning as (
    select
        technology_id,
        {{ calendar_quarter('said_date') }} as calendar_quarter,
        company_id,
        min(known_from) as since,
        min(known_from) filter (mention_class = 'affirmative') as affirmative_since,
        min(known_from) filter (mention_class = 'conditional') as conditional_since
    from {{ source('normalized', 'technology_mentions') }}
    where source = 'sec_documents'
    group by all
),

in_calls as (
    select
        technology_id,
        {{ calendar_quarter('said_date') }} as calendar_quarter,
        company_id,
        min(known_from) as since
    from {{ source('normalized', 'technology_mentions') }}
    where source <> 'sec_documents'
    group by all
),

moments as (
    select technology_id, calendar_quarter, since as instant from reporting
    union
    select technology_id, calendar_quarter, unnest([since, affirmative_since, conditional_since])
    from mentioning
    union
    select technology_id, calendar_quarter, since from in_calls
),

told as (
    select
        moments.technology_id,
        moments.calendar_quarter,
        moments.instant,
        cast(count(*) as integer) as companies_reporting,
        cast(count(*) filter (mentioning.since <= moments.instant) as integer)
            as companies_mentioning,
        cast(count(*) filter (mentioning.affirmative_since <= moments.instant) as integer)
            as companies_affirmative,
        cast(
            count(*) filter (
                mentioning.conditional_since <= moments.instant
                and coalesce(mentioning.affirmative_since > moments.instant, true)
            ) as integer
        ) as companies_conditional,
        string_agg(companies.ticker, ', ' order by companies.ticker)
            filter (mentioning.since <= moments.instant) as tickers_mentioning,
        string_agg(companies.ticker, ', ' order by companies.ticker) as tickers_reporting
    from moments
    inner join reporting
        on reporting.technology_id = moments.technology_id
        and reporting.calendar_quarter = moments.calendar_quarter
        and reporting.since <= moments.instant
    inner join {{ ref('dim_companies') }} as companies
        on companies.company_id = reporting.company_id
    left join mentioning
        on mentioning.technology_id = reporting.technology_id
        and mentioning.calendar_quarter = reporting.calendar_quarter
        and mentioning.company_id = reporting.company_id
    where moments.instant is not null
    group by moments.technology_id, moments.calendar_quarter, moments.instant
),

called as (
    select
        moments.technology_id,
        moments.calendar_quarter,
        moments.instant,
        cast(count(*) as integer) as companies_in_calls,
        string_agg(companies.ticker, ', ' order by companies.ticker) as tickers_in_calls
    from moments
    inner join in_calls
        on in_calls.technology_id = moments.technology_id
        and in_calls.calendar_quarter = moments.calendar_quarter
        and in_calls.since <= moments.instant
    inner join {{ ref('dim_companies') }} as companies
        on companies.company_id = in_calls.company_id
    group by moments.technology_id, moments.calendar_quarter, moments.instant
),

states as (
    select
        told.technology_id,
        technologies.technology_name,
        told.calendar_quarter,
        {{ calendar_quarter_end('told.calendar_quarter') }} as calendar_quarter_end,
        told.companies_reporting,
        told.companies_mentioning,
        told.companies_affirmative,
        told.companies_conditional,
        told.companies_mentioning - told.companies_affirmative - told.companies_conditional
            as companies_boilerplate,
        100.0 * cast(told.companies_mentioning as double) / told.companies_reporting
            as mentioning_pct,
        told.tickers_mentioning,
        told.tickers_reporting,
        coalesce(called.companies_in_calls, 0) as companies_in_calls,
        called.tickers_in_calls,
        {{ lineage_id(["'technology'", 'told.technology_id', 'told.calendar_quarter']) }}
            as lineage_id,
        told.instant
    from told
    inner join {{ ref('dim_technologies') }} as technologies using (technology_id)
    left join called using (technology_id, calendar_quarter, instant)
),

-- A row stands until what it shows changes.
steps as (
    select *, row(*columns(* exclude (instant))) as all_that_is_shown
    from states
    qualify all_that_is_shown is distinct from lag(all_that_is_shown) over (
        partition by technology_id, calendar_quarter order by instant
    )
)

select
    * exclude (instant, all_that_is_shown),
    instant as shown_from,
    lead(instant) over (partition by technology_id, calendar_quarter order by instant) as shown_to
from steps
