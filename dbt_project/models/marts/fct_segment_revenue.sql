{{ config(post_hook="{{ create_as_of(
    'segment_revenue',
    segment_revenue_rows(
        published_at('supplier_revenue'), published_relation('dim_revenue_lines')
    )
) }}") }}

{{ segment_revenue_rows(ref('fct_supplier_revenue'), ref('dim_revenue_lines')) }}
