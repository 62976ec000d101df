{{ config(post_hook="{{ create_as_of(
    'monthly_revenue',
    monthly_revenue_rows(
        published_relation('fct_monthly_revenue_versions'), 'cast(ts as timestamp)'
    )
) }}") }}

{{ monthly_revenue_rows(ref('fct_monthly_revenue_versions')) }}
