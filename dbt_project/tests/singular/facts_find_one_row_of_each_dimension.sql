{{ config(meta={'dagster': {'ref': {'name': 'dim_dates'}}}) }}
-- The dimensions of the schema bi have each key once, and every fact there finds its own: a join
-- neither loses nor repeats a row.
with dimensions (dimension, key) as (
    select 'companies', company_id from {{ ref('bi_dim_companies') }}
    union all
    select 'segments', segment_tier_id from {{ ref('bi_dim_segments') }}
    union all
    select 'sub_segments', sub_segment_tier_id from {{ ref('dim_sub_segments') }}
    union all
    select 'dates', cast(date_day as varchar) from {{ ref('dim_dates') }}
),

facts (dimension, key) as (
    {%- for view in [
        ref('capex_cash'), ref('capex_cash_net'), ref('capex_finance_lease_principal'),
        ref('capex_with_finance_leases'), ref('capex_company_stated'),
        ref('capex_neoclouds_cash'), ref('capex_neoclouds_company_stated'),
        ref('monthly_revenue'), ref('restatements'), ref('technology_mentions'),
        ref('capex_forecasts'),
    ] %}
    select 'companies', company_id from {{ view }}
    union
    select 'dates', cast(calendar_quarter_end as varchar) from {{ view }}
    union
    {%- endfor %}
    {%- for view in [
        ref('supplier_revenue_equipment'), ref('supplier_revenue_inputs'),
        ref('supplier_revenue_devices'), ref('supplier_revenue_systems'),
    ] %}
    select 'companies', company_id from {{ view }}
    union
    select 'sub_segments', sub_segment_tier_id from {{ view }}
    union
    {%- endfor %}
    {%- for view in [
        ref('segment_revenue_equipment'), ref('segment_revenue_inputs'),
        ref('segment_revenue_devices'), ref('segment_revenue_systems'), ref('segment_capture'),
        ref('tier_forecasts'),
        ref('supplier_revenue_equipment'), ref('supplier_revenue_inputs'),
        ref('supplier_revenue_devices'), ref('supplier_revenue_systems'),
    ] %}
    select 'segments', segment_tier_id from {{ view }}
    union
    select 'dates', cast(calendar_quarter_end as varchar) from {{ view }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
)

select dimension, key, 'is there more than once' as finding
from dimensions
group by all
having count(*) > 1
union all
select dimension, key, 'is missing'
from facts
anti join dimensions using (dimension, key)
