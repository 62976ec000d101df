with quarters as (
    select * from {{ ref('int_capex_versions__by_basis') }}
    where period_kind = 'quarter'
)

select
    quarters.company_id,
    companies.ticker,
    companies.spender_group,
    quarters.basis,
    quarters.fiscal_year,
    quarters.fiscal_quarter,
    quarters.period_start,
    quarters.period_end,
    quarters.calendar_quarter,
    {{ calendar_quarter_end('quarters.calendar_quarter') }} as calendar_quarter_end,
    quarters.calendar_offset_days,
    quarters.value,
    quarters.currency,
    quarters.value_usd,
    quarters.fx_rate,
    quarters.fx_source,
    quarters.fx_first_date,
    quarters.fx_last_date,
    quarters.first_reported_usd,
    quarters.is_restated,
    compared.year_earlier_usd,
    compared.year_earlier_value,
    compared.yoy_pct,
    compared.growth_basis,
    compared.trailing_four_quarters_usd,
    quarters.is_series_break,
    coalesce(
        companies.role in ('spender', 'both')
        and quarters.value_usd is not null
        and companies.capex_expected_from
            <= {{ calendar_quarter_end('quarters.calendar_quarter') }},
        false
    ) as is_in_panel,
    quarters.derivation,
    quarters.accession,
    quarters.version,
    quarters.known_from,
    quarters.known_from_basis,
    quarters.lineage_id,
    compared.compared_from as shown_from,
    compared.compared_to as shown_to
from quarters
inner join {{ ref('dim_companies') }} as companies using (company_id)
inner join {{ ref('int_quarters__compared') }} as compared
    on compared.lineage_id = quarters.lineage_id and compared.series = quarters.basis
