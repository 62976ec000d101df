-- At the end of time every standing version is known: each table macro gives its mart.
{%- set marts = [
    'capex', 'capex_annual', 'capex_totals', 'supplier_revenue', 'supplier_revenue_annual',
    'segment_revenue', 'segment_capture', 'monthly_revenue', 'restatements',
    'customer_concentration'
] %}
{%- for name in marts %}
{%- set mart = ref('fct_' ~ name) %}
{%- set as_of = mart.schema ~ '.' ~ name ~ "_as_of(timestamp 'infinity')" %}
select '{{ name }}' as mart, (
    select count(*) from (
        (select * from {{ mart }} except all select * from {{ as_of }})
        union all
        (select * from {{ as_of }} except all select * from {{ mart }})
    )
) as differing
where differing > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
