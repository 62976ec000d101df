with years as (
    select
        versions.*,
        companies.ticker
    from {{ ref('int_capex_versions__by_basis') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    where versions.period_kind = 'year'
),

rows_when_known as (
    -- Each version as it stood when it became known.
    {{ capex_annual_rows(
        'years', ref('fct_capex_versions'), ref('int_capex_operands__by_basis'),
        'cell.known_from', ['known_to', 'change_cause']
    ) }}
)

select * from rows_when_known
