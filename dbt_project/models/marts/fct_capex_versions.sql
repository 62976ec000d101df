with quarters as (
    select
        versions.*,
        companies.ticker,
        coalesce(
            companies.role in ('spender', 'both')
            and versions.value_usd is not null
            and companies.capex_expected_from
                <= {{ calendar_quarter_end('versions.calendar_quarter') }},
            false
        ) as is_in_panel
    from {{ ref('int_capex_versions__by_basis') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    where versions.period_kind = 'quarter'
)

-- Each version as it stood when it became known.
{{ capex_rows('quarters', 'cell.known_from', ['known_to', 'change_cause']) }}
