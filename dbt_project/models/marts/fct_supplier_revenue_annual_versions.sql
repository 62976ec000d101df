with lines as (
    select * from {{ ref('stg_registry__revenue_lines') }}
),

years as (
    select
        versions.* exclude (unit),
        companies.ticker,
        lines.* exclude (company_id, series_id, reason),
        versions.unit as currency,
        {{ in_usd('versions.value', 'versions.unit', 'rates.usd_per_unit') }} as value_usd,
        {{ fx_columns('versions.unit', 'rates') }},
        first_value(versions.value) over history as first_reported_value,
        {{ is_restated('versions.value', 'versions.change_cause') }} as is_restated
    from {{ source('normalized', 'versions') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    inner join lines
        on lines.company_id = versions.company_id
        and lines.series_id = versions.metric_id
    {{ with_period_rates('versions') }}
    where versions.period_kind = 'year'
    window history as (
        partition by versions.company_id, versions.metric_id, versions.fiscal_year
        order by versions.version
    )
),

rows_when_known as (
    -- Each version as it stood when it became known.
    {{ supplier_revenue_annual_rows(
        'years', ref('fct_supplier_revenue_versions'), source('normalized', 'operands'),
        'cell.known_from', ['known_to', 'change_cause']
    ) }}
)

select * from rows_when_known
