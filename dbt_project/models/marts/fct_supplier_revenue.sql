{{ config(
    post_hook="{{ create_supplier_revenue_as_of(ref('fct_supplier_revenue_versions')) }}"
) }}

{{ supplier_revenue_rows(ref('fct_supplier_revenue_versions')) }}
