with ruled as (
    select table_name, key, subject, company_id, rule, reason, accession, source_reference
    from {{ source('normalized', 'refusals') }}
),

quarantined as (
    select
        'raw.' || source as table_name,
        company_id || ' ' || item as key,
        item as subject,
        -- A report about all companies concerns none of them.
        nullif(company_id, '-') as company_id,
        case
            when is_whole_document then 'quarantined_document'
            -- The rest of the filing is read.
            when source = 'sec_documents' then 'unread_text'
            when source = 'token_prices' then 'unusable_price'
            else 'quarantined_fact'
        end as rule,
        -- The sentence that the command prints stands without its full stop.
        rtrim(reason, '.') || '.' as reason,
        accession
    from {{ source('raw', 'quarantine') }}
),

capex_without_rate as (
    select
        'fct_capex' as table_name,
        company_id || ' ' || basis || ' ' || currency as key,
        basis as subject,
        company_id,
        'no_exchange_rate' as rule,
        company_id || ' states capital expenditure (' || basis || ') in ' || currency
            || ', and no exchange rate is at hand for ' || count(*) || ' of its periods, from '
            || min(period_start) || ' to ' || max(period_end) || '.' as reason,
        max_by(accession, (period_end, known_from)) as accession
    from {{ ref('int_capex_versions__by_basis') }}
    where value_usd is null and known_to is null
    group by company_id, basis, currency
),

revenue_without_rate as (
    select
        'fct_supplier_revenue' as table_name,
        company_id || ' ' || revenue_line_id || ' ' || currency as key,
        revenue_line_id as subject,
        company_id,
        'no_exchange_rate' as rule,
        company_id || ' states ' || revenue_line_id || ' in ' || currency
            || ', and no exchange rate is at hand for ' || count(*) || ' of its quarters, from '
            || min(calendar_quarter) || ' to ' || max(calendar_quarter) || '.' as reason,
        max_by(accession, (period_end, known_from)) as accession
    from {{ ref('fct_supplier_revenue') }}
    where value_usd is null
    group by company_id, revenue_line_id, currency
),

months_without_rate as (
    select
        'fct_monthly_revenue' as table_name,
        company_id || ' ' || currency as key,
        'monthly_revenue' as subject,
        company_id,
        'no_exchange_rate' as rule,
        company_id || ' states its monthly revenue in ' || currency
            || ', and no exchange rate is at hand for ' || count(*) || ' months, from '
            || strftime(min(month), '%Y-%m') || ' to ' || strftime(max(month), '%Y-%m')
            || '.' as reason,
        cast(null as varchar) as accession
    from {{ ref('fct_monthly_revenue') }}
    where value_usd is null
    group by company_id, currency
),

impossible_shares as (
    select
        'fct_customer_concentration' as table_name,
        company_id || ' ' || period_end || ' ' || string_agg(
            customer || ' of ' || benchmark || ' since ' || period_start, ', '
            order by customer, benchmark, period_start
        ) as key,
        'customer_share' as subject,
        company_id,
        'share_out_of_range' as rule,
        company_id || ' tags shares of customers outside 0 to 100 percent for periods that end '
            || period_end || '.' as reason,
        accession
    from {{ ref('stg_sec_segment_facts__customer_shares') }}
    where share_pct not between 0 and 100
    group by company_id, period_end, accession
),

-- Every company has its headline, or the reason why not.
without_headline as (
    select
        'fct_capex' as table_name,
        company_id || ' ' || headline_basis as key,
        headline_basis as subject,
        company_id,
        'headline_basis_missing' as rule,
        company_id || ' gives its headline capital expenditure on the basis ' || headline_basis
            || ', which no filing at hand states in full.' as reason,
        cast(null as varchar) as accession
    from {{ ref('dim_companies') }} as companies
    anti join {{ ref('int_capex_versions__by_basis') }} as versions
        on versions.company_id = companies.company_id
        and versions.basis = companies.headline_basis
    where headline_basis is not null
),

-- Every registered company has revenue and, where it files with the SEC, capex, or the reason why
-- not.
shown_metrics (table_name, metric_id) as (
    values
        ('fct_supplier_revenue', 'revenue'),
        ('fct_capex', 'capex_cash'),
        ('fct_remaining_performance_obligation', 'remaining_performance_obligation'),
        ('fct_capital_ratios', 'operating_cash_flow'),
        ('fct_capital_ratios', 'depreciation'),
        ('fct_commitments', 'purchase_obligations'),
        ('fct_commitments', 'leases_not_commenced')
),

