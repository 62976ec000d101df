{{ config(post_hook="{{ create_as_of(
    'supplier_revenue_annual',
    supplier_revenue_annual_rows(
        published_relation('fct_supplier_revenue_annual_versions'),
        published_relation('fct_supplier_revenue_versions'), published_relation('lineage'),
        'cast(ts as timestamp)'
    )
) }}") }}

{{ supplier_revenue_annual_rows(
    ref('fct_supplier_revenue_annual_versions'), ref('fct_supplier_revenue_versions'),
    ref('lineage')
) }}
