{{ config(post_hook="{{ create_as_of(
    'supplier_revenue',
    supplier_revenue_rows(
        published_relation('fct_supplier_revenue_versions'), 'cast(ts as timestamp)'
    )
) }}") }}

{{ supplier_revenue_rows(ref('fct_supplier_revenue_versions')) }}