without_figures as (
    select
        shown_metrics.table_name,
        companies.company_id || ' ' || shown_metrics.metric_id as key,
        shown_metrics.metric_id as subject,
        companies.company_id,
        'not_stated' as rule,
        'No source at hand states a quarter or a year of ' || shown_metrics.metric_id || ' of '
            || companies.company_id
            || ' under a concept that the registry knows, in its reporting currency.' as reason,
        cast(null as varchar) as accession
    from {{ source('normalized', 'companies') }} as companies
    inner join shown_metrics
        on case shown_metrics.table_name
            when 'fct_supplier_revenue' then true
            when 'fct_capex' then companies.cik is not null
            -- What suppliers file of the rest is shown, and not asked for.
            else companies.role in ('spender', 'both')
        end
    anti join {{ source('normalized', 'versions') }} as versions
        on versions.company_id = companies.company_id
        and versions.metric_id = shown_metrics.metric_id
    anti join ruled
        on ruled.company_id = companies.company_id
        and ruled.subject = shown_metrics.metric_id
),

-- What is stated at the ends of quarters, and of which quarters it is not.
stocks as (
    select
        company_id,
        metric_id,
        fiscal_year * 4 + fiscal_quarter - 1 as number
    from {{ ref('int_metric_versions__in_usd') }}
    where metric_id = 'remaining_performance_obligation' and known_to is null
    union all
    select company_id, commitment_kind, fiscal_year * 4 + fiscal_quarter - 1
    from {{ ref('int_commitment_versions__by_kind') }}
    where known_to is null
        and company_id in (select company_id from {{ ref('fct_commitments') }})
),

newest_quarters as (
    select company_id, max(fiscal_year * 4 + fiscal_quarter - 1) as number
    from {{ ref('fct_capital_ratios') }}
    group by company_id
),

stock_spans as (
    select
        stocks.company_id,
        stocks.metric_id,
        unnest(
            generate_series(
                min(stocks.number), greatest(max(stocks.number), max(newest_quarters.number))
            )
        ) as number
    from stocks
    left join newest_quarters using (company_id)
    group by stocks.company_id, stocks.metric_id
),

