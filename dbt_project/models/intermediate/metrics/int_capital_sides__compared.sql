{{ config(materialized='table') }}

-- What the spenders' ratios are made of, each side beside the quarters before it.
with versions as (
    select
        company_id, 'capex' as side, basis as series, period_start, period_end, value_usd,
        currency, fx_rate, lineage_id
    from {{ ref('int_capex_versions__by_basis') }}
    where basis = 'cash' and period_kind = 'quarter'
    union all
    select
        company_id, 'revenue', revenue_line_id, period_start, period_end, value_usd, currency,
        fx_rate, lineage_id
    from {{ ref('int_supplier_revenue_versions__by_line') }}
    where scope = 'total_company'
    union all
    select
        company_id, metric_id as side, metric_id as series, period_start, period_end, value_usd,
        currency, fx_rate, lineage_id
    from {{ ref('int_metric_versions__in_usd') }}
    where period_kind = 'quarter'
)

select
    versions.company_id,
    versions.side,
    versions.period_start,
    versions.period_end,
    versions.value_usd,
    compared.year_earlier_usd,
    compared.yoy_pct,
    compared.trailing_four_quarters_usd,
    case when versions.currency <> 'USD' then versions.fx_rate end as fx_rate,
    versions.lineage_id,
    -- What is converted adds up to dollars under an id of its own.
    case
        when versions.currency = 'USD' then versions.lineage_id
        else {{ lineage_id([
            'versions.company_id', "versions.side || '_in_usd'", 'versions.period_end'
        ]) }}
    end as usd_lineage_id,
    compared.compared_from as shown_from,
    compared.compared_to as shown_to
from versions
inner join {{ ref('int_quarters__compared') }} as compared
    on compared.lineage_id = versions.lineage_id and compared.series = versions.series
semi join {{ source('normalized', 'companies') }} as spenders
    on spenders.company_id = versions.company_id and spenders.spender_group is not null
