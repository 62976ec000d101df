with lines as (
    select * from {{ ref('stg_registry__revenue_lines') }}
),

years as (
    select
        versions.*,
        lines.* exclude (company_id, series_id, reason),
        first_value(versions.value) over history as first_reported_value,
        -- Rounding alone restates nothing, nor does a value that came back to where it began.
        versions.value <> first_value(versions.value) over history
            and bool_or(versions.change_cause not in ('first_report', 'rounding')) over history
            as is_restated
    from {{ ref('stg_metrics__versions') }} as versions
    inner join lines
        on lines.company_id = versions.company_id
        and lines.series_id = versions.metric_id
    where versions.period_kind = 'year'
    window history as (
        partition by versions.company_id, versions.metric_id, versions.fiscal_year
        order by versions.version
    )
),

quarters as (
    select
        company_id,
        revenue_line_id,
        fiscal_year,
        currency,
        cast(count(*) as integer) as quarters_published,
        cast(sum(value) as decimal(18, 2)) as quarters_sum
    from {{ ref('fct_supplier_revenue') }}
    group by all
)

select
    years.company_id,
    companies.ticker,
    years.revenue_line_id,
    years.line_name,
    years.segment_id,
    years.sub_segment_id,
    years.scope,
    years.is_broad,
    years.is_confirmed,
    years.fiscal_year,
    years.period_start,
    years.period_end,
    years.value,
    years.unit as currency,
    {{ in_usd('years.value', 'years.unit', 'rates.usd_per_unit') }} as value_usd,
    {{ fx_columns('years.unit', 'rates') }},
    years.first_reported_value,
    years.is_restated,
    coalesce(quarters.quarters_published, 0) as quarters_published,
    case when quarters.quarters_published = 4 then quarters.quarters_sum end as quarters_sum,
    years.source,
    years.accession,
    years.document,
    years.version,
    years.known_from,
    years.known_from_basis,
    years.lineage_id
from years
inner join {{ ref('dim_companies') }} as companies using (company_id)
left join {{ ref('stg_fx_rates__period_rates') }} as rates
    on rates.currency = years.unit
    and rates.period_start = years.period_start
    and rates.period_end = years.period_end
left join quarters
    on quarters.company_id = years.company_id
    and quarters.revenue_line_id = years.revenue_line_id
    and quarters.fiscal_year = years.fiscal_year
    and quarters.currency = years.unit
where years.known_to is null
order by years.company_id, years.revenue_line_id, years.fiscal_year
