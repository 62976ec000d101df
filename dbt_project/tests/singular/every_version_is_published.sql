{{ config(meta={'dagster': {'ref': {'name': 'fct_supplier_revenue_versions'}}}) }}
-- Every version of capital expenditure, and of a registered line's quarters and years, is
-- published, value and times unchanged.
{%- set marts = [
    'fct_capex_versions', 'fct_capex_annual_versions',
    'fct_supplier_revenue_versions', 'fct_supplier_revenue_annual_versions'
] %}
with known as (
    select company_id, lineage_id, value, currency, known_from, known_to
    from {{ ref('int_capex_versions__by_basis') }}
    union all
    select company_id, lineage_id, value, unit, known_from, known_to
    from {{ source('normalized', 'versions') }}
    semi join {{ ref('stg_registry__revenue_lines') }} using (company_id, metric_id)
    where period_kind in ('quarter', 'year')
),

published as (
    {%- for mart in marts %}
    select company_id, lineage_id, value, currency, known_from, known_to from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from known
except
select * from published