stock_gaps as (
    select
        shown_metrics.table_name,
        company_id || ' ' || metric_id || ' quarters' as key,
        metric_id as subject,
        company_id,
        'quarters_not_stated' as rule,
        'Nothing at hand states ' || metric_id || ' of ' || company_id
            || ' at the end of the fiscal quarters '
            || string_agg(number // 4 || 'Q' || number % 4 + 1, ', ' order by number)
            || ', after the first that is stated.' as reason,
        cast(null as varchar) as accession
    from stock_spans
    anti join stocks using (company_id, metric_id, number)
    inner join shown_metrics using (metric_id)
    group by shown_metrics.table_name, company_id, metric_id
),

stocks_without_rate as (
    select
        shown_metrics.table_name,
        company_id || ' ' || metric_id || ' ' || currency as key,
        metric_id as subject,
        company_id,
        'no_exchange_rate' as rule,
        company_id || ' states ' || metric_id || ' in ' || currency
            || ', and no exchange rate is at hand for ' || count(*) || ' of its periods, from '
            || min(period_end) || ' to ' || max(period_end) || '.' as reason,
        max_by(accession, (period_end, known_from)) as accession
    from {{ ref('int_metric_versions__in_usd') }}
    inner join shown_metrics using (metric_id)
    where value_usd is null and known_to is null
    group by shown_metrics.table_name, company_id, metric_id, currency
),

-- Ratios and sums of a spender's quarter that lack a side, one row a company and reason.
ratio_gaps as (
    select
        company_id,
        calendar_quarter,
        period_end,
        unnest(string_split(missing_reason, '; ')) as gap
    from {{ ref('fct_capital_ratios') }}
),

without_a_side as (
    select
        'fct_capital_ratios' as table_name,
        company_id || ' ' || gap as key,
        split_part(gap, ':', 1) as subject,
        company_id,
        'side_missing' as rule,
        company_id || ' has no ' || replace(split_part(gap, ':', 1), ',', ' and no') || ' in '
            || count(*) || ' of its quarters, the last of them '
            || max_by(calendar_quarter, period_end) || ': ' || split_part(gap, ': ', 2) || '.'
            as reason,
        cast(null as varchar) as accession
    from ratio_gaps
    -- Not missing: nothing is counted before the first quarter.
    where gap not like 'cumulative_capex_usd: begins %'
    group by company_id, gap
),

-- A line that should count and is not stated leaves a hole: no wider one stands in for a quarter.
holes as (
    select
        'fct_supplier_revenue' as table_name,
        company_id || ' ' || revenue_line_id as key,
        revenue_line_id as subject,
        company_id,
        'line_not_stated' as rule,
        revenue_line_id || ' of ' || company_id || ' counts in the ' || tier || ' of '
            || segment_id || ', and nothing at hand states it for '
            || string_agg(calendar_quarter, ', ' order by calendar_quarter) || '.' as reason,
        cast(null as varchar) as accession
    from {{ ref('int_revenue_lines__missing') }}
    group by company_id, revenue_line_id, segment_id, tier
),

empty_headline_tiers as (
    select
        'fct_segment_capture' as table_name,
        segments.segment_id || ' ' || segments.tier as key,
        segments.segment_id as subject,
        cast(null as varchar) as company_id,
        'headline_tier_empty' as rule,
        'No revenue line counts in the ' || segments.tier || ' of ' || segments.segment_id
            || ', a tier that is to be held against capex.' as reason,
        cast(null as varchar) as accession
    from (
        select distinct segment_id, tier
        from {{ ref('dim_segments') }}
        where is_headline_tier
    ) as segments
    anti join {{ ref('dim_revenue_lines') }} as lines
        on lines.segment_id = segments.segment_id
        and lines.tier = segments.tier
        and lines.may_count
),

-- Eight quarters give a year of growth. A supplier that lacks them says what there is.
quarters_at_hand as (
    select
        company_id,
        count(distinct calendar_quarter) as quarters,
        string_agg(distinct calendar_quarter, ', ' order by calendar_quarter) as named
    from {{ ref('fct_supplier_revenue') }}
    group by company_id
),

years_at_hand as (
    select
        company_id,
        string_agg(distinct fiscal_year, ', ' order by fiscal_year) as named
    from {{ ref('fct_supplier_revenue_annual') }}
    group by company_id
),

few_quarters as (
    select
        'fct_supplier_revenue' as table_name,
        companies.company_id || ' quarters' as key,
        'revenue' as subject,
        companies.company_id,
        'few_quarters' as rule,
        companies.company_id || ' has ' || coalesce(quarters_at_hand.quarters, 0)
            || ' of the eight quarters of revenue that a series takes'
            || coalesce(' (' || quarters_at_hand.named || ')', '')
            || coalesce(', and the fiscal years ' || years_at_hand.named, '')
            || ': no source at hand states ' || 8 - coalesce(quarters_at_hand.quarters, 0)
            || ' more, or what they follow from.' as reason,
        cast(null as varchar) as accession
    from {{ ref('dim_companies') }} as companies
    left join quarters_at_hand using (company_id)
    left join years_at_hand using (company_id)
    where companies.role <> 'spender' and coalesce(quarters_at_hand.quarters, 0) < 8
),

-- Whoever has no run rate of late at the end of a quarter is in no combined one.
without_run_rate as (
    select
        'fct_commercialisation' as table_name,
        model_company_id || ' ' || calendar_quarter as key,
        model_company_id as subject,
        cast(null as varchar) as company_id,
        'no_recent_report' as rule,
        'At the end of ' || calendar_quarter || ' ' || company_name
            || ' is in no combined run rate: ' || missing_reason || '.' as reason,
        cast(null as varchar) as accession
    from {{ ref('int_model_run_rates__by_quarter') }}
    where shown_to is null and missing_reason is not null
),

not_forecast as (
    select
        'fct_forecasts' as table_name,
        series_id as key,
        'forecast' as subject,
        company_id,
        'series_too_short' as rule,
        reason,
        cast(null as varchar) as accession
    from {{ source('analysis', 'forecast_series') }}
    where reason is not null
),

-- Of the newest origins of capital expenditure those at which nobody had guided an amount.
without_guidance as (
    select
        'fct_forecast_accuracy' as table_name,
        series_id || ' ' || origin_quarter as key,
        'forecast' as subject,
        case when series_kind = 'capex' then spender end as company_id,
        'no_guidance' as rule,
        series_id || ' is forecast from ' || origin_quarter || ' without guidance: when that'
            || ' quarter was filed, ' || case when series_kind = 'capex' then 'it had' else 'not'
            || ' all of its companies had' end || ' guided an amount of the quarters after it on a'
            || ' basis that both it and cash were stated on for a year.' as reason,
        cast(null as varchar) as accession
    from {{ ref('fct_forecasts') }} as forecasts
    where forecasts.is_newest
        and forecasts.horizon = 1
        and forecasts.series_kind in ('capex', 'capex_total')
        and not exists (
            select 1
            from {{ ref('fct_forecast_accuracy') }} as told
            where told.series_id = forecasts.series_id
                and told.origin_quarter = forecasts.origin_quarter
                and told.method = 'guidance'
        )
),

without_lead_lag as (
    select
        'fct_lead_lag' as table_name,
        series.series_id as key,
        'lead_lag' as subject,
        series.company_id,
        'series_too_short' as rule,
        series.series_id || ' has ' || series.quarters || ' quarters without a hole: too few for'
            || ' eight of growth over a year beside that of capital expenditure.' as reason,
        cast(null as varchar) as accession
    from {{ source('analysis', 'forecast_series') }} as series
    anti join {{ ref('fct_lead_lag') }} as together
        on together.segment_id = series.segment_id and together.tier = series.tier
    where series.series_kind = 'segment_revenue'
),

-- Listed at nought, for reading or for writing.
free_tiers as (
    select
        'fct_token_prices' as table_name,
        price_list || ' ' || provider || ' ' || model as key,
        model as subject,
        cast(null as varchar) as company_id,
        'free_tier' as rule,
        provider || ' lists ' || model || ' at no price on ' || count(*) || ' lists of '
            || price_list || ', from ' || min(list_date) || ' to ' || max(list_date)
            || ': a free tier is limited, and no offer.' as reason,
        cast(null as varchar) as accession
    from {{ source('raw', 'token_prices') }}
    where input_usd_per_million = 0 or output_usd_per_million = 0
    group by price_list, provider, model
),

-- A model that no price list offers under a name that anybody entered.
without_offer as (
    select
        'fct_token_price_index' as table_name,
        scale || ' ' || model as key,
        model as subject,
        cast(null as varchar) as company_id,
        'not_listed' as rule,
        model || ' scores ' || arg_max(score, scored_date) || ' on ' || scale
            || ', and no price list at hand offers it under a name that is entered.' as reason,
        cast(null as varchar) as accession
    from {{ source('raw', 'capability_scores') }}
    group by scale, model
    having count(listed_as) = 0
),

refusals as (
    from ruled
    union all by name
    from quarantined
    union all by name
    from capex_without_rate
    union all by name
    from revenue_without_rate
    union all by name
    from months_without_rate
    union all by name
    from impossible_shares
    union all by name
    from holes
    union all by name
    from empty_headline_tiers
    union all by name
    from without_headline
    union all by name
    from stock_gaps
    union all by name
    from without_a_side
    union all by name
    from stocks_without_rate
    union all by name
    from without_figures
    union all by name
    from few_quarters
    union all by name
    from without_run_rate
    union all by name
    from not_forecast
    union all by name
    from without_guidance
    union all by name
    from without_lead_lag
    union all by name
    from free_tiers
    union all by name
    from without_offer
)

select
    refusals.table_name,
    refusals.key,
    refusals.subject,
    refusals.company_id,
    companies.ticker,
    refusals.rule,
    refusals.reason,
    {{ refusal_action(
        'refusals.rule', 'refusals.table_name', 'refusals.company_id',
        'coalesce(refusals.source_reference, refusals.accession)'
    ) }} as action,
    refusals.accession,
    -- A filing refers to itself.
    coalesce(refusals.source_reference, refusals.accession) as source_reference
from refusals
left join {{ ref('dim_companies') }} as companies using (company_id)
order by refusals.table_name, refusals.key, refusals.rule, refusals.accession
