{{ config(post_hook="{{ create_as_of(
    'capex_annual',
    capex_annual_rows(
        published_relation('fct_capex_annual_versions'), published_relation('fct_capex_versions'),
        published_relation('lineage'), 'cast(ts as timestamp)'
    )
) }}") }}

{{ capex_annual_rows(
    ref('fct_capex_annual_versions'), ref('fct_capex_versions'), ref('lineage')
) }}
